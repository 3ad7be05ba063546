// SPDX-License-Identifier: MIT
#include "client/h2_exchange.hpp"

#include <algorithm>
#include <utility>

#include "client/exchange_limits.hpp"
#include "net/wake.hpp"
#include "rtrip/client_trace.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

// A reader that has used up as much as this, and waits for more, gets a wider window: what one stream may fill of a
// long path grows with what its reader takes.
constexpr std::uint64_t kWidenAfter = std::uint64_t{256} << 10;

/// Whoever stops looking after the connection says so.
class Leaving {
public:
    explicit Leaving(std::shared_ptr<H2Conn> conn) : conn_(std::move(conn)) {}
    ~Leaving() { conn_->leave(); }
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;

private:
    std::shared_ptr<H2Conn> conn_;
};

}  // namespace

H2Exchange::H2Exchange(H2ExchangeInput input)
    : input_(std::move(input)),
      stream_(input_.conn->executor(), H2Upload(std::move(input_.reader), input_.prepared->head.content_length)) {
    if (input_.prepared->expect_continue) stream_.upload.hold_back();
}

H2Exchange::~H2Exchange() {
    if (stage_ == Stage::ended) return;
    input_.conn->close(stream_);
    if (input_.on_released) input_.on_released({});
}

asio::awaitable<Result<void>> H2Exchange::start(Context& ctx) {
    const Leaving leaving(input_.conn);
    opened_at_ = progress_at_ = paused_at_ = request_done_at_ = ctx.now();
    stream_.wants_frames = ctx.trace != nullptr && ctx.trace->h2_frame;
    stream_.wants_stamps = ctx.trace != nullptr && ctx.trace->conn_state;
    if (ctx.trace != nullptr && ctx.trace->bytes_out) stream_.upload.keep_copy();
    if (auto opened = input_.conn->open(input_.fields, stream_); !opened) {
        unprocessed_ = true;
        co_return fail(failed(ctx, std::move(opened.error())));
    }
    auto came = co_await next(ctx);
    if (!came) co_return fail(failed(ctx, std::move(came.error())));
    if (*came != Came::head) {
        Error error(ErrorCode::http2_malformed, Phase::wait, "the stream ended without a response");
        co_return fail(failed(ctx, std::move(error)));
    }
    if (!stream_.at_end()) co_return Result<void>();
    // Without a body the exchange is over here, and its place free before the caller sees the response.
    complete(ctx);
    co_return Result<void>();
}

Response H2Exchange::make_response() const {
    Response response;
    response.status = head_.status;
    response.http_version = "2";
    response.header = head_.fields;
    return response;
}

asio::awaitable<Result<std::string_view>> H2Exchange::read(Context& ctx) {
    if (error_) co_return fail(*error_);
    if (stage_ == Stage::ended) co_return std::string_view();
    const Leaving leaving(input_.conn);
    // Judged by those who read it: what a redirect has to say for itself is nobody's download.
    if (auto fine = check_announced_body(input_.prepared->limits, content_length_); !fine) {
        co_return fail(body_failed(ctx, std::move(fine.error())));
    }
    auto came = co_await next(ctx);
    if (!came) co_return fail(body_failed(ctx, std::move(came.error())));
    if (*came == Came::end) {
        complete(ctx);
        co_return std::string_view();
    }
    if (auto fits = check_body_size(input_.prepared->limits, delivered_); !fits) {
        co_return fail(body_failed(ctx, std::move(fits.error())));
    }
    emit(ctx.trace, &ClientTrace::got_body_bytes, progress_at_, data_.size());
    co_return data_;
}

asio::awaitable<void> H2Exchange::finish(Context& ctx) {
    if (stage_ == Stage::ended || error_) co_return;
    const Leaving leaving(input_.conn);
    Context inner = ctx;
    inner.enclosing = Deadline{ctx.now() + kDrainTime, TimeoutKind::idle, kDrainTime};
    const std::uint64_t enough = delivered_ + kDrainBytes;
    const bool too_long = content_length_ && *content_length_ > enough;
    while (!too_long && delivered_ < enough) {
        auto came = co_await next(inner);
        if (!came) break;
        if (*came != Came::end) continue;
        complete(ctx);
        co_return;
    }
    // Nobody asked for the rest, so not having it is no failure. The stream is reset, the connection goes on.
    stage_ = Stage::ended;
    report_body_done(ctx, std::nullopt);
    release(ctx, {});
    emit(ctx.trace, &ClientTrace::round_trip_done, ctx.now(), std::optional<Error>());
}

asio::awaitable<Result<H2Exchange::Came>> H2Exchange::next(Context& ctx) {
    while (true) {
        auto found = take(ctx);
        if (!found) co_return fail(std::move(found.error()));
        if (*found) co_return **found;
        if (const auto& failure = input_.conn->failure()) {
            Error error = *failure;
            error.phase = phase();
            co_return fail(std::move(error));
        }
        if (input_.conn->ended()) co_return fail(cut_error());
        if (!advance(ctx)) {
            auto waited = co_await wait(ctx);
            if (!waited) co_return fail(std::move(waited.error()));
        } else if (const TimePoint now = ctx.now(); now - paused_at_ > kLongestRun) {
            // A peer that always has more must keep neither signals nor the time limit from being seen.
            paused_at_ = now;
            co_await net::yield();
            if (auto fine = check_limits(ctx, now); !fine) co_return fail(std::move(fine.error()));
        }
    }
}

// What has come for the stream already.
Result<std::optional<H2Exchange::Came>> H2Exchange::take(Context& ctx) {
    report_frames(ctx);
    report_sent(ctx);
    while (auto head = stream_.take_head()) {
        if (head->head.interim()) {
            on_interim(ctx, *head);
            continue;
        }
        on_final_head(ctx, std::move(*head));
        return Came::head;
    }
    data_ = stream_.take_data();
    if (!data_.empty()) {
        delivered_ += data_.size();
        window_used_ += data_.size();
        input_.conn->session().consume(stream_.id, data_.size());
        if (window_used_ >= kWidenAfter && stream_.reader_is_faster()) {
            window_used_ = 0;
            input_.conn->session().widen_window(stream_.id);
        }
        count_progress(ctx, data_.size());
        emit(ctx.trace, &ClientTrace::bytes_in, progress_at_, data_);
        return Came::data;
    }
    if (stream_.at_end()) return Came::end;
    if (stream_.closed()) return fail(closed_error(*stream_.closed()));
    return std::optional<Came>();
}

// Moves what can be moved without waiting. True: something was.
bool H2Exchange::advance(Context& ctx) {
    const H2Upload& upload = stream_.upload;
    if (!upload.ended() && !upload.held_back() && !upload.stopped()) input_.conn->session().resume(stream_.id);
    const auto moved = input_.conn->pump(stream_);
    trace_upload(ctx);
    count_progress(ctx, upload.body_bytes() - std::exchange(sent_before_, upload.body_bytes()));
    // What broke the connection is told when all that came before it has been taken.
    return !moved || *moved;
}

// The limits that hold even while bytes flow.
Result<void> H2Exchange::check_limits(Context& ctx, TimePoint now) const {
    if (ctx.stop.stop_requested()) return fail(ErrorCode::interrupted, phase(), "interrupted");
    const Deadline deadline = ctx.deadline(now, Duration::max() / 2, TimeoutKind::total);
    if (now >= deadline.at) return fail(timeout_error(deadline));
    return {};
}

asio::awaitable<Result<void>> H2Exchange::wait(Context& ctx) {
    const Deadline deadline = wait_deadline(ctx);
    Deadline until = deadline;
    until.at = std::min(until.at, input_.conn->next_look());
    std::optional<Duration>* held_up = held_up_by();
    const TimePoint since = ctx.now();
    auto waited = co_await input_.conn->wait(ctx, stream_, until);
    const TimePoint now = ctx.now();
    if (held_up != nullptr) *held_up = held_up->value_or(Duration{}) + (now - since);
    if (waited) co_return Result<void>();
    if (!waited.error().is_timeout()) {
        waited.error().phase = phase();
        co_return fail(std::move(waited.error()));
    }
    if (now < deadline.at) {
        input_.conn->look_into_silence();
        co_return Result<void>();
    }
    if (deadline.kind == TimeoutKind::expect_continue) {
        // RFC 9110 section 10.1.1: a server that knows nothing of expectations must not hang the request.
        stream_.upload.release();
        progress_at_ = now;  // holding back was no lack of progress
        co_return Result<void>();
    }
    co_return fail(timeout_error(deadline));
}

std::optional<Duration>* H2Exchange::held_up_by() {
    http2::ClientSession& session = input_.conn->session();
    if (!session.marks(stream_.id).head_end) return &waits_.slot;
    if (!sending()) return nullptr;
    if (input_.conn->output_pending()) return &waits_.socket;
    const H2Upload& upload = stream_.upload;
    if (upload.held_back() || upload.starved() || upload.ended()) return nullptr;
    if (session.stream_window(stream_.id) <= 0) return &waits_.stream_window;
    return session.connection_window() <= 0 ? &waits_.connection_window : nullptr;
}

Deadline H2Exchange::wait_deadline(Context& ctx) const {
    if (sending() && stream_.upload.held_back() && hold_until_) {
        const Duration limit = ctx.timeouts.expect_continue;
        return ctx.deadline(*hold_until_ - limit, limit, TimeoutKind::expect_continue);
    }
    if (sending() && stage_ == Stage::head) return ctx.deadline(progress_at_, ctx.timeouts.idle, TimeoutKind::send);
    if (stage_ == Stage::head) return ctx.deadline(request_done_at_, ctx.timeouts.response, TimeoutKind::response);
    return ctx.deadline(progress_at_, ctx.timeouts.idle, TimeoutKind::idle);
}

void H2Exchange::count_progress(Context& ctx, std::uint64_t bytes) {
    progress_bytes_ += bytes;
    if (progress_bytes_ < kIdleProgressBytes) return;
    progress_bytes_ = 0;
    progress_at_ = ctx.now();
}

}  // namespace rtrip
