// SPDX-License-Identifier: MIT
#include "client/h1_upload.hpp"

#include "client/body_length.hpp"

namespace rtrip {
namespace {

// Large enough that system calls don't count, small enough to stay in the cache.
constexpr std::size_t kBlockBytes = std::size_t{128} << 10;
// The first block travels with the head in one segment where it is small.
constexpr std::size_t kFirstBlockBytes = std::size_t{16} << 10;

}  // namespace

H1Upload::H1Upload(const http1::RequestHead& head, std::unique_ptr<BodyReader> reader)
    : reader_(std::move(reader)),
      framing_(head.framing),
      length_(head.content_length),
      rest_(head.bytes),
      head_bytes_(rest_.size()),
      source_ended_(reader_ == nullptr) {
    const bool ends_chunked = source_ended_ && framing_ == http1::RequestFraming::chunked;
    if (source_ended_ && !ends_chunked) return;
    out_ = head.bytes;
    if (ends_chunked) out_ += http1::kLastChunk;
    rest_ = out_;
}

Result<H1Upload::Step> H1Upload::step(Stream& stream, const WrittenHook& on_written) {
    if (state_ == State::done) return Step::done;
    // A small body goes out together with the head.
    if (written_ == 0 && !held_back_ && !source_ended_) {
        if (auto filled = refill(); !filled) return fail(std::move(filled.error()));
    }
    while (!rest_.empty()) {
        auto n = stream.try_write(rest_);
        if (!n) return fail(std::move(n.error()));
        if (*n == 0) return Step::blocked_on_stream;
        if (on_written) on_written(rest_.substr(0, *n));
        rest_.remove_prefix(*n);
        written_ += *n;
    }
    if (source_ended_) {
        auto flushed = stream.try_flush();
        if (!flushed) return fail(std::move(flushed.error()));
        if (!*flushed) return Step::blocked_on_stream;
        state_ = State::done;
        return Step::done;
    }
    if (held_back_) {
        auto flushed = stream.try_flush();
        if (!flushed) return fail(std::move(flushed.error()));
        return *flushed ? Step::held_back : Step::blocked_on_stream;
    }
    out_.clear();
    return refill();
}

// Reads one block from the source and appends it, framed, to out_, of which nothing has been written.
Result<H1Upload::Step> H1Upload::refill() {
    if (block_.empty()) {
        block_.resize(kFirstBlockBytes);
    } else if (block_.size() < kBlockBytes) {
        block_.resize(kBlockBytes);
    }
    auto got = reader_->try_read(block_);
    if (!got) return fail(std::move(got.error()));
    if (!*got) return Step::blocked_on_source;
    if (auto fits = check_body_length(length_, body_bytes_, **got); !fits) return fail(std::move(fits.error()));
    const std::string_view data(block_.data(), **got);
    body_bytes_ += data.size();
    if (framing_ == http1::RequestFraming::chunked) {
        if (data.empty()) {
            out_ += http1::kLastChunk;
        } else {
            http1::append_chunk(out_, data);
        }
    } else {
        out_ += data;
    }
    rest_ = out_;
    source_ended_ = data.empty() || (length_ && body_bytes_ == *length_);
    return Step::progressed;
}

}  // namespace rtrip
