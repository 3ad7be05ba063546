// SPDX-License-Identifier: MIT
// What an exchange reports and decides when something happened; h2_exchange.cpp drives it.
#include <charconv>
#include <utility>

#include "client/h2_exchange.hpp"
#include "rtrip/client_trace.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

std::optional<std::uint64_t> content_length_of(const Header& fields) {
    const auto value = fields.get("content-length");
    if (!value) return std::nullopt;
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), length);
    if (error != std::errc() || end != value->data() + value->size()) return std::nullopt;
    return length;
}

// A head as HTTP/1 would write it, for --trace: on the wire it is compressed.
std::string as_text(std::string first_line, const Header& fields) {
    for (const HeaderField& field : fields.fields()) {
        if (!field.name.starts_with(':')) first_line += field.name + ": " + field.value + "\r\n";
    }
    return first_line + "\r\n";
}

}  // namespace

void H2Exchange::report_frames(Context& ctx) {
    for (const auto& [at, frame] : std::exchange(stream_.frames, {}))
        emit(ctx.trace, &ClientTrace::h2_frame, at, frame);
}

void H2Exchange::trace_upload(Context& ctx) {
    const std::string bytes = stream_.upload.take_copy();
    if (!bytes.empty()) emit(ctx.trace, &ClientTrace::bytes_out, ctx.now(), bytes);
}

// What the kernel has taken of the request by now.
void H2Exchange::report_sent(Context& ctx) {
    if (request_reported_) return;
    if (!head_reported_ && stream_.head_sent_at) {
        head_reported_ = true;
        const TimePoint at = *stream_.head_sent_at;
        for (const HeaderField& field : input_.fields.fields()) {
            emit(ctx.trace, &ClientTrace::wrote_header_field, at, field);
        }
        const PreparedRequest& prepared = *input_.prepared;
        WroteHeadersInfo info;
        info.at = at;
        info.sent.method = prepared.request.method;
        info.sent.target = prepared.target;
        info.sent.header = input_.fields;
        info.sent.header_bytes = stream_.sent_head_bytes;
        info.sent.body_kind = prepared.body_kind;
        info.sent.rewindable = prepared.rewindable;
        info.sent.expect_continue = prepared.expect_continue;
        emit(ctx.trace, &ClientTrace::wrote_headers, info);
        if (ctx.trace != nullptr && ctx.trace->bytes_out) {
            const std::string line = prepared.request.method + " " + prepared.target + " HTTP/2\r\n";
            ctx.trace->bytes_out(at, as_text(line, input_.fields));
        }
    }
    if (head_reported_ && stream_.upload.held_back() && !hold_until_) {
        hold_until_ = ctx.now() + ctx.timeouts.expect_continue;
        emit(ctx.trace, &ClientTrace::wait_100_continue, ctx.now());
    }
    if (stream_.request_sent_at) report_request_written(ctx, *stream_.request_sent_at, std::nullopt);
}

void H2Exchange::report_request_written(Context& ctx, TimePoint at, const std::optional<Error>& error) {
    if (request_reported_) return;
    request_reported_ = true;
    request_done_at_ = at;
    WroteRequestInfo info;
    info.at = at;
    info.body_bytes = stream_.upload.body_bytes();
    info.error = error;
    emit(ctx.trace, &ClientTrace::wrote_request, info);
}

void H2Exchange::stop_upload(Context& ctx) {
    stream_.upload.stop();
    report_request_written(
        ctx, ctx.now(),
        Error(ErrorCode::send_failed, Phase::send, "stopped: the server answered before it had everything"));
}

void H2Exchange::on_interim(Context& ctx, const H2Stream::Head& head) {
    if (!first_byte_reported_) emit(ctx.trace, &ClientTrace::got_first_response_byte, head.began);
    first_byte_reported_ = true;
    emit(ctx.trace, &ClientTrace::bytes_in, head.done,
         as_text("HTTP/2 " + std::to_string(head.head.status) + "\r\n", head.head.fields));
    if (head.head.status == 100 && hold_until_) {
        emit(ctx.trace, &ClientTrace::got_100_continue, head.done);
        stream_.upload.release();
        progress_at_ = head.done;
    }
    Got1xxResponseInfo info;
    info.at = head.done;
    info.response.status = head.head.status;
    info.response.http_version = "2";
    info.response.at = head.began;
    info.response.header = head.head.fields;
    emit(ctx.trace, &ClientTrace::got_1xx_response, info);
}

void H2Exchange::on_final_head(Context& ctx, H2Stream::Head head) {
    if (!first_byte_reported_) emit(ctx.trace, &ClientTrace::got_first_response_byte, head.began);
    first_byte_reported_ = true;
    head_ = std::move(head.head);
    content_length_ = content_length_of(head_.fields);
    // A server that answers well and goes on may be streaming what it gets (RFC 9113 section 8.1).
    const bool gives_up = head_.status >= 300 || stream_.ended_at();
    stream_.upload.release();
    stage_ = Stage::body;
    progress_at_ = head.done;
    progress_bytes_ = 0;
    emit(ctx.trace, &ClientTrace::bytes_in, head.done,
         as_text("HTTP/2 " + std::to_string(head_.status) + "\r\n", head_.fields));
    if (head_.padded_values) {
        Anomaly anomaly;
        anomaly.kind = "padded_value";
        anomaly.detail = "header field values with white space around them";
        anomaly.source = "RFC 9113 section 8.2.1";
        emit(ctx.trace, &ClientTrace::anomaly, head.done, anomaly);
    }
    emit(ctx.trace, &ClientTrace::got_final_response_byte, head.began);
    GotResponseHeadersInfo info;
    info.at = head.done;
    info.response = received_info();
    info.has_body = !stream_.at_end();
    emit(ctx.trace, &ClientTrace::got_response_headers, info);
    if (sending() && gives_up) stop_upload(ctx);
}

ReceivedInfo H2Exchange::received_info() const {
    ReceivedInfo info;
    info.status = head_.status;
    info.http_version = "2";
    info.header = head_.fields;
    info.header_bytes = head_.bytes;
    info.framing = stream_.at_end() ? BodyFraming::none : BodyFraming::h2;
    info.content_length = content_length_;
    return info;
}

// The response was read to its end.
void H2Exchange::complete(Context& ctx) {
    stage_ = Stage::ended;
    if (sending()) stop_upload(ctx);
    trailers_ = stream_.take_trailers();
    if (!trailers_.empty()) emit(ctx.trace, &ClientTrace::bytes_in, ctx.now(), as_text({}, trailers_));
    report_body_done(ctx, std::nullopt);
    release(ctx, {});
    emit(ctx.trace, &ClientTrace::round_trip_done, ctx.now(), std::optional<Error>());
}

void H2Exchange::release(Context& ctx, std::string reason) {
    const TimePoint now = ctx.now();
    H2Conn& conn = *input_.conn;
    report_frames(ctx);
    Http2Info http2;
    conn.describe(http2);
    http2.stream_id = stream_.id;
    http2.streams_at_once = stream_.streams_at_once;
    http2.waits = waits_;
    http2.reset_error = reset_error_;
    http2.reset_by_peer = reset_by_peer_;
    emit(ctx.trace, &ClientTrace::h2_done, now, http2);
    ConnStateInfo state;
    state.at = now;
    state.connection_id = conn.base().id;
    if (const auto tcp = conn.base().stream->tcp_info()) {
        state.tcp = *tcp;
        if (stream_.stamps) state.stamps = *stream_.stamps;
        emit(ctx.trace, &ClientTrace::conn_state, state);
    }
    conn.close(stream_);
    if (input_.prepared->close) conn.retire("close_requested");
    if (reason.empty()) reason = conn.unusable_because();
    // Full, but going on.
    if (reason == "h2_stream_limit") reason.clear();
    if (input_.on_released) input_.on_released(reason);
    PutIdleConnInfo info;
    info.at = now;
    info.connection_id = state.connection_id;
    info.returned = reason.empty();
    info.reason = std::move(reason);
    emit(ctx.trace, &ClientTrace::put_idle_conn, info);
}

void H2Exchange::report_body_done(Context& ctx, const std::optional<Error>& error) {
    BodyDoneInfo info;
    info.at = ctx.now();
    info.wire_bytes = stream_.received_bytes();
    info.decoded_bytes = info.wire_bytes;
    info.trailers = trailers_;
    info.complete = stream_.ended_at().has_value() && !stream_.has_data() && !error;
    info.error = error;
    emit(ctx.trace, &ClientTrace::body_done, info);
}

Error H2Exchange::failed(Context& ctx, Error error) {
    report_sent(ctx);
    // Waiting begins when the request is out; what fails before that failed while sending, whoever noticed it.
    if (error.phase == Phase::wait && !request_reported_) error.phase = Phase::send;
    report_request_written(ctx, ctx.now(), error);
    if (stage_ == Stage::body) report_body_done(ctx, error);
    stage_ = Stage::ended;
    error_ = error;
    release(ctx, {});
    return error;
}

Error H2Exchange::body_failed(Context& ctx, Error error) {
    error = failed(ctx, std::move(error));
    emit(ctx.trace, &ClientTrace::round_trip_done, ctx.now(), std::optional<Error>(error));
    return error;
}

}  // namespace rtrip
