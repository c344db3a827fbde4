// What the process counts of itself, in Prometheus' terms. Like the log it is written to from every room and read by nobody
// inside, so it is one for the whole process (docs/adr/0013-metrics.md). All functions may be called from any thread.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace smsgw::metrics {

// The rows of the catalogue (metric_catalogue.cpp), which says what each is.
enum class Id : unsigned char {
    messages_accepted,
    messages_replayed,
    problems,
    admission_decisions,
    captcha_answers,
    http_requests,
    http_request_seconds,
    http_connections,
    submits,
    submit_seconds,
    accept_to_submit_seconds,
    messages_put_off,
    put_off_age_seconds,
    messages_not_begun,
    breakers_open,
    breaker_changes,
    reports,
    webhooks_refused,
    delivery_seconds,
    callbacks,
    callback_seconds,
    redis_disconnects,
    log_lines,
    secret_refreshes,
    ready,
    redis_up,
    queue_messages,
    queue_oldest_seconds,
    messages_due,
    messages_admitted,
    messages_ended,
    message_moves,
    dead_letters,
    reports_parked,
    callbacks_pending,
    callbacks_disabled,
    provider_state,
    provider_delivery_ratio,
    spend_month,
    abuse_blocks,
    conversion_feedback_lost,
    redis_memory_bytes,
    redis_memory_bytes_max,
    redis_write_ok,
    build_info,
    start_time_seconds,
    cpu_seconds,
    resident_bytes,
    open_fds,
    max_fds,
    end_   // not a metric
};

enum class Kind : unsigned char { counter, gauge, histogram };

struct Row {
    Id id;
    Kind kind;
    const char* name;
    std::vector<const char*> labels;
    const char* help;
};

// In the order of Id.
const std::vector<Row>& catalogue();

using Labels = std::initializer_list<std::string_view>;   // values, in the order of the row's labels

// Each label set is made at its first use, at most 5000 of a metric; those beyond are counted with every label "other", so
// that no caller can fill the memory.
void count(Id counter, Labels labels = {}, double by = 1);
void adjust(Id gauge, double by, Labels labels = {});
void observe(Id histogram, std::chrono::duration<double> time, Labels labels = {});

// A number that is read at the moment of the scrape, not kept.
struct Reading {
    Id id;
    std::vector<std::string> labels;
    double value = 0;
};

// Of the process itself: memory, CPU, descriptors.
std::vector<Reading> process_readings();

// Everything counted, and `readings`, in the text format of Prometheus (version 0.0.4).
std::string text(std::vector<Reading> readings);

}   // namespace smsgw::metrics
