// SPDX-License-Identifier: MIT
#include "cli/transfer.hpp"

#include <asio/steady_timer.hpp>

#include "base/hash.hpp"
#include "cli/build_request.hpp"
#include "cli/heads.hpp"
#include "cli/judge.hpp"
#include "cli/next_attempt.hpp"
#include "net/use_result.hpp"
#include "render/json_writer.hpp"
#include "trace/event_text.hpp"

namespace rtrip::cli {

/// Looks every second whether enough has moved, and stops the transfer when not (--speed-limit).
struct Transfer::SpeedWatch : std::enable_shared_from_this<SpeedWatch> {
    SpeedWatch(asio::io_context& context, std::stop_source stop, const OutputPlan& plan)
        : timer(context), stopper(std::move(stop)), guard(plan.speed_limit, plan.speed_time), fresh(guard) {}

    void tick() {
        if (ended) return;
        if (!paused && guard.too_slow(system_clock().now(), moved)) {
            fired = true;
            stopper.request_stop();
            return;
        }
        timer.expires_after(std::chrono::seconds(1));
        timer.async_wait([self = shared_from_this()](const asio::error_code& error) {
            if (!error) self->tick();
        });
    }

    /// Between two attempts nothing is meant to move.
    void pause() { paused = true; }
    void resume() {
        if (std::exchange(paused, false)) guard = fresh;
    }

    void end() {
        ended = true;
        timer.cancel();
    }

    asio::steady_timer timer;
    std::stop_source stopper;
    SpeedGuard guard;
    const SpeedGuard fresh;
    std::uint64_t moved = 0;
    bool paused = false;
    bool fired = false;
    bool ended = false;
};

Transfer::Transfer(GroupSession& group, std::shared_ptr<const UrlSpec> spec, TraceRecorder& recorder)
    : session_(group.run),
      group_(group),
      output_(group.group.output),
      kept_spec_(std::move(spec)),
      spec_(*kept_spec_),
      url_(spec_.glob.current()),
      recorder_(recorder),
      sink_(sink_options()),
      limiter_(output_.limit_rate) {
    recorder_.restart(request_method(group.group.request, spec_.upload), url_);
    const std::vector<expect::Expression>& expectations = group.group.expectations;
    if (session_.wants_digest() || wants_digest(expectations)) hash_ = std::make_unique<Sha256>();
    if (wants_body(expectations)) body_.emplace();
    if (output_.speed_limit > 0) watch_ = std::make_shared<SpeedWatch>(session_.context, stop_, output_);
    if (session_.trace.is_open()) {
        const TalkPlan& talk = session_.plan.talk;
        dump_.emplace(talk.trace_style, session_.plan.report.show_secrets);
        created_ = system_clock().now();
    }
    add_hooks();
}

Transfer::~Transfer() {
    if (watch_) watch_->end();
}

ClientTrace& Transfer::own() {
    if (!own_) own_ = std::make_unique<ClientTrace>();
    return *own_;
}

void Transfer::add_hooks() {
    const bool keep_heads = output_.include_heads || group_.dump_header.is_open();
    if (keep_heads) {
        own().proxy_done = [this](const ProxyDoneInfo& info) {
            for (const ProxyResponse& answer : info.proxy.responses) keep_head(head_text(answer));
        };
        own().got_1xx_response = [this](const Got1xxResponseInfo& info) { keep_head(head_text(info.response)); };
        own().got_response_headers = [this](const GotResponseHeadersInfo& info) {
            keep_head(head_text(info.response));
        };
    }
    // A repetition that nobody asked for concerns heads that are there already and the speed limit alone.
    if (keep_heads || watch_ || group_.group.layers.retry.max_retries > 0) {
        own().retry = [this](TimePoint, const RetryDecision& decision) { on_retry(decision); };
        own().wrote_headers = [this](const WroteHeadersInfo& info) {
            sent_key_ = info.sent.header.get("Idempotency-Key").value_or("");
        };
    }
    if (watch_) {
        own().round_trip_start = [this](TimePoint, RoundTripCause, const std::string&, const std::string&) {
            watch_->resume();
        };
    }
    if (dump_) {
        own().got_conn = [this](const GotConnInfo& info) {
            dump_->begin_exchange();
            const std::string_view how = info.connection.reused ? "Re-using connection to " : "Connected to ";
            (void)session_.trace.write(dump_->info(std::string(how) + info.connection.remote));
        };
    }
    if (dump_ || watch_) {
        own().bytes_out = [this](TimePoint, std::string_view bytes) { trace_bytes(Direction::out, bytes); };
        own().bytes_in = [this](TimePoint, std::string_view bytes) { trace_bytes(Direction::in, bytes); };
    }
    if (dump_) own().h2_frame = [this](TimePoint at, const Http2Frame& frame) { trace_frame(at, frame); };
    if (own_) hooks_ = std::make_unique<ClientTrace>(compose(recorder_.hooks(), *own_));
}

void Transfer::keep_head(const std::string& text) {
    if (output_.include_heads) heads_ += text;
    if (group_.dump_header.is_open()) dump_heads_ += text;
}

void Transfer::on_retry(const RetryDecision& decision) {
    if (!decision.will_retry) return;
    if (watch_) watch_->pause();
    // A file keeps the last attempt alone, as in curl; -D has them all.
    if (sink_.is_file()) heads_.clear();
}

void Transfer::trace_frame(TimePoint at, const Http2Frame& frame) {
    if (!dump_ || dump_error_) return;
    const auto offset = std::chrono::duration_cast<std::chrono::microseconds>(at - created_).count();
    const std::string text = render::json_milliseconds(offset) + " ms HTTP/2 frame " + trace::event_text(frame);
    if (Result<void> done = session_.trace.write(dump_->info(text)); !done) dump_error_ = std::move(done.error());
}

void Transfer::trace_bytes(Direction direction, std::string_view bytes) {
    if (watch_) watch_->moved += bytes.size();
    if (!dump_ || dump_error_) return;
    const std::string text = dump_->bytes(direction, bytes);
    if (Result<void> done = session_.trace.write(text); !done) dump_error_ = std::move(done.error());
}

asio::awaitable<void> Transfer::run() {
    // SIGINT stops this transfer as well as those to come; the speed limit stops this one alone.
    const std::stop_callback forward(session_.stop.get_token(), [this] { stop_.request_stop(); });
    if (watch_) watch_->tick();
    Context ctx;
    ctx.stop = stop_.get_token();
    ctx.timeouts = group_.group.timeouts;
    ctx.trace = hooks_ ? hooks_.get() : &recorder_.hooks();
    Result<void> result = co_await exchange(ctx);
    if (watch_) watch_->end();
    clear_progress();
    if (!heads_.empty() || !dump_heads_.empty()) {
        // Trailers, or of a transfer that failed before its body.
        Result<void> may_write;
        if (!has_turn_if_needed()) may_write = co_await take_turn(ctx);
        if (may_write) may_write = write_heads();
        if (!may_write && result) result = std::move(may_write);
    }
    if (Result<void> closed = sink_.finish(); !closed && result) result = std::move(closed);
    conclude(std::move(result));
}

asio::awaitable<Result<void>> Transfer::exchange(Context& ctx) {
    const auto built = make_request();
    if (!built) co_return fail(built.error());
    Resendable request(**built);
    const NextAttempt next(group_.group.layers.retry, request);
    while (true) {
        Result<void> received;
        {
            Result<Response> response = co_await group_.client.send(ctx, request.get());
            // What failed before a response was there the layers have judged.
            if (!response) co_return fail(std::move(response.error()));
            if (exceeds_limit(*response)) received = co_await refuse(ctx, *response->body);
            if (received && !has_turn_if_needed()) received = co_await take_turn(ctx);
            if (received) received = direct_body(*response);
            // Heads of a body that goes nowhere now go to standard output.
            if (received && !has_turn_if_needed()) received = co_await take_turn(ctx);
            if (received) received = open_sink(*response);
            if (received) {
                auto read = read_at_once(ctx, *response->body);
                if (!read) read = co_await read_body(ctx, *response->body);
                received = std::move(*read);
            }
            // Raw bodies have their trailers in them.
            if (received && !group_.group.layers.decode.raw) keep_head(trailer_text(response->body->trailers()));
            if (received) co_return accept_status(response->status);
        }
        if (!sent_key_.empty()) request.edit().header.set("Idempotency-Key", sent_key_);
        const std::string obstacle = sink_.kept_because();
        const Result<bool> again = co_await next.wanted(ctx, received.error(), obstacle);
        if (!again) co_return fail(again.error());
        if (!*again) co_return received;
        if (Result<void> fresh = start_over(); !fresh) co_return fresh;
    }
}

Result<void> Transfer::accept_status(int status) const {
    if (output_.fail == FailMode::never || status < 400 || nothing_to_come_) return {};
    return fail(ErrorCode::http_status, "the server answered " + std::to_string(status));
}

Result<void> Transfer::start_over() {
    if (hash_) hash_ = std::make_unique<Sha256>();
    if (body_) body_.emplace();
    clear_progress();
    progress_.reset();
    if (hidden_) sink_ = BodySink(sink_options());
    hidden_ = false;
    return sink_.start_over();
}

// Its first read refuses a body that is too large, unless there is none behind the length (HEAD). No file is touched
// for it.
asio::awaitable<Result<void>> Transfer::refuse(Context& ctx, Body& body) {
    Result<std::string_view> first = co_await body.read(ctx);
    if (!first) co_return fail(std::move(first.error()));
    co_return Result<void>();
}

bool Transfer::needs_turn() const {
    const bool body = spec_.output.kind == OutputKind::standard_output;
    const bool heads = output_.include_heads && !sink_.is_file();
    const bool other = output_.dump_header == "-" || output_.etag_save == "-";
    return (body || heads || other) && !turn_.held();
}

bool Transfer::has_turn_if_needed() {
    if (needs_turn()) turn_ = session_.standard_output.take_if_free();
    return !needs_turn();
}

asio::awaitable<Result<void>> Transfer::take_turn(Context& ctx) {
    Result<Turn::Hold> turn = co_await session_.standard_output.take(ctx);
    if (!turn) co_return fail(std::move(turn.error()));
    turn_ = std::move(*turn);
    co_return Result<void>();
}

std::optional<Result<void>> Transfer::read_at_once(Context& ctx, Body& body) {
    while (limiter_.rate() == 0) {
        auto bytes = body.read_ready(ctx);
        if (!bytes) break;
        if (!*bytes) return fail(std::move(bytes->error()));
        if ((*bytes)->empty()) {
            finish_body();
            return Result<void>();
        }
        if (Result<void> taken = take(**bytes); !taken) return taken;
    }
    return std::nullopt;
}

asio::awaitable<Result<void>> Transfer::read_body(Context& ctx, Body& body) {
    while (true) {
        Result<std::string_view> bytes = co_await body.read(ctx);
        if (!bytes) co_return fail(std::move(bytes.error()));
        if (bytes->empty()) break;
        if (Result<void> taken = take(*bytes); !taken) co_return taken;
        if (limiter_.rate() == 0) continue;
        const Duration wait = limiter_.take(ctx.now(), bytes->size());
        if (wait > Duration{}) co_await pause(ctx, wait);
    }
    finish_body();
    co_return Result<void>();
}

Result<void> Transfer::take(std::string_view bytes) {
    received_ += bytes.size();
    if (hash_) hash_->update(bytes);
    if (body_) body_->append(bytes);
    if (Result<void> written = sink_.write(bytes); !written) return written;
    if (progress_) show_progress(received_);
    return {};
}

void Transfer::finish_body() {
    if (hash_) sha256_ = hash_->finish();
    if (body_) body_->complete = true;
}

asio::awaitable<void> Transfer::pause(Context& ctx, Duration span) {
    TimePoint end = ctx.now() + span;
    if (ctx.total_deadline && *ctx.total_deadline < end) end = *ctx.total_deadline;
    asio::steady_timer timer(session_.context, end);
    const std::stop_callback wake(ctx.stop, [&timer] { timer.cancel(); });
    if (ctx.stop.stop_requested()) co_return;
    [[maybe_unused]] const auto ignored = co_await timer.async_wait(net::use_result);
}

void Transfer::show_progress(std::uint64_t bytes) {
    const std::string text = progress_->update(system_clock().now(), bytes);
    if (text.empty()) return;
    (void)OutputDescriptor::borrowed(session_.env.standard_error, "standard error").write(text);
}

void Transfer::clear_progress() {
    if (!progress_) return;
    (void)OutputDescriptor::borrowed(session_.env.standard_error, "standard error").write(progress_->clear());
}

void Transfer::explain_slowness(Trace& trace, std::optional<Error>& error) const {
    if (!watch_ || !watch_->fired || !error || error->code != ErrorCode::interrupted) return;
    Error slow(ErrorCode::body_too_slow, Phase::body,
               "less than " + std::to_string(output_.speed_limit) + " bytes a second for " +
                   std::to_string(std::chrono::duration_cast<std::chrono::seconds>(output_.speed_time).count()) + " s");
    slow.phase = error->phase ? error->phase : slow.phase;
    error = slow;
    trace.error = slow;
    if (!trace.round_trips.empty() && trace.round_trips.back().error) trace.round_trips.back().error = slow;
}

void Transfer::conclude(Result<void> result) {
    if (dump_ && !dump_error_) {
        if (Result<void> done = session_.trace.write(dump_->finish()); !done) dump_error_ = std::move(done.error());
    }
    if (result && dump_error_) result = fail(std::move(*dump_error_));
    std::optional<Error> error;
    if (!result) error = std::move(result.error());
    outcome_.trace = recorder_.take(error);
    outcome_.trace.pool = group_.transport->take_pool_totals();
    explain_slowness(outcome_.trace, error);
    if (!outcome_.trace.round_trips.empty() && outcome_.trace.round_trips.back().received) {
        ReceivedInfo& received = *outcome_.trace.round_trips.back().received;
        received.sha256 = received.complete ? sha256_ : std::string();
    }
    if (error) {
        outcome_.exit_code = exit_code_of(error->code);
        outcome_.reader_gone = is_broken_pipe(*error) && spec_.output.kind == OutputKind::standard_output;
        outcome_.note = settle_file(*error);
    }
    outcome_.file_name = sink_.file_name();
    if (body_) outcome_.body = std::move(*body_);
}

}  // namespace rtrip::cli
