// SPDX-License-Identifier: MIT
#include "cli/environment.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

constexpr std::size_t kDefaultColumns = 80;
/// Neither absurdly narrow nor so wide that a line of the report would be mostly space.
constexpr std::size_t kMinColumns = 40;
constexpr std::size_t kMaxColumns = 200;
/// More than any jar, netrc or config of a person's has; a mistyped name must not fill the memory.
constexpr std::size_t kMaxSmallFile = std::size_t{16} << 20;
/// A day of a report each second is as long.
constexpr std::size_t kMaxSavedReports = std::size_t{64} << 20;

std::string reason(const std::string& path, int error) {
    return escape_prefix(path == "-" ? "standard input" : path, 200) + ": " + std::strerror(error);
}

Result<std::string> read_all(int descriptor, const std::string& path, std::size_t most) {
    std::string text;
    std::array<char, 65536> buffer;
    while (true) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count > 0) {
            if (static_cast<std::size_t>(count) > most - text.size()) {
                return fail(ErrorCode::config_unreadable, reason(path, EFBIG));
            }
            text.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0) {
            return text;
        } else if (errno != EINTR) {
            return fail(ErrorCode::config_unreadable, "cannot read " + reason(path, errno));
        }
    }
}

Result<std::string> read_up_to(std::size_t most, const std::string& path) {
    if (path == "-") return read_all(STDIN_FILENO, path, most);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail(ErrorCode::config_unreadable, "cannot read " + reason(path, errno));
    Result<std::string> text = read_all(descriptor, path, most);
    ::close(descriptor);
    return text;
}

Result<std::optional<std::string>> read_if_there(const std::string& path) {
    const bool standard = path == "-";
    const int descriptor = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT) return std::optional<std::string>();
    if (descriptor < 0) return fail(ErrorCode::config_unreadable, "cannot read " + reason(path, errno));
    Result<std::string> text = read_all(descriptor, path, kMaxSmallFile);
    if (!standard) ::close(descriptor);
    if (!text) return fail(std::move(text.error()));
    return std::optional<std::string>(std::move(*text));
}

std::optional<std::string> why_unreadable(const std::string& path) {
    if (::access(path.c_str(), R_OK) == 0) return std::nullopt;
    return reason(path, errno);
}

std::optional<WallTime> modified(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return std::chrono::system_clock::from_time_t(status.st_mtim.tv_sec);
}

bool is_regular(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::size_t terminal_columns() {
    winsize size{};
    for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
        if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
            return std::clamp<std::size_t>(size.ws_col, kMinColumns, kMaxColumns);
        }
    }
    if (const char* columns = std::getenv("COLUMNS")) {
        if (const auto number = parse_number(columns); number && *number > 0) {
            return std::clamp<std::size_t>(*number, kMinColumns, kMaxColumns);
        }
    }
    return kDefaultColumns;
}

std::optional<std::string> ask_password(std::string_view prompt) {
    const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0) return std::nullopt;
    termios before{};
    if (::tcgetattr(terminal, &before) != 0) {
        ::close(terminal);
        return std::nullopt;
    }
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    // Ctrl-C must not end the process while the terminal is silent: it breaks the read and is repeated below.
    struct sigaction broken{};
    struct sigaction original{};
    broken.sa_handler = [](int) {};
    ::sigaction(SIGINT, &broken, &original);
    ::tcsetattr(terminal, TCSAFLUSH, &silent);
    std::string answer;
    ssize_t count = ::write(terminal, prompt.data(), prompt.size());
    char c = '\0';
    while (count >= 0 && (count = ::read(terminal, &c, 1)) == 1 && c != '\n' && c != '\r') answer += c;
    ::tcsetattr(terminal, TCSAFLUSH, &before);
    ::sigaction(SIGINT, &original, nullptr);
    if (count < 0 && errno == EINTR) ::raise(SIGINT);
    // What was typed was not echoed, the end of the line neither.
    [[maybe_unused]] const ssize_t ignored = ::write(terminal, "\n", 1);
    ::close(terminal);
    return answer;
}

}  // namespace

Env process_environment() {
    Env env;
    env.variable = [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') return std::nullopt;
        return std::string(value);
    };
    env.is_terminal = [](int descriptor) { return ::isatty(descriptor) == 1; };
    env.terminal_columns = terminal_columns;
    env.read_file = [](const std::string& path) { return read_up_to(kMaxSmallFile, path); };
    env.read_saved = [](const std::string& path) { return read_up_to(kMaxSavedReports, path); };
    env.read_data = [](const std::string& path) { return read_up_to(SIZE_MAX, path); };
    env.read_if_there = read_if_there;
    env.why_unreadable = why_unreadable;
    env.modified = modified;
    env.is_regular = is_regular;
    env.ask_password = ask_password;
    return env;
}

bool shows_unicode(const Env& env) {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        if (const auto value = env.variable(name)) {
            const std::string lower = ascii::lower(*value);
            return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
        }
    }
    return false;
}

void open_standard_descriptors() {
    int descriptor = ::open("/dev/null", O_RDWR);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = ::dup(descriptor);
    if (descriptor > STDERR_FILENO) ::close(descriptor);
}

}  // namespace rtrip::cli
