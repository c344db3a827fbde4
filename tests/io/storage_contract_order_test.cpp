// The storage contract, fifth part: whatever news of a message come, in whatever order and however often, its end is the
// same, and no status is told twice.
#include <algorithm>
#include <random>

#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

template <class Bench>
class StorageJoins : public StorageContract<Bench> {};
TYPED_TEST_SUITE(StorageJoins, Storages, StorageNames);

// What can happen to a message that was just submitted, in any order: the answer is recorded, reports come.
constexpr int answer = 0;

std::string outcome_of(StorageBench& s, const std::vector<int>& steps, const std::string& provider_msgid) {
    const auto lease = s.begun();
    for (const int step : steps) {
        if (step == answer)
            s.settle(lease, accepted_as({provider_msgid}));
        else
            s.report(*status_from_rank(step), provider_msgid);
    }
    const auto view = s.view(lease.message.msgid);
    auto events = s.timeline(lease.message.msgid);
    if (events.find("gap") != std::string::npos) return "not gap-free: " + events;
    for (std::size_t i = 1; i < view.events.size(); ++i)
        if (!may_become(view.events[i - 1].status, view.events[i].status)) return "not rising: " + events;
    return std::string(to_text(view.status));
}

void expect_one_outcome(StorageBench& s, std::vector<int> steps, const std::string& expected) {
    std::sort(steps.begin(), steps.end());
    int turn = 0;
    do {
        const auto provider_msgid = expected + std::to_string(++turn);   // its own for each order
        EXPECT_EQ(outcome_of(s, steps, provider_msgid), expected) << testing::PrintToString(steps);
    } while (std::next_permutation(steps.begin(), steps.end()));
}

constexpr int sent = rank(MsgStatus::sent);
constexpr int buffered = rank(MsgStatus::buffered);
constexpr int undelivered = rank(MsgStatus::undelivered);
constexpr int delivered = rank(MsgStatus::delivered);

TYPED_TEST(StorageJoins, FourEventsInEveryOrderToTheSameEnd) {
    StorageBench& s = this->bench;
    expect_one_outcome(s, {answer, sent, undelivered, delivered}, "delivered");
    expect_one_outcome(s, {answer, sent, sent, buffered}, "buffered");
    expect_one_outcome(s, {answer, sent, undelivered, undelivered}, "undelivered");
}

// Hundreds of orders are for the memory only: the functions of Redis follow the same rule, and four events show it.
TEST(StorageJoinsInMemory, SixEventsInEveryOrderToTheSameEnd) {
    FakeBench s;
    expect_one_outcome(s, {answer, sent, sent, buffered, undelivered, delivered}, "delivered");
    expect_one_outcome(s, {answer, sent, buffered, buffered, undelivered, undelivered}, "undelivered");
}

// Any news, in any number and order: the end is the largest of it, and no status is told twice.
void expect_the_largest(StorageBench& s, int turns) {
    std::mt19937 random(20'261'124);
    const int news[] = {answer, sent, buffered, undelivered, delivered, rank(MsgStatus::dlr_timeout)};
    for (int turn = 0; turn < turns; ++turn) {
        std::vector<int> steps{answer};
        const auto count = 1 + random() % 12;
        for (std::size_t i = 0; i < count; ++i) steps.push_back(news[random() % std::size(news)]);
        std::shuffle(steps.begin(), steps.end(), random);
        const int largest = *std::max_element(steps.begin(), steps.end());
        const auto expected = to_text(largest == answer ? MsgStatus::submitted : *status_from_rank(largest));
        ASSERT_EQ(outcome_of(s, steps, "p" + std::to_string(turn)), expected)
            << testing::PrintToString(steps);
    }
}

TEST(StorageJoinsInMemory, AnySequenceOfNewsToItsLargest) {
    FakeBench s;
    expect_the_largest(s, 2'000);
}

TEST(StorageJoinsInRedis, AnySequenceOfNewsToItsLargest) {
    RedisBench s;
    expect_the_largest(s, 500);
}

}   // namespace
}   // namespace smsgw::test
