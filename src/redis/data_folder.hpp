// The folder of the private server on disk: made private, locked, and given its redis.conf.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "smsgw/result.hpp"

namespace smsgw::redis {

// An exclusive lock on a folder, held as long as any process has the descriptor open: a redis-server that inherited it
// keeps its folder even when its daemon was killed.
class FolderLock {
public:
    // resource_unavailable_try_again: somebody else has it. Else the system's error.
    static Result<FolderLock> take(const std::filesystem::path& file);

    FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FolderLock& operator=(FolderLock&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~FolderLock();

    int fd() const { return fd_; }

private:
    explicit FolderLock(int fd) : fd_(fd) {}
    int fd_;
};

// Makes `folder` (mode 0700) and its parents; one that exists stays as it is.
Result<void> make_private_folder(const std::filesystem::path& folder);

// Is it a real folder of ours that nobody else can enter? To be asked of folders below /tmp, where others may have put
// one in our way.
bool is_private_folder(const std::filesystem::path& folder);

// Replaces the file, mode 0600.
Result<void> write_private_file(const std::filesystem::path& file, const std::string& content);

// The program as a path: itself when it has a slash, else looked up in `search_path` ($PATH). Empty: not found.
std::string find_program(const std::string& program, const std::string& search_path);

}   // namespace smsgw::redis
