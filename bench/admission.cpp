// What the rules cost: POST /send with all of them and with none, in turns, on one private redis-server, over HTTP on loopback.
//
// Prints, for each durability, medians over the rounds: time and CPU microseconds a message of the gateway's thread and of
// Redis, with 64 requests at a time, and the ratios. What asks is a thread of its own and is not counted.
// `bench_admission [messages a round] [rounds]`.
#include <time.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "api/client_api.hpp"
#include "api/problem.hpp"
#include "base/log.hpp"
#include "base/system_clock.hpp"
#include "base/task_group.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "redis/admission_store.hpp"
#include "redis/embedded_server.hpp"
#include "redis/installation.hpp"
#include "redis/message_store.hpp"
#include "redis/submit_ledger.hpp"
#include "redis/suppression_store.hpp"

namespace smsgw::bench {
namespace {

constexpr int at_once = 64;

struct Figures {
    double wall_us = 0, own_us = 0, redis_us = 0, both_us = 0;   // a message
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

const Secret pepper("pepper");

Account free_account() {
    Account account;
    account.id = AccountId("free");
    account.keys = {{.hash = api::hash_key(pepper, "free-key")}};
    account.default_sender = Sender("Shop");
    account.rate = 0;
    return account;
}

Account guarded_account() {
    auto account = free_account();
    account.id = AccountId("guarded");
    account.keys = {{.hash = api::hash_key(pepper, "guarded-key")}};
    account.rate = 1'000'000;
    account.rate_burst = 1'000'000;
    account.home_countries = {"NL"};
    account.conversion_feedback = true;
    account.spend_day_cap = 1'000'000'000'000;
    account.spend_country_day_cap = 1'000'000'000'000;
    return account;
}

enum class Rules { none, all };

// Spread out, so that no rule keeps one out: what is measured is letting in.
std::string body_of(int n) {
    const auto number = std::to_string(10'000'000 + static_cast<long long>(n) * 7'368'787 % 39'999'999);
    return R"({"to":"+316)" + number + R"(","message":"Your code is 123456","lane":"otp","end_user_ip":"198.)" +
           std::to_string(n >> 16 & 255) + "." + std::to_string(n >> 8 & 255) + "." + std::to_string(n & 255) +
           R"(","session_id":"session-)" + std::to_string(n) + R"("})";
}

bool any_address(const asio::ip::address&) {
    return true;
}

// Sends so many messages, 64 at a time, on a thread of its own.
class Load {
public:
    Load(std::uint16_t port, Rules rules, int first, int messages)
        : url_("http://127.0.0.1:" + std::to_string(port) + "/send"),
          key_(rules == Rules::all ? "Bearer guarded-key" : "Bearer free-key"),
          next_(first),
          end_(first + messages),
          thread_([this] { run(); }) {}
    ~Load() { thread_.join(); }

    bool done() const { return done_; }
    const std::string& problem() const { return problem_; }   // once it is done

private:
    void run() {
        asio::io_context io;
        SystemClock clock;
        http::ClientLimits limits;
        limits.connections_per_origin_max = at_once;
        http::Client client(io.get_executor(), clock, limits, {any_address});
        TaskGroup group(io.get_executor());
        for (int i = 0; i < at_once; ++i) group.spawn("sender", send(client));
        io.run();
        done_ = true;
    }
    Task<> send(http::Client& client) {
        while (next_ < end_ && problem_.empty()) {
            http::ClientRequest request{.url = url_,
                                        .headers = {{"Content-Type", "application/json"}, {"Authorization", key_}},
                                        .body = body_of(next_++)};
            const auto result = co_await client.send(std::move(request));
            if (result.has_error())
                problem_ = "no answer";
            else if (result->status != 202)
                problem_ = result->body;
        }
        if (++ended_ == at_once) client.close();
    }

    std::string url_, key_, problem_;
    int next_, end_, ended_ = 0;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

class Bench {
public:
    Bench(redis::Durability durability, std::filesystem::path folder)
        : server_(io_.get_executor(), clock_, settings(durability, std::move(folder))),
          durability_(durability),
          group_(io_.get_executor()) {}

    void run(int messages, int rounds) {
        asio::co_spawn(io_, whole(messages, rounds), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
        io_.run();
    }

private:
    static redis::EmbeddedSettings settings(redis::Durability durability, std::filesystem::path folder) {
        redis::EmbeddedSettings settings;
        settings.data_dir = std::move(folder);
        settings.durability = durability;
        settings.memory_bytes_max = 2ULL << 30;
        return settings;
    }

    Task<> whole(int messages, int rounds) {
        const auto started = co_await server_.start();
        if (started.has_error()) throw std::runtime_error(server_.problem());
        group_.spawn("server", server_.run());
        connection_.emplace(io_.get_executor(), clock_, server_.address(), redis::ConnectionLimits{}, "bench",
                            [this](redis::Connection& connection) { return installation_.join(connection); });
        group_.spawn("redis", connection_->run());
        while (!connection_->connected()) co_await clock_.sleep_until(clock_.mono_now() + Millis{5});
        store_.emplace(*connection_, clock_, keys_, redis::StoreConfig{});
        std::vector<Figures> free, guarded;
        co_await round(messages / 5, Rules::none);   // warm
        co_await round(messages / 5, Rules::all);
        for (int i = 0; i < rounds; ++i) {
            free.push_back(co_await round(messages, Rules::none));
            guarded.push_back(co_await round(messages, Rules::all));
        }
        print(free, guarded);
        connection_->stop();
        co_await server_.stop();
    }

    Task<double> redis_cpu() {
        redis::Command info("INFO");
        info << "cpu";
        const auto reply = co_await connection_->call(std::move(info));
        double seconds = 0;
        for (const char* name : {"used_cpu_user:", "used_cpu_sys:"}) {
            const auto at = reply->text.find(name);
            seconds += std::strtod(reply->text.c_str() + at + std::string_view(name).size(), nullptr);
        }
        co_return seconds;
    }

    static double own_cpu() {
        timespec used{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
        return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
    }

    Task<Figures> round(int messages, Rules rules) {
        intake::AdmissionConfig config;
        config.requests_in_flight_max = 0;
        if (rules == Rules::none) config.lanes.clear();
        // Numbers are all used once; neighbours of a block are few.
        config.block_1000 = config.block_10000 = {{1'000'000, intake::day, 0}};
        redis::RedisSubmitLedger ledger(*connection_, clock_, keys_);
        redis::RedisAdmissionStore admission(*connection_);
        redis::RedisSuppressionStore suppressions(*connection_);
        gatekeeper_.revoke({});
        api::ClientApi client_api(gatekeeper_, {*store_, ledger, admission, suppressions}, config, nullptr,
                                  {routes_, prices_}, clock_);
        http::ServerLimits limits;
        limits.requests_per_connection_max = 1'000'000'000;
        http::Server server(io_.get_executor(), clock_, limits, client_api.routes(), api::problem);
        if (server.listen({"127.0.0.1", 0}).has_error()) throw std::runtime_error("no port to listen at");
        const auto redis_before = co_await redis_cpu();
        const auto own_before = own_cpu();
        const auto begun = clock_.mono_now();
        Load load(server.port(), rules, next_, messages);
        next_ += messages;
        while (!load.done()) co_await clock_.sleep_until(clock_.mono_now() + Millis{2});
        if (!load.problem().empty()) throw std::runtime_error("a message was not accepted: " + load.problem());
        const auto wall = std::chrono::duration<double>(clock_.mono_now() - begun).count();
        const auto own = own_cpu() - own_before;
        const auto redis_after = co_await redis_cpu();
        co_await server.stop(Millis{0});
        const auto each = 1e6 / messages;
        const auto redis = redis_after - redis_before;
        co_return Figures{wall * each, own * each, redis * each, (own + redis) * each};
    }

    void print(const std::vector<Figures>& free, const std::vector<Figures>& guarded) const {
        const auto of = [](const std::vector<Figures>& rounds, double Figures::*figure) {
            std::vector<double> values;
            for (const auto& round : rounds) values.push_back(round.*figure);
            return median(values);
        };
        std::printf("%s\n  %-22s %10s %10s %8s\n", std::string(redis::to_text(durability_)).c_str(), "a message", "no rules",
                    "all rules", "ratio");
        const struct {
            const char* name;
            double Figures::*figure;
        } rows[] = {{"wall us", &Figures::wall_us},
                    {"CPU us, gateway", &Figures::own_us},
                    {"CPU us, Redis", &Figures::redis_us},
                    {"CPU us, both", &Figures::both_us}};
        for (const auto& row : rows)
            std::printf("  %-22s %10.1f %10.1f %8.2f\n", row.name, of(free, row.figure), of(guarded, row.figure),
                        of(guarded, row.figure) / of(free, row.figure));
        std::printf("  %-22s %10.0f %10.0f\n", "messages a second", 1e6 / of(free, &Figures::wall_us),
                    1e6 / of(guarded, &Figures::wall_us));
    }

    asio::io_context io_;
    SystemClock clock_;
    redis::EmbeddedServer server_;
    redis::Durability durability_;
    TaskGroup group_;
    ReportRef refs_;
    redis::Keys keys_{1};
    redis::Installation installation_{clock_, keys_, durability_, redis::library_code(),
                                      redis::library_minor(), refs_};
    std::optional<redis::Connection> connection_;
    std::optional<redis::RedisMessageStore> store_;
    api::KeyRing ring_{pepper, {free_account(), guarded_account()}};
    api::Gatekeeper gatekeeper_{ring_, clock_, {0, {}}};
    dispatch::RouteTable routes_{{{.providers = {ProviderId("x")}}}};
    dispatch::PriceTable prices_{{{.provider = ProviderId("x"), .micros = 45'000}}};
    int next_ = 0;
};

}   // namespace
}   // namespace smsgw::bench

int main(int argc, char** argv) {
    using namespace smsgw;
    log::configure(log::Level::error, log::Format::logfmt);
    const int messages = argc > 1 ? std::atoi(argv[1]) : 20'000;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    for (const auto durability : {redis::Durability::strict, redis::Durability::relaxed}) {
        auto folder = std::filesystem::temp_directory_path() / "smsgw-bench-XXXXXX";
        auto name = folder.string();
        if (mkdtemp(name.data()) == nullptr) return 1;
        bench::Bench(durability, name).run(messages, rounds);
        std::filesystem::remove_all(name);
    }
}
