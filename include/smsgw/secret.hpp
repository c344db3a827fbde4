// Values that must not reach a log: neither type has an operator<< nor a log field overload, so logging them does
// not compile.
#pragma once

#include <string>
#include <utility>

namespace smsgw {

// A credential. reveal() is a visible act: grep for it to see where secrets go.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}

    const std::string& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }

private:
    std::string value_;
};

// The words of a message, valid UTF-8.
class SmsText {
public:
    SmsText() = default;
    explicit SmsText(std::string utf8) : utf8_(std::move(utf8)) {}

    const std::string& reveal() const { return utf8_; }
    bool empty() const { return utf8_.empty(); }

private:
    std::string utf8_;
};

}  // namespace smsgw
