// Starts, asks and kills the server of a test; everything waits with a limit.
#include "support/redis_server.hpp"

#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "redis/acl.hpp"

namespace smsgw::test {
namespace {

using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;
using RawReply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

constexpr timeval patience{5, 0};

constexpr const char* user_name = "smsgw";
constexpr const char* user_password = "a-password-for-tests";

// --user and its rules, each a word.
std::vector<std::string> gateway_user() {
    std::istringstream rules(redis::acl_rules());
    std::vector<std::string> words = {"--user", user_name, "on", std::string(">") + user_password};
    words.insert(words.end(), std::istream_iterator<std::string>(rules), {});
    return words;
}

redis::Reply copy(const redisReply& raw) {
    redis::Reply out;
    switch (raw.type) {
        case REDIS_REPLY_INTEGER:
            out.kind = redis::Reply::Kind::integer;
            break;
        case REDIS_REPLY_STRING:
            out.kind = redis::Reply::Kind::text;
            break;
        case REDIS_REPLY_STATUS:
            out.kind = redis::Reply::Kind::status;
            break;
        case REDIS_REPLY_ERROR:
            out.kind = redis::Reply::Kind::error;
            break;
        case REDIS_REPLY_ARRAY:
            out.kind = redis::Reply::Kind::array;
            break;
        default:
            break;
    }
    out.integer = raw.integer;
    if (raw.str != nullptr && out.kind != redis::Reply::Kind::integer)
        out.text.assign(raw.str, static_cast<std::size_t>(raw.len));
    for (std::size_t i = 0; out.kind == redis::Reply::Kind::array && i < raw.elements; ++i)
        out.items.push_back(copy(*raw.element[i]));
    return out;
}

[[noreturn]] void become(std::vector<char*>& words) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);   // a test that crashes leaves no server behind
    execvp(words[0], words.data());
    _exit(127);
}

}   // namespace

redis::Reply ask_redis(const std::string& socket, const std::vector<std::string>& words) {
    const Context context(redisConnectUnixWithTimeout(socket.c_str(), patience), &redisFree);
    if (!context || context->err != 0) throw std::runtime_error("cannot connect to " + socket);
    redisSetTimeout(context.get(), patience);
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const auto& word : words) {
        texts.push_back(word.data());
        lengths.push_back(word.size());
    }
    const auto count = static_cast<int>(words.size());
    const RawReply raw(
        static_cast<redisReply*>(redisCommandArgv(context.get(), count, texts.data(), lengths.data())),
        &freeReplyObject);
    if (!raw) throw std::runtime_error(std::string("no answer: ") + context->errstr);
    return copy(*raw);
}

std::uint16_t free_port() {
    asio::io_context io;
    const asio::ip::tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
    return acceptor.local_endpoint().port();
}

TempFolder::TempFolder() {
    char name[] = "/tmp/smsgw-test-XXXXXX";
    if (mkdtemp(name) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

RedisServer::RedisServer(Fsync fsync, std::vector<std::string> arguments) : arguments_(std::move(arguments)) {
    const auto& folder = folder_.path();
    socket_ = folder + "/redis.sock";
    std::vector<std::string> words = {
        "redis-server", "--port", "0",         "--unixsocket",       socket_, "--dir", folder,
        "--save",       "",       "--logfile", folder + "/redis.log"};
    const auto user = gateway_user();
    words.insert(words.end(), user.begin(), user.end());
    if (fsync == Fsync::always) words.insert(words.end(), {"--appendonly", "yes", "--appendfsync", "always"});
    arguments_.insert(arguments_.begin(), words.begin(), words.end());
    start();
}

RedisServer::~RedisServer() {
    kill9();
}

redis::RedisAddress RedisServer::address() const {
    auto address = admin_address();
    address.user = user_name;
    address.password = Secret(user_password);
    return address;
}

std::string RedisServer::url() const {
    return std::string("unix://") + user_name + ":" + user_password + "@" + socket_;
}

redis::RedisAddress RedisServer::admin_address() const {
    redis::RedisAddress address;
    address.transport = redis::RedisAddress::Transport::unix_socket;
    address.socket_path = socket_;
    return address;
}

void RedisServer::kill9() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

void RedisServer::restart() {
    if (pid_ > 0) throw std::logic_error("still running");
    start();
}

void RedisServer::pause() {
    if (pid_ > 0) kill(pid_, SIGSTOP);
}

void RedisServer::resume() {
    if (pid_ > 0) kill(pid_, SIGCONT);
}

redis::Reply RedisServer::command(const std::vector<std::string>& words) const {
    return ask_redis(socket_, words);
}

std::string RedisServer::log_text() const {
    std::ifstream file(folder_.path() + "/redis.log");
    return {std::istreambuf_iterator<char>(file), {}};
}

void RedisServer::start() {
    auto copies = arguments_;
    std::vector<char*> words;
    for (auto& word : copies) words.push_back(word.data());
    words.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ == 0) become(words);
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (std::chrono::steady_clock::now() < limit) {
        if (waitpid(pid_, nullptr, WNOHANG) != 0)
            throw std::runtime_error("redis-server ended: " + log_text());
        try {
            const auto reply = command({"PING"});
            if (!reply.is_error("LOADING")) return;   // NOAUTH is an answer, too
        } catch (const std::runtime_error&) {
            // The socket is not there yet.
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    kill9();
    throw std::runtime_error("redis-server does not answer: " + log_text());
}

}   // namespace smsgw::test
