// SPDX-License-Identifier: MIT
// Why an exchange failed, in words; h2_exchange.cpp drives it.
#include "base/escape.hpp"
#include "client/exchange_limits.hpp"
#include "client/h2_exchange.hpp"
#include "model/http2_names.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kShownBytes = 200;
constexpr std::uint32_t kRefused = 0x7;
constexpr std::uint32_t kHttp11Required = 0xd;

std::string goaway_text(const Http2GoAway& goaway) {
    std::string out = "GOAWAY (" + goaway.error + ", last stream " + std::to_string(goaway.last_stream_id);
    if (!goaway.debug.empty()) out += ", \"" + escape_prefix(goaway.debug, kShownBytes) + "\"";
    return out + ")";
}

}  // namespace

Phase H2Exchange::phase() const {
    if (stage_ != Stage::head) return Phase::body;
    return sending() ? Phase::send : Phase::wait;
}

std::string H2Exchange::received_text() const {
    if (stage_ == Stage::head) return stream_.saw_head_begin() ? "part of the response head" : "no byte of a response";
    std::string out = std::to_string(stream_.received_bytes());
    if (content_length_) out += " of " + std::to_string(*content_length_);
    return out + " bytes of the body";
}

Error H2Exchange::refused_error(const http2::StreamEnd& end) {
    unprocessed_ = true;
    const auto& goaway = input_.conn->goaway();
    if (!end.by_peer && goaway) {
        return Error(ErrorCode::http2_goaway, phase(),
                     "the server sent " + goaway_text(*goaway) + " and did not look at the request");
    }
    return Error(ErrorCode::http2_refused_stream, phase(),
                 "the server refused the request before it looked at it (REFUSED_STREAM)");
}

Error H2Exchange::closed_error(const http2::StreamEnd& end) {
    reset_error_ = http2::error_name(end.error);
    reset_by_peer_ = end.by_peer;
    // Whoever sends more than we take once has more of it on the way.
    if (end.limit) input_.conn->retire("poisoned_by_error");
    if (end.limit) return Error(*end.limit, phase(), end.detail);
    if (stream_.upload.error()) return *stream_.upload.error();
    if (end.error == kRefused) return refused_error(end);
    if (end.by_peer) {
        std::string message = "the server reset the stream (" + reset_error_ + ") after " + received_text();
        if (end.error == kHttp11Required) message += ": it wants HTTP/1.1 for this; see --http1.1";
        return Error(ErrorCode::http2_stream_reset, phase(), std::move(message));
    }
    std::string message = "the response breaks the rules of HTTP/2 (" + reset_error_ + ") after " + received_text();
    if (!end.detail.empty()) message += ": " + escape_prefix(end.detail, kShownBytes);
    return Error(ErrorCode::http2_malformed, stage_ == Stage::head ? Phase::wait : Phase::body, std::move(message));
}

// The connection ended, and with it what was still to come.
Error H2Exchange::cut_error() const {
    const auto& cut = input_.conn->cut();
    const auto& goaway = input_.conn->goaway();
    const bool reset = cut && cut->code != ErrorCode::body_incomplete;  // that one: TLS without close_notify
    std::string message = reset ? "the connection was cut after " : "the server closed the connection after ";
    message += received_text();
    if (goaway) message += ", behind " + goaway_text(*goaway);
    if (cut) message += ": " + cut->message;
    Error error(ErrorCode::response_reset, phase(), std::move(message));
    if (stage_ != Stage::head) error.code = reset ? ErrorCode::body_reset : ErrorCode::body_incomplete;
    if (stage_ == Stage::head && goaway) error.code = ErrorCode::http2_goaway;
    if (stage_ == Stage::head && !goaway && !reset && no_response_seen()) error.code = ErrorCode::response_empty;
    if (cut) error.cause = cut->cause;
    return error;
}

Error H2Exchange::timeout_error(const Deadline& deadline) const {
    Error error(ErrorCode::response_timeout, phase(), std::string());
    if (stage_ != Stage::head) {
        error.code = ErrorCode::body_timeout;
        error.message = "the body stopped after " + received_text() + ": no more" + limit_text(deadline);
    } else if (sending()) {
        error.code = ErrorCode::send_timeout;
        const std::string bytes = std::to_string(stream_.upload.body_bytes()) + " bytes of the body";
        error.message = "the server took only " + bytes + limit_text(deadline);
        if (stream_.upload.starved())
            error.message = "the body's source gave nothing more after " + bytes + limit_text(deadline);
        if (waits_.slot && !head_reported_)
            error.message = "the server's limit on streams left no place" + limit_text(deadline);
        if (waits_.stream_window || waits_.connection_window) error.message += "; its HTTP/2 window is closed";
    } else {
        error.message = "no response" + limit_text(deadline) + acknowledged_text(*input_.conn->base().stream);
        if (input_.conn->ping_unanswered()) error.message += "; it does not answer a PING either";
    }
    error.timeout = deadline.kind;
    return error;
}

}  // namespace rtrip
