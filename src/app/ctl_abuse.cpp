#include "app/ctl_abuse.hpp"

#include <algorithm>

#include "app/abuse_report.hpp"
#include "app/abuse_stage.hpp"
#include "app/abuse_trace.hpp"
#include "app/config_keys.hpp"
#include "app/ctl_settings.hpp"
#include "base/system_clock.hpp"
#include "base/task_group.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

constexpr std::size_t trace_bytes_max = std::size_t{1} << 30;
constexpr WallTime world_midnight{std::chrono::sys_days{std::chrono::January / 5 / 2026}};

// One list of attempts on one lab, and where its outcomes go.
struct Play {
    redis::AdmissionLab* lab = nullptr;
    const std::vector<Attempt>* attempts = nullptr;
    OutcomesByAsker* outcomes = nullptr;
};

class AbuseSimulation {
public:
    AbuseSimulation(AbuseSimOptions options, Config config, CtlContext context, AbuseStage& stage)
        : options_(std::move(options)), config_(std::move(config)), context_(context), stage_(stage) {}

    Task<int> run_worlds() {
        account_ = world_account();
        past_ = world_past(options_.world);
        midnight_ = world_midnight;
        for (int i = 0; i < options_.seeds; ++i) {
            const auto seed = options_.seed + static_cast<std::uint64_t>(i);
            const auto played = co_await run_seed(seed);
            if (played.has_error()) co_return refuse(played.error());
            if (options_.json) continue;
            if (options_.layers) context_.out << layers_text(runs_, seed) << "\n";
            context_.out << seed_text(runs_, seed) << std::endl;   // flushed: the next one takes a while
        }
        co_return conclude();
    }

    Task<int> run_trace(AbuseTrace trace) {
        account_ = std::move(trace.account);
        past_ = std::move(trace.past);
        midnight_ = trace.midnight;
        OutcomesByAsker outcomes{};
        co_await play({&stage_.lab(0), &trace.attempts, &outcomes});
        if (failure_) co_return refuse(failure_);
        if (options_.json)
            context_.out << json{{"trace", outcomes_json(outcomes)}}.dump() << "\n";
        else
            context_.out << trace_text(outcomes);
        co_return exit_done;
    }

private:
    // All attacks and the peace of one seed at the same time, once for each set of rules.
    Task<Result<void>> run_seed(std::uint64_t seed) {
        const auto people = people_of(seed, options_.world);
        std::vector<std::vector<Attempt>> attempts = {people};
        std::string names(1, AbuseRun::peace);
        for (const auto& attack : options_.attacks) {
            names += attack.front();
            attempts.push_back(merged(people, attack_of(attack.front(), seed, options_.world)));
        }
        const auto off = config_.admission.off;
        for (const auto& set : layer_sets()) {
            if (!options_.layers && &set != &layer_sets().back()) continue;
            config_.admission.off = off;
            config_.admission.off.insert(config_.admission.off.end(), set.off.begin(), set.off.end());
            std::vector<AbuseRun> runs(names.size());
            std::vector<Task<>> plays;
            for (std::size_t i = 0; i < runs.size(); ++i) {
                runs[i] = {.seed = seed, .layers = set.name, .attack = names[i]};
                plays.push_back(play({&stage_.lab(i), &attempts[i], &runs[i].outcomes}));
            }
            co_await run_all("abuse_sim", std::move(plays));
            if (failure_) co_return failure_;
            runs_.insert(runs_.end(), runs.begin(), runs.end());
        }
        config_.admission.off = off;
        co_return Result<void>();
    }

    Task<> play(Play play) {
        const auto prepared = co_await prepare(*play.lab);
        if (prepared.has_error()) {
            failure_ = prepared.error();
            co_return;
        }
        AbusePlayer player(*play.lab, config_.admission, account_, midnight_);
        auto outcomes = co_await player.play(*play.attempts);
        if (outcomes.has_error())
            failure_ = outcomes.error();
        else
            *play.outcomes = *outcomes;
    }

    Task<Result<void>> prepare(redis::AdmissionLab& lab) {
        const auto prepared = co_await lab.prepare();
        if (prepared.has_error()) co_return prepared.error();
        for (const auto& past : past_) {
            redis::CountryHistory history{past.country, past.messages_a_day, past.entered_per_mille / 1000.0};
            const auto written = co_await lab.write_history(account_.id, std::move(history), midnight_);
            if (written.has_error()) co_return written.error();
        }
        co_return Result<void>();
    }

    int conclude() {
        const auto missed = missed_bounds(runs_);
        if (options_.json) {
            json runs = json::array();
            for (const auto& run : runs_) runs.push_back(run_json(run));
            context_.out << json{{"runs", std::move(runs)}, {"missed", missed}}.dump() << "\n";
        } else if (options_.seeds > 1) {
            context_.out << worst_text(runs_) << "\n";
        }
        if (!options_.gate) return exit_done;
        for (const auto& sentence : missed) context_.err << "smsgwctl: " << sentence << "\n";
        return missed.empty() ? exit_done : exit_failed;
    }

    int refuse(const boost::system::error_code& error) {
        context_.err << "smsgwctl: the private redis-server failed: " << error_name(error) << "\n";
        return exit_failed;
    }

    AbuseSimOptions options_;
    Config config_;
    CtlContext context_;
    AbuseStage& stage_;
    Account account_;
    std::vector<CountryPast> past_;
    WallTime midnight_{};
    std::vector<AbuseRun> runs_;
    boost::system::error_code failure_;
};

// What the simulation knows of the configuration: how messages are kept out, and where redis-server is.
std::optional<std::string> read_settings(const LoadInput& input, const std::string& path, Config& config) {
    for (const auto& key : config_keys()) {
        const bool wanted = key.section == "admission" || (key.section == "redis" && key.name == "server");
        if (!wanted || key.name == "hash_key") continue;
        if (auto problem = read_setting(input, path, {key.section, key.name}, config)) return problem;
    }
    return {};
}

std::variant<AbuseTrace, std::string> load_trace(const AbuseSimOptions& options, const LoadInput& input) {
    const auto text = input.sources.read_file(options.trace_path, trace_bytes_max);
    if (text.has_error()) return "cannot read " + options.trace_path + ": " + text.error().message();
    auto trace = read_trace(*text, options.home, options.seed);
    if (const auto* problem = std::get_if<std::string>(&trace)) return options.trace_path + ", " + *problem;
    return trace;
}

int misuse(const std::string& problem, CtlContext context) {
    context.err << "smsgwctl: " << problem << "\n";
    return exit_misuse;
}

}   // namespace

CLI::App* add_abuse_sim(CLI::App& app, AbuseSimOptions& options) {
    auto* sub = app.add_subcommand(
        "abuse-sim", "Try the rules against abuse on simulated attacks, or on a recorded trace");
    sub->add_option("--seed", options.seed, "The same seed gives the same people and attacks")
        ->capture_default_str();
    sub->add_option("--seeds", options.seeds, "How many seeds, from that one on")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    sub->add_option("--attack", options.attacks, "Which attacks: A,B,C,D,E")
        ->delimiter(',')
        ->check(CLI::IsMember({"A", "B", "C", "D", "E"}));
    sub->add_option("--users", options.world.users_a_day, "People who ask for a code, a day")
        ->check(CLI::Range(100, 1'000'000))
        ->capture_default_str();
    sub->add_flag("--layers", options.layers, "Also with fewer rules: what each layer adds");
    sub->add_flag("--gate", options.gate,
                  "Exit code 1 when more is let through, or blocked, than docs/abuse.md promises");
    sub->add_option("--trace", options.trace_path,
                    "CSV of recorded messages instead: "
                    "at_ms,country,prefix,number_hash,source_hash,session_hash,converted");
    sub->add_option("--home", options.home, "The trace's home country (the one it has most of)");
    sub->add_option("--config", options.config_path,
                    "Path of smsgw.toml (or SMSGW_CONFIG), for its [admission]");
    sub->add_flag("--json", options.json, "Answer with one JSON object");
    return sub;
}

std::optional<std::string> check(const AbuseSimOptions& options) {
    if (!options.home.empty() && options.trace_path.empty()) return "--home belongs to --trace";
    if (options.gate && options.world.users_a_day < WorldSize{}.users_a_day)
        return "--gate goes with 40000 users or more: fewer make percentages of chance";
    if (options.trace_path.empty()) return {};
    if (options.gate || options.layers || options.seeds > 1)
        return "--trace goes without --gate, --layers and --seeds";
    return {};
}

Task<int> simulate_abuse(AbuseSimOptions options, CtlContext context) {
    Config config;
    if (const auto problem = read_settings(context.input, options.config_path, config))
        co_return misuse(*problem, context);
    std::optional<AbuseTrace> trace;
    if (!options.trace_path.empty()) {
        auto loaded = load_trace(options, context.input);
        if (const auto* problem = std::get_if<std::string>(&loaded)) co_return misuse(*problem, context);
        trace.emplace(std::move(std::get<AbuseTrace>(loaded)));
    }
    const auto executor = co_await asio::this_coro::executor;
    const auto path = context.input.sources.getenv("PATH").value_or(redis::EmbeddedSettings{}.search_path);
    SystemClock clock;   // the private server lives in real time, whoever asks
    AbuseStage stage(executor, clock, config.redis.server, path);
    int code = exit_failed;
    const auto opened = co_await stage.open(static_cast<int>(options.attacks.size()) + 1);
    if (opened.has_error()) {
        context.err << "smsgwctl: " << stage.problem() << "\n";
    } else {
        AbuseSimulation simulation(std::move(options), std::move(config), context, stage);
        auto work = trace ? simulation.run_trace(std::move(*trace)) : simulation.run_worlds();
        code = co_await std::move(work);
    }
    co_await stage.close();
    co_return code;
}

}   // namespace smsgw::app
