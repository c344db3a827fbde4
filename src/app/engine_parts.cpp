#include "app/engine_parts.hpp"

#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "base/crypto.hpp"
#include "dispatch/feedback_forwarder.hpp"
#include "providers/registry.hpp"

namespace smsgw::app {

bool any_address(const asio::ip::address&) {
    return true;
}

double uniform() {
    std::array<unsigned char, 4> bytes{};
    random_bytes(bytes);
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return static_cast<double>(value) / 4294967296.0;
}

std::vector<std::unique_ptr<http::Client>> make_clients(const Config& config, asio::any_io_executor executor,
                                                        Clock& clock) {
    std::vector<std::unique_ptr<http::Client>> made;
    for (const auto& one : config.providers) {
        auto limits = one.limits;
        // Beside those of submits, which must never wait for feedback to end.
        if (one.settings.flag(providers::conversion_feedback))
            limits.connections_per_origin_max += dispatch::FeedbackForwarder::in_flight_max;
        made.push_back(
            std::make_unique<http::Client>(executor, clock, limits, http::ClientReach{any_address}));
    }
    return made;
}

std::vector<std::unique_ptr<SmsProvider>> make_providers(
    const Config& config, std::vector<std::unique_ptr<http::Client>>& clients) {
    std::vector<std::unique_ptr<SmsProvider>> made;
    for (std::size_t i = 0; i < config.providers.size(); ++i) {
        auto provider = providers::make_provider(config.providers[i], *clients[i]);
        if (provider.has_error())
            throw std::runtime_error("provider '" + config.providers[i].id.str() + "' is not usable");
        made.push_back(std::move(*provider));
    }
    return made;
}

intake::AdmissionConfig admission_config(const Config& config) {
    auto admission = config.admission;
    admission.hash_key = config.pepper;
    return admission;
}

std::vector<callback::Endpoint> make_endpoints(const std::vector<Account>& accounts) {
    std::vector<callback::Endpoint> made;
    for (const auto& account : accounts) {
        if (!account.has_callbacks()) continue;
        callback::Endpoint endpoint{.account = account.id, .url = account.callback_url, .keys = {}};
        for (const auto* secret : {&account.callback_secret, &account.callback_secret_old})
            if (!secret->empty()) endpoint.keys.push_back(WebhookKey::parse(secret->reveal()).value());
        made.push_back(std::move(endpoint));
    }
    return made;
}

std::string consumer_name(int index) {
    return std::to_string(getpid()) + "-" + std::to_string(index) + "-" + random_base62(8);
}

}   // namespace smsgw::app
