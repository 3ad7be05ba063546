// SPDX-License-Identifier: MIT
#include "net/endpoint.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>

namespace rtrip::net {
namespace {

std::optional<std::uint32_t> scope_of(const std::string& zone) {
    if (const unsigned index = if_nametoindex(zone.c_str()); index != 0) return index;
    std::uint32_t number = 0;
    const auto [end, ec] = std::from_chars(zone.data(), zone.data() + zone.size(), number);
    if (ec == std::errc() && end == zone.data() + zone.size() && !zone.empty()) return number;
    return std::nullopt;
}

std::string unix_text(const sockaddr_un& address, socklen_t length) {
    const std::size_t header = offsetof(sockaddr_un, sun_path);
    if (length <= header) return {};
    std::string_view path(static_cast<const char*>(address.sun_path), length - header);
    if (path.front() == '\0') return "unix:@" + std::string(path.substr(1));
    return "unix:" + std::string(path.substr(0, path.find('\0')));
}

}  // namespace

std::string Endpoint::to_string() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (family() == AF_INET) {
        const auto* in = reinterpret_cast<const sockaddr_in*>(&storage);
        inet_ntop(AF_INET, &in->sin_addr, text.data(), text.size());
        return std::string(text.data()) + ":" + std::to_string(ntohs(in->sin_port));
    }
    if (family() == AF_INET6) {
        const auto* in6 = reinterpret_cast<const sockaddr_in6*>(&storage);
        inet_ntop(AF_INET6, &in6->sin6_addr, text.data(), text.size());
        return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(in6->sin6_port));
    }
    if (family() == AF_UNIX) return unix_text(*reinterpret_cast<const sockaddr_un*>(&storage), length);
    return {};
}

std::optional<Endpoint> make_ip_endpoint(std::string_view literal, std::uint16_t port) {
    Endpoint out;
    const std::size_t percent = literal.find('%');
    const std::string address(literal.substr(0, percent));
    auto* in = reinterpret_cast<sockaddr_in*>(&out.storage);
    if (percent == std::string_view::npos && inet_pton(AF_INET, address.c_str(), &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons(port);
        out.length = sizeof(sockaddr_in);
        return out;
    }
    auto* in6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
    if (inet_pton(AF_INET6, address.c_str(), &in6->sin6_addr) != 1) return std::nullopt;
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(port);
    if (percent != std::string_view::npos) {
        const auto scope = scope_of(std::string(literal.substr(percent + 1)));
        if (!scope) return std::nullopt;
        in6->sin6_scope_id = *scope;
    }
    out.length = sizeof(sockaddr_in6);
    return out;
}

Result<Endpoint> make_unix_endpoint(std::string_view path, UnixNamespace space) {
    Endpoint out;
    auto* un = reinterpret_cast<sockaddr_un*>(&out.storage);
    un->sun_family = AF_UNIX;
    const std::size_t lead = space == UnixNamespace::abstract ? 1 : 0;
    // A path in the file system needs its final NUL, an abstract name has none.
    if (path.empty() || path.size() + 1 > sizeof(un->sun_path)) {
        return fail(
            ErrorCode::connect_failed, Phase::connect,
            "the Unix socket's path is empty or longer than " + std::to_string(sizeof(un->sun_path) - 1) + " bytes");
    }
    std::memcpy(static_cast<char*>(un->sun_path) + lead, path.data(), path.size());
    out.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    return out;
}

Endpoint local_endpoint(int descriptor) {
    Endpoint out;
    out.length = sizeof(out.storage);
    if (getsockname(descriptor, out.data(), &out.length) != 0) out.length = 0;
    return out;
}

Endpoint remote_endpoint(int descriptor) {
    Endpoint out;
    out.length = sizeof(out.storage);
    if (getpeername(descriptor, out.data(), &out.length) != 0) out.length = 0;
    return out;
}

}  // namespace rtrip::net
