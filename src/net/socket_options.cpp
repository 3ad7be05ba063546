// SPDX-License-Identifier: MIT
#include "net/socket_options.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

#include "base/ascii.hpp"

namespace rtrip::net {
namespace {

std::string errno_text(int number) {
    return std::generic_category().message(number);
}

void set_int(int socket, int level, int name, int value) {
    // Best effort: a kernel that refuses one of these options still gives a usable socket.
    static_cast<void>(::setsockopt(socket, level, name, &value, sizeof(value)));
}

void set_tcp_options(int socket, const DialOptions& options) {
    set_int(socket, IPPROTO_TCP, TCP_NODELAY, options.tcp_nodelay ? 1 : 0);
    if (options.tcp_fastopen) set_int(socket, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1);
    if (!options.tcp_keepalive) return;
    const int seconds = static_cast<int>(options.keepalive_time.count());
    set_int(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_int(socket, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
    set_int(socket, IPPROTO_TCP, TCP_KEEPINTVL, seconds);
}

// An address of the named interface in the family of the connection.
std::optional<Endpoint> address_of_interface(const std::string& name, int family) {
    ifaddrs* raw = nullptr;
    if (getifaddrs(&raw) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(raw, &freeifaddrs);
    for (const ifaddrs* at = raw; at != nullptr; at = at->ifa_next) {
        if (at->ifa_addr == nullptr || at->ifa_addr->sa_family != family || name != at->ifa_name) continue;
        Endpoint out;
        out.length = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        std::copy_n(reinterpret_cast<const char*>(at->ifa_addr), out.length, reinterpret_cast<char*>(&out.storage));
        return out;
    }
    return std::nullopt;
}

std::optional<Endpoint> any_address(int family) {
    return make_ip_endpoint(family == AF_INET ? "0.0.0.0" : "::", 0);
}

void set_port(Endpoint& endpoint, std::uint16_t port) {
    if (endpoint.family() == AF_INET) {
        reinterpret_cast<sockaddr_in*>(&endpoint.storage)->sin_port = htons(port);
    } else {
        reinterpret_cast<sockaddr_in6*>(&endpoint.storage)->sin6_port = htons(port);
    }
}

// curl's --interface: "if!NAME", "host!ADDRESS", or either without prefix.
Result<Endpoint> source_address(int socket, int family, std::string_view text) {
    const bool only_interface = ascii::istarts_with(text, "if!");
    const bool only_host = ascii::istarts_with(text, "host!");
    const std::string name(text.substr(only_interface ? 3 : (only_host ? 5 : 0)));
    if (!only_interface) {
        if (auto literal = make_ip_endpoint(name, 0)) {
            if (literal->family() == family) return *literal;
            return fail(ErrorCode::connect_bad_interface, Phase::connect,
                        "--interface " + name + " is not of the address family connected to");
        }
    }
    if (!only_host && if_nametoindex(name.c_str()) != 0) {
        // Needs a privilege on older kernels; binding to the interface's address does most of it without.
        static_cast<void>(
            ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, name.c_str(), static_cast<socklen_t>(name.size() + 1)));
        if (auto address = address_of_interface(name, family)) return *address;
        return fail(ErrorCode::connect_bad_interface, Phase::connect,
                    "interface " + name + " has no address of the family connected to");
    }
    return fail(ErrorCode::connect_bad_interface, Phase::connect, "no interface or local address is called " + name);
}

Result<void> bind_local(int socket, int family, const DialOptions& options) {
    if (options.interface.empty() && !options.local_ports) return {};
    std::optional<Endpoint> source = any_address(family);
    if (!options.interface.empty()) {
        auto found = source_address(socket, family, options.interface);
        if (!found) return fail(std::move(found.error()));
        source = *found;
    }
    const std::uint16_t first = options.local_ports ? options.local_ports->first : std::uint16_t{0};
    const std::uint16_t last = options.local_ports ? options.local_ports->second : std::uint16_t{0};
    if (options.local_ports) set_int(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    int error = 0;
    for (std::uint32_t port = first; port <= last; ++port) {
        set_port(*source, static_cast<std::uint16_t>(port));
        if (::bind(socket, source->data(), source->length) == 0) return {};
        error = errno;
        if (error != EADDRINUSE && error != EACCES) break;
    }
    if (options.local_ports && (error == EADDRINUSE || error == EACCES)) {
        return fail(
            ErrorCode::connect_bad_local_port, Phase::connect,
            "no port of " + std::to_string(first) + "-" + std::to_string(last) + " can be bound: " + errno_text(error));
    }
    return fail(ErrorCode::connect_bad_interface, Phase::connect,
                "cannot bind to " + options.interface + ": " + errno_text(error));
}

}  // namespace

Result<int> open_socket(const Endpoint& remote, const DialOptions& options) {
    const int socket = ::socket(remote.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) {
        Error error(ErrorCode::connect_failed, Phase::connect, "cannot make a socket: " + errno_text(errno));
        error.cause = std::error_code(errno, std::generic_category());
        return fail(std::move(error));
    }
    if (remote.family() == AF_UNIX) return socket;
    set_tcp_options(socket, options);
    if (auto bound = bind_local(socket, remote.family(), options); !bound) {
        ::close(socket);
        return fail(std::move(bound.error()));
    }
    return socket;
}

}  // namespace rtrip::net
