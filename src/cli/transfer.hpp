// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "cli/body_sink.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/speed.hpp"
#include "cli/trace_dump.hpp"
#include "expect/evaluate.hpp"
#include "rtrip/clock.hpp"
#include "rtrip/recorder.hpp"

namespace rtrip {
class Sha256;
}

namespace rtrip::cli {

/// What became of one URL.
struct Outcome {
    Trace trace;
    int exit_code = 0;
    std::string file_name;     ///< What the body was written to; or empty.
    std::string note;          ///< What became of a file that was not written to its end; or empty.
    expect::KeptBody body;     ///< Kept for expectations alone.
    bool reader_gone = false;  ///< Standard output has no reader any more: nothing more is to be done.
};

/// One URL from request to closed file. Used once. While it lives nobody else writes to a standard output that it has
/// begun to write to.
class Transfer {
public:
    /// `spec`'s glob stands at the URL to ask. The group must outlive the transfer.
    /// `recorder` is restarted for this transfer and must outlive it.
    Transfer(GroupSession& group, std::shared_ptr<const UrlSpec> spec, TraceRecorder& recorder);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();

    /// Never fails as such: failures are in the outcome.
    asio::awaitable<void> run();
    /// What became of it; after run().
    [[nodiscard]] Outcome& outcome() { return outcome_; }
    /// Whether it has begun to write to standard output.
    [[nodiscard]] bool has_turn() const { return turn_.held(); }

private:
    struct SpeedWatch;

    asio::awaitable<Result<void>> exchange(Context& ctx);
    [[nodiscard]] Result<void> accept_status(int status) const;
    Result<void> start_over();
    [[nodiscard]] bool exceeds_limit(const Response& response) const;
    static asio::awaitable<Result<void>> refuse(Context& ctx, Body& body);
    Result<void> open_sink(const Response& response);
    /// Something of this transfer's goes to standard output, whose turn it does not have yet.
    [[nodiscard]] bool needs_turn() const;
    /// Takes it when nobody has it. False: take_turn() waits for it.
    bool has_turn_if_needed();
    /// Before anything goes to standard output.
    asio::awaitable<Result<void>> take_turn(Context& ctx);
    /// Takes what is there of the body. Absent: the rest has to be waited for, by read_body().
    std::optional<Result<void>> read_at_once(Context& ctx, Body& body);
    asio::awaitable<Result<void>> read_body(Context& ctx, Body& body);
    Result<void> take(std::string_view bytes);
    void finish_body();
    asio::awaitable<void> pause(Context& ctx, Duration span);
    void add_hooks();
    ClientTrace& own();
    SinkOptions sink_options() const;
    Result<std::uint64_t> resume_offset() const;
    Result<std::shared_ptr<const Request>> make_request();
    Result<std::shared_ptr<const Request>> make_whole_request();
    [[nodiscard]] Result<std::shared_ptr<const Request>> build(const RequestSpec& spec) const;
    Result<void> direct_body(const Response& response);
    Result<void> direct_rest(const Response& response);
    Result<void> save_etag(const Response& response) const;
    void discard_body();
    std::string settle_file(const Error& error);
    Result<void> write_heads();
    Result<void> write_dump();
    void on_retry(const RetryDecision& decision);
    void keep_head(const std::string& text);
    void trace_frame(TimePoint at, const Http2Frame& frame);
    void trace_bytes(Direction direction, std::string_view bytes);
    void show_progress(std::uint64_t bytes);
    void clear_progress();
    void conclude(Result<void> result);
    void explain_slowness(Trace& trace, std::optional<Error>& error) const;

    Session& session_;
    GroupSession& group_;
    const OutputPlan& output_;
    const std::shared_ptr<const UrlSpec> kept_spec_;
    const UrlSpec& spec_;
    std::string url_;
    TraceRecorder& recorder_;
    std::unique_ptr<ClientTrace> own_;    ///< Null: nobody but the recorder listens.
    std::unique_ptr<ClientTrace> hooks_;  ///< Both; null when `own_` is.
    std::stop_source stop_;
    Turn::Hold turn_;
    BodySink sink_;
    bool hidden_ = false;      ///< `sink_` stands in for the real one, which -f keeps a body from.
    std::string sent_key_;     ///< The Idempotency-Key of the last request, whoever added it.
    std::string heads_;       ///< Heads for the body's place that are not written yet.
    std::string dump_heads_;  ///< The same for -D.
    std::uint64_t received_ = 0;     ///< Bytes of the body, so far.
    std::uint64_t resume_from_ = 0;  ///< Where the body that was asked for begins.
    bool nothing_to_come_ = false;   ///< The file that was to be gone on with is complete.
    TimePoint created_;  ///< Kept for `dump_` alone.
    std::optional<TraceDump> dump_;
    std::optional<Error> dump_error_;
    std::unique_ptr<Sha256> hash_;
    std::string sha256_;
    std::optional<expect::KeptBody> body_;  ///< What expectations will look at.
    Outcome outcome_;
    RateLimiter limiter_;
    std::shared_ptr<SpeedWatch> watch_;
    std::optional<Progress> progress_;
};

}  // namespace rtrip::cli
