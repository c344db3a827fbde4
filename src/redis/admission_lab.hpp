// Where smsgwctl abuse-sim has messages judged: the functions of the real library on a Redis of its own, at the time that the
// simulation says instead of the server's.
#pragma once

#include <string>

#include "redis/admission_store.hpp"
#include "redis/connection.hpp"
#include "smsgw/result.hpp"
#include "smsgw/time.hpp"

namespace smsgw::redis {

// What an account has sent to a country before the simulation begins.
struct CountryHistory {
    std::string country;
    int messages_a_day = 0;
    double conversion = 0;   // share of the codes that were entered
};

// The function library with one line changed: its time is the value of a key. Throws when the line is not there: else the
// simulation would believe that it moves a time that stands.
std::string library_at_told_time();

// All errors: Errc::storage_unavailable or what loading a library answers.
class AdmissionLab {
public:
    // `connection`: to a server that nothing else uses; `library`: as above; both must outlive this.
    AdmissionLab(Connection& connection, std::string_view library)
        : connection_(connection), library_(library), store_(connection) {}

    // Loads the library and empties the connection's database.
    Task<Result<void>> prepare();

    // Until the next one, all judgements are made at this time.
    Task<Result<void>> set_time(WallTime now);

    // As if a month of such days lay behind the account.
    Task<Result<void>> write_history(AccountId account, CountryHistory history, WallTime now);

    RedisAdmissionStore& store() { return store_; }

private:
    Task<Result<void>> run(Command command);

    Connection& connection_;
    std::string_view library_;
    RedisAdmissionStore store_;
};

}   // namespace smsgw::redis
