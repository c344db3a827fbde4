// Honest people: who they are, when they ask for a code, and what they do when it does not come.
#include "app/abuse_world.hpp"

#include <algorithm>

#include "app/abuse_countries.hpp"
#include "base/crypto.hpp"

namespace smsgw::app {
namespace {

using std::chrono::hours;

constexpr int population_days = 3;   // so many days' users there are; who comes back has the same number
constexpr int behind_nat_per_mille = 50;
constexpr int person_solves_per_mille = 970;
constexpr int asks_again_per_mille = 390;      // who has not entered a code
constexpr int entered_again_per_mille = 550;   // of what was asked for again
constexpr int codes_max = 5;                   // of one visit

// Requests of an hour of the day.
constexpr std::array<int, 24> hourly = {18, 11, 8,  7,  8,  14, 26, 42, 56, 62, 64, 63,
                                        62, 60, 58, 58, 60, 64, 68, 70, 66, 56, 42, 28};
// Seconds until a code is asked for again: the form lets nobody do that within half a minute.
constexpr Spread<8> asking_again = {31, 36, 45, 60, 80, 110, 170, 300};

// Offices, schools and carriers that many share one address of, of a thousandth of the people behind one.
constexpr std::array<int, 12> nat_sizes = {25, 25, 30, 30, 35, 40, 50, 60, 85, 120, 200, 300};
constexpr int nats_of_a_size = 7;

struct Person {
    E164Number number;
    std::size_t plan;
    std::string ip;
};

Person draw_person(Dice& dice) {
    std::array<int, used_plans> weights{};
    for (std::size_t i = 0; i < used_plans; ++i) weights[i] = number_plans[i].users_per_mille;
    const auto plan = dice.weighted(weights);
    auto number = draw_number(dice, number_plans[plan]);
    std::int64_t address = dice.below(std::int64_t{1} << 30);
    if (dice.happens(behind_nat_per_mille)) {
        const auto size = dice.weighted(nat_sizes);
        address = (std::int64_t{1} << 30) + static_cast<std::int64_t>(size) * nats_of_a_size +
                  dice.below(nats_of_a_size);
    }
    return {std::move(number), plan, address_of(address)};
}

// One visit: a code, and others when it is not entered.
void visit(Dice& dice, const Person& person, Millis at, std::vector<Attempt>& attempts) {
    const auto& plan = number_plans[person.plan];
    const auto session = "s" + std::to_string(attempts.size());
    int chance = plan.entered_per_mille;
    for (int code = 1; code <= codes_max; ++code) {
        Attempt attempt{at,
                        person.number,
                        std::string(plan.country),
                        person.ip,
                        session,
                        Asker::person,
                        dice.happens(person_solves_per_mille),
                        std::nullopt};
        if (dice.happens(chance)) attempt.entered_after = dice.within(entering);
        const bool entered = attempt.entered_after.has_value();
        attempts.push_back(std::move(attempt));
        if (entered || !dice.happens(asks_again_per_mille)) return;
        at += dice.within(asking_again);
        chance = entered_again_per_mille;
    }
}

bool earlier(const Attempt& a, const Attempt& b) {
    return a.at < b.at;
}

}   // namespace

std::string draw_range(Dice& dice, const NumberPlan& plan, int left) {
    std::string digits(plan.prefixes[static_cast<std::size_t>(dice.below(plan.prefixes.size()))]);
    for (int i = left; i < plan.digits; ++i) digits += static_cast<char>('0' + dice.below(10));
    return digits;
}

E164Number number_in(const std::string& range, std::int64_t tail, int digits) {
    auto text = std::to_string(tail);
    text.insert(0, static_cast<std::size_t>(digits) - text.size(), '0');
    return E164Number::parse(range + text).value();
}

E164Number draw_number(Dice& dice, const NumberPlan& plan) {
    return E164Number::parse(draw_range(dice, plan, 0)).value();
}

std::string address_of(std::int64_t bits) {
    std::string text = std::to_string(80 + (bits >> 24));
    for (int shift = 16; shift >= 0; shift -= 8) text += "." + std::to_string(bits >> shift & 255);
    return text;
}

std::vector<Attempt> people_of(std::uint64_t seed, WorldSize size) {
    Dice dice(seed, 'P');
    std::vector<Person> people;
    for (int i = 0; i < size.users_a_day * population_days; ++i) people.push_back(draw_person(dice));
    std::vector<Attempt> attempts;
    for (int day = 0; day < size.days; ++day)
        for (std::size_t i = 0; i < static_cast<std::size_t>(size.users_a_day); ++i) {
            // Each of a day's users is another one: those drawn are swapped to the front.
            const auto left = static_cast<std::int64_t>(people.size() - i);
            std::swap(people[i], people[i + static_cast<std::size_t>(dice.below(left))]);
            const auto hour = static_cast<int>(dice.weighted(hourly));
            const auto at = hours(24 * day + hour) + dice.within(Millis(hours(1)));
            visit(dice, people[i], at, attempts);
        }
    std::stable_sort(attempts.begin(), attempts.end(), earlier);
    return attempts;
}

std::vector<Attempt> merged(const std::vector<Attempt>& people, const std::vector<Attempt>& bots) {
    std::vector<Attempt> all;
    all.reserve(people.size() + bots.size());
    std::merge(people.begin(), people.end(), bots.begin(), bots.end(), std::back_inserter(all), earlier);
    return all;
}

Account world_account() {
    Account account;
    account.id = AccountId("world");
    account.default_region = number_plans[home_plan].country;
    account.home_countries = {std::string(number_plans[1].country)};
    for (const auto& plan : number_plans) account.countries.emplace_back(plan.country);
    account.conversion_feedback = true;
    return account;
}

std::vector<CountryPast> world_past(WorldSize size) {
    // Of 1,000 visits come so many messages, and of these so many are entered, as visit() has it.
    constexpr int messages = 1084;
    std::vector<CountryPast> past;
    for (const auto& plan : number_plans) {
        if (plan.users_per_mille == 0) continue;
        const int again = messages - 1000;
        const int entered = (plan.entered_per_mille * 1000 + entered_again_per_mille * again) / messages;
        past.push_back({std::string(plan.country),
                        size.users_a_day * plan.users_per_mille / 1000 * messages / 1000, entered});
    }
    return past;
}

std::string digest_of(const std::vector<Attempt>& attempts) {
    std::string all;
    for (const auto& a : attempts) {
        all +=
            std::to_string(a.at.count()) + ' ' + a.to.str() + ' ' + a.country + ' ' + a.ip + ' ' + a.session;
        all += ' ' + std::to_string(static_cast<int>(a.asker)) + (a.solves ? 's' : '-');
        all += (a.entered_after ? std::to_string(a.entered_after->count()) : std::string()) + '\n';
    }
    return hex(sha256(all)).substr(0, 16);
}

}   // namespace smsgw::app
