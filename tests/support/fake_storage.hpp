// Storage in memory, behind the same ports as Redis and under the same contract suite (tests/io/storage_contract_test.cpp):
// what a station's test sees here is what it would see there. Public fields, so that tests look at outcomes.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/report_store.hpp"
#include "smsgw/ports/submit_ledger.hpp"
#include "smsgw/ports/suppression_store.hpp"
#include "smsgw/ports/work_queue.hpp"
#include "support/fake_clock.hpp"

namespace smsgw::test {

struct FakeStorage {
    struct Stored {
        MessageView view;
        SmsText text;
        int attempts = 0;
        std::string lent_to;    // consumer; empty: waiting
        int entry = 0;          // grows each time it becomes ready; a lease of an older one is over
        bool ready = true;      // in the ready queue (waiting or lent), else due or at rest
        WallTime begun_until;   // while submitting
        WallTime due;           // when not ready
        bool has_due = false;
        int deliveries = 0;       // loans since it became ready
        bool unlearned = false;   // an earlier attempt's outcome was never learned
        ProviderId repeat_through;
        Millis last_delay{0};
        WallTime hold_ends;
        int looks = 0;
        struct Attempt {
            WallTime begun_at;
            std::optional<Money> price;
            enum class Step { begun, accepted, judged_bad, judged_good } step = Step::begun;
            std::size_t parts = 0;   // as the provider counts; 0: not known
            std::set<std::string> delivered;
        };
        std::map<int, Attempt> tries;
        enum class Hedge { none, wanted, ready, begun, failed } hedge = Hedge::none;
        struct News {
            int attempt = 0;
            std::string provider;
            DeliveryReport report;
        };
        std::optional<News> hedge_news;   // the first attempt's bad end while the hedge is begun
        WallTime window_ends;
        int repeated_from = 0;   // repeats through a provider that drops them are one SMS: the first one's
        int payer(int attempt) const {
            return repeated_from > 0 && attempt >= repeated_from ? repeated_from : attempt;
        }
        Callbacks callbacks = Callbacks::no;
        int settled = 1;      // the last event that needs no telling any more; the 202 told the first
        int tell_tries = 0;   // of the next one
        std::optional<WallTime> tell_at;   // while there is a next one
    };

    explicit FakeStorage(FakeClock& fake_clock) : clock(fake_clock) {}

    FakeClock& clock;
    std::optional<Denial> denial;         // of every message that has a check, until it is taken away
    Millis rate_slack{0};                 // what is said of it
    std::vector<AdmissionCheck> checks;   // of all messages so far
    std::map<std::string, Stored> messages;   // by msgid
    std::vector<std::string> order;           // msgids as they became ready
    // account:key -> msgid, fingerprint
    std::map<std::string, std::pair<std::string, std::string>> idempotency;
    // provider:id -> msgid, attempt
    std::map<std::string, std::pair<std::string, int>> index;
    std::map<std::string, std::vector<DeliveryReport>> parked;
    std::vector<std::string> dead_letters;   // msgids
    std::set<AccountId> disabled_callbacks;
    std::vector<Suppression> suppressions;   // those whose time is over are still there
    // account, number -> failures in a row as invalid, msgid of the last one
    std::map<std::pair<AccountId, std::string>, std::pair<int, MsgId>> failures;
    Errc failure{};   // when set, every call answers it

    // What happens while an attempt is being recorded: time passes, storage goes away.
    std::function<void()> on_begin;

    Millis report_window = std::chrono::hours{72};
    static constexpr int deliveries_max = 4;

    void move(Stored& stored, MsgStatus status, int attempt, std::string provider, std::string error,
              std::string provider_time = {});
    Applied apply(const std::string& msgid, int attempt, const std::string& provider,
                  const DeliveryReport& report);
    bool stands(const Suppression& entry) const { return !entry.until || *entry.until > clock.wall; }
    std::optional<Suppression> suppressed(const AccountId& account, const E164Number& number) const;
    Suppression suppress(Suppression entry);
    Learned learn(const RecipientNews& news);
    void set_due(Stored& stored, Millis span);
    void make_ready(const std::string& msgid, Stored& stored);
    // Does this lease still stand, or was it given back by somebody who took it over?
    static bool is_lent(const Stored& stored, const Lease& lease) {
        return stored.ready && std::to_string(stored.entry) == lease.entry;
    }
    static std::string member(const ProviderId& provider,
                              const ProviderMsgId& id);   // as `index` and `parked` know it
    static Lease lend(Stored& stored, const std::string& consumer);
    void rest(Stored& stored);
    // Ends a message that no attempt is known to have brought through.
    void finish(Stored& stored, MsgStatus status, std::string provider, std::string error);
    void hold(Stored& stored, Millis span, std::string error);
    void settle_submitted(Stored& stored, int attempt, const ProviderId& provider,
                          const SettleSubmitted& submitted);
    void arrive(Stored& stored, int attempt, const std::string& provider, const DeliveryReport& report);
    void note_accepted(Stored& stored, int attempt, const std::string& provider,
                       const std::optional<Money>& price);
    void book(Stored& stored, const std::string& provider, const Money& amount, int sign);
    static bool parts_complete(const Stored& stored, int attempt);
    // A begun hedge came to nothing; returns whether the first attempt's news has ended the message.
    bool end_hedge(Stored& stored, int attempt);
    static bool hedge_accepted(const Stored& stored) {
        const auto found = stored.tries.find(stored.payer(stored.attempts));
        return found != stored.tries.end() && found->second.step >= Stored::Attempt::Step::accepted;
    }
    bool is_hedge(const Stored& stored) const {
        return stored.hedge == Stored::Hedge::ready &&
               rank(stored.view.status) >= rank(MsgStatus::submitted) &&
               row_of(stored.view.status).finality == Finality::live;
    }
    void note_quality(const Stored& stored, int attempt, QualityRow what);
    void note_end(Stored& stored, int attempt, const std::string& provider, MsgStatus status);

    std::map<std::array<std::string, 4>, std::int64_t>
        spend;                         // account, provider, country, currency -> micros
    std::vector<QualityRow> quality;   // one each for what happened
    bool promote_held(Stored& stored, Promoted& promoted);
};

class FakeMessageStore : public MessageStore {
public:
    explicit FakeMessageStore(FakeStorage& storage) : storage_(storage) {}
    Task<Result<Admitted>> admit(NewMessage message) override;
    Task<Result<MessageView>> find(MsgId msgid) override;
    Task<Result<std::vector<MessageView>>> list(AccountId account, Reference reference, int max) override;
    Task<Result<Usage>> usage(AccountId account) override;
    Task<Result<Canceled>> cancel(MsgId msgid) override;

private:
    FakeStorage& storage_;
};

class FakeWorkQueue : public WorkQueue {
public:
    static constexpr Millis wait_time = std::chrono::milliseconds{100};   // of wait(), when nobody wakes it

    FakeWorkQueue(FakeStorage& storage, std::string consumer)
        : storage_(storage), consumer_(std::move(consumer)) {}
    Task<Result<std::vector<Lease>>> lease(int max) override;
    Task<Result<std::optional<Lease>>> reclaim() override;
    Task<> wait() override;
    Task<Result<Begun>> begin(Lease lease, NewAttempt attempt) override;
    Task<Result<void>> settle(Lease lease, ProviderId provider, Settlement settlement) override;

private:
    std::vector<Lease> lend(Lane lane, int max);
    void put_back(FakeStorage::Stored& stored, bool begun, const ProviderId& provider, Millis delay,
                  const std::string& error);

    FakeStorage& storage_;
    std::string consumer_;
};

class FakeReportStore : public ReportStore, public DueWork {
public:
    explicit FakeReportStore(FakeStorage& storage) : storage_(storage) {}
    Task<Result<Applied>> apply(MsgId msgid, int attempt, ProviderId provider,
                                DeliveryReport report) override;
    Task<Result<Applied>> apply(ProviderId provider, DeliveryReport report) override;
    Task<Result<Promoted>> promote(int max) override;
    Task<Result<void>> never_came(Held held, int attempts_max) override;
    Task<Result<void>> came(Held held, std::vector<ProviderMsgId> ids, DeliveryReport report) override;

private:
    FakeStorage& storage_;
};

class FakeSubmitLedger : public SubmitLedger {
public:
    explicit FakeSubmitLedger(FakeStorage& storage) : storage_(storage) {}
    Task<Result<std::vector<SpendRow>>> spend(std::string month) override;
    Task<Result<std::vector<QualityRow>>> quality(int minutes) override;

private:
    FakeStorage& storage_;
};

}   // namespace smsgw::test
