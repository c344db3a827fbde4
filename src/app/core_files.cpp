#include "app/core_files.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace smsgw::app {

void forbid_core_files() {
    // The limit alone would not do: the kernel does not look at it when a collector takes the core file.
    prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

}   // namespace smsgw::app
