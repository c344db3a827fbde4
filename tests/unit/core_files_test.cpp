// What a process may leave behind when it crashes.
#include "app/core_files.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace smsgw::test {
namespace {

TEST(CoreFiles, AreForbiddenByTheLimitAndWhereTheLimitIsNotLookedAt) {
    // In a process of its own: the others of this one may be debugged.
    const auto child = fork();
    if (child == 0) {
        app::forbid_core_files();
        rlimit limit{1, 1};
        getrlimit(RLIMIT_CORE, &limit);
        _exit((limit.rlim_cur == 0 && limit.rlim_max == 0 ? 1 : 0) + (prctl(PR_GET_DUMPABLE) == 0 ? 2 : 0));
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 3);
}

}   // namespace
}   // namespace smsgw::test
