// How far `smsgwctl send --csv` is: a bar that stays on its line on a terminal, now and then a line elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>

#include "app/ctl_context.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

struct CsvCounts {
    std::size_t rows = 0;
    std::size_t accepted = 0;   // former runs included
    std::size_t bad = 0;

    std::size_t open() const { return rows - accepted - bad; }
};

// "[####      ] 40% 4000/10000 rows, 812/s, 3980 accepted, 20 bad, 0:07 left"; without a bar, `lines` begins with the
// percentage. `per_s` 0: nothing is known of the time that is left.
std::string progress_text(const CsvCounts& counts, double per_s, Screen screen);

class CsvProgress {
public:
    CsvProgress(std::ostream& out, Screen screen, CsvCounts at_start, MonoTime now);

    // Shows them when it is time to.
    void show(const CsvCounts& counts, MonoTime now);
    void end(const CsvCounts& counts, MonoTime now);

private:
    void print(const CsvCounts& counts, MonoTime now);

    std::ostream& out_;
    Screen screen_;
    std::size_t settled_at_start_;
    MonoTime start_;
    MonoTime next_;
};

}   // namespace smsgw::app
