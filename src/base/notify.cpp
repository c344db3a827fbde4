#include "base/notify.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace smsgw {
namespace {

// The address and its length; 0 for a name that is no socket's.
socklen_t read_address(std::string_view name, sockaddr_un& address) {
    address.sun_family = AF_UNIX;
    const bool path_or_abstract = name.starts_with('/') || name.starts_with('@');
    // As systemd does, a path keeps its final NUL within sun_path.
    if (!path_or_abstract || name.size() < 2 || name.size() >= sizeof address.sun_path) return 0;
    std::memcpy(address.sun_path, name.data(), name.size());
    const auto bytes = offsetof(sockaddr_un, sun_path) + name.size();
    // A leading @ stands for the NUL that abstract names begin with; those have an exact length and no NUL at the end.
    if (name.starts_with('@')) {
        address.sun_path[0] = '\0';
        return static_cast<socklen_t>(bytes);
    }
    return static_cast<socklen_t>(bytes + 1);
}

// The whole value of a variable as a number.
std::optional<std::uint64_t> number_in(const char* variable) {
    const char* text = std::getenv(variable);
    if (text == nullptr) return std::nullopt;
    const char* const end = text + std::strlen(text);
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(text, end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

}   // namespace

std::optional<Millis> watchdog_time() {
    // A manager that names a process means that one only, not its children.
    const auto whom = number_in("WATCHDOG_PID");
    if (std::getenv("WATCHDOG_PID") != nullptr && whom != static_cast<std::uint64_t>(getpid()))
        return std::nullopt;
    const auto micros = number_in("WATCHDOG_USEC");
    constexpr std::uint64_t micros_max = 86'400'000'000;
    if (!micros || *micros == 0 || *micros > micros_max) return std::nullopt;
    return std::chrono::duration_cast<Millis>(std::chrono::microseconds(*micros));
}

void notify_service_manager(std::string_view state) {
    const char* name = std::getenv("NOTIFY_SOCKET");
    if (name == nullptr) return;
    sockaddr_un address{};
    const auto address_bytes = read_address(name, address);
    if (address_bytes == 0) return;
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    // A busy manager's queue is full for a moment; a lost READY=1 would end the service.
    const timeval patience{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    // The generic address type is the only one that sockets know.
    sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
           address_bytes);
    close(fd);
}

}   // namespace smsgw
