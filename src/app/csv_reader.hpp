// Records of a CSV file as RFC 4180 has them, one after the other; pure. A record that is broken costs its own line only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smsgw::app {

// What can be wrong with a record by itself.
enum class CsvFault : unsigned char {
    none,
    quoting,    // a quote inside a plain field, or something between a closing quote and the next field
    too_long,   // longer than record_bytes_max, most likely for want of a closing quote
    encoding,   // not UTF-8, or with a NUL
};

struct CsvRecord {
    std::size_t row = 0;   // as a spreadsheet counts: the first record is 1
    std::vector<std::string> fields;
    CsvFault fault = CsvFault::none;   // else `fields` is empty

    bool blank() const;   // nothing in any field
};

class CsvReader {
public:
    static constexpr std::size_t record_bytes_max = 64 * 1024;

    // `text` must outlive the reader. Lines end with LF or CRLF; a byte order mark at the start belongs to no field.
    CsvReader(std::string_view text, char separator);

    // Nothing: the text has ended.
    std::optional<CsvRecord> next();

private:
    CsvFault read_fields(std::vector<std::string>& fields);
    CsvFault read_quoted(std::string& field);
    void read_plain(std::string& field);
    bool at_line_end() const;
    void skip_line();

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t row_ = 0;
    char separator_;
};

// One field as RFC 4180 writes it: in quotes where it must be.
std::string csv_field(std::string_view text);

// One record with its line end.
std::string csv_line(const std::vector<std::string>& fields);

}   // namespace smsgw::app
