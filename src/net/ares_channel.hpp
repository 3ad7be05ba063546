// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/endpoint.hpp"
#include "rtrip/result.hpp"

struct ares_channeldata;

namespace rtrip::net {

enum class DnsTransport : std::uint8_t { udp, tcp };

/// Whether c-ares gets to see a packet. What is passed over leaves no trace in it: no retry, no end of the wait.
enum class PacketVerdict : std::uint8_t { deliver, pass_over };

/// Sees every packet of a channel as it leaves and arrives, and the end. Must not destroy the channel from a call.
class AresObserver {
public:
    virtual ~AresObserver() = default;
    /// A query, without the length prefix of TCP.
    virtual void on_sent(const Endpoint& server, DnsTransport transport, std::string_view query) = 0;
    /// A datagram from the server's address and port.
    virtual PacketVerdict on_datagram(const Endpoint& server, std::string_view packet) = 0;
    /// A whole message over TCP.
    virtual void on_tcp_message(const Endpoint& server, std::string_view message) = 0;
    /// Connecting to, sending to or receiving from the server failed.
    virtual void on_failed(const Endpoint& server, DnsTransport transport, int error_number) = 0;
    /// The question was answered (`status` is ARES_SUCCESS) or given up. Not called while the channel is destroyed.
    virtual void on_finished(int status, std::string_view answer) = 0;
};

struct AresChannelOptions {
    std::vector<Endpoint> servers;  ///< At least one.
    std::chrono::milliseconds first_timeout{2000};  ///< Grows with each round through the servers.
    int tries = 3;  ///< Rounds through the servers.
};

/// A c-ares channel inside an Asio event loop, for one question.
///
/// c-ares keeps retransmission, change of server and fallback to TCP; its sockets are ours (socket functions), so that
/// each packet is seen. It reads no file of the system: servers and limits come from the options. One thread.
/// A channel that is destroyed takes its sockets along; handlers that are still queued then do nothing.
class AresChannel {
public:
    /// Errors: internal when c-ares cannot be set up. `observer` must outlive the channel.
    static Result<std::unique_ptr<AresChannel>> make(const asio::any_io_executor& executor,
                                                     const AresChannelOptions& options, AresObserver& observer);
    ~AresChannel();
    AresChannel(const AresChannel&) = delete;
    AresChannel& operator=(const AresChannel&) = delete;

    /// Puts the question; the observer may hear of its end before this returns.
    void send(std::string_view query);

private:
    struct Socket;
    struct Hooks;  // What c-ares calls; see the .cpp.
    enum class Direction : std::uint8_t { read, write };
    static constexpr std::size_t index_of(Direction direction) { return static_cast<std::size_t>(direction); }

    AresChannel(const asio::any_io_executor& executor, AresObserver& observer);
    Result<void> open(const AresChannelOptions& options);
    void set_interest(int descriptor, bool readable, bool writable);
    void wait_ready(const std::shared_ptr<Socket>& socket, Direction direction);
    /// The server that c-ares means: it does not keep the zone of a link-local address.
    [[nodiscard]] Endpoint known_server(const sockaddr* address, socklen_t length) const;
    void process(int readable, int writable);
    void arm_timer();
    void note_stream_bytes(Socket& socket, std::string_view bytes);

    asio::any_io_executor executor_;
    AresObserver& observer_;
    ares_channeldata* channel_ = nullptr;
    std::vector<Endpoint> servers_;
    bool closing_ = false;
    std::map<int, std::shared_ptr<Socket>> sockets_;
    asio::steady_timer timer_;
    std::shared_ptr<AresChannel*> self_;  // Handlers hold it weakly: they may run after the channel is gone.
};

}  // namespace rtrip::net
