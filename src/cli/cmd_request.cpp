// SPDX-License-Identifier: MIT
#include "cli/cmd_request.hpp"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <new>

#include "cli/build_request.hpp"
#include "cli/chain.hpp"
#include "cli/interrupt.hpp"
#include "cli/jobs.hpp"
#include "cli/judge.hpp"
#include "cli/reporter.hpp"
#include "cli/series.hpp"
#include "cli/transfer.hpp"
#include "cli/verdicts.hpp"
#include "render/expectations.hpp"

namespace rtrip::cli {
namespace {

/// The state of one run over all URLs.
struct Run {
    Run(Session& session_, Reporter& reporter_, Jobs& jobs_)
        : session(session_), reporter(reporter_), jobs(jobs_), verdicts(session_.plan) {
        if (session.plan.series) series.emplace(session);
    }

    Session& session;
    Reporter& reporter;
    Jobs& jobs;
    Verdicts verdicts;
    std::optional<Series> series;
    std::stop_source progress;  ///< Ends the progress line of the series.
    std::size_t workers = 0;    ///< Under way.
    std::size_t parts = 0;      ///< The same with the progress line.
    bool told_unmet = false;    ///< Of a series: some request did not meet what was expected, and that was told.
    int exit_code = 0;

    /// The first failure is the run's.
    void failed_with(int code) {
        if (exit_code == 0) exit_code = code;
    }
    /// Gives up what is under way, and asks no further URL.
    void end() { session.stop.request_stop(); }
};

/// An error line for one request. In a series one for each kind of error: their number is in its summary.
void complain(Run& run, const Outcome& outcome) {
    if (!outcome.trace.error) return;
    if (run.series && !run.series->is_news(outcome.trace.error->code)) return;
    run.reporter.complain(*outcome.trace.error, &outcome.trace);
}

/// The same for what was expected and is not so; in a series for the first request of which that holds.
void complain(Run& run, const std::vector<expect::Judgement>& expectations, const Trace& trace) {
    if (run.series && run.told_unmet) return;
    for (const expect::Judgement& judgement : expectations) {
        if (judgement.ok) continue;
        run.reporter.complain(judgement, trace);
        run.told_unmet = true;
    }
}

/// Whether what was expected came. An outcome that was none yet fails when it did not.
std::vector<expect::Judgement> judge_outcome(const Run& run, const Job& job, Outcome& outcome) {
    const ReportPlan& plan = run.session.plan.report;
    render::Report report;
    report.trace = &outcome.trace;
    report.exit_code = outcome.exit_code;
    report.secrets = plan.show_secrets ? render::Secrets::shown : render::Secrets::masked;
    std::vector<expect::Judgement> out = judge(job.group.group.expectations, report, outcome.body);
    if (outcome.exit_code == 0 && !render::all_met(out)) outcome.exit_code = exit_code_of(ErrorCode::expect_unmet);
    return out;
}

/// Tells one outcome. False when there is nobody left to tell.
bool tell(Run& run, const Job& job, Outcome& outcome) {
    const std::vector<expect::Judgement> expectations = judge_outcome(run, job, outcome);
    const bool counts = !run.series || run.series->add(outcome.trace, outcome.exit_code, job.intended);
    if (counts) {
        run.failed_with(outcome.exit_code);
        run.verdicts.add(outcome.trace, outcome.exit_code);
    }
    // Whoever read the body has enough; that is no matter for a message.
    if (outcome.reader_gone) return false;
    Told told{&outcome.trace, outcome.exit_code, job.number, outcome.file_name, job.group.group.output.write_out};
    told.expectations = expectations;
    if (counts) complain(run, outcome);
    if (!outcome.note.empty()) run.reporter.advise(outcome.note);
    if (counts) complain(run, expectations, outcome.trace);
    const Result<void> written = run.reporter.tell(told);
    if (written) return true;
    if (!is_broken_pipe(written.error())) run.reporter.complain(written.error(), &outcome.trace);
    run.failed_with(exit_code_of(written.error().code));
    return false;
}

/// An exception that reaches a worker is a defect of ours, but for one.
Error error_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::bad_alloc&) {
        return Error(ErrorCode::out_of_memory, "memory ran out");
    } catch (...) {
        return Error(ErrorCode::internal, "an exception that nobody took");
    }
}

asio::awaitable<void> run_job(Run& run, const Job& job, TraceRecorder& recorder) {
    Transfer transfer(job.group, job.spec, recorder);
    co_await transfer.run();
    Outcome& outcome = transfer.outcome();
    Turn::Hold turn;
    if (!transfer.has_turn()) turn = run.session.standard_output.take_if_free();
    if (!transfer.has_turn() && !turn.held()) {
        Context unlimited;
        Result<Turn::Hold> taken = co_await run.session.standard_output.take(unlimited);
        if (taken) turn = std::move(*taken);
    }
    const bool told = tell(run, job, outcome);
    const bool failed = outcome.exit_code != 0 && run.session.plan.on_failure == OnFailure::stop;
    if (!told || failed) run.end();
}

/// Asks one URL after the other until there are none left.
asio::awaitable<void> work(Run& run) {
    Lane lane;
    TraceRecorder recorder(system_clock(), std::string(), std::string(), run.session.wants_events());
    while (!run.session.stop.stop_requested()) {
        std::optional<Job> job = run.jobs.next();
        if (!job && run.series) run.series->exhausted();
        if (!job) break;
        if (run.series && run.series->may_wait()) {
            const SeriesStart start = co_await run.series->wait(lane);
            if (start.over) break;
            job->intended = start.intended;
        }
        std::exception_ptr thrown;
        try {
            co_await run_job(run, *job, recorder);
        } catch (...) {
            thrown = std::current_exception();
        }
        if (!thrown) continue;
        // The transfer is gone with all it knew, but its URL has a report.
        Outcome outcome;
        const std::string method = request_method(job->group.group.request, job->spec->upload);
        outcome.trace = refused_trace(method, job->spec->glob.current(), error_of(thrown));
        outcome.exit_code = exit_code_of(outcome.trace.error->code);
        (void)tell(run, *job, outcome);
        run.end();
    }
}

enum class Content : std::uint8_t { fresh, kept };

Result<OutputDescriptor> open_named(const std::string& path, const Env& env, Content content) {
    if (path.empty()) return OutputDescriptor();
    if (path == "-") return OutputDescriptor::borrowed(env.standard_output, "standard output");
    OpenOptions options;
    if (content == Content::fresh) {
        Result<OutputDescriptor> truncated = open_output(path, options);
        if (!truncated) return truncated;
    }
    // Several URLs, and a body that goes to the same file, append to it.
    options.existing = Existing::append;
    return open_output(path, options);
}

/// Groups that resolve names in the same way have one Transport, and so one pool; which connections may be shared is
/// the pool's to decide. Groups that do not can have no connection in common.
Groups open_groups(Session& session, const std::shared_ptr<CookieJar>& jar) {
    Groups groups;
    for (const Group& group : session.plan.groups) {
        const auto like = std::find_if(groups.begin(), groups.end(),
                                       [&group](const auto& other) { return other->group.resolver == group.resolver; });
        std::shared_ptr<Transport> transport;
        if (like != groups.end()) {
            transport = (*like)->transport;
        } else {
            TransportOptions options;
            options.connect = group.connect;
            options.resolver = group.resolver;
            options.pool = session.plan.pool;
            options.limits = group.limits;
            transport = std::make_shared<Transport>(session.context.get_executor(), std::move(options));
        }
        load_cookies(group.layers.cookies, *jar);
        groups.push_back(std::make_unique<GroupSession>(session, group, std::move(transport), jar));
    }
    return groups;
}

/// Opens what lasts over all URLs, so that a file that cannot be written is known before anything is sent.
Result<void> open_outputs(Session& session, Groups& groups, Reporter& reporter) {
    for (const auto& group : groups) {
        const std::string& path = group->group.output.dump_header;
        // A file that several groups name is one file.
        const auto like = std::find_if(groups.begin(), groups.end(),
                                       [&path](const auto& other) { return other->group.output.dump_header == path; });
        Result<OutputDescriptor> heads = open_named(path, session.env, *like == group ? Content::fresh : Content::kept);
        if (!heads) return fail(std::move(heads.error()));
        group->dump_header = std::move(*heads);
    }
    Result<OutputDescriptor> trace = open_named(session.plan.talk.trace_file, session.env, Content::fresh);
    if (!trace) return fail(std::move(trace.error()));
    session.trace = std::move(*trace);
    return reporter.open();
}

Result<void> close_outputs(Session& session, Groups& groups, Reporter& reporter) {
    Result<void> last = session.trace.close();
    for (const auto& group : groups) {
        Result<void> closed = group->dump_header.close();
        if (last) last = std::move(closed);
    }
    Result<void> report = reporter.close();
    return last ? report : last;
}

/// Each file of -c once: all groups share the jar.
Result<void> save_jar(const Plan& plan, const CookieJar& jar, const Env& env) {
    Result<void> last;
    for (auto group = plan.groups.begin(); group != plan.groups.end(); ++group) {
        const auto same = [group](const Group& other) {
            return other.layers.cookies.jar_file == group->layers.cookies.jar_file;
        };
        if (std::find_if(plan.groups.begin(), group, same) != group) continue;
        Result<void> saved = save_cookies(group->layers.cookies, jar, env);
        if (last) last = std::move(saved);
    }
    return last;
}

/// Starts the workers; when the last one has ended, and the progress line is gone, the event loop ends.
void start(Run& run, Interrupt& interrupt, Groups& groups) {
    const bool progress = run.series && run.series->may_show_progress();
    run.workers = run.session.plan.workers();
    run.parts = run.workers + (progress ? 1 : 0);
    const auto part_ended = [&run, &interrupt, &groups](const std::exception_ptr& thrown) {
        if (thrown) run.failed_with(exit_code_of(error_of(thrown).code));
        if (--run.parts > 0) return;
        for (const auto& group : groups) group->transport->close_idle_connections();
        interrupt.cancel();
        run.session.context.stop();
    };
    for (std::size_t i = run.workers; i > 0; --i) {
        asio::co_spawn(run.session.context, work(run), [&run, part_ended](const std::exception_ptr& thrown) {
            if (--run.workers == 0) run.progress.request_stop();
            part_ended(thrown);
        });
    }
    if (progress) {
        asio::co_spawn(run.session.context, run.series->show_progress(run.progress.get_token()), part_ended);
    }
}

/// The summary of a series, when there is one.
void sum_up(Run& run, bool interrupted) {
    if (!run.series) return;
    const int exit_code = interrupted ? exit_code_of(ErrorCode::interrupted) : run.exit_code;
    const Result<void> told = run.reporter.tell_summary(run.series->summary(exit_code, interrupted));
    if (told) return;
    if (!is_broken_pipe(told.error())) run.reporter.complain(told.error(), nullptr);
    run.failed_with(exit_code_of(told.error().code));
}

}  // namespace

int cmd_request(const Plan& plan, const Env& env) {
    // All of it happens in one thread, so that Asio need not lock anything.
    asio::io_context context(ASIO_CONCURRENCY_HINT_UNSAFE);
    Session session(plan, env, context);
    std::stop_source interrupted;
    Interrupt interrupt(context, interrupted);
    const std::stop_callback forward(interrupted.get_token(), [&session] { session.stop.request_stop(); });
    Reporter reporter(plan.talk, plan.report, env, plan.body_on_stdout());
    if (plan.series) reporter.begin_series();
    const auto jar = std::make_shared<CookieJar>();
    Groups groups = open_groups(session, jar);
    Jobs jobs(plan, groups);
    Run run(session, reporter, jobs);
    if (const Result<void> opened = open_outputs(session, groups, reporter); !opened) {
        reporter.complain(opened.error(), nullptr);
        (void)reporter.close();
        return reporter.exit_status(exit_code_of(opened.error().code));
    }

    start(run, interrupt, groups);
    context.run();
    sum_up(run, interrupted.stop_requested());

    if (const Result<void> saved = save_jar(plan, *jar, env); !saved) {
        reporter.complain(saved.error(), nullptr);
        run.failed_with(exit_code_of(saved.error().code));
    }
    const Result<int> verdict = run.verdicts.settle(reporter);
    if (!verdict) reporter.complain(verdict.error(), nullptr);
    run.failed_with(verdict ? *verdict : exit_code_of(verdict.error().code));
    if (const Result<void> closed = close_outputs(session, groups, reporter); !closed) {
        reporter.complain(closed.error(), nullptr);
        run.failed_with(exit_code_of(closed.error().code));
    }
    return reporter.exit_status(interrupted.stop_requested() ? exit_code_of(ErrorCode::interrupted) : run.exit_code);
}

}  // namespace rtrip::cli
