// The service that is told: answers every POST with 204 and counts the bodies that say "message.delivered". `bench_sink` prints
// its port, then, for each line on its standard input, how many it has seen and its own CPU seconds. One thread, epoll.
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(2);
}

void watch(int epoll, int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

int listener() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, 512) != 0) fail("listen");
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return fd;
}

// Header names in any case.
std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "content-length:";
    for (std::size_t at = 0; at + name.size() < head.size(); ++at) {
        std::size_t same = 0;
        while (same < name.size() && (head[at + same] | 0x20) == (name[same] | 0x20)) ++same;
        if (same < name.size()) continue;
        at += name.size();
        while (head[at] == ' ') ++at;
        std::size_t length = 0;
        std::from_chars(head.data() + at, head.data() + head.size(), length);
        return length;
    }
    return 0;
}

long delivered = 0, requests = 0;

// Answers what is complete in `received`.
void serve(int fd, std::string& received) {
    for (;;) {
        const auto head_end = received.find("\r\n\r\n");
        if (head_end == std::string::npos) return;
        const auto whole = head_end + 4 + content_length(std::string_view(received).substr(0, head_end));
        if (received.size() < whole) return;
        ++requests;
        if (received.find("message.delivered", head_end) < whole) ++delivered;
        received.erase(0, whole);
        constexpr std::string_view answer = "HTTP/1.1 204 No Content\r\n\r\n";
        if (send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
    }
}

// False when whoever started us has gone.
bool say() {
    char line[64];
    if (read(STDIN_FILENO, line, sizeof line) <= 0) return false;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    std::printf("{\"delivered\":%ld,\"requests\":%ld,\"cpu_s\":%.3f}\n", delivered, requests,
                seconds(usage.ru_utime) + seconds(usage.ru_stime));
    std::fflush(stdout);
    return true;
}

}   // namespace

int main() {
    const int epoll = epoll_create1(0);
    const int accepting = listener();
    watch(epoll, accepting);
    watch(epoll, STDIN_FILENO);
    std::unordered_map<int, std::string> connections;
    for (;;) {
        epoll_event events[64];
        const int count = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[i].data.fd;
            if (fd == STDIN_FILENO) {
                if (!say()) return 0;
                continue;
            }
            if (fd == accepting) {
                const int one = accept(accepting, nullptr, nullptr);
                if (one >= 0) watch(epoll, one);
                continue;
            }
            char data[16384];
            const auto got = recv(fd, data, sizeof data, 0);
            if (got <= 0) {
                connections.erase(fd);
                close(fd);
                continue;
            }
            auto& received = connections[fd];
            received.append(data, static_cast<std::size_t>(got));
            serve(fd, received);
        }
    }
}
