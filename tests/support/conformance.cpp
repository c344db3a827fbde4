// The cases of all providers, what they submit, and the notation that their rows are compared in.
#include "support/conformance.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "domain/segments.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::test {
namespace {

std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

// The items of "a; b". An empty text has none.
std::vector<std::string> items_of(const std::string& text) {
    std::vector<std::string> items;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("; ", at), text.size());
        items.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    return items;
}

// A reader of its own: what the program's own one gets wrong must not look right here.
std::string decode_form(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
            std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

bool form_holds(const std::string& form, const std::string& text) {
    std::istringstream pairs(form);
    for (std::string pair; std::getline(pairs, pair, '&');) {
        const auto equals = pair.find('=');
        if (equals != std::string::npos && decode_form(pair.substr(equals + 1)) == text) return true;
    }
    return false;
}

bool json_holds(const nlohmann::json& value, const std::string& text) {
    if (value.is_string()) return value.get_ref<const std::string&>() == text;
    return value.is_structured() &&
           std::any_of(value.begin(), value.end(), [&](const auto& item) { return json_holds(item, text); });
}

SubmitRequest ten_segments(std::string text, const std::string& filling) {
    while (plan_text(text).segments < 10) text += filling;
    auto submit = a_submit();
    submit.message.encoding = plan_text(text).encoding;
    submit.message.segments = 10;
    submit.message.text = SmsText(std::move(text));
    return submit;
}

}   // namespace

std::string name_of(const ProviderCase& one) {
    return one.name.empty() ? capital(one.type) + capital(one.config("http://127.0.0.1").api) : one.name;
}

void PrintTo(const ProviderCase& one, std::ostream* out) {
    *out << name_of(one);
}

const std::vector<SharedCase>& provider_cases() {
    const auto shared = [](auto... cases) {
        return std::vector<SharedCase>{std::make_shared<const ProviderCase>(std::move(cases))...};
    };
    static const auto all =
        shared(smstools_client_case(), smstools_bearer_case(), sandbox_case(), twilio_case(), plivo_case(),
               aws_case(), http_form_case(), http_json_case(), infobip_case(), sinch_case(), telnyx_case(),
               vonage_sms_case(), vonage_messages_case(), messagebird_case());
    return all;
}

SubmitRequest conformance_submit() {
    return a_submit();
}

SubmitRequest conformance_submit_unicode() {
    return ten_segments(
        "€ 5 & \"5\" <b>'x'</b>\n\\n \\ % %41 + = ; # {} Ελληνικά שלום مرحبا 你好 "
        "👩‍👩‍👧 "
        "😀 ",
        "é😀ж");
}

SubmitRequest conformance_submit_long() {
    return ten_segments("@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€ ",
                        "more & more, 100%; ");
}

bool carries(const SeenRequest& request, const std::string& text) {
    const auto query = request.target.find('?');
    if (query != std::string::npos && form_holds(request.target.substr(query + 1), text)) return true;
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    return body.is_discarded() ? form_holds(request.body, text) : json_holds(body, text);
}

std::string outcome_text(const SubmitOutcome& outcome) {
    struct Writer {
        std::string operator()(const Accepted& accepted) const {
            std::string text = "accepted";
            for (const auto& id : accepted.ids) text += " " + id.str();
            return text;
        }
        std::string operator()(const NotAccepted& one) const { return "not_accepted " + one.error; }
        std::string operator()(const Refused& one) const {
            if (one.fault != RecipientFault::none) return std::string(to_text(one.fault)) + " " + one.error;
            return (one.scope == Refused::Scope::message ? "refused_message " : "refused_provider ") +
                   one.error;
        }
        std::string operator()(const Ambiguous& one) const { return "ambiguous " + one.error; }
    };
    return std::visit(Writer{}, outcome);
}

std::string report_text(const DeliveryReport& report) {
    return std::string(to_text(report.status)) + " id=" + report.provider_msgid.str() +
           " error=" + report.error + " ref=" + report.ref +
           (report.covers == DeliveryReport::Covers::part ? " covers=part" : "") +
           (report.fault == RecipientFault::none ? "" : " " + std::string(to_text(report.fault)));
}

std::string mo_text(const MoMessage& mo) {
    constexpr const char* words[] = {"none", "stop", "start"};
    return "from=" + mo.from + " to=" + mo.to + " text=" + mo.text.reveal() +
           " opt_out=" + words[static_cast<std::size_t>(mo.opt_out)];
}

std::string report_difference(const std::string& expected, const std::vector<DeliveryReport>& reports) {
    const auto items = items_of(expected);
    std::string all;
    for (const auto& report : reports) all += (all.empty() ? "" : "; ") + report_text(report);
    bool same = items.size() == reports.size();
    for (std::size_t i = 0; same && i < items.size(); ++i) {
        std::istringstream words(items[i]);
        std::string status, id = "id=", error = "error=", covers;
        auto fault = RecipientFault::none;
        words >> status;
        for (std::string word; words >> word;) {
            if (word.starts_with("id=")) id = word;
            if (word.starts_with("error=")) error = word;
            if (word.starts_with("ref=")) same = same && word == "ref=" + reports[i].ref;
            if (word == "covers=part") same = same && reports[i].covers == DeliveryReport::Covers::part;
            for (const auto named : {RecipientFault::opted_out, RecipientFault::invalid})
                if (word == to_text(named)) fault = named;
        }
        same = same && status == to_text(reports[i].status) &&
               id == "id=" + reports[i].provider_msgid.str() && error == "error=" + reports[i].error &&
               fault == reports[i].fault;
    }
    return same ? "" : "expected \"" + expected + "\", read \"" + all + "\"";
}

std::string mo_difference(const std::string& expected, const std::vector<MoMessage>& inbound) {
    std::string all, wanted;
    for (const auto& mo : inbound) all += (all.empty() ? "" : "; ") + mo_text(mo);
    for (const auto& item : items_of(expected))
        wanted += (wanted.empty() ? "" : "; ") + item +
                  (item.find(" opt_out=") == std::string::npos ? " opt_out=none" : "");
    return all == wanted ? "" : "expected \"" + wanted + "\", read \"" + all + "\"";
}

std::string code_word(std::string code) {
    for (char& c : code)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
    return code;
}

bool holds_value(const std::string& text, const std::string& word) {
    constexpr std::string_view before = "\"':=>[, ", after = "\"'&,}]< \n";
    const auto same = [](char a, char b) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return lower(a) == lower(b);
    };
    for (auto at = text.begin();; ++at) {
        at = std::search(at, text.end(), word.begin(), word.end(), same);
        if (at == text.end()) return false;
        const auto end = at + static_cast<std::ptrdiff_t>(word.size());
        const bool begins = at == text.begin() || before.find(*(at - 1)) != std::string_view::npos;
        if (begins && (end == text.end() || after.find(*end) != std::string_view::npos)) return true;
    }
}

}   // namespace smsgw::test
