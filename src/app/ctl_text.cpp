#include "app/ctl_text.hpp"

#include <algorithm>

#include "base/strict_json.hpp"
#include "base/time_text.hpp"
#include "domain/utf8.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

// Characters, not bytes: senders may have accents. Wide characters count as one, which only costs alignment.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

const json& array_of(const json& view, const char* name) {
    static const json none = json::array();
    const auto found = view.find(name);
    return found != view.end() && found->is_array() ? *found : none;
}

// The members that a message's view starts with, in the order of reading; those without a value are left out.
constexpr const char* facts[] = {
    "msgid",     "status",      "to",         "sender",      "country",
    "lane",      "encoding",    "segments",   "provider",    "attempts",
    "reference", "accepted_at", "expires_at", "resend_safe", "duplicate_possible",
    "corrected"};

}   // namespace

std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto point = decode_utf8(text);
        const auto bytes = std::max<std::size_t>(point.bytes, 1);
        if (point.bytes == 0 || is_control(point.value))
            out += '?';
        else
            out += text.substr(0, bytes);
        text.remove_prefix(bytes);
    }
    return out;
}

std::string member(const json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (found == object.end() || found->is_null()) return {};
    if (found->is_string()) return printable(found->get_ref<const std::string&>());
    if (found->is_boolean()) return found->get<bool>() ? "yes" : "no";
    return found->is_number() ? found->dump() : std::string();
}

json time_or_null(const std::optional<WallTime>& time) {
    return time ? json(to_rfc3339(*time)) : json();
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i == widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], width(row[i]));
        }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

std::string event_line(const json& event) {
    auto line = member(event, "at") + "  " + member(event, "status");
    for (const auto* name : {"provider", "attempt", "error"})
        if (const auto value = member(event, name); !value.empty())
            line += "  " + std::string(name) + "=" + value;
    return line;
}

std::string view_text(const json& view) {
    std::vector<std::vector<std::string>> lines;
    for (const auto* name : facts)
        if (auto value = member(view, name); !value.empty()) lines.push_back({name, std::move(value)});
    for (const auto& amount : array_of(view, "price"))
        lines.push_back({"price", member(amount, "amount") + " " + member(amount, "currency")});
    std::vector<std::vector<std::string>> rows = {
        {"seq", "at", "status", "attempt", "provider", "provider_time", "error"}};
    for (const auto& event : array_of(view, "events")) {
        std::vector<std::string> row;
        for (const auto& name : rows.front()) row.push_back(member(event, name.c_str()));
        rows.push_back(std::move(row));
    }
    return table(lines) + "\n" + table(rows);
}

std::string refusal_text(const http::ClientResponse& answer) {
    auto out = std::to_string(answer.status);
    const auto body = read_strict_json(answer.body);
    if (body.has_error() || !body->is_object()) return out + "\n";
    out += " " + member(*body, "code") + ": " + member(*body, "title");
    const auto errors = body->find("errors");
    const bool listed = errors != body->end() && errors->is_array();
    // The detail of the whole is that of the first field.
    if (const auto detail = member(*body, "detail"); !detail.empty() && !listed) out += ". " + detail;
    out += "\n";
    if (!listed) return out;
    for (const auto& error : *errors)
        out += "  " + member(error, "field") + ": " + member(error, "code") + ": " + member(error, "detail") +
               "\n";
    return out;
}

}   // namespace smsgw::app
