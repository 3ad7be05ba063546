// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rtrip/context.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// What an idle connection looks like from this side.
enum class IdleState : std::uint8_t { quiet, closed, spoke };

/// A byte stream: TCP, Unix socket, TLS over either, or memory in tests. One reader and one writer at a time.
class Stream {
public:
    virtual ~Stream() = default;
    /// Reads some bytes; 0 means an orderly end (for TLS: close_notify). Errors carry the stream's raw cause; the caller
    /// gives them the code and phase of what it was doing. A passed deadline is an error with `timeout` set.
    virtual asio::awaitable<Result<std::size_t>> read_some(Context& ctx, std::span<char> buffer, const Deadline& deadline) = 0;
    /// Writes everything. Errors: as read_some.
    virtual asio::awaitable<Result<void>> write_all(Context& ctx, std::string_view bytes, const Deadline& deadline) = 0;
    /// Wakes when the stream has something to read or has ended, without consuming anything.
    virtual asio::awaitable<Result<void>> wait_readable(Context& ctx, const Deadline& deadline) = 0;
    /// Looks, without waiting, whether the peer closed or spoke.
    [[nodiscard]] virtual IdleState idle_state() = 0;
    /// Closes at once; nothing is awaited. Idempotent.
    virtual void close() = 0;
    [[nodiscard]] virtual std::optional<TcpInfo> tcp_info() const = 0;
    /// The connection's ends in text form ("192.0.2.1:443"); empty where there is none.
    [[nodiscard]] virtual std::string local_address() const = 0;
    [[nodiscard]] virtual std::string remote_address() const = 0;
};

}  // namespace rtrip
