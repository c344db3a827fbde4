// A Redis command, encoded as it is built (RESP arrays of bulk strings).
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "redis/version.hpp"

namespace smsgw::redis {

class Command {
public:
    explicit Command(std::string_view name) { *this << name; }

    Command& operator<<(std::string_view argument) {
        body_ += '$';
        append_number(body_, static_cast<std::int64_t>(argument.size()));
        body_ += "\r\n";
        body_ += argument;
        body_ += "\r\n";
        ++count_;
        return *this;
    }
    Command& operator<<(const std::string& argument) { return *this << std::string_view(argument); }
    Command& operator<<(const char* argument) { return *this << std::string_view(argument); }
    template <std::integral T>
    Command& operator<<(T number) {
        std::string text;
        append_number(text, static_cast<std::int64_t>(number));
        return *this << std::string_view(text);
    }

    void append_to(std::string& wire) const {
        wire += '*';
        append_number(wire, count_);
        wire += "\r\n";
        wire += body_;
    }

private:
    static void append_number(std::string& out, std::int64_t number) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        out.append(digits, end);
    }

    std::string body_;
    std::int64_t count_ = 0;
};

// FCALL name numkeys key… arg…, for functions of our library; `name` without the library's prefix.
template <class Keys = std::initializer_list<std::string_view>>
Command fcall(std::string_view name, const Keys& keys) {
    Command command("FCALL");
    std::string full(library_prefix());
    full += name;
    command << full << keys.size();
    for (const auto& key : keys) command << key;
    return command;
}

}   // namespace smsgw::redis
