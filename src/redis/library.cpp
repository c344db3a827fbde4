// Looks at what Redis has, and loads ours when that is older or nothing.
#include "redis/library.hpp"

#include "base/log.hpp"

namespace smsgw::redis {
namespace {

enum class FoundLibrary { nothing, ours, another };

// FUNCTION LIST … WITHCODE answers one array of names and values per library.
FoundLibrary compare(const Reply& list, std::string_view code) {
    for (const auto& library : list.items) {
        const auto& fields = library.items;
        for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
            if (fields[i].text == "library_code" && fields[i + 1].text == code) return FoundLibrary::ours;
    }
    return list.items.empty() ? FoundLibrary::nothing : FoundLibrary::another;
}

boost::system::error_code refused(std::string_view name, const Reply& reply) {
    log::error("redis.library_refused", {log::f("library", name), log::f("reason", reply.text)});
    return Errc::redis_no_library;
}

Task<Result<FoundLibrary>> find_library(Connection& connection, std::string_view name,
                                        std::string_view code) {
    Command list("FUNCTION");
    list << "LIST"
         << "LIBRARYNAME" << name << "WITHCODE";
    const auto listed = co_await connection.call_early(std::move(list));
    if (listed.has_error()) co_return listed.error();
    if (listed->is_error()) co_return refused(name, *listed);
    co_return compare(*listed, code);
}

// The version of the library that is loaded; 0 for one that does not say: it is from before there were versions.
Task<Result<std::int64_t>> loaded_version(Connection& connection, std::string_view name) {
    Command ask("FCALL");
    ask << std::string(name) + "_version" << 0;
    const auto answer = co_await connection.call_early(std::move(ask));
    if (answer.has_error()) co_return answer.error();
    if (answer->kind == Reply::Kind::integer) co_return answer->integer;
    if (answer->is_error("ERR")) co_return 0;
    co_return refused(name, *answer);
}

enum class Load { done, overtaken };

// `over`: what may be replaced. Without it a library that has come meanwhile stays, for another look at it.
Task<Result<Load>> load_library(Connection& connection, std::string_view name, std::string_view code,
                                FoundLibrary over) {
    Command load("FUNCTION");
    load << "LOAD";
    if (over == FoundLibrary::another) load << "REPLACE";
    load << code;
    const auto loaded = co_await connection.call_early(std::move(load));
    if (loaded.has_error()) co_return loaded.error();
    if (loaded->is_error() && loaded->text.ends_with("already exists")) co_return Load::overtaken;
    if (loaded->is_error()) co_return refused(name, *loaded);
    log::info("redis.library_loaded", {log::f("library", name)});
    co_return Load::done;
}

}   // namespace

std::string_view library_name(std::string_view code) {
    constexpr std::string_view start = "#!lua name=";
    if (!code.starts_with(start)) return {};
    code.remove_prefix(start.size());
    return code.substr(0, code.find_first_of(" \r\n"));
}

Task<Result<void>> ensure_library(Connection& connection, std::string_view code, int minor) {
    const auto name = library_name(code);
    if (name.empty()) co_return Errc::config_invalid;
    for (int turn = 0; turn < 2; ++turn) {
        const auto found = co_await find_library(connection, name, code);
        if (found.has_error()) co_return found.error();
        if (*found == FoundLibrary::ours) co_return Result<void>();
        if (*found == FoundLibrary::another) {
            const auto version = co_await loaded_version(connection, name);
            if (version.has_error()) co_return version.error();
            if (*version == minor)
                log::warn("redis.library_differs", {log::f("library", name), log::f("version", minor)});
            if (*version >= minor) co_return Result<void>();
        }
        const auto loaded = co_await load_library(connection, name, code, *found);
        if (loaded.has_error()) co_return loaded.error();
        if (*loaded == Load::done) co_return Result<void>();
    }
    co_return Errc::redis_no_library;   // it comes and goes: for the next connect
}

}   // namespace smsgw::redis
