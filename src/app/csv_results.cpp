#include "app/csv_results.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "app/csv_reader.hpp"
#include "base/system_error.hpp"

namespace smsgw::app {
namespace {

constexpr const char* header = "row,status,msgid,code,detail,idempotency_key\r\n";

std::string line_of(const CsvResult& result) {
    return csv_line(
        {std::to_string(result.row), result.status, result.msgid, result.code, result.detail, result.key});
}

std::optional<CsvResult> read_result(CsvRecord record) {
    auto& fields = record.fields;
    if (fields.size() != 6) return std::nullopt;
    CsvResult result{
        .status = fields[1], .msgid = fields[2], .code = fields[3], .detail = fields[4], .key = fields[5]};
    const auto& row = fields[0];
    const auto [end, error] = std::from_chars(row.data(), row.data() + row.size(), result.row);
    if (error != std::errc() || end != row.data() + row.size()) return std::nullopt;
    return result;
}

Result<std::string> read_all(int file) {
    std::string content;
    std::array<char, 65536> piece{};
    for (;;) {
        const auto count = ::read(file, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_system_error();
        if (count == 0) return content;
        content.append(piece.data(), static_cast<std::size_t>(count));
    }
}

}   // namespace

CsvResultFile::~CsvResultFile() {
    if (file_ >= 0) ::close(file_);
}

std::optional<std::string> CsvResultFile::open(const std::string& path) {
    // msgids and the user's own references are nobody else's business.
    file_ = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) return "cannot write " + path + ": " + last_system_error().message();
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0)
        return path + " is in use: another smsgwctl is sending these rows";
    return read(path);
}

std::optional<std::string> CsvResultFile::read(const std::string& path) {
    const auto content = read_all(file_);
    if (content.has_error()) return "cannot read " + path + ": " + content.error().message();
    const auto whole = content->substr(0, content->rfind('\n') + 1);   // npos + 1 is 0
    if (whole.empty() && std::string_view(header).starts_with(*content)) {
        // New, or killed before the first row.
        if (::ftruncate(file_, 0) != 0) return "cannot write " + path + ": " + last_system_error().message();
        if (const auto written = write(header); written.has_error())
            return "cannot write " + path + ": " + written.error().message();
        return {};
    }
    const auto strange = path + " is no result file of smsgwctl; name another one with --results";
    if (!whole.starts_with(header)) return strange;
    CsvReader reader(whole, ',');
    reader.next();
    while (auto record = reader.next()) {
        auto result = read_result(std::move(*record));
        if (!result) return strange;
        former_.push_back(std::move(*result));
    }
    struct stat about {};
    if (::fstat(file_, &about) != 0 || ::ftruncate(file_, static_cast<off_t>(whole.size())) != 0)
        return "cannot write " + path + ": " + last_system_error().message();
    former_end_ = WallTime(std::chrono::seconds{about.st_mtim.tv_sec});
    return {};
}

Result<void> CsvResultFile::append(const std::vector<CsvResult>& results) {
    std::string text;
    for (const auto& result : results) text += line_of(result);
    return write(text);
}

Result<void> CsvResultFile::write(std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(file_, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_system_error();
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fdatasync(file_) != 0) return last_system_error();
    return {};
}

}   // namespace smsgw::app
