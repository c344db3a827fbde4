// A phone number in international form (ITU-T E.164): the type is the proof of its shape.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "smsgw/result.hpp"

namespace smsgw {

class E164Number {
public:
    // Accepts exactly `+`, a digit 1-9 and 6 to 14 more ASCII digits; else Errc::number_invalid.
    // Whether such a number exists is decided by domain::read_recipient.
    static Result<E164Number> parse(std::string_view text);

    const std::string& str() const { return value_; }                       // "+31612345678"
    std::string_view digits() const { return std::string_view(value_).substr(1); }
    std::string masked() const;                                             // "+316******78": the only form for logs

    friend bool operator==(const E164Number&, const E164Number&) = default;

private:
    explicit E164Number(std::string value) : value_(std::move(value)) {}
    std::string value_;
};

}  // namespace smsgw
