// SPDX-License-Identifier: MIT
// What an exchange reports and decides when something happened; h1_exchange.cpp drives it.
#include "base/escape.hpp"
#include "client/h1_exchange.hpp"
#include "rtrip/client_trace.hpp"
#include "trace/emit.hpp"

namespace rtrip {

void H1Exchange::report_head_written(Context& ctx, TimePoint now) {
    if (head_reported_) return;
    head_reported_ = true;
    if (ctx.trace == nullptr) return;
    const PreparedRequest& prepared = *input_.prepared;
    for (const HeaderField& field : prepared.head.fields.fields()) {
        emit(ctx.trace, &ClientTrace::wrote_header_field, now, field);
    }
    if (!ctx.trace->wrote_headers) return;
    WroteHeadersInfo info;
    info.at = now;
    info.sent.method = prepared.request.method;
    info.sent.target = prepared.target;
    info.sent.header = prepared.head.fields;
    info.sent.header_bytes = upload_.head_bytes();
    info.sent.body_kind = prepared.body_kind;
    info.sent.rewindable = prepared.rewindable;
    info.sent.expect_continue = prepared.expect_continue;
    ctx.trace->wrote_headers(info);
}

void H1Exchange::report_request_written(Context& ctx, TimePoint now, const std::optional<Error>& error) {
    if (request_reported_) return;
    request_reported_ = true;
    request_done_at_ = now;
    WroteRequestInfo info;
    info.at = request_done_at_;
    info.body_bytes = upload_.body_bytes();
    info.error = error;
    if (!error) request_end_ = input_.lease->stream->socket_position();
    emit(ctx.trace, &ClientTrace::wrote_request, info);
}

// The end of the request and the head of the response are stamped; bulk is not.
void H1Exchange::choose_stamps(Context& ctx) {
    if (ctx.trace == nullptr || !ctx.trace->conn_state) return;
    if (upload_.may_end()) {
        input_.lease->stream->start_stamps(*ctx.clock);
    } else {
        input_.lease->stream->stop_stamps();
    }
}

// An early response is not what the end of the request led to.
void H1Exchange::read_stamps(Context& ctx) {
    if (request_end_) stamps_ = input_.lease->stream->read_stamps(*ctx.clock, *request_end_);
}

void H1Exchange::stop_upload(Context& ctx, const Error& why) {
    upload_stopped_ = true;
    report_request_written(ctx, ctx.now(), why);
}

void H1Exchange::on_interim(Context& ctx) {
    Got1xxResponseInfo info;
    info.at = read_at_;
    info.response.status = parser_.head().status;
    info.response.at = head_start_at_;
    info.response.header = parser_.head().header;
    if (info.response.status == 100 && hold_until_) {
        emit(ctx.trace, &ClientTrace::got_100_continue, read_at_);
        upload_.release_body();
        last_step_ = H1Upload::Step::progressed;
        progress_at_ = read_at_;
    }
    emit(ctx.trace, &ClientTrace::got_1xx_response, info);
}

Result<void> H1Exchange::on_final_head(Context& ctx) {
    stage_ = Stage::body;
    count_quickness();
    progress_at_ = read_at_;
    progress_bytes_ = 0;
    emit(ctx.trace, &ClientTrace::got_final_response_byte, head_start_at_);
    input_.lease->stream->stop_stamps();
    GotResponseHeadersInfo info;
    info.at = read_at_;
    info.response = received_info();
    info.has_body = parser_.has_body();
    emit(ctx.trace, &ClientTrace::got_response_headers, info);
    if (!upload_stopped_ && !upload_.done() && gives_up_upload()) {
        stop_upload(
            ctx, Error(ErrorCode::send_failed, Phase::send, "stopped: the server answered before it had everything"));
    }
    return {};
}

// A server that refuses, closes, or answers in place of "100 Continue" doesn't want the rest. One that answers 2xx
// early may be streaming what it gets.
bool H1Exchange::gives_up_upload() const {
    return parser_.head().status >= 300 || parser_.head().header.has_token("Connection", "close") ||
           last_step_ == H1Upload::Step::held_back;
}

void H1Exchange::count_progress(Context& ctx, std::uint64_t bytes) {
    progress_bytes_ += bytes;
    if (progress_bytes_ < kIdleProgressBytes) return;
    progress_bytes_ = 0;
    progress_at_ = ctx.now();
}

ReceivedInfo H1Exchange::received_info() const {
    ReceivedInfo info;
    const http1::ResponseHead& head = parser_.head();
    info.status = head.status;
    info.reason = head.reason;
    info.http_version = head.minor == 0 ? "1.0" : "1.1";
    info.header = head.header;
    info.header_bytes = head.bytes;
    info.framing = parser_.framing();
    info.content_length = parser_.content_length();
    return info;
}

// The exchange is over: the connection goes back, or there is a reason. One time for all of it: what we do then is not
// the round trip's.
void H1Exchange::end(Context& ctx, std::string not_kept_because) {
    stage_ = Stage::ended;
    const TimePoint now = ctx.now();
    report_body_done(ctx, now, std::nullopt);
    release(ctx, now, std::move(not_kept_because));
    emit(ctx.trace, &ClientTrace::round_trip_done, now, std::optional<Error>());
}

std::string H1Exchange::close_reason() {
    if (!upload_.done()) return "request_not_fully_sent";
    if (const auto why = parser_.not_reusable_because(); !why.empty()) return std::string(why);
    if (stream_ended_) return "closed_by_peer";
    if (input_.prepared->close) return "close_requested";
    if (!unread_.empty()) return "surplus_bytes";
    return {};
}

void H1Exchange::release(Context& ctx, TimePoint now, std::string reason) {
    if (!unread_.empty()) {
        Anomaly anomaly;
        anomaly.kind = "surplus_bytes";
        anomaly.offset = parser_.offset();
        anomaly.detail = std::to_string(unread_.size()) + " bytes behind the response, beginning with \"" +
                         escape_prefix(unread_, 32) + "\"";
        anomaly.source = "RFC 9112 section 6.3";
        emit(ctx.trace, &ClientTrace::anomaly, read_at_, anomaly);
    }
    ConnStateInfo state;
    state.at = now;
    state.connection_id = input_.lease->id;
    if (const auto tcp = input_.lease->stream->tcp_info()) {
        state.tcp = *tcp;
        state.stamps = stamps_;
        emit(ctx.trace, &ClientTrace::conn_state, state);
    }
    PutIdleConnInfo info;
    info.at = state.at;
    info.connection_id = state.connection_id;
    if (reason.empty()) {
        reason = input_.lease.reuse(state.at);
    } else {
        input_.lease.discard(reason);
    }
    info.returned = reason.empty();
    info.reason = std::move(reason);
    emit(ctx.trace, &ClientTrace::put_idle_conn, info);
}

void H1Exchange::report_body_done(Context& ctx, TimePoint now, const std::optional<Error>& error) {
    BodyDoneInfo info;
    info.at = now;
    info.wire_bytes = parser_.body_bytes();
    info.decoded_bytes = info.wire_bytes;
    info.trailers = parser_.trailers();
    // A close that TLS did not announce ends the parser, but says nothing of the end of the body.
    info.complete = parser_.ended() && !error;
    info.error = error;
    emit(ctx.trace, &ClientTrace::body_done, info);
}

Error H1Exchange::failed(Context& ctx, Error error) {
    // Waiting begins when the request is out; what fails before that failed while sending, whoever noticed it.
    if (error.phase == Phase::wait && !upload_.done()) error.phase = Phase::send;
    const TimePoint now = ctx.now();
    if (!request_reported_) {
        if (upload_.head_written()) report_head_written(ctx, now);
        report_request_written(ctx, now, error);
    }
    if (stage_ == Stage::body) report_body_done(ctx, now, error);
    // Whether the peer has the request is most of what can be said of an answer that never came.
    if (stage_ == Stage::head && !parser_.head_started()) read_stamps(ctx);
    stage_ = Stage::ended;
    error_ = error;
    unread_ = {};
    release(ctx, now, error.code == ErrorCode::interrupted ? "interrupted" : "poisoned_by_error");
    return error;
}

Error H1Exchange::body_failed(Context& ctx, Error error) {
    error = failed(ctx, std::move(error));
    emit(ctx.trace, &ClientTrace::round_trip_done, ctx.now(), std::optional<Error>(error));
    return error;
}

}  // namespace rtrip
