// SPDX-License-Identifier: MIT
#include "cli/body_sink.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/escape.hpp"

namespace rtrip::cli {

namespace {

enum class Place : std::uint8_t { regular, nowhere, elsewhere };

/// /dev/null takes everything back by itself.
Place place_of(int descriptor) {
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) return Place::elsewhere;
    if (S_ISREG(status.st_mode)) return Place::regular;
    return S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3) ? Place::nowhere : Place::elsewhere;
}

}  // namespace

Result<void> BodySink::open() {
    if (out_.is_open()) return {};
    if (!is_file()) {
        out_ = OutputDescriptor::borrowed(options_.standard_output, "standard output");
        to_terminal_ = options_.terminal;
        return {};
    }
    OpenOptions open;
    open.create_directories = options_.create_directories;
    open.existing = options_.existing;
    Result<OutputDescriptor> file = open_output(options_.path, open);
    if (!file) return fail(std::move(file.error()));
    out_ = std::move(*file);
    file_name_ = out_.name();
    // "-o /dev/tty" is a terminal too.
    to_terminal_ = ::isatty(out_.number()) == 1;
    if (options_.existing == Existing::append) start_ = std::max<std::int64_t>(0, ::lseek(out_.number(), 0, SEEK_END));
    return {};
}

Result<void> BodySink::write_head(std::string_view text) {
    if (!to_terminal_) return out_.write(text);
    std::string shown = escape_lines_for_terminal(text);
    // Line ends of heads are the protocol's, not the peer's.
    for (std::size_t at = shown.find("\\r\n"); at != std::string::npos; at = shown.find("\\r\n", at))
        shown.erase(at, 2);
    return out_.write(shown);
}

Result<void> BodySink::write(std::string_view bytes) {
    if (drops()) return {};
    written_ += bytes.size();
    if (!to_terminal_) return out_.write(bytes);
    const std::string text = guard_.pass(bytes);
    if (Result<void> done = out_.write(text); !done) return done;
    return guard_.turned_binary() ? refuse_binary() : Result<void>();
}

Result<void> BodySink::refuse_binary() const {
    Error error(ErrorCode::output_write_failed, "the body is binary from byte " + std::to_string(guard_.passed()) +
                                                    " on or close to it; that is not written to a terminal");
    error.hint = "use -o FILE, or a pipe";
    return fail(std::move(error));
}

std::string BodySink::kept_because() const {
    if (written_ == 0) return {};
    if (!is_file()) return "the body's beginning has gone to standard output";
    if (place_of(out_.number()) != Place::elsewhere) return {};
    return "the body's beginning has gone to " + escape_prefix(file_name_, 200);
}

Result<void> BodySink::start_over() {
    written_ = 0;
    guard_ = TerminalGuard();
    if (!is_file() || !out_.is_open() || place_of(out_.number()) != Place::regular) return {};
    if (::ftruncate(out_.number(), start_) == 0 && ::lseek(out_.number(), start_, SEEK_SET) == start_) return {};
    Error error(ErrorCode::output_write_failed, "cannot write " + escape_prefix(file_name_, 200) + " afresh");
    error.cause = std::error_code(errno, std::generic_category());
    return fail(std::move(error));
}

Result<void> BodySink::finish() {
    if (to_terminal_ && !drops()) {
        guard_.finish();
        if (guard_.turned_binary()) return refuse_binary();
    }
    return out_.is_open() ? out_.close() : Result<void>();
}

void BodySink::remove() {
    struct stat status{};
    const bool regular = !file_name_.empty() && ::lstat(file_name_.c_str(), &status) == 0 && S_ISREG(status.st_mode);
    if (regular) ::unlink(file_name_.c_str());
}

}  // namespace rtrip::cli
