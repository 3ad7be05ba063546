// SPDX-License-Identifier: MIT
#include "net/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/escape.hpp"

namespace rtrip::net {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return number_; }
    // Some systems tell only here that a write did not work.
    bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_;
};

std::unexpected<Error> failed(ErrorCode code, std::string_view what, const std::string& path) {
    const std::error_code cause(errno, std::generic_category());
    Error error(code, std::string(what) + " " + escape_for_terminal(path) + ": " + cause.message());
    error.cause = cause;
    return fail(std::move(error));
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(descriptor, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

Result<void> write_in_place(const std::string& path, std::string_view text) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (file.number() < 0 || !write_all(file.number(), text) || !file.close()) {
        return failed(ErrorCode::output_write_failed, "cannot write", path);
    }
    return {};
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::size_t max_bytes) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (file.number() < 0) return failed(ErrorCode::config_unreadable, "cannot open", path);
    std::string text;
    std::array<char, 16384> block{};
    while (true) {
        const ssize_t n = ::read(file.number(), block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return failed(ErrorCode::config_unreadable, "cannot read", path);
        if (n == 0) return text;
        text.append(block.data(), static_cast<std::size_t>(n));
        if (text.size() > max_bytes) {
            return fail(ErrorCode::config_unreadable,
                        escape_for_terminal(path) + " is larger than " + std::to_string(max_bytes) + " bytes");
        }
    }
}

Result<void> replace_text_file(const std::string& path, std::string_view text) {
    std::error_code no_link;
    const std::filesystem::path resolved = std::filesystem::canonical(path, no_link);
    const std::string target = no_link ? path : resolved.string();
    struct stat there{};
    const bool exists = ::stat(target.c_str(), &there) == 0;
    if (exists && !S_ISREG(there.st_mode)) return write_in_place(target, text);
    std::string name = target + ".XXXXXX";
    Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
    if (file.number() < 0) return failed(ErrorCode::output_write_failed, "cannot write", path);
    const bool kept_mode = !exists || ::fchmod(file.number(), there.st_mode & 07777) == 0;
    if (kept_mode && write_all(file.number(), text) && file.close() && ::rename(name.c_str(), target.c_str()) == 0) {
        return {};
    }
    const int reason = errno;
    ::unlink(name.c_str());
    errno = reason;
    return failed(ErrorCode::output_write_failed, "cannot write", path);
}

}  // namespace rtrip::net
