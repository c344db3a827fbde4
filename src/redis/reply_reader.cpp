// hiredis builds "objects" by calling back; ours are the nodes of a Reply, each placed in its parent's `items`.
#include "redis/reply_reader.hpp"

#include <hiredis/read.h>

#include <algorithm>
#include <new>

namespace smsgw::redis {
namespace {

constexpr int items_reserved_max =
    4096;   // an announced length is a claim, not a reason to allocate gigabytes

// Where the value of this task goes. Siblings are appended only after the one before is complete, so growing `items`
// moves no node that hiredis still points to. Null tells hiredis that memory is out.
template <class Fill>
void* place(const redisReadTask* task, Fill fill) noexcept {
    try {
        Reply* node = static_cast<Reply*>(task->privdata);
        if (task->parent != nullptr) node = &static_cast<Reply*>(task->parent->obj)->items.emplace_back();
        fill(*node);
        return node;
    } catch (const std::bad_alloc&) {
        return nullptr;   // an exception must not travel through C frames
    }
}

Reply::Kind kind_of(int type) {
    if (type == REDIS_REPLY_ERROR) return Reply::Kind::error;
    if (type == REDIS_REPLY_STATUS) return Reply::Kind::status;
    return Reply::Kind::text;
}

void* create_string(const redisReadTask* task, char* text, std::size_t length) {
    return place(task, [&](Reply& node) {
        node.kind = kind_of(task->type);
        node.text.assign(text, length);
    });
}

void* create_array(const redisReadTask* task, int elements) {
    return place(task, [&](Reply& node) {
        node.kind = Reply::Kind::array;
        node.items.reserve(static_cast<std::size_t>(std::clamp(elements, 0, items_reserved_max)));
    });
}

void* create_integer(const redisReadTask* task, long long number) {
    return place(task, [&](Reply& node) {
        node.kind = Reply::Kind::integer;
        node.integer = number;
    });
}

void* create_nil(const redisReadTask* task) {
    return place(task, [](Reply& node) { node.kind = Reply::Kind::nil; });
}

void free_nothing(void*) {}   // every node is owned by the root

redisReplyObjectFunctions functions = {create_string, create_array, create_integer, create_nil, free_nothing};

}   // namespace

void ReplyReader::Free::operator()(redisReader* reader) const {
    redisReaderFree(reader);
}

ReplyReader::ReplyReader()
    : reader_(redisReaderCreateWithFunctions(&functions)), root_(std::make_unique<Reply>()) {
    if (!reader_) throw std::bad_alloc();
    reader_->privdata = root_.get();
    // The default frees and allocates the buffer after every read larger than 16 KiB.
    reader_->maxbuf = 1024 * 1024;
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
    unanswered_bytes_ += bytes.size();
    if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) malformed_ = true;
}

ReplyReader::Next ReplyReader::next(Reply& out) {
    if (malformed_) return Next::malformed;
    void* complete = nullptr;
    if (redisReaderGetReply(reader_.get(), &complete) != REDIS_OK) {
        malformed_ = true;
        return Next::malformed;
    }
    if (complete == nullptr) {
        malformed_ = unanswered_bytes_ > reply_bytes_max;
        return malformed_ ? Next::malformed : Next::need_more;
    }
    unanswered_bytes_ = reader_->len - reader_->pos;
    out = std::move(*root_);
    *root_ = Reply{};
    return Next::reply;
}

}   // namespace smsgw::redis
