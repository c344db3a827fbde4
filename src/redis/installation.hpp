// What a daemon does on every connect before it serves: is this a Redis to trust, is it ours, is the library there?
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/report_ref.hpp"
#include "redis/connection.hpp"
#include "redis/durability.hpp"
#include "redis/keys.hpp"
#include "redis/server_check.hpp"

namespace smsgw::redis {

// One per engine. The first daemon that meets an empty Redis writes the installation record (an id, the key of our
// report references, the number of partitions); all others read it.
class Installation {
public:
    // `library`: the function library's code, of version `minor`; it must outlive this. `refs` gets its key from the record, unless the
    // configuration gave it one.
    Installation(Clock& clock, Keys keys, Durability durability, std::string_view library, int minor,
                 ReportRef& refs)
        : clock_(clock),
          keys_(keys),
          durability_(durability),
          library_(library),
          minor_(minor),
          refs_(refs) {}

    // For Connection::OnConnect. Errc::not_ready: the server was refused, its data is gone or is another's; reasons()
    // says why. Never makes an empty Redis look like the one that this process knew: that would hide a loss.
    Task<Result<void>> join(Connection& connection);

    // This process has met its installation before, as `former`: another one, or an empty Redis, is refused from the first join.
    void belong_to(std::string id) { id_ = std::move(id); }
    const std::string& id() const { return id_; }   // empty: not met yet

    // Why the last join failed; empty after a success.
    const std::vector<std::string>& reasons() const { return reasons_; }

    // Which history of writes the server of the last successful join continues (its replication id): another one may lack
    // what that one had. Empty when the server does not say.
    const std::string& history() const { return history_; }

private:
    Task<Result<ServerFacts>> check(Connection& connection);
    Task<Result<void>> leave_torn_file(Connection& connection, ServerFacts facts);
    Task<Result<std::string>> read_or_write_record(Connection& connection);
    Task<Result<void>> make_groups(Connection& connection);
    Result<void> adopt(const std::string& record);
    boost::system::error_code refuse(std::string reason);

    Clock& clock_;
    Keys keys_;
    Durability durability_;
    std::string_view library_;
    int minor_;
    ReportRef& refs_;
    std::string id_;   // of the installation this process belongs to; empty until the first join
    std::string history_;
    std::vector<std::string> reasons_;
};

// The number of partitions that the installation record names, for tools: nothing is written. Errc::not_found: no gateway
// has ever used this Redis, or another program's value is there. Errc::storage_unavailable.
Task<Result<int>> stored_partitions(Connection& connection);

}   // namespace smsgw::redis
