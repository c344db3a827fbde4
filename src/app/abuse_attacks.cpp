// The attackers: five ways of making an account send codes that nobody needs.
#include <algorithm>
#include <stdexcept>

#include "app/abuse_countries.hpp"
#include "app/abuse_world.hpp"

namespace smsgw::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr int attack_solves_per_mille = 100;
constexpr int block_digits = 3;
constexpr std::int64_t block_size = 1000;

constexpr const NumberPlan& home = number_plans[home_plan];
constexpr std::size_t burst_plan = used_plans;        // of attack A
constexpr std::size_t rented_plan = used_plans + 1;   // the first one of attack B
constexpr int rented_countries = 3;

// A net of machines that attack: each attempt in a session of its own, from any of so many addresses.
class Botnet {
public:
    Botnet(char name, std::uint64_t seed, int addresses, int entered_per_mille = 0)
        : name_(1, name), dice_(seed, static_cast<std::uint64_t>(name)), entered_(entered_per_mille) {
        // Apart from those of people: theirs end below.
        const auto first = (std::int64_t{3} << 29) + dice_.below(1 << 20);
        for (int i = 0; i < addresses; ++i) addresses_.push_back(address_of(first + 7 * i));
    }

    Dice& dice() { return dice_; }

    // When the attack begins, and how long it takes: all of it is within the days, and an hour before the end, so that its
    // outcomes are known too.
    void take_time(Millis span, WorldSize size) {
        const Millis first = hours(1);
        begin_ = first + dice_.within(Millis(hours(24 * size.days - 1)) - span - first);
        span_ = span;
    }

    void ask(E164Number to, std::string_view country) {
        const auto& ip =
            addresses_[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(addresses_.size())))];
        Attempt attempt{begin_ + dice_.within(span_),
                        std::move(to),
                        std::string(country),
                        ip,
                        name_ + std::to_string(attempts_.size()),
                        Asker::bot,
                        dice_.happens(attack_solves_per_mille),
                        std::nullopt};
        if (dice_.happens(entered_)) attempt.entered_after = dice_.within(entering);
        attempts_.push_back(std::move(attempt));
    }

    std::vector<Attempt> finish() {
        std::stable_sort(attempts_.begin(), attempts_.end(),
                         [](const Attempt& a, const Attempt& b) { return a.at < b.at; });
        return std::move(attempts_);
    }

private:
    std::string name_;
    Dice dice_;
    int entered_;
    std::vector<std::string> addresses_;
    Millis begin_{}, span_{};
    std::vector<Attempt> attempts_;
};

// Numbers of a block that the attacker earns from.
E164Number draw_number_in(Dice& dice, const std::string& block) {
    return number_in(block, dice.below(block_size), block_digits);
}

std::vector<Attempt> burst(int attempts, std::uint64_t seed, WorldSize size) {
    Botnet net('A', seed, 6);
    net.take_time(seconds(400), size);
    const auto& plan = number_plans[burst_plan];
    constexpr int digits = 5;
    const auto range = draw_range(net.dice(), plan, digits);
    const auto first = net.dice().below(90'000);
    for (int i = 0; i < attempts; ++i) net.ask(number_in(range, first, digits), plan.country);
    auto all = net.finish();
    // In order of time, whatever order the times were drawn in.
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i].to = number_in(range, first + static_cast<std::int64_t>(i), digits);
    return all;
}

std::vector<Attempt> rented_ranges(int attempts, std::uint64_t seed, WorldSize size) {
    constexpr int blocks = 21;
    Botnet net('B', seed, 5'000);
    net.take_time(hours(6), size);
    std::vector<std::string> ranges;
    for (int i = 0; i < blocks; ++i)
        ranges.push_back(
            draw_range(net.dice(), number_plans[rented_plan + static_cast<std::size_t>(i % rented_countries)],
                       block_digits));
    for (int i = 0; i < attempts; ++i) {
        const auto block = static_cast<std::size_t>(net.dice().below(blocks));
        const auto& plan = number_plans[rented_plan + block % rented_countries];
        net.ask(draw_number_in(net.dice(), ranges[block]), plan.country);
    }
    return net.finish();
}

std::vector<Attempt> slow_at_home(int attempts, std::uint64_t seed, WorldSize size) {
    constexpr int blocks = 100;
    Botnet net('C', seed, attempts, 50);
    net.take_time(hours(23), size);
    std::vector<std::string> ranges;
    for (int i = 0; i < blocks; ++i) ranges.push_back(draw_range(net.dice(), home, block_digits));
    for (int i = 0; i < attempts; ++i) {
        const auto block = static_cast<std::size_t>(net.dice().below(blocks));
        net.ask(draw_number_in(net.dice(), ranges[block]), home.country);
    }
    return net.finish();
}

std::vector<Attempt> anywhere_at_home(int attempts, std::uint64_t seed, WorldSize size) {
    Botnet net('D', seed, 20'000);
    net.take_time(hours(11), size);
    for (int i = 0; i < attempts; ++i) net.ask(draw_number(net.dice(), home), home.country);
    return net.finish();
}

std::vector<Attempt> flood(int attempts, std::uint64_t seed, WorldSize size) {
    constexpr int victims = 50;
    Botnet net('E', seed, 20'000);
    net.take_time(hours(3), size);
    std::vector<E164Number> phones;
    for (int i = 0; i < victims; ++i) phones.push_back(draw_number(net.dice(), home));
    for (int i = 0; i < attempts; ++i) {
        auto phone = phones[static_cast<std::size_t>(net.dice().below(victims))];
        net.ask(std::move(phone), home.country);
    }
    return net.finish();
}

}   // namespace

std::vector<Attempt> attack_of(char name, std::uint64_t seed, WorldSize size) {
    using Make = std::vector<Attempt> (*)(int, std::uint64_t, WorldSize);
    constexpr std::array<Make, attack_kinds.size()> makers = {burst, rented_ranges, slow_at_home,
                                                              anywhere_at_home, flood};
    for (std::size_t i = 0; i < attack_kinds.size(); ++i)
        if (attack_kinds[i].name == name) return makers[i](attack_kinds[i].attempts, seed, size);
    throw std::invalid_argument(std::string("no attack is called ") + name);
}

}   // namespace smsgw::app
