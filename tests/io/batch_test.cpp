// A batch on its way to a real Redis.
#include <set>

#include "domain/msgid.hpp"
#include "support/client_api_fixture.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::test {
namespace {

using nlohmann::json;

std::int64_t reads_of(RedisBench& s) {
    const auto stats = s.ask({"INFO", "stats"}).text;
    constexpr std::string_view name = "total_reads_processed:";
    return std::stoll(stats.substr(stats.find(name) + name.size()));
}

TEST(Batch, GoesToAllPartitionsInOneWriteAndNotOneForEachMessage) {
    RedisBench s(4);
    Gate gate{pepper, all_accounts(), s.clock};
    dispatch::RouteTable table{{}};
    dispatch::PriceTable prices{{}};
    api::ClientApi client_api{gate.keeper,
                              {s.messages(), s.ledger(), s.admission(), s.suppressions()},
                              {},
                              nullptr,
                              {table, prices},
                              s.clock};
    const json message{{"to", "+31612345678"}, {"message", "Hi"}, {"reference", "order-1"}};
    const auto request = a_request("POST", "/send/batch", json{{"messages", json(100, message)}}.dump(),
                                   {{"Authorization", "Bearer shop-key"},
                                    {"Content-Type", "application/json"},
                                    {"Idempotency-Key", "night-run"}});
    const auto before = reads_of(s);
    const auto response = call_handler(s.io, client_api.routes(), request);
    const auto reads = reads_of(s) - before;
    const auto results = json::parse(response.body)["results"];
    ASSERT_EQ(results.size(), 100U);
    std::set<int> partitions;
    for (const auto& result : results) {
        EXPECT_EQ(result["http_status"], 202) << result;
        partitions.insert(partition_of(MsgId(result["msgid"].get<std::string>())));
    }
    EXPECT_EQ(partitions.size(), 4U);
    // Some 60 kB, which Redis reads in pieces of 16 kB, and the questions of this test and of whoever waits for work.
    EXPECT_LT(reads, 20);
}

}   // namespace
}   // namespace smsgw::test
