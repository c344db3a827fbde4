#include "base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>
#include <mutex>
#include <unordered_map>

namespace smsgw::metrics {
namespace {

constexpr std::size_t label_sets_max = 5000;
constexpr auto ids = static_cast<std::size_t>(Id::end_);

// From a fast answer on the same machine to the day that a report may take.
const prometheus::Histogram::BucketBoundaries seconds_buckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,  0.25,
                                                                 0.5,   1,      2.5,   5,    10,    30,   60,   300,
                                                                 1800,  7200,   86400};

const Row& row_of(Id id) {
    return catalogue()[static_cast<std::size_t>(id)];
}

template <class Labels>
prometheus::Labels named(const Row& row, const Labels& values) {
    prometheus::Labels labels;
    std::size_t i = 0;
    for (const auto& value : values)
        if (i < row.labels.size()) labels.emplace(row.labels[i++], std::string(value));
    return labels;
}

prometheus::Labels others(const Row& row) {
    prometheus::Labels labels;
    for (const char* name : row.labels) labels.emplace(name, "other");
    return labels;
}

class Book {
public:
    static Book& get() {
        static Book book;
        return book;
    }

    template <class Metric, class... More>
    Metric& make(Id id, Labels values, More... more) {
        const std::lock_guard lock(mutex_);
        const auto& row = row_of(id);
        auto& sets = sets_[static_cast<std::size_t>(id)];
        auto& family = family_of<Metric>(row);
        auto labels = named(row, values);
        if (!family.Has(labels)) {
            if (sets >= label_sets_max)
                labels = others(row);
            else
                ++sets;
        }
        return family.Add(labels, more...);
    }

    std::vector<prometheus::MetricFamily> collect() const { return registry_.Collect(); }

private:
    Book() : registry_(prometheus::Registry::InsertBehavior::Merge) {}

    template <class Metric>
    prometheus::Family<Metric>& family_of(const Row& row) {
        if constexpr (std::is_same_v<Metric, prometheus::Counter>)
            return prometheus::BuildCounter().Name(row.name).Help(row.help).Register(registry_);
        else if constexpr (std::is_same_v<Metric, prometheus::Gauge>)
            return prometheus::BuildGauge().Name(row.name).Help(row.help).Register(registry_);
        else
            return prometheus::BuildHistogram().Name(row.name).Help(row.help).Register(registry_);
    }

    prometheus::Registry registry_;
    std::mutex mutex_;
    std::array<std::size_t, ids> sets_{};
};

// Each thread remembers where the numbers that it writes are: looking one up costs no lock and, after the first time, no
// memory.
template <class Metric, class... More>
Metric& find(Id id, Labels values, const More&... more) {
    thread_local std::array<std::unordered_map<std::string, Metric*>, ids> known;
    thread_local std::string name;
    name.clear();
    for (const auto& value : values) {
        name += value;
        name += '\0';
    }
    auto& mine = known[static_cast<std::size_t>(id)];
    if (const auto found = mine.find(name); found != mine.end()) return *found->second;
    auto& made = Book::get().make<Metric>(id, values, more...);
    if (mine.size() < label_sets_max) mine.emplace(name, &made);
    return made;
}

prometheus::MetricType type_of(Kind kind) {
    return kind == Kind::counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
}

}   // namespace

void count(Id counter, Labels labels, double by) {
    find<prometheus::Counter>(counter, labels).Increment(by);
}

void adjust(Id gauge, double by, Labels labels) {
    find<prometheus::Gauge>(gauge, labels).Increment(by);
}

void observe(Id histogram, std::chrono::duration<double> time, Labels labels) {
    find<prometheus::Histogram>(histogram, labels, seconds_buckets).Observe(time.count());
}

std::string text(std::vector<Reading> readings) {
    auto families = Book::get().collect();
    std::map<Id, prometheus::MetricFamily> read;
    for (const auto& reading : readings) {
        const auto& row = row_of(reading.id);
        auto& family = read[reading.id];
        family.name = row.name;
        family.help = row.help;
        family.type = type_of(row.kind);
        prometheus::ClientMetric metric;
        for (const auto& [name, value] : named(row, reading.labels)) metric.label.push_back({name, value});
        metric.counter.value = metric.gauge.value = reading.value;
        family.metric.push_back(std::move(metric));
    }
    for (auto& [id, family] : read) families.push_back(std::move(family));
    return prometheus::TextSerializer().Serialize(families);
}

}   // namespace smsgw::metrics
