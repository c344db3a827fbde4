// The real sources of a configuration: this process's environment, files and processors.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "app/config.hpp"
#include "app/secret_services.hpp"
#include "base/system_error.hpp"

namespace smsgw::app {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "re"));
    if (!file) return last_system_error();
    // Read rather than asked for its size: secrets may be pipes or files of /proc, which have none.
    std::string content;
    std::array<char, 4096> piece{};
    for (;;) {
        const auto count = std::fread(piece.data(), 1, piece.size(), file.get());
        content.append(piece.data(), count);
        if (content.size() > bytes_max)
            return boost::system::errc::make_error_code(boost::system::errc::file_too_large);
        if (count < piece.size()) break;
    }
    if (std::ferror(file.get()) != 0) return last_system_error();
    return content;
}

std::vector<std::string> variable_names() {
    std::vector<std::string> names;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
        const std::string_view text(*variable);
        names.emplace_back(text.substr(0, text.find('=')));
    }
    return names;
}

}   // namespace

LoadInput system_input() {
    LoadInput input;
    input.sources.getenv = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr) return std::nullopt;
        return value;
    };
    input.sources.read_file = read_file;
    input.env_names = variable_names();
    input.cores = std::thread::hardware_concurrency();
    input.open_services = secret_services();
    return input;
}

}   // namespace smsgw::app
