// SPDX-License-Identifier: MIT
#include "cli/cmd_request.hpp"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <new>

#include "cli/build_request.hpp"
#include "cli/chain.hpp"
#include "cli/interrupt.hpp"
#include "cli/judge.hpp"
#include "cli/reporter.hpp"
#include "cli/transfer.hpp"
#include "cli/verdicts.hpp"
#include "render/expectations.hpp"

namespace rtrip::cli {
namespace {

using Groups = std::vector<std::unique_ptr<GroupSession>>;

/// One URL that is to be asked.
struct Job {
    Job(GroupSession& group_, UrlSpec spec_, std::uint64_t number_)
        : group(group_), spec(std::move(spec_)), number(number_) {}
    GroupSession& group;
    UrlSpec spec;
    std::uint64_t number;
};

/// To the next URL of a pattern, or to its first with the next file of -T. False at the end.
bool advance(UrlSpec& spec) {
    if (spec.glob.advance()) return true;
    if (!spec.uploads.advance()) return false;
    spec.upload = spec.uploads.current();
    return true;
}

/// Every URL of every group, in order; globs unfold one at a time.
class Jobs {
public:
    Jobs(const Plan& plan, Groups& groups) : plan_(plan), groups_(groups) {}

    std::optional<Job> next() {
        while (group_ < groups_.size()) {
            const std::vector<UrlSpec>& urls = plan_.groups[group_].urls;
            if (!spec_ && url_ < urls.size()) spec_ = urls[url_];
            if (!spec_) {
                ++group_;
                url_ = 0;
                continue;
            }
            Job job(*groups_[group_], *spec_, number_++);
            if (!advance(*spec_)) {
                spec_.reset();
                ++url_;
            }
            return job;
        }
        return std::nullopt;
    }

private:
    const Plan& plan_;
    Groups& groups_;
    std::size_t group_ = 0;
    std::size_t url_ = 0;
    std::optional<UrlSpec> spec_;  ///< Whose glob has URLs left.
    std::uint64_t number_ = 0;
};

/// The state of one run over all URLs.
struct Run {
    Run(Session& session_, Reporter& reporter_, Jobs& jobs_)
        : session(session_), reporter(reporter_), jobs(jobs_), verdicts(session_.plan) {}

    Session& session;
    Reporter& reporter;
    Jobs& jobs;
    Verdicts verdicts;
    std::size_t workers = 0;  ///< Under way.
    int exit_code = 0;

    /// The first failure is the run's.
    void failed_with(int code) {
        if (exit_code == 0) exit_code = code;
    }
    /// Gives up what is under way, and asks no further URL.
    void end() { session.stop.request_stop(); }
};

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
    run.failed_with(outcome.exit_code);
    run.verdicts.add(outcome.trace, outcome.exit_code);
    // Whoever read the body has enough; that is no matter for a message.
    if (outcome.reader_gone) return false;
    Told told{&outcome.trace, outcome.exit_code, job.number, outcome.file_name, job.group.group.output.write_out};
    told.expectations = expectations;
    if (outcome.trace.error) run.reporter.complain(*outcome.trace.error, &outcome.trace);
    if (!outcome.note.empty()) run.reporter.advise(outcome.note);
    for (const expect::Judgement& judgement : expectations) {
        if (!judgement.ok) run.reporter.complain(judgement, outcome.trace);
    }
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

asio::awaitable<void> run_job(Run& run, const Job& job) {
    Transfer transfer(job.group, job.spec);
    Outcome outcome = co_await transfer.run();
    Turn::Hold turn;
    if (!transfer.has_turn()) {
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
    while (!run.session.stop.stop_requested()) {
        const std::optional<Job> job = run.jobs.next();
        if (!job) break;
        std::exception_ptr thrown;
        try {
            co_await run_job(run, *job);
        } catch (...) {
            thrown = std::current_exception();
        }
        if (!thrown) continue;
        // The transfer is gone with all it knew, but its URL has a report.
        Outcome outcome;
        const std::string method = request_method(job->group.group.request, job->spec.upload);
        outcome.trace = refused_trace(method, job->spec.glob.current(), error_of(thrown));
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

bool body_on_stdout(const Plan& plan) {
    const auto there = [](const UrlSpec& spec) { return spec.output.kind == OutputKind::standard_output; };
    return std::any_of(plan.groups.begin(), plan.groups.end(), [&there](const Group& group) {
        return std::any_of(group.urls.begin(), group.urls.end(), there);
    });
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

/// Starts the workers; the last one that ends lets the event loop end.
void start(Run& run, Interrupt& interrupt, Groups& groups) {
    run.workers = run.session.plan.workers();
    for (std::size_t i = run.workers; i > 0; --i) {
        asio::co_spawn(run.session.context, work(run), [&run, &interrupt, &groups](const std::exception_ptr& thrown) {
            if (thrown) run.failed_with(exit_code_of(error_of(thrown).code));
            if (--run.workers > 0) return;
            for (const auto& group : groups) group->transport->close_idle_connections();
            interrupt.cancel();
            run.session.context.stop();
        });
    }
}

}  // namespace

int cmd_request(const Plan& plan, const Env& env) {
    asio::io_context context(1);
    Session session(plan, env, context);
    std::stop_source interrupted;
    Interrupt interrupt(context, interrupted);
    const std::stop_callback forward(interrupted.get_token(), [&session] { session.stop.request_stop(); });
    Reporter reporter(plan.talk, plan.report, env, body_on_stdout(plan));
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
