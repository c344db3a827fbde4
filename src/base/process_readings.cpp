// /proc/self, in the names that Prometheus' own client libraries use for it.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "base/metrics.hpp"

namespace smsgw::metrics {
namespace {

// Close enough to the begin of the process: the first use is at its start.
const auto began = std::chrono::system_clock::now();

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double all = 0;
    double resident = 0;
    file >> all >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
    std::error_code error;
    double count = 0;
    for (auto at = std::filesystem::directory_iterator("/proc/self/fd", error); !error && at != end(at); at.increment(error))
        ++count;
    return count;
}

}   // namespace

std::vector<Reading> process_readings() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    return {{Id::build_info, {SMSGW_VERSION}, 1},
            {Id::start_time_seconds, {}, std::chrono::duration<double>(began.time_since_epoch()).count()},
            {Id::cpu_seconds, {}, seconds(usage.ru_utime) + seconds(usage.ru_stime)},
            {Id::resident_bytes, {}, resident_bytes()},
            {Id::open_fds, {}, open_descriptors()},
            {Id::max_fds, {}, static_cast<double>(files.rlim_cur)}};
}

}   // namespace smsgw::metrics
