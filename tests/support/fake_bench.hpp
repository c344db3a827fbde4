// The workbench over storage in memory.
#pragma once

#include "support/fake_admission_store.hpp"
#include "support/fake_callback_store.hpp"
#include "support/fake_dead_letter_store.hpp"
#include "support/fake_provider_states.hpp"
#include "support/fake_storage.hpp"
#include "support/fake_store_reader.hpp"
#include "support/fake_suppression_store.hpp"
#include "support/fake_throttle.hpp"
#include "support/storage_bench.hpp"

namespace smsgw::test {

class FakeBench : public StorageBench {
public:
    static constexpr const char* name = "Fake";

    MessageStore& messages() override { return messages_; }
    WorkQueue& queue() override { return queue_; }
    WorkQueue& other_queue() override { return other_queue_; }
    ReportStore& reports() override { return reports_; }
    DueWork& due() override { return reports_; }
    SubmitLedger& ledger() override { return ledger_; }
    StoreReader& store_reader() override { return store_reader_; }
    FakeThrottle& throttle() override { return throttle_; }
    CallbackStore& outbox() override { return outbox_; }
    SuppressionStore& suppressions() override { return suppressions_; }
    ProviderStates& provider_states() override { return states; }
    DeadLetterStore& dead_letters() override { return dead_letters_; }
    void advance(Millis span) override { clock.advance(span); }

    FakeClock clock;
    FakeStorage storage{clock};
    FakeProviderStates states{storage};
    FakeAdmissionStore admission;

private:
    FakeMessageStore messages_{storage};
    FakeWorkQueue queue_{storage, "a"};
    FakeWorkQueue other_queue_{storage, "b"};
    FakeReportStore reports_{storage};
    FakeSubmitLedger ledger_{storage};
    FakeStoreReader store_reader_{storage};
    FakeThrottle throttle_{clock};
    FakeCallbackStore outbox_{storage};
    FakeSuppressionStore suppressions_{storage};
    FakeDeadLetterStore dead_letters_{storage};
};

}   // namespace smsgw::test
