// Bytes in, replies out: hiredis' RESP parser, building our Reply directly instead of its own tree.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "redis/reply.hpp"

struct redisReader;

namespace smsgw::redis {

class ReplyReader {
public:
    static constexpr std::size_t reply_bytes_max =
        64 * 1024 * 1024;   // one reply; more is taken for a broken peer

    enum class Next { reply, need_more, malformed };

    ReplyReader();
    ~ReplyReader();
    ReplyReader(const ReplyReader&) = delete;
    ReplyReader& operator=(const ReplyReader&) = delete;

    // Takes bytes as they come from the socket, cut anywhere.
    void feed(std::string_view bytes);

    // The next complete reply into `out`. `malformed` is final: not RESP, nested deeper than 7 arrays (hiredis' own
    // bound), or larger than reply_bytes_max.
    Next next(Reply& out);

private:
    struct Free {
        void operator()(redisReader* reader) const;
    };
    std::unique_ptr<redisReader, Free> reader_;
    std::unique_ptr<Reply> root_;        // the reply being built; hiredis holds pointers into it
    std::size_t unanswered_bytes_ = 0;   // fed since the last complete reply
    bool malformed_ = false;
};

}   // namespace smsgw::redis
