// SPDX-License-Identifier: MIT
#include "codec/http1/response_parser.hpp"

#include <algorithm>
#include <utility>

#include "base/escape.hpp"

namespace rtrip::http1 {
namespace {

constexpr int kSwitchingProtocols = 101;
constexpr std::size_t kShownBytes = 64;

bool has_framing_field(const Header& header) {
    return header.has("Content-Length") || header.has("Transfer-Encoding");
}

}  // namespace

ResponseParser::ResponseParser(std::string_view request_method, ParseLimits limits)
    : method_(request_method), limits_(limits), heads_(limits), chunked_(limits) {}

Result<Event> ResponseParser::next(std::string_view& input) {
    if (error_) return fail(*error_);
    const std::size_t before = input.size();
    auto event = step(input);
    offset_ += before - input.size();
    if (!event) {
        error_ = event.error();
        state_ = State::failed;
    } else if (event->kind == EventKind::data) {
        body_bytes_ += event->data.size();
    } else if (event->kind == EventKind::end) {
        state_ = State::ended;
    }
    return event;
}

Result<Event> ResponseParser::step(std::string_view& input) {
    switch (state_) {
        case State::head: return read_head(input);
        case State::counted: return counted_data(input);
        case State::chunked: return chunked_data(input);
        case State::until_close: {
            if (input.empty()) return Event{EventKind::need_more};
            const Event event{EventKind::data, input};
            input.remove_prefix(input.size());
            return event;
        }
        case State::no_body:
        case State::ended:
        case State::failed: break;
    }
    return Event{EventKind::end};
}

Result<Event> ResponseParser::read_head(std::string_view& input) {
    const bool first = offset_ == 0;
    if (memo_ != nullptr && first && memo_->matches(asked(), input)) {
        head_ = memo_->head();
        framing_ = memo_->framing();
        heads_.skip(head_.bytes);
        input.remove_prefix(head_.bytes);
        begin_body();
        return Event{EventKind::head};
    }
    const std::string_view before = input;
    auto progress = heads_.next(input, anomalies_);
    if (!progress) return fail(std::move(progress.error()));
    if (*progress == HeadParser::Step::need_more) return Event{EventKind::need_more};
    auto event = head_complete();
    const bool plain = event && event->kind == EventKind::head && head_.status >= 200 && !anomalies_.has_fresh();
    if (memo_ != nullptr && first && plain) {
        memo_->keep(asked(), before.substr(0, head_.bytes), head_, framing_);
    }
    return event;
}

Result<Event> ResponseParser::head_complete() {
    head_ = heads_.take();
    if (head_.status >= 200) return final_head();
    if (head_.status == kSwitchingProtocols) {
        if (upgrade_expected_) return final_head();
        const auto protocol = head_.header.get("Upgrade");
        std::string message = "server switched protocols (101) without being asked";
        if (protocol) message += ", to \"" + escape_prefix(*protocol, kShownBytes) + "\"";
        return fail(ErrorCode::response_unexpected_protocol, Phase::wait, std::move(message));
    }
    if (++interim_count_ > limits_.max_interim) {
        return fail(ErrorCode::response_too_large, Phase::wait,
                    "more than " + std::to_string(limits_.max_interim) + " interim responses");
    }
    if (has_framing_field(head_.header)) {
        anomalies_.add("framing_of_interim", heads_.offset() - head_.bytes,
                       "framing fields in an interim response ignored", "RFC 9112 section 6.3");
    }
    return Event{EventKind::interim};
}

Result<Event> ResponseParser::final_head() {
    if (head_.status == kSwitchingProtocols) {
        framing_ = {BodyFraming::close, std::nullopt, true, "upgraded"};
    } else {
        const FramingInput input{method_, head_.status, head_.minor, &head_.header, heads_.offset(), codings_expected_};
        auto decision = decide_framing(input, anomalies_);
        if (!decision) return fail(std::move(decision.error()));
        framing_ = *decision;
    }
    begin_body();
    return Event{EventKind::head};
}

void ResponseParser::begin_body() {
    switch (framing_.framing) {
        case BodyFraming::content_length:
            body_left_ = framing_.content_length.value_or(0);
            state_ = State::counted;
            break;
        case BodyFraming::chunked:
            chunked_.set_offset(heads_.offset());
            state_ = State::chunked;
            break;
        case BodyFraming::close: state_ = State::until_close; break;
        case BodyFraming::none:
        case BodyFraming::h2: state_ = State::no_body; break;
    }
}

Result<Event> ResponseParser::chunked_data(std::string_view& input) {
    const std::string_view before = input;
    if (held_error_) return fail(*held_error_);
    auto event = chunked_.next(input, anomalies_);
    // Everything that was read comes out again; what it led to follows when nothing is left.
    const std::string_view consumed = before.substr(0, before.size() - input.size());
    if (!keeps_chunks_ || consumed.empty()) return event;
    if (!event) held_error_ = std::move(event.error());
    return Event{EventKind::data, consumed};
}

Result<Event> ResponseParser::counted_data(std::string_view& input) {
    if (body_left_ == 0) return Event{EventKind::end};
    if (input.empty()) return Event{EventKind::need_more};
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, input.size()));
    const Event event{EventKind::data, input.substr(0, n)};
    input.remove_prefix(n);
    body_left_ -= n;
    return event;
}

Result<Event> ResponseParser::finish() {
    if (error_) return fail(*error_);
    const bool complete = state_ == State::ended || state_ == State::no_body || state_ == State::until_close ||
                          (state_ == State::counted && body_left_ == 0);
    if (complete) {
        state_ = State::ended;
        return Event{EventKind::end};
    }
    error_ = end_of_stream_error();
    state_ = State::failed;
    return fail(*error_);
}

Error ResponseParser::end_of_stream_error() const {
    if (state_ == State::chunked) return chunked_.cut_error();
    if (state_ == State::counted) {
        return {ErrorCode::body_incomplete, Phase::body,
                "body cut short: got " + std::to_string(body_bytes_) + " of " +
                    std::to_string(framing_.content_length.value_or(0)) + " bytes"};
    }
    if (heads_.started()) return heads_.cut_error();
    if (interim_count_ == 0) {
        return {ErrorCode::response_empty, Phase::wait, "server closed the connection without sending a response"};
    }
    return {ErrorCode::response_empty, Phase::wait,
            "server closed the connection after interim responses alone (the last was " + std::to_string(head_.status) +
                ")"};
}

std::string_view ResponseParser::not_reusable_because() const {
    if (framing_.not_reusable_because.empty() && chunked_.recovered()) return "bad_framing_recovered";
    return framing_.not_reusable_because;
}

}  // namespace rtrip::http1
