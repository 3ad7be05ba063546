// SPDX-License-Identifier: MIT
#include "net/ares_channel.hpp"

// Newer versions offer successors of ares_send() and the socket functions that Debian 12's 1.18.1 lacks.
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace rtrip::net {
namespace {

/// Datagrams looked at before the event loop gets its turn, so that a flood cannot hold back timers and deadlines.
constexpr int kMaxDatagramsAtOnce = 64;

/// The largest message over TCP with its length prefix; a stream that holds more is not looked into further.
constexpr std::size_t kMaxStreamBytes = 2 + 65535;

/// c-ares counts its users; the library lives as long as the program.
int library_status() {
    static const int status = ares_library_init(ARES_LIB_INIT_ALL);
    return status;
}

std::string joined(const iovec* parts, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    return out;
}

ares_addr_port_node server_node(const Endpoint& server) {
    ares_addr_port_node node{};
    node.family = server.family();
    if (server.family() == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, server.data(), sizeof address);
        std::memcpy(&node.addr.addr6, &address.sin6_addr, sizeof node.addr.addr6);
        node.udp_port = ntohs(address.sin6_port);
    } else {
        sockaddr_in address{};
        std::memcpy(&address, server.data(), sizeof address);
        node.addr.addr4 = address.sin_addr;
        node.udp_port = ntohs(address.sin_port);
    }
    node.tcp_port = node.udp_port;
    return node;
}

}  // namespace

/// One socket of c-ares.
struct AresChannel::Socket {
    Socket(const asio::any_io_executor& executor, DnsTransport transport_) : stream(executor), transport(transport_) {}
    asio::posix::stream_descriptor stream;
    DnsTransport transport;
    Endpoint server;
    struct Interest {
        bool wanted = false;
        bool pending = false;
    };
    std::array<Interest, 2> interest;  // By Direction.
    bool query_seen = false;  // TCP: the query may leave in pieces.
    std::string received;     // TCP: a message that is not whole yet.
};

/// The functions that c-ares calls in place of the system's. Each sets errno as its namesake does.
struct AresChannel::Hooks {
    static AresChannel& self(void* data) { return *static_cast<AresChannel*>(data); }

    static Socket* find(void* data, ares_socket_t descriptor) {
        const auto found = self(data).sockets_.find(descriptor);
        return found == self(data).sockets_.end() ? nullptr : found->second.get();
    }

    static ares_socket_t open(int domain, int type, int protocol, void* data) {
        const int descriptor = ::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
        if (descriptor < 0) return ARES_SOCKET_BAD;
        const auto transport = type == SOCK_STREAM ? DnsTransport::tcp : DnsTransport::udp;
        auto socket = std::make_shared<Socket>(self(data).executor_, transport);
        asio::error_code ec;
        socket->stream.assign(descriptor, ec);
        if (ec) {
            ::close(descriptor);
            errno = ec.value();
            return ARES_SOCKET_BAD;
        }
        if (transport == DnsTransport::tcp) {
            const int on = 1;
            static_cast<void>(::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
        }
        self(data).sockets_.emplace(descriptor, std::move(socket));
        return descriptor;
    }

    static int close(ares_socket_t descriptor, void* data) {
        Socket* socket = find(data, descriptor);
        if (!socket) {
            errno = EBADF;
            return -1;
        }
        // At once: the handler that led here may still hold the socket.
        asio::error_code ec;
        socket->stream.close(ec);
        self(data).sockets_.erase(descriptor);
        return 0;
    }

    static int connect(ares_socket_t descriptor, const sockaddr* address, ares_socklen_t length, void* data) {
        Socket* socket = find(data, descriptor);
        if (!socket || length > sizeof socket->server.storage) {
            errno = EBADF;
            return -1;
        }
        socket->server = self(data).known_server(address, length);
        const int result = ::connect(descriptor, socket->server.data(), socket->server.length);
        if (result < 0 && errno != EINPROGRESS) report(data, *socket, errno);
        return result;
    }

    static ares_ssize_t receive(ares_socket_t descriptor, void* buffer, size_t size, int flags, sockaddr* from,
                                ares_socklen_t* from_length, void* data) {
        Socket* socket = find(data, descriptor);
        if (!socket) {
            errno = EBADF;
            return -1;
        }
        return socket->transport == DnsTransport::tcp
                   ? receive_stream(*socket, buffer, size, data)
                   : receive_datagram(*socket, buffer, size, Source{flags, from, from_length}, data);
    }

    static ares_ssize_t send(ares_socket_t descriptor, const iovec* parts, int count, void* data) {
        Socket* socket = find(data, descriptor);
        if (!socket) {
            errno = EBADF;
            return -1;
        }
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(parts);  // sendmsg() does not write to it.
        message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(count);
        const ssize_t sent = ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
        const int error_number = errno;
        if (sent < 0) {
            if (error_number != EAGAIN && error_number != EWOULDBLOCK) report(data, *socket, error_number);
        } else if (!socket->query_seen || socket->transport == DnsTransport::udp) {
            socket->query_seen = true;
            const std::string bytes = joined(parts, count);
            const std::size_t prefix = socket->transport == DnsTransport::tcp ? 2 : 0;
            self(data).observer_.on_sent(socket->server, socket->transport,
                                         std::string_view(bytes).substr(std::min(prefix, bytes.size())));
        }
        errno = error_number;
        return sent;
    }

    static void socket_state(void* data, ares_socket_t descriptor, int readable, int writable) {
        self(data).set_interest(descriptor, readable != 0, writable != 0);
    }

    static void finished(void* data, int status, int /*timeouts*/, unsigned char* answer, int size) {
        if (self(data).closing_) return;
        const bool present = answer != nullptr && size > 0;
        self(data).observer_.on_finished(
            status, present ? std::string_view(reinterpret_cast<const char*>(answer), static_cast<std::size_t>(size))
                            : std::string_view());
    }

private:
    struct Source {
        int flags;
        sockaddr* address;
        ares_socklen_t* length;
    };

    static void report(void* data, const Socket& socket, int error_number) {
        self(data).observer_.on_failed(socket.server, socket.transport, error_number);
        errno = error_number;
    }

    static ares_ssize_t receive_datagram(Socket& socket, void* buffer, size_t size, Source source, void* data) {
        const ares_socklen_t room = source.length ? *source.length : 0;
        for (int i = 0; i < kMaxDatagramsAtOnce; ++i) {
            if (source.length) *source.length = room;
            const ssize_t got =
                ::recvfrom(socket.stream.native_handle(), buffer, size, source.flags, source.address, source.length);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) {
                if (errno != EAGAIN && errno != EWOULDBLOCK) report(data, socket, errno);
                return got;
            }
            const std::string_view packet(static_cast<const char*>(buffer), static_cast<std::size_t>(got));
            if (self(data).observer_.on_datagram(socket.server, packet) == PacketVerdict::deliver) return got;
        }
        errno = EAGAIN;
        return -1;
    }

    static ares_ssize_t receive_stream(Socket& socket, void* buffer, size_t size, void* data) {
        const ssize_t got = ::recv(socket.stream.native_handle(), buffer, size, 0);
        if (got > 0) {
            self(data).note_stream_bytes(
                socket, std::string_view(static_cast<const char*>(buffer), static_cast<std::size_t>(got)));
        } else if (got == 0) {
            report(data, socket, ECONNRESET);
        } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            report(data, socket, errno);
        }
        return got;
    }
};

AresChannel::AresChannel(const asio::any_io_executor& executor, AresObserver& observer)
    : executor_(executor), observer_(observer), timer_(executor), self_(std::make_shared<AresChannel*>(this)) {}

Result<std::unique_ptr<AresChannel>> AresChannel::make(const asio::any_io_executor& executor,
                                                       const AresChannelOptions& options, AresObserver& observer) {
    std::unique_ptr<AresChannel> channel(new AresChannel(executor, observer));
    auto opened = channel->open(options);
    if (!opened) return fail(std::move(opened.error()));
    return channel;
}

Result<void> AresChannel::open(const AresChannelOptions& options) {
    servers_ = options.servers;
    static const ares_socket_functions functions{Hooks::open, Hooks::close, Hooks::connect, Hooks::receive,
                                                 Hooks::send};
    // Nothing is left for c-ares to find out by itself, and the file that it would look into is empty.
    static char no_file[] = "/dev/null";
    static char lookups[] = "b";
    ares_options wanted{};
    wanted.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
    wanted.timeout = static_cast<int>(options.first_timeout.count());
    wanted.tries = options.tries;
    wanted.ndots = 1;
    wanted.lookups = lookups;
    wanted.resolvconf_path = no_file;
    wanted.sock_state_cb = Hooks::socket_state;
    wanted.sock_state_cb_data = this;
    const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS | ARES_OPT_LOOKUPS |
                     ARES_OPT_DOMAINS | ARES_OPT_RESOLVCONF | ARES_OPT_SOCK_STATE_CB | ARES_OPT_NOROTATE;
    int status = library_status();
    if (status == ARES_SUCCESS) status = ares_init_options(&channel_, &wanted, mask);
    if (status == ARES_SUCCESS) {
        ares_set_socket_functions(channel_, &functions, this);
        std::vector<ares_addr_port_node> nodes;
        for (const Endpoint& server : options.servers) nodes.push_back(server_node(server));
        for (std::size_t i = 0; i + 1 < nodes.size(); ++i) nodes[i].next = &nodes[i + 1];
        status = ares_set_servers_ports(channel_, nodes.empty() ? nullptr : nodes.data());
    }
    if (status == ARES_SUCCESS) return {};
    return fail(ErrorCode::internal, Phase::dns, std::string("c-ares cannot be set up: ") + ares_strerror(status));
}

AresChannel::~AresChannel() {
    closing_ = true;
    if (channel_) ares_destroy(channel_);
}

void AresChannel::send(std::string_view query) {
    ares_send(channel_, reinterpret_cast<const unsigned char*>(query.data()), static_cast<int>(query.size()),
              Hooks::finished, this);
    arm_timer();
}

void AresChannel::set_interest(int descriptor, bool readable, bool writable) {
    const auto found = sockets_.find(descriptor);
    if (found == sockets_.end()) return;
    const std::shared_ptr<Socket> socket = found->second;
    socket->interest[index_of(Direction::read)].wanted = readable;
    socket->interest[index_of(Direction::write)].wanted = writable;
    if (closing_) return;
    if (readable) wait_ready(socket, Direction::read);
    if (writable) wait_ready(socket, Direction::write);
}

void AresChannel::wait_ready(const std::shared_ptr<Socket>& socket, Direction direction) {
    Socket::Interest& interest = socket->interest[index_of(direction)];
    if (interest.pending) return;
    interest.pending = true;
    const bool reads = direction == Direction::read;
    const auto what = reads ? asio::posix::descriptor_base::wait_read : asio::posix::descriptor_base::wait_write;
    socket->stream.async_wait(
        what, [weak = std::weak_ptr(socket), self = std::weak_ptr(self_), direction](const asio::error_code& ec) {
            const auto ready = weak.lock();
            const auto channel = self.lock();
            if (!ready || !channel) return;
            Socket::Interest& mine = ready->interest[index_of(direction)];
            mine.pending = false;
            if (ec || !mine.wanted) return;
            const int descriptor = ready->stream.native_handle();
            const bool readable = direction == Direction::read;
            (*channel)->process(readable ? descriptor : ARES_SOCKET_BAD, readable ? ARES_SOCKET_BAD : descriptor);
            if (ready->stream.is_open() && mine.wanted) (*channel)->wait_ready(ready, direction);
        });
}

Endpoint AresChannel::known_server(const sockaddr* address, socklen_t length) const {
    Endpoint wanted;
    std::memcpy(&wanted.storage, address, length);
    wanted.length = length;
    if (wanted.family() != AF_INET6) return wanted;
    sockaddr_in6 bare{};
    std::memcpy(&bare, &wanted.storage, sizeof bare);
    for (const Endpoint& server : servers_) {
        if (server.family() != AF_INET6) continue;
        sockaddr_in6 full{};
        std::memcpy(&full, &server.storage, sizeof full);
        const bool same_address = std::memcmp(&full.sin6_addr, &bare.sin6_addr, sizeof bare.sin6_addr) == 0;
        if (same_address && full.sin6_port == bare.sin6_port) return server;
    }
    return wanted;
}

void AresChannel::process(int readable, int writable) {
    ares_process_fd(channel_, readable, writable);
    arm_timer();
}

void AresChannel::arm_timer() {
    timeval room{};
    const timeval* next = ares_timeout(channel_, nullptr, &room);
    if (!next) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::chrono::seconds(next->tv_sec) + std::chrono::microseconds(next->tv_usec));
    timer_.async_wait([self = std::weak_ptr(self_)](const asio::error_code& ec) {
        const auto channel = self.lock();
        if (ec || !channel) return;
        (*channel)->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
}

void AresChannel::note_stream_bytes(Socket& socket, std::string_view bytes) {
    if (socket.received.size() + bytes.size() > kMaxStreamBytes) return;
    socket.received += bytes;
    while (socket.received.size() >= 2) {
        const auto high = static_cast<unsigned char>(socket.received[0]);
        const auto low = static_cast<unsigned char>(socket.received[1]);
        const std::size_t size = std::size_t{high} * 256 + low;
        if (socket.received.size() - 2 < size) return;
        observer_.on_tcp_message(socket.server, std::string_view(socket.received).substr(2, size));
        socket.received.erase(0, 2 + size);
    }
}

}  // namespace rtrip::net
