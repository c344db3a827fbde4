// Sends the rows of a CSV file and writes what became of each. Whenever it ends, however it ends, the same rows can be given
// to another one, which goes on: what is accepted is skipped, and what was on its way is repeated under its old
// Idempotency-Key.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/csv_progress.hpp"
#include "app/csv_queue.hpp"
#include "app/csv_results.hpp"
#include "app/csv_verdict.hpp"
#include "app/ctl_api.hpp"

namespace smsgw::app {

class CsvSending {
public:
    // Rows that the gateway wants to see later than that end unanswered, as `open`.
    struct Left {
        std::size_t rows = 0;
        WallTime earliest = WallTime::max();   // when one of them may be sent
    };

    // References must outlive it. What the file has of former runs must be of this sheet.
    CsvSending(const CsvSheet& sheet, CsvResultFile& file, const SendCsvOptions& options, ApiDoor door,
               CtlContext context);

    // Returns when every row has its answer or was left, when nothing more can be done, or, once `stopped` has ended, when
    // the requests on their way are answered.
    Task<> run(Task<> stopped);

    const CsvCounts& counts() const { return counts_; }
    const std::string& problem() const { return problem_; }   // why it ended early; empty: it did not
    const std::map<std::string, Left>& left() const { return left_; }   // by code or reason

private:
    struct Failing {
        int tries = 0;
        std::size_t answers = 0;   // of other rows, when it failed last
    };

    Task<> work();
    Task<> watch(Task<> stopped);
    Task<> show();
    Task<> nap(MonoTime until);
    Task<> serve(CsvJob job);

    http::ClientRequest request_for(const CsvJob& job) const;
    void take_answer(const CsvJob& job, const http::ClientResponse& answer);
    void take_batch(const CsvJob& job, const http::ClientResponse& answer, const nlohmann::json& body);
    void settle(std::size_t index, int status, const nlohmann::json& body, std::optional<Millis> wait);
    void put_off(std::size_t index, int status, const CsvVerdict& verdict, std::optional<Millis> wait);
    void heard();
    void fail(const CsvJob& job, const std::string& reason, Millis wait);
    void leave(const std::string& code, Millis wait);
    void pause(Millis wait);
    void store();

    const CsvSheet& sheet_;
    CsvResultFile& file_;
    const SendCsvOptions& options_;
    ApiDoor door_;
    CtlContext context_;
    CsvCounts counts_;
    std::vector<bool> settled_;   // by former runs, by index
    CsvQueue queue_;
    std::vector<CsvResult> results_;   // of the answer that is being read
    std::map<std::string, Left> left_;
    std::map<std::size_t, Failing> failing_;
    std::string problem_;
    enum class Stage : unsigned char { sending, stopping, done } stage_ = Stage::sending;
    int in_flight_ = 0;
    std::size_t answers_ = 0;
    MonoTime paused_until_{};
    MonoTime next_slot_{};   // of --rate
    std::optional<MonoTime> failing_since_;
    Millis backoff_;
};

}   // namespace smsgw::app
