// SPDX-License-Identifier: MIT
#include "client/h1_exchange.hpp"

#include <algorithm>

#include "client/exchange_limits.hpp"
#include "rtrip/client_trace.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

// A head fits into the small buffer; a body that fills it is a large one and gets the large buffer.
constexpr std::size_t kSmallBuffer = std::size_t{16} << 10;
constexpr std::size_t kLargeBuffer = std::size_t{128} << 10;
// How long an answer is looked out for before its reader goes to sleep: about what waking up can take.
constexpr Duration kLookOut = std::chrono::microseconds(100);
// Looks in one turn: going once through the event loop takes as long as three of them.
constexpr int kLooksInTurn = 4;
constexpr int kMostCredit = 64;
constexpr int kCostOfLookOutInVain = 64;

http1::ParseLimits parse_limits(const ReceiveLimits& limits) {
    http1::ParseLimits out;
    out.max_header_bytes = limits.max_header_bytes;
    out.max_line_bytes = limits.max_header_bytes;  // one field may use it all up
    out.max_header_fields = limits.max_header_fields;
    out.max_interim = limits.max_interim;
    return out;
}

}  // namespace

H1Exchange::H1Exchange(H1ExchangeInput input)
    : input_(std::move(input)),
      upload_(input_.prepared->head, std::move(input_.reader)),
      parser_(input_.prepared->request.method, parse_limits(input_.prepared->limits)) {
    if (input_.lease->buffer.empty()) input_.lease->buffer.resize(kSmallBuffer);
    if (input_.prepared->expect_continue) upload_.hold_body_back();
    const TransferForm form = input_.prepared->request.transfer_form;
    if (form == TransferForm::coded) parser_.expect_codings();
    if (form == TransferForm::raw) parser_.keep_chunks();
    parser_.use(input_.lease->heads);
}

H1Exchange::~H1Exchange() = default;

asio::awaitable<Result<void>> H1Exchange::start(Context& ctx) {
    progress_at_ = input_.began;
    paused_at_ = input_.began;
    request_done_at_ = input_.began;
    while (stage_ == Stage::head) {
        auto event = advance(ctx);
        // What await_event() does: most requests wait here, and need no further coroutine for it.
        while (event && event->kind == http1::EventKind::need_more) {
            Result<void> waited;
            if (pause_ == Pause::readiness) {
                waited = co_await wait(ctx);
            } else {
                co_await net::yield();
            }
            event = waited ? go_on(ctx) : fail(std::move(waited.error()));
        }
        if (!event) co_return fail(failed(ctx, std::move(event.error())));
        if (event->kind == http1::EventKind::interim) on_interim(ctx);
        if (event->kind == http1::EventKind::head) {
            if (auto fine = on_final_head(ctx); !fine) co_return fail(failed(ctx, std::move(fine.error())));
        }
    }
    if (parser_.has_body() || parser_.framing() == BodyFraming::close) co_return Result<void>();
    // Without a body the exchange is over here, and the connection free before the caller sees the response.
    auto last = read_ready(ctx);
    if (!last) last = co_await read(ctx);
    if (!*last) co_return fail(std::move(last->error()));
    co_return Result<void>();
}

Response H1Exchange::make_response() const {
    Response response;
    response.status = parser_.head().status;
    response.reason = parser_.head().reason;
    response.http_version = parser_.head().minor == 0 ? "1.0" : "1.1";
    response.header = parser_.head().header;
    return response;
}

std::optional<Result<std::string_view>> H1Exchange::read_ready(Context& ctx) {
    if (error_) return fail(*error_);
    if (stage_ == Stage::ended) return std::string_view();
    if (read_waits_) return std::nullopt;
    // Judged by those who read it: what a redirect has to say for itself is nobody's download.
    if (auto fine = check_announced_size(); !fine) return fail(body_failed(ctx, std::move(fine.error())));
    auto event = advance(ctx);
    read_waits_ = event && event->kind == http1::EventKind::need_more;
    if (read_waits_) return std::nullopt;
    return take(ctx, std::move(event));
}

asio::awaitable<Result<std::string_view>> H1Exchange::read(Context& ctx) {
    if (auto ready = read_ready(ctx)) co_return std::move(*ready);
    auto event = co_await await_event(ctx);
    read_waits_ = false;
    co_return take(ctx, std::move(event));
}

Result<std::string_view> H1Exchange::take(Context& ctx, Result<http1::Event> event) {
    if (!event) return fail(body_failed(ctx, std::move(event.error())));
    if (event->kind == http1::EventKind::end) {
        end(ctx, close_reason());
        return std::string_view();
    }
    if (auto fits = check_body_size(input_.prepared->limits, parser_.body_bytes()); !fits) {
        return fail(body_failed(ctx, std::move(fits.error())));
    }
    count_progress(ctx, event->data.size());
    emit(ctx.trace, &ClientTrace::got_body_bytes, read_at_, event->data.size());
    return event->data;
}

Result<void> H1Exchange::check_announced_size() const {
    return parser_.has_body() ? check_announced_body(input_.prepared->limits, parser_.content_length())
                              : Result<void>();
}

asio::awaitable<void> H1Exchange::finish(Context& ctx) {
    if (stage_ == Stage::ended || error_) co_return;
    Context inner = ctx;
    inner.enclosing = Deadline{ctx.now() + kDrainTime, TimeoutKind::idle, kDrainTime};
    const std::uint64_t enough = parser_.body_bytes() + kDrainBytes;
    const bool too_long = parser_.content_length() && *parser_.content_length() > enough;
    while (!too_long && stage_ == Stage::body && parser_.body_bytes() < enough) {
        auto event = advance(inner);
        if (event && event->kind == http1::EventKind::need_more) event = co_await await_event(inner);
        if (!event) break;
        if (event->kind == http1::EventKind::end) {
            end(ctx, close_reason());
            co_return;
        }
    }
    // Nobody asked for the rest, so not having it is no failure; the connection is the price.
    end(ctx, "response_not_drained");
}

// Does what can be done at once. need_more: only await_event() leads further.
Result<http1::Event> H1Exchange::advance(Context& ctx) {
    int looks = 0;
    while (true) {
        auto event = parse(ctx);
        if (!event || event->kind != http1::EventKind::need_more) return event;
        if (stream_ended_) return end_of_stream();
        const bool was_out = request_reported_;
        auto sent = advance_upload(ctx);
        if (!sent) return fail(std::move(sent.error()));
        if (request_reported_ && !was_out) {
            // No answer can be there yet. Where there are others to serve it comes meanwhile, and costs no wait.
            pause_ = Pause::turn;
            return event;
        }
        auto received = receive(ctx);
        if (!received) return fail(std::move(received.error()));
        if (!*sent && !*received) {
            const bool soon = look_out(ctx);
            if (soon && ++looks < kLooksInTurn) continue;
            pause_ = soon ? Pause::turn : Pause::readiness;
            return event;
        }
        if (const TimePoint now = *received ? read_at_ : ctx.now(); now - paused_at_ > kLongestRun) {
            // A peer that always has more must keep neither signals nor the time limit from being seen.
            paused_at_ = now;
            pause_ = Pause::breath;
            return event;
        }
    }
}

// Whether to look again instead of going to sleep. Where answers come so soon, being put to sleep and woken takes as
// long as they do, and would be counted as the server's or the path's time. A look-out in vain costs the credit of many
// answers: it may be our own looking that keeps the server from the only processor.
bool H1Exchange::look_out(Context& ctx) {
    int& credit = input_.lease->quick_answers;
    if (credit < 1 || !request_end_) return false;
    // Servers send a body behind its head, often in a segment of its own.
    if (ctx.now() - (parser_.seen_any_byte() ? read_at_ : request_done_at_) < kLookOut) return true;
    credit -= kCostOfLookOutInVain;
    return false;
}

void H1Exchange::count_quickness() {
    int& credit = input_.lease->quick_answers;
    if (head_start_at_ - request_done_at_ < kLookOut) credit = std::min(credit + 1, kMostCredit);
}

// After advance() came to nothing.
asio::awaitable<Result<http1::Event>> H1Exchange::await_event(Context& ctx) {
    while (true) {
        if (pause_ == Pause::readiness) {
            auto waited = co_await wait(ctx);
            if (!waited) co_return fail(std::move(waited.error()));
        } else {
            co_await net::yield();
        }
        auto event = go_on(ctx);
        if (!event || event->kind != http1::EventKind::need_more) co_return event;
    }
}

// After a pause.
Result<http1::Event> H1Exchange::go_on(Context& ctx) {
    if (pause_ == Pause::breath) {
        if (auto fine = check_limits(ctx, paused_at_); !fine) return fail(std::move(fine.error()));
    }
    return advance(ctx);
}

// Gives the parser what is there, and notes when the head that it is reading began.
Result<http1::Event> H1Exchange::parse(Context& ctx) {
    const bool head_was_started = parser_.head_started();
    const bool had_input = !unread_.empty();
    auto event = parser_.next(unread_);
    const bool head_began = !event || event->kind == http1::EventKind::interim ||
                            event->kind == http1::EventKind::head || parser_.head_started();
    if (stage_ == Stage::head && had_input && !head_was_started && head_began) {
        head_start_at_ = read_at_;
        if (!first_byte_reported_) emit(ctx.trace, &ClientTrace::got_first_response_byte, head_start_at_);
        first_byte_reported_ = true;
        read_stamps(ctx);
    }
    if (parser_.has_anomalies()) {
        for (const Anomaly& anomaly : parser_.take_anomalies()) {
            emit(ctx.trace, &ClientTrace::anomaly, read_at_, anomaly);
        }
    }
    return event;
}

// Writes what can be written. True: something moved.
Result<bool> H1Exchange::advance_upload(Context& ctx) {
    if (upload_stopped_ || upload_.done()) return false;
    const std::uint64_t before = upload_.written();
    H1Upload::WrittenHook on_written;
    if (ctx.trace != nullptr && ctx.trace->bytes_out) {
        on_written = [&ctx](std::string_view bytes) { ctx.trace->bytes_out(ctx.now(), bytes); };
    }
    choose_stamps(ctx);
    auto step = upload_.step(*input_.lease->stream, on_written);
    count_progress(ctx, upload_.written() - before);
    if (!step) {
        const ErrorCode code = step.error().code;
        step.error().phase = Phase::send;
        if (code == ErrorCode::upload_read_failed || code == ErrorCode::upload_length_mismatch) {
            stop_upload(ctx, step.error());
            return fail(std::move(step.error()));
        }
        // The peer stopped reading. It may have said why before; its answer beats the broken pipe.
        upload_error_ = step.error();
        stop_upload(ctx, step.error());
        return false;
    }
    const TimePoint now = ctx.now();
    if (upload_.head_written()) report_head_written(ctx, now);
    last_step_ = *step;
    if (*step == H1Upload::Step::done) report_request_written(ctx, now, std::nullopt);
    if (*step == H1Upload::Step::held_back && !hold_until_) {
        hold_until_ = now + ctx.timeouts.expect_continue;
        emit(ctx.trace, &ClientTrace::wait_100_continue, now);
    }
    return *step == H1Upload::Step::progressed;
}

// Reads what is there. True: the parser has something to do.
Result<bool> H1Exchange::receive(Context& ctx) {
    std::vector<char>& buffer = input_.lease->buffer;
    // Nothing of it is in use here: the parser has consumed all that was read.
    if (stage_ == Stage::body && filled_buffer_ && buffer.size() < kLargeBuffer) buffer.resize(kLargeBuffer);
    auto got = input_.lease->stream->try_read(buffer);
    if (!got) {
        stream_ended_ = true;
        cut_ = std::move(got.error());
        return true;
    }
    if (!*got) return false;
    read_at_ = ctx.now();
    stream_ended_ = **got == 0;
    unread_ = std::string_view(buffer.data(), **got);
    emit(ctx.trace, &ClientTrace::bytes_in, read_at_, unread_);
    filled_buffer_ = **got == buffer.size();
    return true;
}

// What the end of the connection means for this response.
Result<http1::Event> H1Exchange::end_of_stream() {
    const bool reset = cut_ && cut_->code == ErrorCode::response_reset;
    const bool truncated = cut_ && cut_->code == ErrorCode::body_incomplete;  // TLS without close_notify
    if (cut_ && !reset && !truncated) {
        if (!cut_->phase) cut_->phase = stage_ == Stage::head ? Phase::wait : Phase::body;
        return fail(*cut_);
    }
    if (!reset && !(truncated && stage_ == Stage::body)) {
        auto event = parser_.finish();
        if (event || !upload_error_ || parser_.seen_any_byte()) return event;
    }
    if (truncated) {
        auto event = parser_.finish();
        if (!event) return fail(std::move(event.error()));
        cut_->phase = Phase::body;
        return fail(*cut_);
    }
    if (upload_error_ && !parser_.seen_any_byte()) {
        Error error(ErrorCode::send_failed, Phase::send,
                    "the server stopped reading after " + std::to_string(upload_.written()) +
                        " bytes of the request and did not answer: " + upload_error_->message);
        error.cause = upload_error_->cause;
        return fail(std::move(error));
    }
    const std::string got = stage_ == Stage::head
                                ? std::to_string(parser_.header_bytes()) + " bytes of the response head"
                                : std::to_string(parser_.body_bytes()) + " bytes of the body";
    Error error(stage_ == Stage::head ? ErrorCode::response_reset : ErrorCode::body_reset,
                stage_ == Stage::head ? Phase::wait : Phase::body,
                "the connection was cut after " + got + ": " + cut_->message);
    error.cause = cut_->cause;
    return fail(std::move(error));
}

// The limits that hold even while bytes flow.
Result<void> H1Exchange::check_limits(Context& ctx, TimePoint now) const {
    if (ctx.stop.stop_requested()) {
        const bool sending = !upload_stopped_ && !upload_.done();
        return fail(ErrorCode::interrupted, stage_ == Stage::body ? Phase::body : (sending ? Phase::send : Phase::wait),
                    "interrupted");
    }
    const Deadline deadline = ctx.deadline(now, Duration::max() / 2, TimeoutKind::total);
    if (now >= deadline.at) return fail(timeout_error(deadline));
    return {};
}

asio::awaitable<Result<void>> H1Exchange::wait(Context& ctx) {
    const bool sending = !upload_stopped_ && !upload_.done();
    WaitFor what;
    if (sending && last_step_ == H1Upload::Step::blocked_on_stream) what.interest = Interest::read_or_write;
    if (sending && last_step_ == H1Upload::Step::blocked_on_source) what.also_readable = upload_.source_descriptor();
    const Deadline deadline = wait_deadline(ctx);
    auto waited = co_await input_.lease->stream->wait(ctx, what, deadline);
    if (waited) co_return Result<void>();
    if (waited.error().timeout == TimeoutKind::expect_continue) {
        // RFC 9110 section 10.1.1: a server that knows nothing of expectations must not hang the request.
        upload_.release_body();
        last_step_ = H1Upload::Step::progressed;
        progress_at_ = ctx.now();  // holding back was no lack of progress
        co_return Result<void>();
    }
    if (waited.error().is_timeout()) co_return fail(timeout_error(deadline));
    waited.error().phase = stage_ == Stage::body ? Phase::body : (sending ? Phase::send : Phase::wait);
    co_return fail(std::move(waited.error()));
}

Deadline H1Exchange::wait_deadline(Context& ctx) const {
    const bool sending = !upload_stopped_ && !upload_.done();
    if (sending && last_step_ == H1Upload::Step::held_back && hold_until_) {
        const Duration limit = ctx.timeouts.expect_continue;
        return ctx.deadline(*hold_until_ - limit, limit, TimeoutKind::expect_continue);
    }
    if (sending && stage_ == Stage::head) return ctx.deadline(progress_at_, ctx.timeouts.idle, TimeoutKind::send);
    if (stage_ == Stage::head) return ctx.deadline(request_done_at_, ctx.timeouts.response, TimeoutKind::response);
    return ctx.deadline(progress_at_, ctx.timeouts.idle, TimeoutKind::idle);
}

Error H1Exchange::timeout_error(const Deadline& deadline) const {
    Error error(ErrorCode::response_timeout, Phase::wait, std::string());
    if (stage_ == Stage::body) {
        error.code = ErrorCode::body_timeout;
        error.phase = Phase::body;
        error.message = "the body stopped after " + std::to_string(parser_.body_bytes());
        if (parser_.content_length()) error.message += " of " + std::to_string(*parser_.content_length());
        error.message += " bytes: no more" + limit_text(deadline);
    } else if (!upload_stopped_ && !upload_.done()) {
        error.code = ErrorCode::send_timeout;
        error.phase = Phase::send;
        const std::string bytes = std::to_string(upload_.written()) + " bytes of the request";
        error.message = last_step_ == H1Upload::Step::blocked_on_source
                            ? "the body's source gave nothing more after " + bytes + limit_text(deadline)
                            : "the server took only " + bytes + limit_text(deadline);
    } else if (parser_.head_started()) {
        error.message = "the response head stopped after " + std::to_string(parser_.header_bytes()) +
                        " bytes: not complete" + limit_text(deadline);
    } else {
        error.message = "no response" + limit_text(deadline) + acknowledged_text(*input_.lease->stream);
    }
    error.timeout = deadline.kind;
    return error;
}

}  // namespace rtrip
