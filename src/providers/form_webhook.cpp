// See form_webhook.hpp.
#include "providers/form_webhook.hpp"

#include "http/form.hpp"

namespace smsgw::providers {

Result<std::vector<http::Header>> read_fields(const WebhookRequest& request) {
    const bool in_query = request.method == "GET";
    if (!in_query && !http::is_form(request.header("Content-Type"))) return std::vector<http::Header>{};
    auto fields = http::read_form(in_query ? request.query : request.body);
    if (!fields) return Errc::report_malformed;
    return std::move(*fields);
}

}   // namespace smsgw::providers
