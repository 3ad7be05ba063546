// SPDX-License-Identifier: MIT
#include "codec/tls/key_log.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/escape.hpp"

namespace rtrip::tls {

Result<KeyLog> KeyLog::open(const std::string& path) {
    KeyLog log;
    if (path.empty()) return log;
    constexpr mode_t kOwnerOnly = 0600;
    log.descriptor_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, kOwnerOnly);
    if (log.descriptor_ >= 0) return log;
    const std::error_code cause(errno, std::generic_category());
    Error error(ErrorCode::output_write_failed,
                "the key log \"" + escape_prefix(path, 400) + "\" cannot be opened: " + cause.message());
    error.cause = cause;
    return fail(std::move(error));
}

KeyLog::~KeyLog() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

KeyLog::KeyLog(KeyLog&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

KeyLog& KeyLog::operator=(KeyLog&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

void KeyLog::append(std::string_view line) {
    if (descriptor_ < 0) return;
    // One write for each line, so that several processes can share the file.
    const std::string whole = std::string(line) + "\n";
    // A full disk costs the log, not the transfer.
    [[maybe_unused]] const ssize_t written = ::write(descriptor_, whole.data(), whole.size());
}

}  // namespace rtrip::tls
