// The whole description of a provider by configuration (type "http"), read once and checked: what is in a plan works.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/config.hpp"
#include "providers/generic_extract.hpp"
#include "providers/generic_rules.hpp"
#include "providers/generic_template.hpp"
#include "providers/hmac_signature.hpp"
#include "smsgw/delivery_report.hpp"
#include "smsgw/webhook_news.hpp"

namespace smsgw::providers::generic {

struct NamedTemplate {
    std::string name;
    Template value;
};

struct RequestPlan {
    enum class NumberFormat { e164, digits, zeros };   // +31612345678, 31612345678, 0031612345678
    enum class Charset { utf8, latin1 };
    enum class UnicodeText { plain, hex };

    std::string method;
    std::string base_url;
    Template path;
    std::vector<NamedTemplate> query;
    Template body;
    std::vector<http::Header> fixed_headers;   // Content-Type and Authorization among them
    std::vector<NamedTemplate> headers;
    NumberFormat number_format = NumberFormat::e164;
    Charset charset = Charset::utf8;
    UnicodeText unicode_text = UnicodeText::plain;
    std::string unicode_values[2];   // of {unicode}: for GSM-7, for UCS-2
    std::chrono::seconds validity_min{1};
    std::chrono::seconds validity_max = std::chrono::hours{24 * 365};

    bool uses(Variable variable) const;
};

// A place of a price, and its currency: a place likewise, or always the same.
struct PricePlan {
    Extractor amount;
    Extractor currency_place;
    std::string currency;

    // The sum of what is there; empty when any of it cannot be read.
    std::optional<Money> read(const Document& document) const;
};

struct AnswerPlan {
    std::vector<Rule> rules;
    Extractor id;
    Extractor error_code;
    PricePlan price;
    Extractor retry_after;
    Millis retry_after_unit = std::chrono::seconds{1};
};

struct StatusRow {
    std::string word;                  // lower case; "*" for all others
    std::optional<MsgStatus> status;   // empty: nothing to do
    RecipientFault fault = RecipientFault::none;
};

struct InboundPlan {
    Extractor from, to, text, id;
};

struct ReportPlan {
    std::vector<std::string> methods;
    Extractor items;
    Extractor id, ref, status, error, time;
    PricePlan price;
    std::vector<StatusRow> statuses;
    std::vector<std::string> opt_out_errors;   // lower case
    DeliveryReport::Covers covers = DeliveryReport::Covers::message;
    InboundPlan inbound;
    WebhookAnswer answer;
};

struct AuthenticityPlan {
    enum class Kind { none, hmac, basic, bearer };

    Kind kind = Kind::none;
    HmacScheme scheme;
    std::string user;           // of basic
    std::vector<Secret> keys;   // the current one, and the former one while it is replaced
};

struct Plan {
    RequestPlan request;
    AnswerPlan answer;
    ReportPlan report;
    AuthenticityPlan authenticity;
};

// What is wrong, in a sentence that begins with the key; empty: `out` is the plan.
std::string make_plan(const ProviderConfig& config, Plan& out);

// Its parts, each in the file that uses it.
std::string make_request_plan(const ProviderConfig& config, RequestPlan& out);
std::string make_answer_plan(const ProviderConfig& config, AnswerPlan& out);
std::string make_report_plan(const ProviderConfig& config, ReportPlan& out);
std::string make_authenticity_plan(const ProviderConfig& config, AuthenticityPlan& out);
std::string make_price_plan(const ProviderConfig& config, std::string_view amount_key, PricePlan& out);

// A setting that is an extractor, or not set.
std::string read_place(const ProviderConfig& config, std::string_view key, Extractor& out);

// The index among `words` of a setting, the first when it is not set. Nothing for any other word.
std::optional<std::size_t> choice_of(const ProviderConfig& config, std::string_view key,
                                     std::initializer_list<std::string_view> words);
std::string complaint_about_choice(std::string_view key, std::initializer_list<std::string_view> words);

// Item `index` of a list, as people count.
std::string label(std::string_view key, std::size_t index);

std::string lower(std::string_view text);

// `text` as a part of an error: at most 48 letters and digits, everything else becomes "_".
std::string error_word(std::string_view text);

// "<id of the provider>_": of many providers of this type each must be told from the others.
std::string error_prefix(const ProviderConfig& config);

}   // namespace smsgw::providers::generic
