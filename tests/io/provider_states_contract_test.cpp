// The port ProviderStates: what people say about providers, on the fake and on Redis.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

template <class Bench>
class StorageProviderStates : public StorageContract<Bench> {
protected:
    using States = std::map<ProviderId, ProviderState>;

    ProviderStates& states() { return this->bench.provider_states(); }
    States read() { return value_of(this->bench.run(states().read())); }
    void set(const std::string& provider, ProviderState state) {
        ASSERT_FALSE(this->bench.run(states().set(ProviderId(provider), state)).has_error());
    }
    std::vector<std::pair<std::string, double>> announced() {
        std::vector<std::pair<std::string, double>> found;
        for (const auto& one : value_of(this->bench.run(states().announced())))
            found.emplace_back(one.id.str(), one.tps);
        return found;
    }
};
TYPED_TEST_SUITE(StorageProviderStates, Storages, StorageNames);

TYPED_TEST(StorageProviderStates, KnowsAllThatWereAnnouncedAndTheirLastPace) {
    using Announced = std::vector<std::pair<std::string, double>>;
    EXPECT_EQ(this->announced(), Announced());
    this->bench.run(this->states().announce({{.id = ProviderId("y"), .tps = 50}, {.id = ProviderId("x")}}));
    this->bench.run(this->states().announce({{.id = ProviderId("x"), .tps = 2.5}}));
    EXPECT_EQ(this->announced(), (Announced{{"x", 2.5}, {"y", 50}}));
}

TYPED_TEST(StorageProviderStates, ListsWhatIsNotActive) {
    using Expected = std::map<ProviderId, ProviderState>;
    EXPECT_EQ(this->read(), Expected());
    this->set("x", ProviderState::paused);
    this->set("y", ProviderState::draining);
    EXPECT_EQ(this->read(), (Expected{{ProviderId("x"), ProviderState::paused},
                                      {ProviderId("y"), ProviderState::draining}}));
    this->set("x", ProviderState::active);
    EXPECT_EQ(this->read(), (Expected{{ProviderId("y"), ProviderState::draining}}));
}

TYPED_TEST(StorageProviderStates, CountsAttemptsUnderWay) {
    using Counts = std::map<ProviderId, int>;
    const auto in_flight = [this] { return value_of(this->bench.run(this->states().in_flight())); };
    this->bench.admit();
    EXPECT_EQ(in_flight(), Counts()) << "it waits";
    const auto lease = this->bench.begun(this->bench.lease_one());
    EXPECT_EQ(in_flight(), (Counts{{provider_x, 1}}));
    this->bench.settle(lease, accepted_as());
    EXPECT_EQ(in_flight(), Counts());
}

}   // namespace
}   // namespace smsgw::test
