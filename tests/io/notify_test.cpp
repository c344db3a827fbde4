// Notifications as a service manager gets them: real datagram sockets, by path and abstract.
#include "base/notify.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "support/redis_server.hpp"

namespace smsgw {
namespace {

// The service manager's end of the socket. A datagram on a Unix socket is there as soon as it is sent.
class Manager {
public:
    // `name` as in NOTIFY_SOCKET: a path, or @ and an abstract name.
    explicit Manager(const std::string& name)
        : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.starts_with('@')) address.sun_path[0] = '\0';
        const auto bytes = offsetof(sockaddr_un, sun_path) + name.size();
        EXPECT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(bytes)), 0);
        setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }
    ~Manager() {
        unsetenv("NOTIFY_SOCKET");
        close(fd_);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    std::optional<std::string> next() const {
        std::array<char, 256> buffer{};
        const auto bytes = recv(fd_, buffer.data(), buffer.size(), 0);
        if (bytes < 0) return std::nullopt;
        return std::string(buffer.data(), static_cast<std::size_t>(bytes));
    }

private:
    int fd_;
};

TEST(Notify, ReachesAManagerByItsPath) {
    const test::TempFolder folder;
    const Manager manager(folder.path() + "/notify");
    notify_service_manager("READY=1");
    notify_service_manager("STOPPING=1\nSTATUS=Draining");
    EXPECT_EQ(manager.next(), "READY=1");
    EXPECT_EQ(manager.next(), "STOPPING=1\nSTATUS=Draining");
    EXPECT_EQ(manager.next(), std::nullopt);
}

TEST(Notify, ReachesAManagerByItsAbstractName) {
    const Manager manager("@smsgw-notify-test-" + std::to_string(getpid()));
    notify_service_manager("READY=1");
    EXPECT_EQ(manager.next(), "READY=1");
}

TEST(Notify, IsSilentWhereNobodyListens) {
    const test::TempFolder folder;
    const Manager manager(folder.path() + "/notify");
    for (const auto& name : {folder.path() + "/nobody", std::string("relative"), std::string("@"),
                             "/" + std::string(200, 'x'), std::string()}) {
        setenv("NOTIFY_SOCKET", name.c_str(), 1);
        notify_service_manager("READY=1");
    }
    unsetenv("NOTIFY_SOCKET");
    notify_service_manager("READY=1");
    EXPECT_EQ(manager.next(), std::nullopt);
}

class WatchdogTime : public testing::Test {
protected:
    void TearDown() override {
        unsetenv("WATCHDOG_USEC");
        unsetenv("WATCHDOG_PID");
    }
};

TEST_F(WatchdogTime, IsWhatTheManagerWants) {
    EXPECT_EQ(watchdog_time(), std::nullopt);
    setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(watchdog_time(), std::chrono::seconds{30});
    setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
    EXPECT_EQ(watchdog_time(), std::chrono::seconds{30});
}

TEST_F(WatchdogTime, IsNotForUsWhenAnotherProcessIsMeant) {
    setenv("WATCHDOG_USEC", "30000000", 1);
    for (const char* whom : {"1", "x", ""}) {
        setenv("WATCHDOG_PID", whom, 1);
        EXPECT_EQ(watchdog_time(), std::nullopt);
    }
}

TEST_F(WatchdogTime, IsNothingWhereTheManagerSaysNothingUsable) {
    for (const char* text : {"", "0", "-5", "30s", "99999999999999999999"}) {
        setenv("WATCHDOG_USEC", text, 1);
        EXPECT_EQ(watchdog_time(), std::nullopt) << text;
    }
}

}   // namespace
}   // namespace smsgw
