// SPDX-License-Identifier: MIT
#include "net/resolver_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace rtrip::net {
namespace {

std::optional<std::string> read_all(int descriptor, std::size_t expected) {
    std::string text;
    text.resize(std::min(expected, kMaxSystemFileBytes) + 1);  // One more, so that the end is seen.
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t got = ::read(descriptor, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    if (size > kMaxSystemFileBytes) text.resize(text.rfind('\n') + 1);
    return text;
}

}  // namespace

std::optional<std::string> read_system_file(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return std::nullopt;
    struct stat about{};
    std::optional<std::string> text;
    if (::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode)) {
        text = read_all(descriptor, static_cast<std::size_t>(about.st_size));
    }
    ::close(descriptor);
    return text;
}

}  // namespace rtrip::net
