// SPDX-License-Identifier: MIT
#include "support/dns/scripted_dns.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

namespace rtrip::test {
namespace {

using Clock = std::chrono::steady_clock;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool bind_to(int descriptor, std::uint16_t port) {
    const sockaddr_in address = loopback(port);
    return ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

std::uint16_t port_of(int descriptor) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
}

}  // namespace

/// An answer that waits for its time.
struct ScriptedDns::Pending {
    Clock::time_point at;
    int descriptor = -1;  // A TCP connection, or the UDP socket.
    sockaddr_in to{};
    std::string bytes;
};

/// The thread's own state.
struct ScriptedDns::Loop {
    struct Connection {
        int descriptor = -1;
        std::string received;
    };
    std::vector<Pending> pending;
    std::vector<Connection> connections;

    void send_due() {
        const auto now = Clock::now();
        for (auto& one : pending) {
            if (one.at > now) continue;
            const auto* to = one.to.sin_family == AF_INET ? reinterpret_cast<const sockaddr*>(&one.to) : nullptr;
            static_cast<void>(
                ::sendto(one.descriptor, one.bytes.data(), one.bytes.size(), MSG_NOSIGNAL, to, to ? sizeof one.to : 0));
            one.descriptor = -1;
        }
        std::erase_if(pending, [](const Pending& one) { return one.descriptor < 0; });
    }

    [[nodiscard]] int poll_ms() const {
        if (pending.empty()) return -1;
        const auto first = std::min_element(pending.begin(), pending.end(),
                                            [](const Pending& a, const Pending& b) { return a.at < b.at; });
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(first->at - Clock::now());
        return static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }

    void drop(std::size_t index) {
        const int descriptor = connections[index].descriptor;
        std::erase_if(pending, [&](const Pending& one) { return one.descriptor == descriptor; });
        ::close(descriptor);
        connections[index].descriptor = -1;
    }
};

ScriptedDns::ScriptedDns() {
    open();
    thread_ = std::thread([this] { run(); });
}

ScriptedDns::~ScriptedDns() {
    static_cast<void>(::write(wake_[1], "x", 1));
    thread_.join();
    for (const int descriptor : {udp_, tcp_, forger_, wake_[0], wake_[1]}) ::close(descriptor);
}

void ScriptedDns::open() {
    if (::pipe2(static_cast<int*>(wake_), O_CLOEXEC) != 0) std::abort();
    forger_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (!bind_to(forger_, 0)) std::abort();
    for (int attempt = 0; attempt < 50; ++attempt) {
        udp_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        tcp_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (!bind_to(udp_, 0)) std::abort();
        port_ = port_of(udp_);
        if (bind_to(tcp_, port_) && ::listen(tcp_, 16) == 0) return;
        ::close(udp_);
        ::close(tcp_);
    }
    std::abort();
}

void ScriptedDns::on(std::string_view name, std::string_view type, std::vector<DnsReply> replies) {
    const std::lock_guard lock(mutex_);
    scripts_[{std::string(name), std::string(type)}] = Script{std::move(replies), 0};
}

void ScriptedDns::on(std::string_view name, std::string_view type, DnsReply reply) {
    on(name, type, std::vector<DnsReply>{std::move(reply)});
}

void ScriptedDns::otherwise(DnsReply reply) {
    const std::lock_guard lock(mutex_);
    otherwise_ = std::move(reply);
}

std::vector<SeenQuery> ScriptedDns::seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
}

std::size_t ScriptedDns::seen_count(std::string_view name, std::string_view type) const {
    const auto all = seen();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const SeenQuery& query) { return query.name == name && query.type == type; }));
}

DnsReply ScriptedDns::take_reply(std::string_view query, std::string_view transport) {
    const DnsQuestionText question = question_of(query);
    const std::lock_guard lock(mutex_);
    if (question.name.empty()) return DnsReply::silence();
    seen_.push_back({question.name, question.type, std::string(transport)});
    const auto found = scripts_.find({question.name, question.type});
    if (found == scripts_.end() || found->second.replies.empty()) return otherwise_;
    Script& script = found->second;
    const DnsReply reply = script.replies[std::min(script.next, script.replies.size() - 1)];
    // The TCP query that a truncated answer leads to is answered by the same reply.
    if (transport == "tcp" || !reply.truncated_) ++script.next;
    return reply;
}

void ScriptedDns::answer_datagram(Loop& loop) {
    std::array<char, 2048> buffer{};
    sockaddr_in from{};
    socklen_t length = sizeof from;
    const ssize_t got = ::recvfrom(udp_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (got <= 0) return;
    const std::string_view query(buffer.data(), static_cast<std::size_t>(got));
    const DnsReply reply = take_reply(query, "udp");
    for (const auto& noise : reply.noise_) {
        const std::string bytes = DnsReply::noise_message(query, noise.kind);
        const int sender = noise.kind == DnsNoise::forged_source ? forger_ : udp_;
        for (int i = 0; i < noise.times; ++i) {
            ::sendto(sender, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&from), length);
        }
    }
    if (reply.silent_) return;
    loop.pending.push_back({Clock::now() + reply.delay_, udp_, from, reply.message(query, true)});
}

void ScriptedDns::answer_stream(Loop& loop, std::size_t index) {
    auto& connection = loop.connections[index];
    std::array<char, 2048> buffer{};
    const ssize_t got = ::recv(connection.descriptor, buffer.data(), buffer.size(), 0);
    if (got <= 0) return loop.drop(index);
    connection.received.append(buffer.data(), static_cast<std::size_t>(got));
    if (connection.received.size() < 2) return;
    const std::size_t size = static_cast<unsigned char>(connection.received[0]) * std::size_t{256} +
                             static_cast<unsigned char>(connection.received[1]);
    if (connection.received.size() < size + 2) return;
    const std::string query = connection.received.substr(2, size);
    connection.received.erase(0, size + 2);
    const DnsReply reply = take_reply(query, "tcp");
    if (reply.silent_ || reply.silent_over_tcp_) return;
    const std::string message = reply.message(query, false);
    const std::string prefix{static_cast<char>(message.size() >> 8U), static_cast<char>(message.size() & 0xffU)};
    loop.pending.push_back({Clock::now() + reply.delay_, connection.descriptor, {}, prefix + message});
}

void ScriptedDns::run() {
    Loop loop;
    for (;;) {
        loop.send_due();
        std::vector<pollfd> polled{{wake_[0], POLLIN, 0}, {udp_, POLLIN, 0}, {tcp_, POLLIN, 0}};
        for (const auto& connection : loop.connections) polled.push_back({connection.descriptor, POLLIN, 0});
        if (::poll(polled.data(), polled.size(), loop.poll_ms()) < 0) continue;
        if (polled[0].revents != 0) break;
        if (polled[1].revents != 0) answer_datagram(loop);
        for (std::size_t i = 3; i < polled.size(); ++i) {
            if (polled[i].revents != 0) answer_stream(loop, i - 3);
        }
        std::erase_if(loop.connections, [](const auto& connection) { return connection.descriptor < 0; });
        if (polled[2].revents != 0) {
            const int accepted = ::accept4(tcp_, nullptr, nullptr, SOCK_CLOEXEC);
            if (accepted >= 0) loop.connections.push_back({accepted, {}});
        }
    }
    for (const auto& connection : loop.connections) ::close(connection.descriptor);
}

}  // namespace rtrip::test
