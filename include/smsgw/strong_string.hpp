// A string that is not any other string: MsgId and ProviderMsgId cannot be mixed up.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace smsgw {

template <class Tag>
class StrongString {
public:
    StrongString() = default;
    explicit StrongString(std::string value) : value_(std::move(value)) {}

    const std::string& str() const { return value_; }
    std::string_view view() const { return value_; }
    bool empty() const { return value_.empty(); }

    friend bool operator==(const StrongString&, const StrongString&) = default;
    friend auto operator<=>(const StrongString&, const StrongString&) = default;

private:
    std::string value_;
};

using MsgId = StrongString<struct MsgIdTag>;                   // ours, given at 202: m_<pp><20 characters>
using ProviderMsgId = StrongString<struct ProviderMsgIdTag>;   // the provider's; opaque
using AccountId = StrongString<struct AccountIdTag>;
using ProviderId = StrongString<struct ProviderIdTag>;
using Reference = StrongString<struct ReferenceTag>;       // the client's own label
using TraceParent = StrongString<struct TraceParentTag>;   // checked by domain's read_trace_parent
using Sender = StrongString<struct SenderTag>;             // checked by domain::read_sender

}   // namespace smsgw

template <class Tag>
struct std::hash<smsgw::StrongString<Tag>> {
    std::size_t operator()(const smsgw::StrongString<Tag>& s) const noexcept {
        return std::hash<std::string>{}(s.str());
    }
};
