// SPDX-License-Identifier: MIT
#include "cli/cmd_request.hpp"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <new>

#include "cli/build_request.hpp"
#include "cli/chain.hpp"
#include "cli/interrupt.hpp"
#include "cli/reporter.hpp"
#include "cli/transfer.hpp"

namespace rtrip::cli {
namespace {

/// The state of one run over all URLs.
struct Run {
    Session& session;
    Reporter& reporter;
    int exit_code = 0;
    std::uint64_t url_number = 0;
    std::string method;
    std::string url;  ///< Asked for just now.

    /// The first failure is the run's.
    void failed_with(int code) {
        if (exit_code == 0) exit_code = code;
    }
    [[nodiscard]] bool stopped() const { return session.stop.stop_requested(); }
};

/// Tells one outcome. False when there is nobody left to tell.
bool tell(Run& run, const Outcome& outcome) {
    if (outcome.reader_gone) {
        // Whoever read the body has enough; that is no matter for a message.
        run.failed_with(outcome.exit_code);
        return false;
    }
    Told told{&outcome.trace, outcome.exit_code, run.url_number, outcome.file_name};
    run.failed_with(outcome.exit_code);
    if (outcome.trace.error) run.reporter.complain(*outcome.trace.error, &outcome.trace);
    if (!outcome.note.empty()) run.reporter.advise(outcome.note);
    const Result<void> written = run.reporter.tell(told);
    if (written) return true;
    if (!is_broken_pipe(written.error())) run.reporter.complain(written.error(), &outcome.trace);
    run.failed_with(exit_code_of(written.error().code));
    return false;
}

/// To the next URL of a pattern, or to its first with the next file of -T. False at the end.
bool advance(UrlSpec& spec) {
    if (spec.glob.advance()) return true;
    if (!spec.uploads.advance()) return false;
    spec.upload = spec.uploads.current();
    return true;
}

asio::awaitable<void> run_all(Run& run, std::vector<UrlSpec> urls) {
    for (UrlSpec& spec : urls) {
        bool more = true;
        while (more && !run.stopped()) {
            run.method = request_method(run.session.plan.request, spec.upload);
            run.url = spec.glob.current();
            Transfer transfer(run.session, spec);
            const Outcome outcome = co_await transfer.run();
            if (!tell(run, outcome)) co_return;
            ++run.url_number;
            more = advance(spec);
        }
    }
}

Result<OutputDescriptor> open_named(const std::string& path, const Env& env) {
    if (path.empty()) return OutputDescriptor();
    if (path == "-") return OutputDescriptor::borrowed(env.standard_output, "standard output");
    OpenOptions options;
    Result<OutputDescriptor> truncated = open_output(path, options);
    if (!truncated) return truncated;
    // Several URLs, and a body that goes to the same file, append to it.
    options.existing = Existing::append;
    return open_output(path, options);
}

bool body_on_stdout(const Plan& plan) {
    return std::any_of(plan.urls.begin(), plan.urls.end(),
                       [](const UrlSpec& spec) { return spec.output.kind == OutputKind::standard_output; });
}

/// Opens what lasts over all URLs, so that a file that cannot be written is known before anything is sent.
Result<void> open_outputs(Session& session, Reporter& reporter) {
    const OutputPlan& output = session.plan.output;
    Result<OutputDescriptor> heads = open_named(output.dump_header, session.env);
    if (!heads) return fail(std::move(heads.error()));
    session.dump_header = std::move(*heads);
    Result<OutputDescriptor> trace = open_named(output.trace_file, session.env);
    if (!trace) return fail(std::move(trace.error()));
    session.trace = std::move(*trace);
    if (session.trace.is_open()) session.trace_dump.emplace(output.trace_style, session.plan.report.show_secrets);
    return reporter.open();
}

Result<void> close_outputs(Session& session, Reporter& reporter) {
    Result<void> last;
    if (session.trace_dump) last = session.trace.write(session.trace_dump->finish());
    for (OutputDescriptor* out : {&session.trace, &session.dump_header}) {
        Result<void> closed = out->close();
        if (last) last = std::move(closed);
    }
    Result<void> report = reporter.close();
    return last ? report : last;
}

/// An exception that reaches the root is a defect of ours, but for one.
Error error_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::bad_alloc&) {
        return Error(ErrorCode::out_of_memory, "memory ran out");
    } catch (...) {
        return Error(ErrorCode::internal, "an exception that nobody took");
    }
}

/// The transfer is gone with all it knew, but its URL has a report.
void tell_thrown(Run& run, const std::exception_ptr& thrown) {
    Outcome outcome;
    outcome.trace = refused_trace(run.method, run.url, error_of(thrown));
    outcome.exit_code = exit_code_of(outcome.trace.error->code);
    (void)tell(run, outcome);
}

}  // namespace

int cmd_request(const Plan& plan, const Env& env) {
    asio::io_context context(1);
    std::stop_source stop;
    Interrupt interrupt(context, stop);
    Reporter reporter(plan.output, plan.report, env, body_on_stdout(plan));

    Transport transport(context.get_executor(), plan.transport);
    const auto jar = std::make_shared<CookieJar>();
    load_cookies(plan.layers.cookies, *jar);
    Client client(lend(transport), build_layers(plan.layers, jar));
    Session session{plan, env, context, stop, client, transport, {}, {}, {}};
    Run run{session, reporter, 0, 0, {}, {}};
    if (const Result<void> opened = open_outputs(session, reporter); !opened) {
        reporter.complain(opened.error(), nullptr);
        return exit_code_of(opened.error().code);
    }

    asio::co_spawn(context, run_all(run, plan.urls), [&](std::exception_ptr thrown) {
        if (thrown) tell_thrown(run, thrown);
        transport.close_idle_connections();
        interrupt.cancel();
        context.stop();
    });
    context.run();

    if (const Result<void> saved = save_cookies(plan.layers.cookies, *jar, env.standard_output); !saved) {
        reporter.complain(saved.error(), nullptr);
        run.failed_with(exit_code_of(saved.error().code));
    }
    if (const Result<void> closed = close_outputs(session, reporter); !closed) {
        reporter.complain(closed.error(), nullptr);
        run.failed_with(exit_code_of(closed.error().code));
    }
    return run.stopped() ? exit_code_of(ErrorCode::interrupted) : run.exit_code;
}

}  // namespace rtrip::cli
