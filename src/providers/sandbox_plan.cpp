// The table of magic numbers and the dice.
#include "providers/sandbox_plan.hpp"

#include <algorithm>

namespace smsgw::providers {
namespace {

using enum SandboxAnswer;

constexpr auto after = FirstReport::after_answer;
constexpr auto before = FirstReport::before_answer;
constexpr std::string_view good = "sent delivered";

constexpr MagicNumber magic_rows[] = {
    {"9001", ok, after, "sent undelivered", "undelivered"},
    {"9002", bad_request, after, "", "refused for good (400)"},
    {"9003", throttled_once, after, good, "429 with Retry-After: 1 for the first submit, then delivered"},
    {"9004", unavailable, after, "", "503 with Retry-After: 1, every time: never accepted"},
    {"9005", error_after_accept, after, good, "accepted, answered 500, delivered"},
    {"9006", reset_after_accept, after, good, "accepted, connection closed without an answer, delivered"},
    {"9007", hang_after_accept, after, good, "accepted, not answered, delivered"},
    {"9008", ok, before, good, "first report comes before the answer"},
    {"9009", ok, after, "sent sent delivered delivered", "every report comes twice"},
    {"9010", ok, after, "delivered sent", "delivered is reported before sent"},
    {"9011", ok, after, "", "accepted, never reported"},
    {"9012", ok, after, "buffered delivered", "buffered, then delivered"},
    {"9013", ok, after, "undelivered delivered", "undelivered, corrected to delivered"},
    {"9014", unauthorized, after, "", "401, as if our key were wrong"},
    {"9015", no_credit, after, "", "402, as if our credit were spent"},
    {"9016", unavailable_mute, after, "", "503 without Retry-After, not accepted: the gateway cannot know"},
};

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto space = std::min(text.find(' '), text.size());
        out.push_back(text.substr(0, space));
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return out;
}

SandboxAnswer draw_answer(const SandboxFaults& faults, double dice) {
    const std::pair<double, SandboxAnswer> shares[] = {
        {faults.http_401, unauthorized},       {faults.http_402, no_credit},
        {faults.http_429, throttled},          {faults.http_503, unavailable},
        {faults.http_500, error_after_accept}, {faults.reset, reset_after_accept},
        {faults.hang, hang_after_accept},
    };
    for (const auto& [share, answer] : shares) {
        if (dice < share) return answer;
        dice -= share;
    }
    return ok;
}

// 53 bits as a fraction, and not std::uniform_real_distribution: that one may differ between standard libraries.
double draw(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

}   // namespace

bool fit_together(const SandboxFaults& faults) {
    return faults.http_401 + faults.http_402 + faults.http_429 + faults.http_503 + faults.http_500 +
               faults.reset + faults.hang <=
           1;
}

bool happens(double probability, std::mt19937_64& random) {
    return draw(random) < probability;
}

std::span<const MagicNumber> magic_numbers() {
    return magic_rows;
}

SandboxPlan plan_submit(std::string_view to, const SandboxFaults& faults, std::mt19937_64& random) {
    for (const auto& row : magic_rows)
        if (to.ends_with(row.last_digits)) return {row.answer, row.first, words(row.reports)};

    SandboxPlan plan;
    plan.answer = draw_answer(faults, draw(random));
    const bool early = happens(faults.early, random);
    const bool duplicate = happens(faults.duplicate, random);
    const bool shuffled = happens(faults.shuffled, random);
    const bool missing = happens(faults.missing, random);
    if (early) plan.first = before;
    if (missing) return plan;
    for (const auto word : words(shuffled ? "delivered sent" : good))
        plan.reports.insert(plan.reports.end(), duplicate ? 2 : 1, word);
    return plan;
}

}   // namespace smsgw::providers
