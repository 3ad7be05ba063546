// SPDX-License-Identifier: MIT
#include "client/h2_upload.hpp"

#include "client/body_length.hpp"

namespace rtrip {

http2::BodyPiece H2Upload::failed(Error error) {
    error_ = std::move(error);
    stopped_ = true;
    return {http2::BodyPiece::State::failed, 0};
}

http2::BodyPiece H2Upload::read(std::span<char> buffer) {
    using State = http2::BodyPiece::State;
    starved_ = false;
    if (held_back_ || stopped_) return {State::later, 0};
    if (ended_) return {State::last, 0};
    auto got = reader_->try_read(buffer);
    if (!got) return failed(std::move(got.error()));
    if (!*got) {
        starved_ = true;
        return {State::later, 0};
    }
    if (auto fits = check_body_length(length_, body_bytes_, **got); !fits) return failed(std::move(fits.error()));
    if (keeps_copy_) copy_.append(buffer.data(), **got);
    body_bytes_ += **got;
    ended_ = **got == 0 || (length_ && body_bytes_ == *length_);
    return {ended_ ? State::last : State::some, **got};
}

}  // namespace rtrip
