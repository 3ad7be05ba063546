// SPDX-License-Identifier: MIT
// Where a response's body goes, once its head is known; transfer.cpp drives it.
#include <sys/stat.h>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/build_request.hpp"
#include "cli/output_name.hpp"
#include "cli/resume.hpp"
#include "cli/transfer.hpp"
#include "model/content_disposition.hpp"

namespace rtrip::cli {
namespace {

/// The size of a regular file; 0 for everything else.
std::uint64_t size_of(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    return static_cast<std::uint64_t>(status.st_size);
}

Existing existing_under(Clobber clobber) {
    return clobber == Clobber::never ? Existing::keep : Existing::truncate;
}

std::optional<std::string> name_by_server(const Response& response) {
    const auto field = response.header.get("Content-Disposition");
    const auto name = field ? disposition_filename(*field) : std::nullopt;
    return name ? safe_file_name(*name) : std::nullopt;
}

/// The Content-Length as far as it can be used; 0: none.
std::uint64_t announced_bytes(const Response& response) {
    const std::string_view length = response.header.get("Content-Length").value_or("");
    std::uint64_t bytes = 0;
    for (const char digit : length.substr(0, 18)) {
        bytes = ascii::is_digit(digit) ? bytes * 10 + static_cast<std::uint64_t>(digit - '0') : 0;
    }
    return bytes;
}

}  // namespace

SinkOptions Transfer::sink_options() const {
    SinkOptions options;
    options.kind = spec_.output.kind;
    options.existing = existing_under(output_.clobber);
    if (options.kind == OutputKind::file || options.kind == OutputKind::remote_name) {
        // The name of -O was checked with the URL; a glob's later URLs may still have none, which open() then says.
        options.path = output_path(spec_, output_).value_or("");
        // The heads of -D that are in the file stay.
        if (group_.dump_header.is_open() && options.path == output_.dump_header) options.existing = Existing::append;
    }
    options.create_directories = output_.create_directories;
    options.standard_output = session_.env.standard_output;
    options.terminal = session_.standard_output_is_terminal;
    return options;
}

Result<std::uint64_t> Transfer::resume_offset() const {
    const std::optional<ResumeFrom>& resume = output_.resume;
    if (!resume) return 0;
    // What a server has of an upload cannot be asked.
    if (!spec_.upload.empty()) return resume->offset;
    const SinkOptions options = sink_options();
    const std::uint64_t size = options.path.empty() ? 0 : size_of(options.path);
    if (resume->automatic) return size;
    if (size != 0 && size != resume->offset) {
        return fail(ErrorCode::range_not_honoured, escape_prefix(options.path, 200) + " has " + std::to_string(size) +
                                                       " bytes and cannot be gone on with at " +
                                                       std::to_string(resume->offset));
    }
    return resume->offset;
}

/// In a series the request of before, where it is the same one.
Result<std::shared_ptr<const Request>> Transfer::make_whole_request() {
    const bool kept = session_.plan.series && spec_.upload.empty();
    std::optional<GroupSession::Built>& built = group_.built;
    if (kept && built && built->url == url_) return built->request;
    auto request = build(group_.group.request);
    if (kept && request && !(*request)->body) built = GroupSession::Built{url_, *request};
    return request;
}

Result<std::shared_ptr<const Request>> Transfer::build(const RequestSpec& spec) const {
    Result<Request> request = build_request(spec, url_, spec_.upload);
    if (!request) return fail(std::move(request.error()));
    request->connect = group_.connect;
    request->limits = group_.limits;
    return std::make_shared<const Request>(std::move(*request));
}

Result<std::shared_ptr<const Request>> Transfer::make_request() {
    Result<std::uint64_t> offset = resume_offset();
    if (!offset) return fail(std::move(offset.error()));
    if (*offset == 0) return make_whole_request();
    RequestSpec request = group_.group.request;
    if (spec_.upload.empty()) {
        resume_from_ = *offset;
        request.range = std::to_string(*offset) + "-";
    } else {
        request.upload_from = *offset;
    }
    return build(request);
}

void Transfer::discard_body() {
    SinkOptions nowhere;
    nowhere.standard_output = session_.env.standard_output;
    nowhere.terminal = session_.env.is_terminal(nowhere.standard_output);
    sink_ = BodySink(std::move(nowhere));
    hidden_ = true;
}

Result<void> Transfer::save_etag(const Response& response) const {
    const std::string& path = output_.etag_save;
    const auto tag = response.header.get("ETag");
    if (path.empty() || !tag || response.status < 200 || response.status > 299) return {};
    const std::string line = std::string(*tag) + "\n";
    if (path == "-") {
        const Env& env = session_.env;
        return OutputDescriptor::borrowed(env.standard_output, "standard output")
            .write(env.is_terminal(env.standard_output) ? escape_lines_for_terminal(line) : line);
    }
    Result<OutputDescriptor> file = open_output(path, {});
    if (!file) return fail(std::move(file.error()));
    if (Result<void> written = file->write(line); !written) return written;
    return file->close();
}

/// Under -C: what the answer means for the file that is there.
Result<void> Transfer::direct_rest(const Response& response) {
    ResumeVerdict verdict = judge_resume(resume_from_, response);
    switch (verdict.action) {
        case ResumeAction::complete:
            nothing_to_come_ = true;
            discard_body();
            return {};
        case ResumeAction::refuse: return fail(ErrorCode::range_not_honoured, Phase::body, std::move(verdict.why));
        case ResumeAction::append: break;
    }
    // Open: a further attempt, whose place was made ready.
    if (sink_.is_open()) return {};
    SinkOptions options = sink_options();
    options.existing = Existing::append;
    sink_ = BodySink(std::move(options));
    return {};
}

Result<void> Transfer::direct_body(const Response& response) {
    const RequestSpec& request = group_.group.request;
    const bool hidden = output_.fail == FailMode::without_body && response.status >= 400;
    // A 416 may say that there is no more, which is no failure.
    if (hidden && (resume_from_ == 0 || response.status != 416)) {
        discard_body();
        return {};
    }
    if (Result<void> saved = save_etag(response); !saved) return saved;
    const bool unmet =
        request.time_condition && request.range.empty() && !meets_condition(*request.time_condition, response);
    // What was not wanted does not take the place of what is there.
    if (response.status == 304 || unmet) {
        discard_body();
        return {};
    }
    if (resume_from_ > 0 && request_method(request, spec_.upload) != "HEAD") return direct_rest(response);
    if (!output_.remote_header_name || spec_.output.kind != OutputKind::remote_name) return {};
    if (sink_.is_open()) return {};
    const std::optional<std::string> name = name_by_server(response);
    if (!name) return {};
    SinkOptions options = sink_options();
    options.path = in_output_directory(output_, *name);
    if (output_.clobber == Clobber::automatic) options.existing = Existing::refuse;
    sink_ = BodySink(std::move(options));
    return {};
}

std::string Transfer::settle_file(const Error& error) {
    if (!sink_.is_file() || sink_.file_name().empty()) return {};
    const std::string name = escape_prefix(sink_.file_name(), 200);
    if (output_.remove_on_error) {
        sink_.remove();
        return "removed " + name;
    }
    // An error page is whole.
    if (error.code == ErrorCode::http_status) return {};
    return name + " is not complete: " + std::to_string(sink_.written()) + " bytes of the body were written to it";
}

bool Transfer::exceeds_limit(const Response& response) const {
    const auto& largest = group_.group.limits.max_body_bytes;
    return largest && announced_bytes(response) > *largest;
}

Result<void> Transfer::open_sink(const Response& response) {
    if (Result<void> opened = sink_.open(); !opened) return opened;
    if (Result<void> heads = write_heads(); !heads) return heads;
    if (sink_.is_file() && session_.may_show_progress() && session_.env.is_terminal(session_.env.standard_error)) {
        const std::uint64_t expected = announced_bytes(response);
        progress_.emplace(expected > 0 ? std::optional(expected) : std::nullopt);
    }
    received_ = 0;
    return {};
}

Result<void> Transfer::write_dump() {
    if (dump_heads_.empty()) return {};
    const std::string text = std::exchange(dump_heads_, {});
    const bool to_terminal = session_.env.is_terminal(group_.dump_header.number());
    if (!to_terminal) return group_.dump_header.write(text);
    SinkOptions options;
    options.standard_output = group_.dump_header.number();
    options.terminal = true;
    BodySink escaped(std::move(options));
    if (Result<void> opened = escaped.open(); !opened) return opened;
    return escaped.write_head(text);
}

Result<void> Transfer::write_heads() {
    if (Result<void> done = write_dump(); !done) return done;
    if (heads_.empty()) return {};
    const std::string text = std::exchange(heads_, {});
    if (!sink_.is_open()) {
        // Only interim responses came: there is no file for them to lead into, but standard output is there.
        if (sink_.is_file()) return {};
        if (Result<void> opened = sink_.open(); !opened) return opened;
    }
    return sink_.write_head(text);
}

}  // namespace rtrip::cli
