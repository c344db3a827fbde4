// Beast's parser fed by hand: the head first, so that its fields are copied before chunk trailers could add to them.
#include "http/response_reader.hpp"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "http/ascii.hpp"

namespace smsgw::http {
namespace {

namespace beast = boost::beast::http;
using ResponseParser = beast::response_parser<beast::string_body>;

constexpr std::size_t response_read_bytes = 8192;
constexpr int interim_answers_max = 8;   // 100, 102 and 103 may come; a stream of them may not

Errc error_of(const boost::system::error_code& ec) {
    if (ec == beast::error::body_limit || ec == beast::error::header_limit ||
        ec == beast::error::buffer_overflow)
        return Errc::response_too_large;
    return Errc::response_malformed;
}

}   // namespace

class ResponseReader::Impl {
public:
    Impl(std::string_view method, const ClientLimits& limits)
        : limits_(limits),
          head_only_(method == "HEAD"),
          buffer_(std::max(limits.response_header_bytes_max, response_read_bytes) + response_read_bytes) {
        restart();
    }

    asio::mutable_buffer room() {
        return buffer_.prepare(std::min(response_read_bytes, buffer_.max_size() - buffer_.size()));
    }
    Result<Progress> received(std::size_t bytes);
    Result<Progress> closed();
    ClientResponse take();
    Reuse reuse() const { return reuse_; }

private:
    void restart();
    Result<void> read_head();
    Progress complete();

    ClientLimits limits_;
    bool head_only_;
    boost::beast::flat_buffer buffer_;
    std::optional<ResponseParser> parser_;
    ClientResponse response_;
    bool in_body_ = false;
    int interim_answers_ = 0;
    Reuse reuse_ = Reuse::no;
};

void ResponseReader::Impl::restart() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits_.response_header_bytes_max));
    parser_->body_limit(limits_.response_body_bytes_max);
    parser_->skip(head_only_);
}

// The parser has just finished the head of a final answer.
Result<void> ResponseReader::Impl::read_head() {
    const auto& message = parser_->get();
    response_.status = message.result_int();
    std::size_t codings = 0;
    for (const auto& field : message) {
        response_.headers.emplace_back(field.name_string(), field.value());
        if (field.name() != beast::field::transfer_encoding) continue;
        // Beast 1.81 takes codings that it does not know for none at all.
        if (++codings > 1 || !equal_ignoring_case(field.value(), "chunked")) return Errc::response_malformed;
    }
    in_body_ = true;
    parser_->eager(true);
    return {};
}

ResponseReader::Progress ResponseReader::Impl::complete() {
    response_.body = std::move(parser_->get().body());
    if (parser_->keep_alive() && buffer_.size() == 0) reuse_ = Reuse::yes;
    return Progress::complete;
}

Result<ResponseReader::Progress> ResponseReader::Impl::received(std::size_t bytes) {
    buffer_.commit(bytes);
    while (buffer_.size() > 0) {
        boost::system::error_code ec;
        const auto used = parser_->put(buffer_.data(), ec);
        buffer_.consume(used);
        if (ec == beast::error::need_more) break;
        if (ec) return error_of(ec);
        if (parser_->is_header_done() && !in_body_) {
            const auto status = parser_->get().result_int();
            if (status >= 100 && status < 200) {
                // 101 would hand the connection to another protocol, which nobody asked for.
                if (status == 101 || ++interim_answers_ > interim_answers_max)
                    return Errc::response_malformed;
                restart();
                continue;
            }
            const auto head = read_head();
            if (head.has_error()) return head.error();
        }
        if (parser_->is_done()) return complete();
    }
    // A chunk's header or trailers that do not fit: Beast itself has no limit for those.
    if (buffer_.size() == buffer_.max_size()) return Errc::response_too_large;
    return Progress::more;
}

Result<ResponseReader::Progress> ResponseReader::Impl::closed() {
    if (!in_body_ || !parser_->need_eof()) return Errc::connection_lost;
    boost::system::error_code ec;
    parser_->put_eof(ec);
    if (ec) return Errc::connection_lost;
    return complete();
}

ClientResponse ResponseReader::Impl::take() {
    return std::move(response_);
}

ResponseReader::ResponseReader(std::string_view method, const ClientLimits& limits)
    : impl_(std::make_unique<Impl>(method, limits)) {}
ResponseReader::~ResponseReader() = default;
asio::mutable_buffer ResponseReader::room() {
    return impl_->room();
}
Result<ResponseReader::Progress> ResponseReader::received(std::size_t bytes) {
    return impl_->received(bytes);
}
Result<ResponseReader::Progress> ResponseReader::closed() {
    return impl_->closed();
}
ClientResponse ResponseReader::take() {
    return impl_->take();
}
ResponseReader::Reuse ResponseReader::reuse() const {
    return impl_->reuse();
}

}   // namespace smsgw::http
