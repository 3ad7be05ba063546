// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/http1/request_head.hpp"
#include "rtrip/body.hpp"
#include "rtrip/stream.hpp"

namespace rtrip {

/// Writes one request, head and body, without ever waiting. Its caller waits for what `Step` says and reads the
/// response meanwhile.
class H1Upload {
public:
    enum class Step : std::uint8_t {
        progressed,         ///< Call again.
        blocked_on_stream,  ///< Wait until the stream can be written.
        blocked_on_source,  ///< Wait until source_descriptor() can be read.
        held_back,          ///< The head is out, the body waits for release_body() (Expect: 100-continue).
        done,               ///< Everything is with the kernel.
    };

    /// `head` must outlive it. `reader` is null when there is no body.
    H1Upload(const http1::RequestHead& head, std::unique_ptr<BodyReader> reader);
    H1Upload(const H1Upload&) = delete;
    H1Upload& operator=(const H1Upload&) = delete;
    ~H1Upload() = default;

    void hold_body_back() { held_back_ = true; }
    void release_body() { held_back_ = false; }

    /// Sees the bytes that the stream took; may be empty.
    using WrittenHook = std::function<void(std::string_view)>;
    /// Errors: send_failed and tls_* from the stream; upload_* from the source, also when it gives fewer or more bytes
    /// than the head announced.
    Result<Step> step(Stream& stream, const WrittenHook& on_written);

    [[nodiscard]] bool head_written() const { return written_ >= head_bytes_; }
    [[nodiscard]] bool done() const { return state_ == State::done; }
    /// What step() writes next may hold the last byte.
    [[nodiscard]] bool may_end() const { return source_ended_ || written_ == 0; }
    /// Nothing at all has been taken by the stream.
    [[nodiscard]] bool untouched() const { return written_ == 0; }
    [[nodiscard]] std::uint64_t head_bytes() const { return head_bytes_; }
    /// Payload bytes read from the source; once done() exactly those written.
    [[nodiscard]] std::uint64_t body_bytes() const { return body_bytes_; }
    [[nodiscard]] std::uint64_t written() const { return written_; }
    [[nodiscard]] int source_descriptor() const { return reader_ ? reader_->descriptor() : -1; }

private:
    enum class State : std::uint8_t { sending, flushing, done };

    Result<Step> refill();

    std::unique_ptr<BodyReader> reader_;
    http1::RequestFraming framing_;
    std::optional<std::uint64_t> length_;
    std::string out_;  // empty when the head is all
    std::string_view rest_;  // what is to be written, of the head or of out_
    std::vector<char> block_;  // what the source fills
    std::uint64_t head_bytes_;
    std::uint64_t written_ = 0;
    std::uint64_t body_bytes_ = 0;
    bool source_ended_;
    bool held_back_ = false;
    State state_ = State::sending;
};

}  // namespace rtrip
