#include "redis/message_codec.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "redis/number.hpp"

namespace smsgw::redis {
namespace {

using nlohmann::json;

constexpr char field_separator = '\x1f';   // column() leaves none in a text

WallTime time_from(std::string_view millis) {
    return WallTime(Millis(number(millis)));
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t from = 0;
    while (from <= text.size()) {
        const auto to = std::min(text.find(separator, from), text.size());
        parts.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

std::optional<WallTime> send_at_of(const json& body) {
    if (!body.contains("send_at")) return std::nullopt;
    return WallTime(Millis(body["send_at"].get<std::int64_t>()));
}

}   // namespace

std::string encode_body(const Message& message) {
    json body{{"account", message.account.str()},
              {"to", message.to.str()},
              {"country", message.country},
              {"sender", message.sender.str()},
              {"encoding", to_text(message.encoding)},
              {"segments", message.segments},
              {"lane", to_text(message.lane)},
              {"reference", message.reference.str()}};
    // What few messages have: absent means the default.
    if (message.on_ambiguous == OnAmbiguous::retry) body["on_ambiguous"] = to_text(message.on_ambiguous);
    if (!message.callback_url.empty()) body["callback_url"] = message.callback_url;
    if (!message.trace.empty()) body["traceparent"] = message.trace.str();
    if (message.send_at) body["send_at"] = message.send_at->time_since_epoch().count();
    return body.dump();
}

Result<Message> decode_message(const std::string& msgid, const std::string& accepted_at_ms,
                               const std::string& expires_at_ms, const std::string& body, std::string text) {
    try {
        const auto b = json::parse(body);
        const auto to = E164Number::parse(b.at("to").get_ref<const std::string&>());
        const auto lane = lane_from_text(b.at("lane").get_ref<const std::string&>());
        if (to.has_error() || !lane) return Errc::redis_reply_unexpected;
        return Message{
            .msgid = MsgId(msgid),
            .account = AccountId(b.at("account").get<std::string>()),
            .to = *to,
            .country = b.at("country").get<std::string>(),
            .sender = Sender(b.at("sender").get<std::string>()),
            .text = SmsText(std::move(text)),
            .encoding = b.at("encoding") == to_text(Encoding::gsm7) ? Encoding::gsm7 : Encoding::ucs2,
            .segments = b.at("segments").get<int>(),
            .lane = *lane,
            .reference = Reference(b.at("reference").get<std::string>()),
            .on_ambiguous = b.contains("on_ambiguous") ? OnAmbiguous::retry : OnAmbiguous::hold,
            .callback_url = b.value("callback_url", ""),
            .trace = TraceParent(b.value("traceparent", "")),
            .send_at = send_at_of(b),
            .accepted_at = time_from(accepted_at_ms),
            .expires_at = time_from(expires_at_ms)};
    } catch (const json::exception&) {
        return Errc::redis_reply_unexpected;
    }
}

Result<Lease> decode_lease(const Reply& reply) {
    const auto& i = reply.items;
    if (i.size() != 10 && i.size() != 12) return Errc::redis_reply_unexpected;
    const bool with_last = i.size() == 12;
    auto message = decode_message(i[2].text, i[4].text, i[5].text, i[6].text, i[7].text);
    if (message.has_error()) return message.error();
    return Lease{.message = std::move(*message),
                 .entry = i[1].text,
                 .attempts = static_cast<int>(number(i[3].text)),
                 .last_delay = Millis(number(i[8].text)),
                 .repeat_through = ProviderId(i[9].text),
                 .hedge_of = ProviderId(with_last ? i[10].text : ""),
                 .last_provider = ProviderId(with_last ? i[11].text : "")};
}

std::vector<StatusEvent> decode_lines(const std::string& lines) {
    std::vector<StatusEvent> events;
    for (const auto line : split(lines, '\n')) {
        const auto columns = split(line, '\t');
        if (columns.size() != 7) continue;   // after the last newline
        const auto status = status_from_rank(static_cast<int>(number(columns[2])));
        if (!status) continue;
        events.push_back({.seq = static_cast<int>(number(columns[0])),
                          .at = time_from(columns[1]),
                          .status = *status,
                          .attempt = static_cast<int>(number(columns[3])),
                          .provider = std::string(columns[4]),
                          .provider_time = std::string(columns[5]),
                          .error = std::string(columns[6])});
    }
    return events;
}

std::vector<StatusEvent> decode_events(const std::string& lines, const Message& message) {
    const auto first = message.is_scheduled() ? MsgStatus::scheduled : MsgStatus::queued;
    auto events = decode_lines(lines);
    events.insert(events.begin(), {.seq = 1, .at = message.accepted_at, .status = first});
    return events;
}

std::vector<Money> decode_price(const std::string& text) {
    std::vector<Money> price;
    const auto words = split(text, ' ');
    for (std::size_t i = 0; i + 1 < words.size(); i += 2)
        price.push_back({number(words[i + 1]), std::string(words[i])});
    return price;
}

Result<MessageView> decode_view(const MsgId& msgid, const Reply& fields) {
    if (fields.items.size() < 10) return Errc::redis_reply_unexpected;
    const auto& f = fields.items;
    if (f[0].kind == Reply::Kind::nil) return Errc::not_found;
    const auto status = status_from_rank(static_cast<int>(number(f[0].text)));
    auto message = decode_message(msgid.str(), f[2].text, f[3].text, f[4].text, {});
    if (!status || message.has_error()) return Errc::redis_reply_unexpected;
    MessageView view{.message = std::move(*message),
                     .status = *status,
                     .attempts = static_cast<int>(number(f[1].text)),
                     .duplicate_possible = f[9].text == "1",
                     .corrected = f[8].text == "1",
                     .provider = f[5].text,
                     .provider_msgids = {},
                     .price = f.size() > 10 ? decode_price(f[10].text) : std::vector<Money>(),
                     .events = {}};
    for (const auto id : split(f[6].text, ' '))
        if (!id.empty()) view.provider_msgids.emplace_back(std::string(id));
    view.events = decode_events(f[7].text, view.message);
    return view;
}

std::string encode_report(const DeliveryReport& report) {
    auto text = std::to_string(rank(report.status)) + '\t' + column(report.provider_time) + '\t' +
                column(report.error);
    // What few reports have is part of the last column: a gateway of a former release takes three, no more and no less.
    const bool part = report.covers == DeliveryReport::Covers::part;
    const bool fault = report.fault != RecipientFault::none;
    if (!part && !report.price && !fault) return text;
    const auto add = [&text](std::string_view field) {
        text += field_separator;
        text += field;
    };
    add(part ? "p" : "");
    add(report.price ? std::to_string(report.price->micros) : "");
    add(report.price ? report.price->currency : "");
    if (fault) add(to_text(report.fault));
    return text;
}

Result<DeliveryReport> decode_report(const std::string& text) {
    auto columns = split(text, '\t');
    if (columns.size() != 3 && columns.size() != 6) return Errc::redis_reply_unexpected;
    const auto status = status_from_rank(static_cast<int>(number(columns[0])));
    if (!status) return Errc::redis_reply_unexpected;
    DeliveryReport report;
    report.status = *status;
    report.provider_time = columns[1];
    // Error, "p" of a part, price, currency, the recipient's fault; one release wrote the first four as columns of their own.
    auto fields = split(columns[2], field_separator);
    if (columns.size() == 6) fields.assign(columns.begin() + 2, columns.end());
    report.error = fields[0];
    if (fields.size() > 1 && fields[1] == "p") report.covers = DeliveryReport::Covers::part;
    if (fields.size() > 3 && !fields[2].empty())
        report.price = Money{number(fields[2]), std::string(fields[3])};
    for (const auto fault : {RecipientFault::opted_out, RecipientFault::invalid})
        if (fields.size() > 4 && fields[4] == to_text(fault)) report.fault = fault;
    return report;
}

void put_price(Command& command, const std::optional<Money>& price) {
    command << (price ? std::to_string(price->micros) : "") << (price ? price->currency : "");
}

std::string column(std::string_view text, std::size_t bytes_max) {
    std::string out(text.substr(0, bytes_max));
    std::replace_if(
        out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, ' ');
    return out;
}

}   // namespace smsgw::redis
