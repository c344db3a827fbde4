#include "app/csv_progress.hpp"

#include <fmt/format.h>

namespace smsgw::app {
namespace {

constexpr std::size_t bar_width = 20;
constexpr Millis bar_every{100};
constexpr Millis line_every = std::chrono::seconds{3};

std::size_t settled(const CsvCounts& counts) {
    return counts.accepted + counts.bad;
}

std::string time_left(std::size_t open, double per_s) {
    if (open > 0 && per_s <= 0) return "unknown time left";
    const auto seconds = open == 0 ? 0 : static_cast<long long>(static_cast<double>(open) / per_s + 1);
    if (seconds >= 3600)
        return fmt::format("{}:{:02}:{:02} left", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return fmt::format("{}:{:02} left", seconds / 60, seconds % 60);
}

}   // namespace

std::string progress_text(const CsvCounts& counts, double per_s, Screen screen) {
    const auto done = settled(counts);
    std::string bar;
    if (screen == Screen::terminal) {
        const auto filled = bar_width * done / counts.rows;
        bar = "[" + std::string(filled, '#') + std::string(bar_width - filled, ' ') + "] ";
    }
    return fmt::format("{}{}% {}/{} rows, {:.0f}/s, {} accepted, {} bad, {}", bar, 100 * done / counts.rows,
                       done, counts.rows, per_s, counts.accepted, counts.bad,
                       time_left(counts.open(), per_s));
}

CsvProgress::CsvProgress(std::ostream& out, Screen screen, CsvCounts at_start, MonoTime now)
    : out_(out), screen_(screen), settled_at_start_(settled(at_start)), start_(now), next_(now) {}

void CsvProgress::show(const CsvCounts& counts, MonoTime now) {
    if (now < next_) return;
    next_ = now + (screen_ == Screen::terminal ? bar_every : line_every);
    print(counts, now);
}

void CsvProgress::end(const CsvCounts& counts, MonoTime now) {
    print(counts, now);
    if (screen_ == Screen::terminal) out_ << std::endl;
}

void CsvProgress::print(const CsvCounts& counts, MonoTime now) {
    const auto seconds = std::chrono::duration<double>(now - start_).count();
    const auto per_s = seconds > 0 ? static_cast<double>(settled(counts) - settled_at_start_) / seconds : 0;
    const auto text = progress_text(counts, per_s, screen_);
    // To the start of the line, and its rest erased.
    if (screen_ == Screen::terminal)
        out_ << "\r" << text << "\x1b[K" << std::flush;
    else
        out_ << text << std::endl;
}

}   // namespace smsgw::app
