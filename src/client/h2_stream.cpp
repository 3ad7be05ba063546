// SPDX-License-Identifier: MIT
#include "client/h2_stream.hpp"

namespace rtrip {
namespace {

// Small frames of a stream that is read later are put together.
constexpr std::size_t kChunkBytes = std::size_t{16} << 10;

}  // namespace

void H2Stream::touched() {
    if (!reading_) wake_->notify();
}

std::optional<H2Stream::Head> H2Stream::take_head() {
    if (heads_.empty()) return std::nullopt;
    Head head = std::move(heads_.front());
    heads_.pop_front();
    return head;
}

std::string_view H2Stream::take_data() {
    if (direct_.empty()) kept_.reset();
    if (!chunks_.empty()) {
        current_ = std::move(chunks_.front());
        chunks_.pop_front();
        return current_;
    }
    return std::exchange(direct_, {});
}

void H2Stream::on_head_begins() {
    head_began_ = now_;
    if (!first_began_) first_began_ = now_;
}

void H2Stream::on_head(http2::ReceivedHead head) {
    heads_.push_back(Head{std::move(head), head_began_, now_});
    touched();
}

http2::DataVerdict H2Stream::on_data(std::string_view data) {
    received_bytes_ += data.size();
    if (reading_ && !has_data() && heads_.empty()) {
        direct_ = data;
        kept_ = reading_;
        return http2::DataVerdict::pause;
    }
    if (!chunks_.empty() && chunks_.back().size() + data.size() <= kChunkBytes) {
        chunks_.back() += data;
    } else {
        chunks_.emplace_back(data);
    }
    touched();
    return http2::DataVerdict::go_on;
}

void H2Stream::on_trailers(Header trailers) {
    trailers_ = std::move(trailers);
}

void H2Stream::on_end() {
    ended_at_ = now_;
    touched();
}

void H2Stream::on_closed(http2::StreamEnd end) {
    closed_ = std::move(end);
    touched();
}

}  // namespace rtrip
