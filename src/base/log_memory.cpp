#include "base/log_memory.hpp"

#include <chrono>
#include <deque>
#include <mutex>

namespace smsgw::log {
namespace {

// Of the whole process, as the log is.
struct Memory {
    std::mutex mutex;
    std::deque<Remembered> lines;
};

Memory& memory() {
    static Memory instance;
    return instance;
}

}   // namespace

void remember(Level level, std::string_view event, std::initializer_list<Field> fields) {
    Remembered line{.at = std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()),
                    .level = level,
                    .event = std::string(event),
                    .fields = {}};
    for (const auto& field : fields) line.fields.emplace_back(field.name, field.value);
    auto& kept = memory();
    const std::lock_guard lock(kept.mutex);
    kept.lines.push_front(std::move(line));
    if (kept.lines.size() > remembered_max) kept.lines.pop_back();
}

std::vector<Remembered> remembered() {
    auto& kept = memory();
    const std::lock_guard lock(kept.mutex);
    return {kept.lines.begin(), kept.lines.end()};
}

}   // namespace smsgw::log
