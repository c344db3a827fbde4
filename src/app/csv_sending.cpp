#include "app/csv_sending.hpp"

#include <algorithm>
#include <charconv>

#include "app/ctl_text.hpp"
#include "base/strict_json.hpp"
#include "base/task_group.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

constexpr int requests_at_once = 4;
constexpr int tries_max = 8;   // of a row that fails while others do not
constexpr Millis nap_max{50};
constexpr Millis backoff_min{250};
constexpr Millis backoff_max = std::chrono::seconds{10};
constexpr Millis pause_default = std::chrono::seconds{1};

// Batches only where a whole one is no more than a second's worth.
CsvTravel travel_at(int rate) {
    return rate == 0 || rate >= static_cast<int>(csv_chunk_rows) ? CsvTravel::batches : CsvTravel::singly;
}

// Of each row of the sheet: did a former run have an answer for it?
std::vector<bool> settled_rows(const CsvSheet& sheet, const std::vector<CsvResult>& former) {
    std::vector<bool> settled(sheet.rows.size());
    for (const auto& result : former) {
        const auto found =
            std::lower_bound(sheet.rows.begin(), sheet.rows.end(), result.row,
                             [](const CsvRow& row, std::size_t number) { return row.row < number; });
        if (found != sheet.rows.end() && found->row == result.row)
            settled[static_cast<std::size_t>(found - sheet.rows.begin())] = true;
    }
    return settled;
}

std::optional<Millis> read_wait(const http::ClientResponse& answer) {
    const auto text = answer.header("Retry-After");
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::chrono::seconds{seconds};
}

std::string refusal_line(const http::ClientResponse& answer) {
    auto text = refusal_text(answer);
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
}

// Counts while it lives.
class Counted {
public:
    explicit Counted(int& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    int& count_;
};

}   // namespace

CsvSending::CsvSending(const CsvSheet& sheet, CsvResultFile& file, const SendCsvOptions& options,
                       ApiDoor door, CtlContext context)
    : sheet_(sheet),
      file_(file),
      options_(options),
      door_(std::move(door)),
      context_(context),
      settled_(settled_rows(sheet, file.former())),
      queue_(sheet, settled_, travel_at(options.rate)),
      backoff_(backoff_min) {
    counts_.rows = sheet.rows.size();
    for (const auto& result : file.former()) ++(result.bad() ? counts_.bad : counts_.accepted);
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
        const auto& row = sheet.rows[i];
        if (row.problem.code.empty() || settled_[i]) continue;
        results_.push_back({row.row, "bad", {}, row.problem.code, row.problem.detail, row.batch_key});
    }
    store();
}

Task<> CsvSending::run(Task<> stopped) {
    const auto executor = co_await asio::this_coro::executor;
    TaskGroup helpers(executor);
    helpers.spawn("csv.stop", watch(std::move(stopped)));
    helpers.spawn("csv.progress", show());
    std::vector<Task<>> workers;
    for (int i = 0; i < requests_at_once; ++i) workers.push_back(work());
    co_await run_all("csv.send", std::move(workers));
    stage_ = Stage::done;
    helpers.cancel_all();
    co_await helpers.join();
}

Task<> CsvSending::watch(Task<> stopped) {
    co_await std::move(stopped);
    if (stage_ != Stage::sending) co_return;
    stage_ = Stage::stopping;
    if (problem_.empty()) problem_ = "stopped by a signal";
}

Task<> CsvSending::show() {
    CsvProgress progress(context_.err, context_.err_screen, counts_, context_.clock.mono_now());
    while (stage_ != Stage::done) {
        progress.show(counts_, context_.clock.mono_now());
        co_await context_.clock.sleep_until(context_.clock.mono_now() + nap_max);
    }
    progress.end(counts_, context_.clock.mono_now());
}

Task<> CsvSending::work() {
    while (problem_.empty()) {
        const auto now = context_.clock.mono_now();
        const auto from = std::max(paused_until_, next_slot_);
        if (now < from) {
            co_await nap(from);
            continue;
        }
        auto job = queue_.take(now);
        if (!job) {
            // What another one has on its way may come back.
            if (queue_.empty() && in_flight_ == 0) co_return;
            co_await nap(now + nap_max);
            continue;
        }
        if (options_.rate > 0)
            next_slot_ = now + std::chrono::microseconds{1'000'000 * job->size() /
                                                         static_cast<unsigned>(options_.rate)};
        co_await serve(std::move(*job));
    }
}

// Short ones, so that a signal is heeded.
Task<> CsvSending::nap(MonoTime until) {
    return context_.clock.sleep_until(std::min<MonoTime>(until, context_.clock.mono_now() + nap_max));
}

Task<> CsvSending::serve(CsvJob job) {
    const Counted one(in_flight_);
    const auto answer = co_await context_.client.send(request_for(job));
    if (answer.has_error())
        fail(job, door_.url + " gives no answer: " + error_name(answer.error().error), Millis{0});
    else
        take_answer(job, *answer);
}

http::ClientRequest CsvSending::request_for(const CsvJob& job) const {
    const auto& first = sheet_.rows[job.front()];
    const bool alone = job.size() == 1;
    auto request = request_of(door_, "POST", alone ? "/send" : "/send/batch");
    request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("Idempotency-Key", alone ? first.key() : first.batch_key);
    if (alone) {
        request.body = first.body;
        return request;
    }
    request.body = R"({"messages":[)";
    for (const auto index : job) {
        if (index != job.front()) request.body += ',';
        request.body += sheet_.rows[index].body;
    }
    request.body += "]}";
    return request;
}

void CsvSending::take_answer(const CsvJob& job, const http::ClientResponse& answer) {
    auto body = read_strict_json(answer.body);
    const auto object = body.has_value() && body->is_object() ? std::move(*body) : json::object();
    if (job.size() > 1)
        take_batch(job, answer, object);
    else
        settle(job.front(), answer.status, object, read_wait(answer));
    store();
}

void CsvSending::take_batch(const CsvJob& job, const http::ClientResponse& answer, const json& body) {
    const auto now = context_.clock.mono_now();
    if (answer.status == 429) {
        heard();
        pause(read_wait(answer).value_or(pause_default));
        queue_.put_back(job, now);
        return;
    }
    if (answer.status == 413) return queue_.put_back_singly(job, now);
    if (answer.status == 408 || answer.status >= 500)
        return fail(job, refusal_line(answer), read_wait(answer).value_or(Millis{0}));
    const auto results = body.find("results");
    if (answer.status != 202 || results == body.end() || !results->is_array() ||
        results->size() != job.size()) {
        problem_ =
            answer.status == 202 ? door_.url + " does not answer as a gateway does" : refusal_line(answer);
        return;
    }
    for (std::size_t i = 0; i < job.size(); ++i) {
        const auto& result = (*results)[i];
        const auto status = result.is_object() ? result.value("http_status", json()) : json();
        settle(job[i], status.is_number_integer() ? status.get<int>() : 0, result, std::nullopt);
    }
}

void CsvSending::settle(std::size_t index, int status, const json& body, std::optional<Millis> wait) {
    using Kind = CsvVerdict::Kind;
    const auto& row = sheet_.rows[index];
    auto verdict = judge_csv_row(status, body);
    if (verdict.kind == Kind::later) return put_off(index, status, verdict, wait);
    if (verdict.kind == Kind::hopeless) {
        problem_ = "row " + std::to_string(row.row) + ": " + std::to_string(status) + " " + verdict.code +
                   " " + verdict.detail;
        return;
    }
    ++answers_;
    heard();
    const auto* good = options_.mode == CsvMode::real ? "accepted" : "valid";
    results_.push_back({row.row, verdict.kind == Kind::taken ? good : "bad", std::move(verdict.msgid),
                        std::move(verdict.code), std::move(verdict.detail), row.key()});
}

void CsvSending::put_off(std::size_t index, int status, const CsvVerdict& verdict,
                         std::optional<Millis> wait) {
    const auto now = context_.clock.mono_now();
    if (status != 429)
        return fail({index}, std::to_string(status) + " " + verdict.code, wait.value_or(Millis{0}));
    heard();
    if (slows_all_rows(verdict.code)) {
        pause(wait.value_or(pause_default));
        queue_.put_back({index}, now);
        return;
    }
    // A batch does not tell how long: asked alone, the row will hear it.
    const auto delay = wait.value_or(Millis{0});
    if (delay > options_.wait_max) return leave(verdict.code, delay);
    queue_.put_back({index}, now + delay);
}

// An answer that can be used, even if it is that we have to wait: the gateway works.
void CsvSending::heard() {
    failing_since_.reset();
    backoff_ = backoff_min;
}

// No answer, or one that says nothing of what became of the rows.
void CsvSending::fail(const CsvJob& job, const std::string& reason, Millis wait) {
    const auto now = context_.clock.mono_now();
    if (!failing_since_) failing_since_ = now;
    if (now - *failing_since_ > options_.outage_max) {
        problem_ = reason;
        return;
    }
    if (job.size() == 1) {
        auto& failing = failing_[job.front()];
        if (failing.answers != answers_) failing = {failing.tries + 1, answers_};
        if (failing.tries >= tries_max) return leave(reason, Millis{0});
    }
    if (now >= paused_until_) {   // else a neighbour has met the same trouble
        pause(std::max(std::min(wait, options_.wait_max), backoff_));
        backoff_ = std::min(backoff_ * 2, backoff_max);
    }
    queue_.put_back(job, now);
}

void CsvSending::leave(const std::string& code, Millis wait) {
    auto& left = left_[code];
    ++left.rows;
    left.earliest = std::min<WallTime>(left.earliest, context_.clock.wall_now() + wait);
}

void CsvSending::pause(Millis wait) {
    paused_until_ = std::max<MonoTime>(paused_until_, context_.clock.mono_now() + wait);
}

// Counted only when it is on disk: what is shown is what a next run knows.
void CsvSending::store() {
    if (results_.empty()) return;
    const auto stored = file_.append(results_);
    if (stored.has_error())
        problem_ = "the result file cannot be written: " + stored.error().message();
    else
        for (const auto& result : results_) ++(result.bad() ? counts_.bad : counts_.accepted);
    results_.clear();
}

}   // namespace smsgw::app
