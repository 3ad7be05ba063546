// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
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

/// What Stream::wait waits for.
enum class Interest : std::uint8_t { read, write, read_or_write };

struct WaitFor {
    Interest interest = Interest::read;
    /// Another descriptor whose readability ends the wait too (the source of a body that is being sent); -1: none.
    int also_readable = -1;
};

/// A byte stream: TCP, Unix socket or TLS over either.
///
/// Reading and writing never wait; wait() does, for both directions at once, so that one coroutine can upload and read
/// the answer at the same time. Errors carry the stream's raw cause; the caller knows what it was doing and gives them
/// code and phase. One thread.
class Stream {
public:
    virtual ~Stream() = default;
    /// Reads some bytes. Absent: nothing there now. 0: orderly end (for TLS: close_notify).
    /// Errors: response_reset (the peer reset), tls_*, body_incomplete (TLS cut without close_notify).
    virtual Result<std::optional<std::size_t>> try_read(std::span<char> buffer) = 0;
    /// Takes some of `bytes`; 0 means not now. What was taken may still lie in a buffer until try_flush() says true.
    /// Errors: send_failed, tls_*.
    virtual Result<std::size_t> try_write(std::string_view bytes) = 0;
    /// Whether everything taken has been handed to the kernel.
    virtual Result<bool> try_flush() = 0;
    /// Waits until a direction may make progress. Errors: interrupted; a passed deadline is an error with `timeout`
    /// set, whose code and text the caller replaces.
    virtual asio::awaitable<Result<void>> wait(Context& ctx, WaitFor what, Deadline deadline) = 0;
    /// Ends the wait that is going on, or else the next one, as if a direction had become ready: whoever waits on a
    /// connection that several share has something new to consider.
    virtual void interrupt_wait() = 0;
    /// Drops what is left of earlier waits, so that an idle connection does not keep an event loop from running dry.
    virtual void end_waits() = 0;
    /// Looks, without waiting or consuming, whether the peer closed or spoke.
    [[nodiscard]] virtual IdleState idle_state() = 0;
    /// Closes at once; nothing is awaited. Idempotent; the destructor does it too.
    virtual void close() = 0;
    [[nodiscard]] virtual std::optional<TcpInfo> tcp_info() const = 0;
    /// Has the kernel stamp what is written and read from here on, until stop_stamps(); nothing happens where it can't.
    /// What is large should not pay for it: each stamped write costs a message in the socket's error queue. Such a
    /// message ends waits; try_read() takes it away, so it is to be asked before each wait.
    virtual void start_stamps(const Clock& clock) = 0;
    virtual void stop_stamps() = 0;
    /// Bytes that the socket below has taken so far: where the last one written lies, once all is flushed.
    [[nodiscard]] virtual std::uint64_t socket_position() const = 0;
    /// When the peer had acknowledged everything up to `position`, and when the bytes read last had come in, as far as
    /// it is known by now. Nothing when the civil clock, which the kernel stamps by, was set since start_stamps().
    [[nodiscard]] virtual KernelStamps read_stamps(const Clock& clock, std::uint64_t position) = 0;
    /// The connection's ends in text form ("192.0.2.1:443", "unix:/path"); empty where there is none.
    [[nodiscard]] virtual const std::string& local_address() const = 0;
    [[nodiscard]] virtual const std::string& remote_address() const = 0;
};

}  // namespace rtrip
