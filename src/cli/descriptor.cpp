// SPDX-License-Identifier: MIT
#include "cli/descriptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/escape.hpp"
#include "cli/interrupt_flag.hpp"

namespace rtrip::cli {
namespace {

/// curl tries as many names.
constexpr int kMaxNames = 100;
/// Readable by group, as curl makes them.
constexpr ::mode_t kDirectoryMode = 0750;

std::unexpected<Error> failed(const std::string& name, int reason) {
    Error error(ErrorCode::output_write_failed,
                "cannot write " + escape_prefix(name, 200) + ": " + std::strerror(reason));
    error.cause = std::error_code(reason, std::generic_category());
    return fail(std::move(error));
}

Result<void> create_parents(const std::string& path) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        const std::string parent = path.substr(0, slash);
        if (::mkdir(parent.c_str(), kDirectoryMode) != 0 && errno != EEXIST) return failed(parent, errno);
    }
    return {};
}

int open_for_writing(const std::string& path, int extra) {
    while (true) {
        const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | extra, 0666);
        // Opening a FIFO waits for its reader, and may be interrupted in that.
        if (descriptor >= 0 || errno != EINTR || interrupt_count() > 0) return descriptor;
    }
}

}  // namespace

OutputDescriptor OutputDescriptor::borrowed(int descriptor, std::string name) {
    OutputDescriptor out;
    out.descriptor_ = descriptor;
    out.name_ = std::move(name);
    return out;
}

OutputDescriptor OutputDescriptor::owned(int descriptor, std::string name) {
    OutputDescriptor out = borrowed(descriptor, std::move(name));
    out.owned_ = true;
    return out;
}

OutputDescriptor::~OutputDescriptor() {
    if (owned_ && descriptor_ >= 0) ::close(descriptor_);
}

OutputDescriptor::OutputDescriptor(OutputDescriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), owned_(other.owned_), name_(std::move(other.name_)) {}

OutputDescriptor& OutputDescriptor::operator=(OutputDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(owned_, other.owned_);
    std::swap(name_, other.name_);
    return *this;
}

Result<void> OutputDescriptor::write(std::string_view bytes) {
    // What is told after an interrupt is written all the same.
    const int interrupts_before = interrupt_count();
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            pollfd wait{descriptor_, POLLOUT, 0};
            (void)::poll(&wait, 1, -1);
        } else if (errno != EINTR) {
            return failed(name_, errno);
        }
        // A reader that does not read must not keep a user from ending the run. A signal makes a write that waits give
        // EINTR, or fewer bytes than asked for when some had fitted.
        if (!bytes.empty() && interrupt_count() > interrupts_before) {
            return fail(ErrorCode::interrupted, "interrupted while writing " + name_);
        }
    }
    return {};
}

Result<void> OutputDescriptor::close() {
    const int descriptor = std::exchange(descriptor_, -1);
    if (!owned_ || descriptor < 0) return {};
    if (::close(descriptor) != 0 && errno != EINTR) return failed(name_, errno);
    return {};
}

bool is_broken_pipe(const Error& error) {
    return error.cause == std::errc::broken_pipe;
}

Result<OutputDescriptor> open_output(const std::string& path, const OpenOptions& options) {
    if (options.create_directories) {
        if (Result<void> made = create_parents(path); !made) return fail(std::move(made.error()));
    }
    const int extra = options.existing == Existing::truncate ? O_TRUNC
                      : options.existing == Existing::append ? O_APPEND
                                                             : O_EXCL;
    std::string name = path;
    int descriptor = open_for_writing(name, extra);
    for (int i = 1; options.existing == Existing::keep && descriptor < 0 && errno == EEXIST && i <= kMaxNames; ++i) {
        name = path + "." + std::to_string(i);
        descriptor = open_for_writing(name, extra);
    }
    if (descriptor < 0) return failed(name, errno);
    return OutputDescriptor::owned(descriptor, std::move(name));
}

}  // namespace rtrip::cli
