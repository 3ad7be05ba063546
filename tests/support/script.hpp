// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "support/gate.hpp"
#include "support/server_channel.hpp"

namespace rtrip::test {

/// What a server really got on one connection, decrypted.
struct Received {
    std::vector<std::string> heads;   ///< Request heads, blank line included.
    std::vector<std::string> bodies;  ///< One for each head; of very long ones the first MiB.
    std::string preface;              ///< What expect_body() read before the first head.
    std::uint64_t bytes = 0;          ///< Everything.
    bool peer_reset = false;
    bool resumed = false;             ///< TLS: with a session of before.
    bool handshake_failed = false;
};

/// One connection while its script runs.
class ServerConnection {
public:
    ServerConnection(ServerChannel& channel, Received& received, std::stop_token stop)
        : channel_(channel), received_(received), stop_(std::move(stop)) {}

    /// Reads a head; false when the peer left before.
    bool read_head();
    /// Reads `count` body bytes of the last head.
    bool read_body(std::uint64_t count);
    /// Reads the body that the last head announces.
    bool read_announced_body();
    bool send(std::string_view bytes);
    /// Reads and drops until the peer closed; the number of bytes that came.
    std::uint64_t read_to_end();
    /// Reads one piece of whatever there is; empty at the end.
    std::string read_some();
    [[nodiscard]] bool peer_gone() const { return peer_gone_; }
    [[nodiscard]] ServerChannel& channel() { return channel_; }
    [[nodiscard]] const std::stop_token& stop() const { return stop_; }
    void mark_closed() { closed_ = true; }
    [[nodiscard]] bool closed() const { return closed_; }

private:
    bool fill();
    bool read_line(std::string& line);
    void keep_body(std::string_view bytes);

    ServerChannel& channel_;
    Received& received_;
    std::stop_token stop_;
    std::string pending_;  // read and not yet asked for
    bool peer_gone_ = false;
    bool closed_ = false;
};

/// What a server does on one connection, step by step. Copyable; the same script may serve several connections.
///
///     Script().answer(wire::ok("one")).expect_head().send("HTTP/1.1 200 OK\r\n").close()
///
/// A script that ends without closing keeps the connection open until the peer closes; bytes that come then were not
/// expected and fail the test.
class Script {
public:
    Script& expect_head();
    /// Head and the body that it announces.
    Script& expect_request();
    Script& expect_body(std::uint64_t count);
    Script& send(std::string bytes);
    /// In single bytes, each a segment of its own where the peer keeps up.
    Script& send_bytewise(std::string bytes);
    /// expect_request and send.
    Script& answer(std::string response);
    /// Sends `piece` again and again with `pause` between until the peer leaves.
    Script& drip(std::string piece, std::chrono::milliseconds pause);
    /// Sends `piece` `times` times with `pause` between.
    Script& send_slowly(std::string piece, int times, std::chrono::milliseconds pause);
    /// `count` bytes of 'x'.
    Script& send_bulk(std::uint64_t count);
    /// `piece` without end, until the peer leaves.
    Script& flood(std::string piece);
    /// Sends back what comes until `count` bytes went both ways.
    Script& echo(std::uint64_t count);
    Script& wait(SharedGate gate);
    Script& signal(SharedGate gate);
    Script& half_close();
    Script& close();
    /// TLS: closes TCP without close_notify.
    Script& cut();
    Script& reset();
    /// Neither reads nor writes until the peer closed or the gate opens.
    Script& ignore_until(SharedGate gate);
    /// At its end reads whatever comes, unexpected or not, until the peer closes.
    Script& swallow();
    /// The peer may leave at any step, and nothing that was not read is a failure.
    Script& peer_may_leave();
    [[nodiscard]] bool lets_peer_leave() const { return peer_may_leave_; }

    /// Runs it, calling `lingering` when nothing is left but to wait for the peer's close; an empty text, or what went
    /// wrong.
    [[nodiscard]] std::string run(ServerConnection& connection, const std::function<void()>& lingering) const;

private:
    struct Step {
        std::string name;
        std::function<bool(ServerConnection&)> act;
    };
    Script& add(std::string name, std::function<bool(ServerConnection&)> act);

    std::vector<Step> steps_;
    bool peer_may_leave_ = false;
    bool swallows_ = false;
};

}  // namespace rtrip::test
