// What simulations leave to chance: the same from one seed with every compiler and library, which the distributions of the
// standard library are not. Whole numbers only, because the last bit of others is not the same everywhere either.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "smsgw/time.hpp"

namespace smsgw::app {

// A span of time as its quantiles, evenly apart: the shortest first, the longest last, and between two of them any is as
// likely as another.
template <std::size_t N>
using Spread = std::array<std::int64_t, N>;

class Dice {
public:
    // Draws for different purposes from one seed have nothing to do with each other.
    explicit Dice(std::uint64_t seed, std::uint64_t purpose = 0) : state_(seed) {
        state_ = draw() ^ (purpose * 0xd1342543de82ef95);
    }

    // splitmix64.
    std::uint64_t draw() {
        state_ += 0x9e3779b97f4a7c15;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    // 0..end-1. `end` is far below 2^64, so that no number is noticeably more likely.
    std::int64_t below(std::int64_t end) {
        return static_cast<std::int64_t>(draw() % static_cast<std::uint64_t>(end));
    }

    bool happens(int per_mille) { return below(1000) < per_mille; }

    Millis within(Millis span) { return Millis(below(span.count())); }

    template <std::size_t N>
    Millis within(const Spread<N>& seconds) {
        const auto i = static_cast<std::size_t>(below(N - 1));
        return Millis(seconds[i] * 1000 + below((seconds[i + 1] - seconds[i]) * 1000));
    }

    // The place of one of the weights, each as likely as it weighs.
    template <class Weights>
    std::size_t weighted(const Weights& weights) {
        std::int64_t sum = 0;
        for (const auto weight : weights) sum += weight;
        auto at = below(sum);
        std::size_t i = 0;
        while (at >= weights[i]) at -= weights[i++];
        return i;
    }

private:
    std::uint64_t state_;
};

}   // namespace smsgw::app
