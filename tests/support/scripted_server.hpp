// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "support/script.hpp"
#include "support/server_channel.hpp"

namespace rtrip::test {

/// Where a scripted server listens and what it speaks.
struct ServerOptions {
    ServerOptions() = default;
    explicit ServerOptions(std::string address_) : address(std::move(address_)) {}
    std::string address = "127.0.0.1";  ///< Or "::1".
    std::uint16_t port = 0;             ///< 0: any free one.
    std::string unix_path;              ///< Not empty: a Unix socket in place of TCP.
    std::shared_ptr<const TlsServerContext> tls;  ///< Null: plain.
    int send_buffer = 0;                ///< SO_SNDBUF and SO_RCVBUF of its sockets; 0: the system's.
};

/// A server whose connections follow scripts, in the order in which they are accepted, each in a thread of its own.
///
/// Going out of scope it closes everything, joins its threads and fails the test when a script was not fulfilled, a
/// connection was missing, or one came that no script was left for. Declare it before the client.
class ScriptedServer {
public:
    explicit ScriptedServer(std::vector<Script> scripts, ServerOptions options = {});
    explicit ScriptedServer(Script script, ServerOptions options = {});
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:PORT" and the path; "https://" over TLS.
    [[nodiscard]] std::string url(const std::string& path = "/") const;

    /// Connections accepted so far.
    [[nodiscard]] std::size_t accepted() const;
    /// What the n-th connection got; complete once finish() was called.
    [[nodiscard]] Received received(std::size_t connection) const;
    /// Request heads over all connections.
    [[nodiscard]] std::size_t requests() const;

    /// Waits for the scripts to end, stops everything, and gives what went wrong. Called by the destructor unless the
    /// test did; after this the server is gone.
    std::vector<std::string> finish();

private:
    struct Connection {
        Received received;
        std::string problem;
        bool lingering = false;  // only the peer's close is awaited
        bool done = false;
        std::jthread thread;
    };

    void listen();
    void accept_all(std::stop_token stop);
    void serve(Connection& connection, const Script& script, int socket, std::stop_token stop);
    void wait_until_done();

    std::vector<Script> scripts_;
    ServerOptions options_;
    int listener_ = -1;
    int stop_descriptor_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::size_t unexpected_ = 0;
    bool finished_ = false;
    std::jthread acceptor_;
};

/// A listening port whose queue is full, so that a connect to it hangs as behind a firewall that drops.
class BlackHole {
public:
    explicit BlackHole(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    ~BlackHole();
    BlackHole(const BlackHole&) = delete;
    BlackHole& operator=(const BlackHole&) = delete;
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    int listener_ = -1;
    std::vector<int> fillers_;
    std::uint16_t port_ = 0;
};

/// A port of 127.0.0.1 on which nobody listens.
std::uint16_t refused_port();
/// Whether this machine has an IPv6 loopback.
bool has_ipv6();

}  // namespace rtrip::test
