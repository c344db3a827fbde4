// A resolver whose answers a test writes down beforehand.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "http/resolver.hpp"

namespace smsgw::test {

struct ScriptedResolver {
    // By name, one answer after the other; the last one stays.
    std::map<std::string, std::deque<std::vector<std::string>>> names;
    std::vector<std::string> asked;   // names, in order

    http::Resolver resolver() {
        return [this](std::string host) { return answer(std::move(host)); };
    }

    // Errc::dns_failed for names that are not written down.
    Task<Result<http::Addresses>> answer(std::string host) {
        asked.push_back(host);
        const auto known = names.find(host);
        if (known == names.end()) co_return Errc::dns_failed;
        http::Addresses addresses;
        for (const auto& text : known->second.front()) addresses.push_back(asio::ip::make_address(text));
        if (known->second.size() > 1) known->second.pop_front();
        co_return addresses;
    }
};

}   // namespace smsgw::test
