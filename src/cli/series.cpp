// SPDX-License-Identifier: MIT
#include "cli/series.hpp"

#include <algorithm>

#include "render/redact.hpp"
#include "rtrip/clock.hpp"
#include "rtrip/sleeper.hpp"

namespace rtrip::cli {
namespace {

/// Often enough to look alive, seldom enough to cost nothing.
constexpr auto kRefresh = std::chrono::milliseconds(250);

}  // namespace

Series::Series(Session& session) : session_(session), asked_(*session.plan.series) {
    if (shows_unicode(session.env)) progress_.use_unicode();
}

void Series::begin(TimePoint now) {
    started_ = last_done_ = now;
    started_at_ = system_clock().wall_now();
    if (asked_.duration) end_ = now + *asked_.duration;
    if (asked_.rate_per_second) schedule_.emplace(now, *asked_.rate_per_second);
}

TimePoint Series::due(TimePoint now, const Lane& lane) {
    if (schedule_) return schedule_->at(next_tick_++);
    if (asked_.interval && lane.last_start) return std::max(now, *lane.last_start + *asked_.interval);
    return now;
}

asio::awaitable<SeriesStart> Series::wait(Lane& lane) {
    const TimePoint now = system_clock().now();
    if (!started_) begin(now);
    SeriesStart start;
    const TimePoint when = due(now, lane);
    if (end_ && std::max(now, when) >= *end_) {
        start.over = true;
        co_return start;
    }
    if (when > now) {
        const bool came = co_await system_sleeper().sleep_until(session_.stop.get_token(), when);
        start.over = !came;
        if (start.over) co_return start;
    }
    if (schedule_) {
        start.intended = when;
        ++sent_ticks_;
        // It is by its time that a free slot waits for a tick.
        if (when < now) accumulator_.missed_tick();
    }
    lane.last_start = when;
    co_return start;
}

bool Series::add(const Trace& trace, int exit_code, const std::optional<TimePoint>& intended) {
    if (session_.stop.stop_requested() && trace.error && trace.error->is_cancelled()) {
        accumulator_.abandon(trace);
        return false;
    }
    probe::Finished finished;
    finished.exit_code = exit_code;
    finished.intended = intended;
    if (trace.error && !accumulator_.knows(trace.error->code)) {
        const bool shown = session_.plan.report.show_secrets;
        const render::Redactor redact(trace, shown ? render::Secrets::shown : render::Secrets::masked);
        finished.message = redact.text(trace.error->message);
    }
    accumulator_.add(trace, finished);
    last_done_ = std::max(last_done_, trace.done);
    progress_.add(trace.done - trace.started, exit_code);
    return true;
}

bool Series::is_news(ErrorCode code) {
    const auto bit = static_cast<std::size_t>(code);
    const bool news = !told_errors_[bit];
    told_errors_.set(bit);
    return news;
}

bool Series::may_show_progress() const {
    const Env& env = session_.env;
    const ReportPlan& report = session_.plan.report;
    // What each request writes to the same terminal would be torn apart.
    const bool writes = session_.plan.talk.verbose || session_.plan.body_on_stdout() ||
                        (report.format == ReportFormat::json && !report.summary_alone);
    return session_.may_talk() && env.is_terminal(env.standard_error) &&
           !(writes && env.is_terminal(env.standard_output));
}

asio::awaitable<void> Series::show_progress(std::stop_token stop) {
    OutputDescriptor terminal = OutputDescriptor::borrowed(session_.env.standard_error, "standard error");
    while (true) {
        const bool came = co_await system_sleeper().sleep_until(stop, system_clock().now() + kRefresh);
        if (!came) break;
        const std::string line = progress_.update(system_clock().now(), session_.env.terminal_columns());
        (void)terminal.write(line);
    }
    (void)terminal.write(progress_.clear());
}

probe::SeriesSummary Series::summary(int exit_code, bool interrupted) {
    if (schedule_) {
        const TimePoint now = system_clock().now();
        std::uint64_t due = schedule_->due_before(end_ ? std::min(*end_, now) : now);
        if (exhausted_) due = std::min(due, next_tick_);
        accumulator_.dropped_ticks(due > sent_ticks_ ? due - sent_ticks_ : 0);
    }
    probe::SeriesSummary out = accumulator_.summary();
    out.asked = asked_;
    for (const Group& group : session_.plan.groups) {
        for (const UrlSpec& spec : group.urls) {
            if (out.urls.size() < probe::SeriesSummary::kMaxUrls) out.urls.push_back(spec.text);
        }
    }
    out.started_at = started_at_;
    if (started_) out.duration = last_done_ - *started_;
    out.interrupted = interrupted;
    out.exit_code = exit_code;
    return out;
}

}  // namespace rtrip::cli
