#include "app/abuse_report.hpp"

#include <algorithm>
#include <cstdio>

#include "app/ctl_text.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using Rows = std::vector<std::vector<std::string>>;

// What docs/abuse.md promises, in percent: of an attack's messages that are sent, and of everybody else's that are not.
struct Bound {
    char attack;
    double leak_max;
    double blocked_max;
};
constexpr Bound bounds[] = {{AbuseRun::peace, 100, 0.05},
                            {'A', 0.5, 0.6},
                            {'B', 2, 0.6},
                            {'C', 40, 0.6},
                            {'D', 20, 0.6},
                            {'E', 9, 0.6}};

const Bound& bound_of(char attack) {
    return *std::find_if(std::begin(bounds), std::end(bounds),
                         [&](const Bound& b) { return b.attack == attack; });
}

double percent(int part, int whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

const Outcomes& of(const AbuseRun& run, Asker asker) {
    return run.outcomes[static_cast<std::size_t>(asker)];
}

// Of what was kept out, how much was the attack's?
double precision(const Outcomes& bad, const Outcomes& good) {
    return percent(bad.blocked, bad.blocked + good.blocked);
}
double leak(const AbuseRun& run) {
    return percent(of(run, Asker::bot).sent(), of(run, Asker::bot).attempts);
}
double blocked(const AbuseRun& run) {
    return percent(of(run, Asker::person).blocked, of(run, Asker::person).attempts);
}

std::string_view all_rules() {
    return layer_sets().back().name;
}

std::vector<AbuseRun> with(const std::vector<AbuseRun>& runs, std::uint64_t seed, std::string_view layers) {
    std::vector<AbuseRun> some;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(some),
                 [&](const AbuseRun& run) { return run.seed == seed && run.layers == layers; });
    return some;
}

std::string name_of_run(const AbuseRun& run) {
    return run.attack == AbuseRun::peace ? "none" : std::string(1, run.attack);
}

// "attack/people" stopped by each rule that stopped any, in a column for each run.
Rows rule_rows(const std::vector<AbuseRun>& runs) {
    Rows rows(1, {"stopped by (attack/people)"});
    for (const auto& run : runs) rows[0].push_back(name_of_run(run));
    for (std::size_t rule = 0; rule < admission_rule_names.size(); ++rule) {
        std::vector<std::string> row = {std::string(admission_rule_names[rule])};
        int sum = 0;
        for (const auto& run : runs) {
            const int bots = of(run, Asker::bot).blocked_by[rule];
            const int people = of(run, Asker::person).blocked_by[rule];
            sum += bots + people;
            row.push_back(std::to_string(bots) + "/" + std::to_string(people));
        }
        if (sum > 0) rows.push_back(std::move(row));
    }
    return rows;
}

std::string range_of(double low, double high) {
    return low == high ? number(low) : number(low) + "-" + number(high);
}

}   // namespace

const std::vector<LayerSet>& layer_sets() {
    using enum AdmissionRule;
    static const std::vector<LayerSet> sets = {
        {"velocity", {country_cap, number_block, conversion, range_scan, drift}},
        {"+caps", {conversion, range_scan, drift}},
        {"+conversion", {range_scan, drift}},
        {"+range_scan", {drift}},
        {"+drift", {}},
    };
    return sets;
}

std::vector<std::string> missed_bounds(const std::vector<AbuseRun>& runs) {
    std::vector<std::string> missed;
    const auto judge = [&](const AbuseRun& run, std::string_view what, double value, double max) {
        if (value <= max) return;
        const auto when =
            run.attack == AbuseRun::peace ? std::string("in peace") : "attack " + name_of_run(run);
        missed.push_back("seed " + std::to_string(run.seed) + ", " + when + ": " + number(value) + " % of " +
                         std::string(what) + ", at most " + number(max) + " %");
    };
    for (const auto& run : runs) {
        if (run.layers != all_rules()) continue;
        const auto& bound = bound_of(run.attack);
        judge(run, "the attack's messages are sent", leak(run), bound.leak_max);
        judge(run, "people's messages are blocked", blocked(run), bound.blocked_max);
    }
    return missed;
}

std::string seed_text(const std::vector<AbuseRun>& runs, std::uint64_t seed) {
    const auto mine = with(runs, seed, all_rules());
    Rows rows = {{"attack", "attempts", "sent", "leak %", "recall %", "precision %", "people", "blocked",
                  "blocked %", "challenged %"}};
    for (const auto& run : mine) {
        const auto& bots = of(run, Asker::bot);
        const auto& people = of(run, Asker::person);
        std::vector<std::string> row = {name_of_run(run), "", "", "", "", ""};
        if (bots.attempts > 0)
            row = {name_of_run(run),  std::to_string(bots.attempts), std::to_string(bots.sent()),
                   number(leak(run)), number(100 - leak(run)),       number(precision(bots, people))};
        row.insert(row.end(), {std::to_string(people.attempts), std::to_string(people.blocked),
                               number(blocked(run)), number(percent(people.challenged, people.attempts))});
        rows.push_back(std::move(row));
    }
    return "seed " + std::to_string(seed) + "\n" + table(rows) + "\n" + table(rule_rows(mine));
}

std::string layers_text(const std::vector<AbuseRun>& runs, std::uint64_t seed) {
    Rows rows = {{"sent, % of the attack"}};
    for (const auto& run : with(runs, seed, all_rules()))
        if (run.attack != AbuseRun::peace) rows.push_back({name_of_run(run)});
    const auto first_of_people = rows.size();
    rows.insert(rows.end(), {{"people blocked %"}, {"people challenged %"}});
    for (const auto& set : layer_sets()) {
        rows[0].emplace_back(set.name);
        std::vector<double> kept_out, challenged;
        std::size_t row = 1;
        for (const auto& run : with(runs, seed, set.name)) {
            if (run.attack != AbuseRun::peace) rows[row++].push_back(number(leak(run)));
            kept_out.push_back(blocked(run));
            challenged.push_back(percent(of(run, Asker::person).challenged, of(run, Asker::person).attempts));
        }
        for (const auto* values : {&kept_out, &challenged}) {
            const auto [low, high] = std::minmax_element(values->begin(), values->end());
            rows[first_of_people + (values == &challenged)].push_back(range_of(*low, *high));
        }
    }
    return "layers, seed " + std::to_string(seed) + "\n" + table(rows);
}

std::string worst_text(const std::vector<AbuseRun>& runs) {
    Rows rows = {{"attack", "leak %", "at most", "people blocked %", "at most", "challenged %"}};
    for (const auto& bound : bounds) {
        std::vector<double> leaks, kept_out, challenged;
        for (const auto& run : runs) {
            if (run.attack != bound.attack || run.layers != all_rules()) continue;
            leaks.push_back(leak(run));
            kept_out.push_back(blocked(run));
            challenged.push_back(percent(of(run, Asker::person).challenged, of(run, Asker::person).attempts));
        }
        if (leaks.empty()) continue;
        const auto span = [](const std::vector<double>& values) {
            const auto [low, high] = std::minmax_element(values.begin(), values.end());
            return range_of(*low, *high);
        };
        const bool peace = bound.attack == AbuseRun::peace;
        rows.push_back({peace ? "none" : std::string(1, bound.attack), peace ? "" : span(leaks),
                        peace ? "" : number(bound.leak_max), span(kept_out), number(bound.blocked_max),
                        span(challenged)});
    }
    return "all seeds\n" + table(rows);
}

std::string trace_text(const OutcomesByAsker& outcomes) {
    const auto& entered = outcomes[static_cast<std::size_t>(Asker::person)];
    const auto& not_entered = outcomes[static_cast<std::size_t>(Asker::bot)];
    constexpr std::string_view names[] = {"entered", "never entered", "not known"};
    Rows rows = {{"codes", "attempts", "sent", "blocked", "challenged"}};
    for (std::size_t i = 0; i < askers; ++i) {
        const auto& o = outcomes[i];
        rows.push_back({std::string(names[i]), std::to_string(o.attempts), std::to_string(o.sent()),
                        std::to_string(o.blocked), std::to_string(o.challenged)});
    }
    Rows by_rule = {{"blocked by", "entered", "never entered", "not known"}};
    for (std::size_t rule = 0; rule < admission_rule_names.size(); ++rule) {
        std::vector<std::string> row = {std::string(admission_rule_names[rule])};
        int sum = 0;
        for (const auto& o : outcomes) {
            sum += o.blocked_by[rule];
            row.push_back(std::to_string(o.blocked_by[rule]));
        }
        if (sum > 0) by_rule.push_back(std::move(row));
    }
    return table(rows) + "\n" + table(by_rule) + "\nprecision " + number(precision(not_entered, entered)) +
           " %, recall " + number(percent(not_entered.blocked, not_entered.attempts)) +
           " % of the codes that were never entered\n";
}

json outcomes_json(const OutcomesByAsker& outcomes) {
    constexpr const char* names[] = {"people", "bots", "unknown"};
    json object;
    for (std::size_t i = 0; i < askers; ++i) {
        const auto& o = outcomes[i];
        json by_rule = json::object();
        for (std::size_t rule = 0; rule < o.blocked_by.size(); ++rule)
            if (o.blocked_by[rule] > 0) by_rule[std::string(admission_rule_names[rule])] = o.blocked_by[rule];
        object[names[i]] = {{"attempts", o.attempts},
                            {"sent", o.sent()},
                            {"challenged", o.challenged},
                            {"blocked", o.blocked},
                            {"blocked_by", std::move(by_rule)}};
    }
    return object;
}

json run_json(const AbuseRun& run) {
    auto object = outcomes_json(run.outcomes);
    object.erase("unknown");
    object["seed"] = run.seed;
    object["layers"] = run.layers;
    object["attack"] = name_of_run(run);
    return object;
}

}   // namespace smsgw::app
