#include "app/abuse_stage.hpp"

#include "base/crypto.hpp"

namespace smsgw::app {
namespace {

constexpr std::uint64_t memory_bytes_max = 4ULL << 30;   // a play of two days takes some 70 MB

redis::EmbeddedSettings settings_of(const std::filesystem::path& folder, std::string program,
                                    std::string search_path) {
    redis::EmbeddedSettings settings;
    settings.program = std::move(program);
    settings.search_path = std::move(search_path);
    settings.data_dir = folder;
    settings.durability = redis::Durability::relaxed;
    settings.memory_bytes_max = memory_bytes_max;
    return settings;
}

}   // namespace

AbuseStage::AbuseStage(asio::any_io_executor executor, Clock& clock, std::string program,
                       std::string search_path)
    : executor_(executor),
      clock_(clock),
      library_(redis::library_at_told_time()),
      folder_(std::filesystem::temp_directory_path() / ("smsgw-abuse-sim-" + random_base62(12))),
      group_(executor),
      server_(executor, clock, settings_of(folder_, std::move(program), std::move(search_path))) {}

AbuseStage::~AbuseStage() {
    std::error_code ignored;   // what is left in the folder for temporary files harms nobody
    std::filesystem::remove_all(folder_, ignored);
}

Task<Result<void>> AbuseStage::open(int labs) {
    const auto started = co_await server_.start();
    if (started.has_error()) {
        problem_ = server_.problem();
        co_return started.error();
    }
    group_.spawn("embedded_redis", server_.run());
    for (int i = 0; i < labs; ++i) {
        auto address = server_.address();
        address.database = i;
        doors_.push_back(std::make_unique<RedisDoor>(executor_, clock_, std::move(address)));
        const auto opened = co_await doors_.back()->open();
        if (opened.has_error()) {
            problem_ = "the private redis-server is not reached: " + error_name(opened.error());
            co_return opened.error();
        }
        labs_.emplace_back(doors_.back()->connection(), library_);
    }
    co_return Result<void>();
}

Task<> AbuseStage::close() {
    for (auto& door : doors_) co_await door->close();
    co_await server_.stop();
    co_await group_.join();
}

}   // namespace smsgw::app
