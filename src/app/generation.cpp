#include "app/generation.hpp"

#include <set>

namespace smsgw::app {

Generation::Generation(Config config, Hooks hooks, std::string installation)
    : config_(std::move(config)),
      supervisor_(hooks.supervisor),
      keys_(config_.pepper, config_.accounts),
      routes_(config_.routes),
      prices_(config_.prices),
      shared_{config_,
              *config_.redis.address,
              keys_,
              {routes_, prices_},
              [this] { return supervisor_.hanging(); },
              std::move(hooks.reload),
              std::move(installation)} {
    for (int i = 0; i < config_.threads; ++i) engines_.push_back(std::make_unique<Engine>(shared_, i));
}

Generation::~Generation() {
    for (const auto& engine : engines_) supervisor_.forget(engine->vitals());
}

void Generation::start() {
    for (std::size_t i = 0; i < engines_.size(); ++i) {
        engines_[i]->start();
        supervisor_.watch("engine " + std::to_string(i), engines_[i]->vitals());
    }
}

Result<void> Generation::listen(ListenConfig& addresses) {
    for (auto& engine : engines_)
        if (auto listening = engine->listen(addresses); listening.has_error()) return listening;
    return {};
}

void Generation::succeed(Generation& former) {
    for (std::size_t i = 0; i < engines_.size(); ++i) engines_[i]->succeed(*former.engines_[i]);
}

void Generation::work(const ListenConfig& addresses) {
    // Without a public URL only a provider on this machine, such as the sandbox, can reach the webhook listener.
    const auto base = config_.webhook.public_url.empty()
                          ? "http://127.0.0.1:" + std::to_string(addresses.webhook.port)
                          : config_.webhook.public_url;
    for (auto& engine : engines_) engine->work(base);
}

std::vector<std::string> Generation::not_ready_because() {
    std::set<std::string> reasons;
    for (auto& engine : engines_)
        for (auto& reason : engine->not_ready_because()) reasons.insert(std::move(reason));
    return {reasons.begin(), reasons.end()};
}

std::string Generation::installation() {
    for (auto& engine : engines_)
        if (auto id = engine->installation(); !id.empty()) return id;
    return {};
}

// At the same time: each engine has its own thread.
void Generation::stop() {
    std::vector<std::future<void>> all;
    for (auto& engine : engines_)
        all.push_back(std::async(std::launch::async, [&engine] { engine->stop(); }));
}

std::vector<std::shared_future<void>> Generation::doors_closed() const {
    std::vector<std::shared_future<void>> all;
    for (const auto& engine : engines_) all.push_back(engine->doors_closed());
    return all;
}

}   // namespace smsgw::app
