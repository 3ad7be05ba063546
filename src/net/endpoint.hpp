// SPDX-License-Identifier: MIT
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/result.hpp"

namespace rtrip::net {

/// A socket address of any family.
struct Endpoint {
    sockaddr_storage storage{};
    socklen_t length = 0;

    [[nodiscard]] const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage); }
    [[nodiscard]] sockaddr* data() { return reinterpret_cast<sockaddr*>(&storage); }
    [[nodiscard]] int family() const { return storage.ss_family; }
    /// "192.0.2.1:80", "[2001:db8::1]:80", "unix:/path", "unix:@abstract"; empty for an unnamed Unix socket.
    [[nodiscard]] std::string to_string() const;
};

/// An IP literal, for IPv6 without brackets and with an optional "%zone". Absent when it is none or the zone names no
/// interface of this machine.
[[nodiscard]] std::optional<Endpoint> make_ip_endpoint(std::string_view literal, std::uint16_t port);

enum class UnixNamespace : std::uint8_t { filesystem, abstract };
/// Errors: connect_failed when the path is longer than the system allows.
[[nodiscard]] Result<Endpoint> make_unix_endpoint(std::string_view path, UnixNamespace space);

[[nodiscard]] Endpoint local_endpoint(int descriptor);
[[nodiscard]] Endpoint remote_endpoint(int descriptor);

}  // namespace rtrip::net
