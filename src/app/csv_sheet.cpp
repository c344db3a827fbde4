#include "app/csv_sheet.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "app/csv_reader.hpp"
#include "app/ctl_text.hpp"
#include "app/suggest.hpp"
#include "base/crypto.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

enum class Cell : unsigned char { text, integer };
enum class Presence : unsigned char { optional, required };

struct Column {
    std::string_view name;   // as the field of POST /send
    Cell cell = Cell::text;
    Presence presence = Presence::optional;
};

// What belongs to one end user's session (captcha_token, challenge_passed) is no matter of a file.
constexpr Column columns[] = {
    {"to", Cell::text, Presence::required},
    {"message", Cell::text, Presence::required},
    {"sender"},
    {"region"},
    {"reference"},
    {"lane"},
    {"validity_s", Cell::integer},
    {"send_at"},
    {"on_ambiguous"},
    {"callback_url"},
    {"end_user_ip"},
    {"session_id"},
};

struct Fault {
    CsvFault fault;
    const char* code;
    const char* detail;
};

constexpr Fault faults[] = {
    {CsvFault::quoting, "row_quoting",
     "A quote is missing or out of place; a text with quotes needs them doubled."},
    {CsvFault::too_long, "row_too_long", "The row is longer than 64 KiB; a closing quote may be missing."},
    {CsvFault::encoding, "row_encoding", "The row is not UTF-8."},
};

const Column* find_column(std::string_view name) {
    for (const auto& column : columns)
        if (column.name == name) return &column;
    return nullptr;
}

std::string list_columns() {
    std::string out;
    for (const auto& column : columns) out += (out.empty() ? "" : ", ") + std::string(column.name);
    return out;
}

std::string unknown_column(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& column : columns) names.emplace_back(column.name);
    const auto meant = nearest(name, names);
    return "the header has a column '" + printable(name.substr(0, 64)) + "' that is not known" +
           (meant.empty() ? "" : " (did you mean " + meant + "?)") + "; known are " + list_columns();
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// All names of columns are plain words, so that whatever else stands between them separates them.
char separator_of(std::string_view content) {
    const auto line = content.substr(0, content.find('\n'));
    const auto found = line.find_first_of(",;\t");
    return found == std::string_view::npos ? ',' : line[found];
}

using Header = std::vector<const Column*>;

std::variant<Header, std::string> read_header(CsvReader& reader) {
    const auto record = reader.next();
    if (!record || record->blank()) return "the file has no header; it needs at least to,message";
    if (record->fault != CsvFault::none)
        return "the header, the first line of the file, cannot be read as UTF-8 CSV";
    Header header;
    for (const auto& field : record->fields) {
        const auto name = trimmed(field);
        const auto* column = find_column(name);
        if (column == nullptr) return unknown_column(name);
        if (std::find(header.begin(), header.end(), column) != header.end())
            return "the header has the column '" + name + "' twice";
        header.push_back(column);
    }
    for (const auto& column : columns)
        if (column.presence == Presence::required &&
            std::find(header.begin(), header.end(), &column) == header.end())
            return "the header has no column '" + std::string(column.name) +
                   "'; it needs at least to,message";
    return header;
}

// An optional cell that is empty is a field that is not there.
CsvProblem add_cell(json& body, const Column& column, const std::string& cell) {
    const std::string name(column.name);
    if (cell.empty() && column.presence == Presence::optional) return {};
    if (column.cell == Cell::text) {
        body[name] = cell;
        return {};
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size())
        return {"field_type", name + ": Must be an integer."};
    body[name] = value;
    return {};
}

CsvProblem read_row(const CsvRecord& record, const Header& header, CsvMode mode, std::string& text) {
    for (const auto& fault : faults)
        if (fault.fault == record.fault) return {fault.code, fault.detail};
    if (record.fields.size() != header.size())
        return {"row_columns", "The row has " + std::to_string(record.fields.size()) +
                                   " columns, the header " + std::to_string(header.size()) + "."};
    json body;
    for (std::size_t i = 0; i < header.size(); ++i)
        if (auto problem = add_cell(body, *header[i], record.fields[i]); !problem.code.empty())
            return problem;
    if (mode == CsvMode::dry_run) body["dry_run"] = true;
    text = body.dump();
    return {};
}

}   // namespace

std::variant<CsvSheet, std::string> read_csv_sheet(std::string_view content, CsvMode mode) {
    if (content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF"))
        return "the file is UTF-16; save it as UTF-8";
    CsvReader reader(content, separator_of(content));
    auto header = read_header(reader);
    if (auto* problem = std::get_if<std::string>(&header)) return std::move(*problem);
    CsvSheet sheet;
    sheet.name = (mode == CsvMode::real ? "csv-" : "dry-") + hex(sha256(content)).substr(0, 32);
    std::size_t chunk = 0, place = 0;
    while (auto record = reader.next()) {
        if (record->blank()) continue;
        if (sheet.rows.size() == csv_rows_max)
            return "the file has more than " + std::to_string(csv_rows_max) + " rows; split it";
        CsvRow row{.row = record->row};
        row.problem = read_row(*record, std::get<Header>(header), mode, row.body);
        if (record->row / csv_chunk_rows != chunk) place = 0;
        chunk = record->row / csv_chunk_rows;
        row.batch_key = sheet.name + "-" + std::to_string(chunk);
        if (row.problem.code.empty()) row.place = place++;
        sheet.rows.push_back(std::move(row));
    }
    if (sheet.rows.empty()) return "the file has a header and no rows";
    return sheet;
}

}   // namespace smsgw::app
