// A load generator that takes little of the machine it measures: one thread, epoll, prepared requests.
//
// `bench_load PORT KEY [--connections 64] [--requests 100000] [--rate 0] [--first 0]` posts messages to /send on
// 127.0.0.1, each to a number of its own, and prints one line of JSON: answers by status, seconds, requests a second,
// percentiles of latency in microseconds, own CPU seconds. With --rate requests are due at fixed times, whatever the
// answers take, and latency counts from when one was due: a server that stalls cannot hide it. Without, each connection
// asks as soon as it is answered. Ends with 1 when an answer is missing or not 202.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

struct Options {
    std::uint16_t port = 0;
    std::string key;
    int connections = 64;
    long requests = 100'000;
    double rate = 0;   // a second; 0: as fast as the answers come
    long first = 0;    // number of the first message: runs on one gateway must not repeat each other's
};

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(2);
}

// Spread over the mobile numbers of a country, so that no rule against abuse sees a pattern. None is one of the simulated
// operator's magic numbers (docs/sandbox.md).
std::string number_of(long n) {
    const auto number = 10'000'000 + n * 7'368'787 % 39'999'999;
    const auto ending = number % 10'000;
    return std::to_string(ending > 9000 && ending < 9100 ? number - 1000 : number);
}

std::string request_of(const Options& options, long n) {
    const auto number = number_of(n);
    const auto text =
        "Your code is " + std::to_string(100'000 + n % 900'000) + ". It is valid for ten minutes.";
    const auto body = R"({"to":"+316)" + number + R"(","message":")" + text + R"(","reference":"order-)" +
                      std::to_string(n) + R"("})";
    return "POST /send HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + options.key +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

struct Connection {
    int fd = -1;
    std::string received;
    Clock::time_point since;   // when the request that is on its way was due
    bool busy = false;
};

// Status of the first complete answer in `received`, which is taken out of it; 0: not complete yet.
int take_answer(std::string& received) {
    const auto head_end = received.find("\r\n\r\n");
    if (head_end == std::string::npos) return 0;
    constexpr std::string_view name = "Content-Length: ";
    const auto at = received.find(name);
    std::size_t length = 0;
    if (at != std::string::npos && at < head_end)
        std::from_chars(received.data() + at + name.size(), received.data() + head_end, length);
    const auto whole = head_end + 4 + length;
    if (received.size() < whole) return 0;
    int status = 0;
    std::from_chars(received.data() + 9, received.data() + 12, status);
    received.erase(0, whole);
    return status;
}

class Load {
public:
    explicit Load(Options options)
        : options_(std::move(options)), connections_(static_cast<std::size_t>(options_.connections)) {
        epoll_ = epoll_create1(0);
        if (epoll_ < 0) fail("epoll_create1");
        for (auto& connection : connections_) open(connection);
        latencies_.reserve(static_cast<std::size_t>(options_.requests));
    }

    int run() {
        began_ = Clock::now();
        for (auto& connection : connections_) idle_.push_back(&connection);
        while (answered_ < options_.requests) {
            start_due();
            wait();
        }
        print();
        return statuses_.size() == 1 && statuses_.contains(202) ? 0 : 1;
    }

private:
    void open(Connection& connection) {
        connection.fd = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(options_.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            fail("connect");
        const int on = 1;
        setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &connection;
        if (epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event) != 0) fail("epoll_ctl");
    }

    Clock::time_point due(long n) const {
        const auto after = std::chrono::duration<double>(static_cast<double>(n) / options_.rate);
        return began_ + std::chrono::duration_cast<Clock::duration>(after);
    }

    void start_due() {
        while (!idle_.empty() && started_ < options_.requests) {
            const auto now = Clock::now();
            const auto since = options_.rate > 0 ? due(started_) : now;
            if (since > now) return;
            auto* connection = idle_.back();
            idle_.pop_back();
            connection->since = since;
            connection->busy = true;
            const auto request = request_of(options_, options_.first + started_++);
            if (send(connection->fd, request.data(), request.size(), MSG_NOSIGNAL) !=
                static_cast<ssize_t>(request.size()))
                fail("send");
        }
    }

    int wait_ms() const {
        if (options_.rate == 0 || idle_.empty() || started_ == options_.requests) return 1000;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due(started_) - Clock::now());
        return static_cast<int>(std::max<long>(0, left.count()));
    }

    void wait() {
        epoll_event events[64];
        const int count = epoll_wait(epoll_, events, 64, wait_ms());
        for (int i = 0; i < count; ++i) {
            auto& connection = *static_cast<Connection*>(events[i].data.ptr);
            char data[4096];
            const auto got = recv(connection.fd, data, sizeof data, 0);
            if (got <= 0) fail("a connection was closed");
            connection.received.append(data, static_cast<std::size_t>(got));
            const int status = take_answer(connection.received);
            if (status == 0) continue;
            statuses_[status] += 1;
            ++answered_;
            latencies_.push_back(Micros(Clock::now() - connection.since).count());
            connection.busy = false;
            idle_.push_back(&connection);
        }
    }

    double percentile(double share) const {
        const auto at = static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1));
        return latencies_[at];
    }

    void print() {
        const auto seconds = std::chrono::duration<double>(Clock::now() - began_).count();
        std::sort(latencies_.begin(), latencies_.end());
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        const auto cpu = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
        };
        std::string statuses;
        for (const auto& [status, count] : statuses_)
            statuses +=
                (statuses.empty() ? "\"" : ",\"") + std::to_string(status) + "\":" + std::to_string(count);
        std::printf(
            "{\"statuses\":{%s},\"seconds\":%.3f,\"per_second\":%.1f,\"p50_us\":%.0f,\"p99_us\":%.0f,\"p999_"
            "us\":%.0f,"
            "\"max_us\":%.0f,\"cpu_s\":%.3f}\n",
            statuses.c_str(), seconds, static_cast<double>(answered_) / seconds, percentile(0.5),
            percentile(0.99), percentile(0.999), latencies_.back(),
            cpu(usage.ru_utime) + cpu(usage.ru_stime));
    }

    Options options_;
    std::vector<Connection> connections_;
    std::vector<Connection*> idle_;
    std::vector<double> latencies_;
    std::map<int, long> statuses_;
    Clock::time_point began_;
    int epoll_ = -1;
    long started_ = 0, answered_ = 0;
};

Options read_options(int count, char** words) {
    if (count < 3 || count % 2 == 0) {
        std::fprintf(stderr,
                     "usage: bench_load PORT KEY [--connections N] [--requests N] [--rate N] [--first N]\n");
        std::exit(2);
    }
    Options options;
    options.port = static_cast<std::uint16_t>(std::atoi(words[1]));
    options.key = words[2];
    for (int i = 3; i + 1 < count; i += 2) {
        const std::string_view name = words[i];
        const double value = std::atof(words[i + 1]);
        if (name == "--connections") options.connections = static_cast<int>(value);
        if (name == "--requests") options.requests = static_cast<long>(value);
        if (name == "--rate") options.rate = value;
        if (name == "--first") options.first = static_cast<long>(value);
    }
    return options;
}

}   // namespace

int main(int count, char** words) {
    return Load(read_options(count, words)).run();
}
