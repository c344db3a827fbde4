// Dead letters in memory, under the same contract suite as those in Redis.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "smsgw/ports/dead_letter_store.hpp"
#include "support/fake_storage.hpp"

namespace smsgw::test {

class FakeDeadLetterStore : public DeadLetterStore {
public:
    explicit FakeDeadLetterStore(FakeStorage& storage) : storage_(storage), messages_(storage) {}

    Task<Result<std::vector<DeadLetter>>> page(std::string after) override;
    Task<Result<DeadLetter>> find(std::string id) override;
    Task<Result<Replayed>> replay(DeadLetter letter) override;
    Task<Result<Discard>> discard(DeadLetter letter) override;

private:
    bool is_there(const std::string& id) const;
    DeadLetter letter(const std::string& msgid) const;

    FakeStorage& storage_;
    FakeMessageStore messages_;
};

}   // namespace smsgw::test
