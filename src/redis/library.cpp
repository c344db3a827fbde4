// Compares what Redis has with what we have, and loads ours when they differ.
#include "redis/library.hpp"

#include "base/log.hpp"

namespace smsgw::redis {
namespace {

enum class Loaded { exactly, otherwise };

// FUNCTION LIST … WITHCODE answers one array of names and values per library.
Loaded compare(const Reply& list, std::string_view code) {
    for (const auto& library : list.items) {
        const auto& fields = library.items;
        for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
            if (fields[i].text == "library_code" && fields[i + 1].text == code) return Loaded::exactly;
    }
    return Loaded::otherwise;
}

boost::system::error_code refused(std::string_view name, const Reply& reply) {
    log::error("redis.library_refused", {log::f("library", name), log::f("reason", reply.text)});
    return Errc::redis_no_library;
}

}   // namespace

std::string_view library_name(std::string_view code) {
    constexpr std::string_view start = "#!lua name=";
    if (!code.starts_with(start)) return {};
    code.remove_prefix(start.size());
    return code.substr(0, code.find_first_of(" \r\n"));
}

Task<Result<void>> ensure_library(Connection& connection, std::string_view code) {
    const auto name = library_name(code);
    if (name.empty()) co_return Errc::config_invalid;

    Command list("FUNCTION");
    list << "LIST"
         << "LIBRARYNAME" << name << "WITHCODE";
    const auto listed = co_await connection.call_early(std::move(list));
    if (listed.has_error()) co_return listed.error();
    if (listed->is_error()) co_return refused(name, *listed);
    if (compare(*listed, code) == Loaded::exactly) co_return Result<void>();

    Command load("FUNCTION");
    load << "LOAD"
         << "REPLACE" << code;
    const auto loaded = co_await connection.call_early(std::move(load));
    if (loaded.has_error()) co_return loaded.error();
    if (loaded->is_error()) co_return refused(name, *loaded);
    log::info("redis.library_loaded", {log::f("library", name)});
    co_return Result<void>();
}

}   // namespace smsgw::redis
