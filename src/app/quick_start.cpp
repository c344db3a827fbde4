#include "app/quick_start.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "api/key_ring.hpp"
#include "base/log.hpp"
#include "base/system_error.hpp"

namespace smsgw::app {
namespace {

Result<void> write_key(const std::string& path, const std::string& key) {
    // O_EXCL and the mode at creation: at no moment is the file there for others to read.
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return last_system_error();
    const auto line = key + "\n";
    const auto written = write(file, line.data(), line.size());
    const auto failed =
        written != static_cast<ssize_t>(line.size()) ? last_system_error() : boost::system::error_code();
    close(file);
    if (failed) return failed;
    return {};
}

// The key that a former run has left in the file, or a new one.
Result<std::string> key_in(const std::string& path) {
    std::string key;
    if (std::ifstream existing(path); existing) std::getline(existing, key);
    if (!key.empty()) return key;
    key = api::make_key(default_account().id);
    if (auto written = write_key(path, key); written.has_error()) return written.error();
    return key;
}

}   // namespace

Result<Account> quick_start_account(const Config& config) {
    std::error_code made;
    // Ours alone, from the start: messages and the key will be in it. One that was there keeps its mode.
    if (std::filesystem::create_directories(config.data_dir, made))
        std::filesystem::permissions(config.data_dir, std::filesystem::perms::owner_all, made);
    if (made) return boost::system::error_code(made.value(), boost::system::system_category());
    const auto path = config.data_dir + "/api_key";
    const auto admin_path = config.data_dir + "/admin_key";
    const auto key = key_in(path);
    if (key.has_error()) return key.error();
    const auto admin_key = key_in(admin_path);
    if (admin_key.has_error()) return admin_key.error();
    log::info("quick_start.key",
              {log::f("account", "default"), log::f("file", path), log::f("admin_file", admin_path)});
    auto account = default_account();
    account.keys.push_back({.hash = api::hash_key(config.pepper, *key)});
    account.keys.push_back({.hash = api::hash_key(config.pepper, *admin_key), .scopes = {Scope::admin}});
    return account;
}

}   // namespace smsgw::app
