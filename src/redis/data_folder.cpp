// Folders, files and the lock, by system calls: modes must be right from the first moment, which streams cannot do.
#include "redis/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/system_error.hpp"

namespace smsgw::redis {

Result<FolderLock> FolderLock::take(const std::filesystem::path& file) {
    const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return last_system_error();
    FolderLock lock(fd);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) return last_system_error();
    return lock;
}

FolderLock::~FolderLock() {
    if (fd_ >= 0) close(fd_);
}

Result<void> make_private_folder(const std::filesystem::path& folder) {
    std::error_code ignored;   // mkdir below says what is wrong
    std::filesystem::create_directories(folder.parent_path(), ignored);
    if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
    return last_system_error();
}

bool is_private_folder(const std::filesystem::path& folder) {
    struct stat facts {};
    if (lstat(folder.c_str(), &facts) != 0) return false;
    return S_ISDIR(facts.st_mode) && facts.st_uid == getuid() && (facts.st_mode & 077) == 0;
}

Result<void> write_private_file(const std::filesystem::path& file, const std::string& content) {
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return last_system_error();
    fchmod(fd, 0600);   // one that existed keeps its old mode otherwise
    std::size_t done = 0;
    while (done < content.size()) {
        const auto written = write(fd, content.data() + done, content.size() - done);
        if (written < 0) {
            const auto error = last_system_error();
            close(fd);
            return error;
        }
        done += static_cast<std::size_t>(written);
    }
    close(fd);
    return {};
}

std::string find_program(const std::string& program, const std::string& search_path) {
    const auto runs = [](const std::string& path) { return access(path.c_str(), X_OK) == 0; };
    if (program.find('/') != std::string::npos) return runs(program) ? program : "";
    for (std::size_t from = 0; from <= search_path.size();) {
        const auto colon = std::min(search_path.find(':', from), search_path.size());
        const auto folder = search_path.substr(from, colon - from);
        if (!folder.empty() && runs(folder + "/" + program)) return folder + "/" + program;
        from = colon + 1;
    }
    return "";
}

}   // namespace smsgw::redis
