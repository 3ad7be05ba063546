// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "codec/http2/stream_listener.hpp"
#include "rtrip/body.hpp"
#include "rtrip/error.hpp"

namespace rtrip {

/// The body of one HTTP/2 request as the session asks for it, frame by frame. Never waits.
class H2Upload {
public:
    /// `reader` is null when there is no body. `length`: what the request announced.
    H2Upload(std::unique_ptr<BodyReader> reader, std::optional<std::uint64_t> length)
        : reader_(std::move(reader)), length_(length), ended_(reader_ == nullptr) {}

    void hold_back() { held_back_ = true; }
    void release() { held_back_ = false; }
    /// Nothing more will be read.
    void stop() { stopped_ = true; }

    http2::BodyPiece read(std::span<char> buffer);

    /// Copies of what is read from now on are kept for take_copy().
    void keep_copy() { keeps_copy_ = true; }
    std::string take_copy() { return std::exchange(copy_, {}); }

    [[nodiscard]] bool held_back() const { return held_back_; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    /// All of the source has been read.
    [[nodiscard]] bool ended() const { return ended_; }
    /// The source had nothing when it was last asked: wait for descriptor().
    [[nodiscard]] bool starved() const { return starved_; }
    [[nodiscard]] int descriptor() const { return reader_ ? reader_->descriptor() : -1; }
    [[nodiscard]] std::uint64_t body_bytes() const { return body_bytes_; }
    /// Why the source could not be read, or gave another number of bytes than was announced.
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    http2::BodyPiece failed(Error error);

    std::unique_ptr<BodyReader> reader_;
    std::optional<std::uint64_t> length_;
    std::optional<Error> error_;
    std::uint64_t body_bytes_ = 0;
    std::string copy_;
    bool keeps_copy_ = false;
    bool held_back_ = false;
    bool stopped_ = false;
    bool starved_ = false;
    bool ended_;
};

}  // namespace rtrip
