#include "app/csv_reader.hpp"

#include <algorithm>

#include "domain/utf8.hpp"

namespace smsgw::app {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// A NUL is valid UTF-8, and no JSON reader should be shown one.
bool is_text(std::string_view field) {
    return field.find('\0') == std::string_view::npos && is_valid_utf8(field);
}

}   // namespace

bool CsvRecord::blank() const {
    return fault == CsvFault::none &&
           std::all_of(fields.begin(), fields.end(), [](const std::string& field) { return field.empty(); });
}

CsvReader::CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

std::optional<CsvRecord> CsvReader::next() {
    if (at_ >= text_.size()) return std::nullopt;
    CsvRecord record{.row = ++row_, .fields = {}};
    const auto start = at_;
    record.fault = read_fields(record.fields);
    if (record.fault == CsvFault::quoting || record.fault == CsvFault::too_long) {
        // Where it should have ended nobody knows: what follows on the next line speaks for itself.
        at_ = start;
        skip_line();
    }
    if (record.fault == CsvFault::none && !std::all_of(record.fields.begin(), record.fields.end(), is_text))
        record.fault = CsvFault::encoding;
    if (record.fault != CsvFault::none) record.fields.clear();
    return record;
}

// Ends behind the record's line end when it answers `none`.
CsvFault CsvReader::read_fields(std::vector<std::string>& fields) {
    const auto start = at_;
    for (;;) {
        auto& field = fields.emplace_back();
        if (at_ < text_.size() && text_[at_] == '"') {
            if (const auto fault = read_quoted(field); fault != CsvFault::none) return fault;
        } else {
            read_plain(field);
        }
        if (at_ - start > record_bytes_max) return CsvFault::too_long;
        if (at_line_end()) {
            skip_line();
            return CsvFault::none;
        }
        if (text_[at_] != separator_) return CsvFault::quoting;
        ++at_;
    }
}

CsvFault CsvReader::read_quoted(std::string& field) {
    ++at_;
    for (;;) {
        const auto quote = text_.substr(at_, record_bytes_max).find('"');
        if (quote == std::string_view::npos)
            return text_.size() - at_ > record_bytes_max ? CsvFault::too_long : CsvFault::quoting;
        field += text_.substr(at_, quote);
        if (field.size() > record_bytes_max) return CsvFault::too_long;
        at_ += quote + 1;
        if (at_ == text_.size() || text_[at_] != '"') return CsvFault::none;
        field += '"';
        ++at_;
    }
}

// Stops at a quote as well, which then is neither the end of the line nor a separator.
void CsvReader::read_plain(std::string& field) {
    const auto start = at_;
    while (!at_line_end() && text_[at_] != separator_ && text_[at_] != '"') ++at_;
    field = text_.substr(start, at_ - start);
}

bool CsvReader::at_line_end() const {
    const auto rest = text_.substr(at_);
    return rest.empty() || rest.starts_with('\n') || rest.starts_with("\r\n") || rest == "\r";
}

void CsvReader::skip_line() {
    const auto end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",;\t\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string csv_line(const std::vector<std::string>& fields) {
    std::string out;
    for (const auto& field : fields) {
        if (&field != &fields.front()) out += ',';
        out += csv_field(field);
    }
    return out + "\r\n";
}

}   // namespace smsgw::app
