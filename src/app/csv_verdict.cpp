#include "app/csv_verdict.hpp"

#include "app/ctl_text.hpp"
#include "domain/msgid.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using Kind = CsvVerdict::Kind;

std::string sentences(const json& body) {
    const auto errors = body.find("errors");
    if (errors == body.end() || !errors->is_array()) {
        const auto detail = member(body, "detail");
        return detail.empty() ? member(body, "title") : detail;
    }
    std::string out;
    for (const auto& error : *errors)
        out += (out.empty() ? "" : " ") + member(error, "field") + ": " + member(error, "detail");
    return out;
}

Kind kind_of(int status, std::string_view code) {
    if (status == 200) return Kind::taken;
    if (status == 429 || status == 408 || (status >= 500 && status < 600)) return Kind::later;
    // Without a code of ours it is not the gateway that answers.
    if (code.empty() || code == "unauthorized" || code == "forbidden" || code == "not_found")
        return Kind::hopeless;
    return status >= 400 && status < 500 ? Kind::bad : Kind::hopeless;
}

}   // namespace

CsvVerdict judge_csv_row(int status, const json& body) {
    if (status == 202) {
        const auto msgid = read_msgid(member(body, "msgid"));
        if (msgid.has_error()) return {};
        return {.kind = Kind::taken, .msgid = msgid->str(), .code = {}, .detail = {}};
    }
    const auto code = member(body, "code");
    return {.kind = kind_of(status, code), .msgid = {}, .code = code, .detail = sentences(body)};
}

bool slows_all_rows(std::string_view code) {
    return code == "rate_limited" || code == "too_many_in_flight";
}

}   // namespace smsgw::app
