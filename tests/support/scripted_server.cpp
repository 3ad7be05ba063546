// SPDX-License-Identifier: MIT
#include "support/scripted_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "support/catch.hpp"

namespace rtrip::test {
namespace {

void must(bool fine, const char* what) {
    if (fine) return;
    std::perror(what);
    std::abort();
}

struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;
    [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

Address ip_address(const std::string& text, std::uint16_t port) {
    Address out;
    if (text.find(':') == std::string::npos) {
        auto* in = reinterpret_cast<sockaddr_in*>(&out.storage);
        in->sin_family = AF_INET;
        in->sin_port = htons(port);
        must(inet_pton(AF_INET, text.c_str(), &in->sin_addr) == 1, "address");
        out.length = sizeof(sockaddr_in);
    } else {
        auto* in6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(port);
        must(inet_pton(AF_INET6, text.c_str(), &in6->sin6_addr) == 1, "address");
        out.length = sizeof(sockaddr_in6);
    }
    return out;
}

Address unix_address(const std::string& path) {
    Address out;
    auto* un = reinterpret_cast<sockaddr_un*>(&out.storage);
    un->sun_family = AF_UNIX;
    must(path.size() < sizeof(un->sun_path), "Unix path");
    std::memcpy(static_cast<char*>(un->sun_path), path.c_str(), path.size() + 1);
    out.length = sizeof(sockaddr_un);
    return out;
}

std::uint16_t port_of(int socket) {
    Address bound;
    bound.length = sizeof(bound.storage);
    must(::getsockname(socket, bound.get(), &bound.length) == 0, "getsockname");
    const bool v6 = bound.storage.ss_family == AF_INET6;
    return ntohs(v6 ? reinterpret_cast<sockaddr_in6*>(&bound.storage)->sin6_port
                    : reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
}

int listen_on(Address address, int backlog) {
    const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    must(socket >= 0, "socket");
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    must(::bind(socket, address.get(), address.length) == 0, "bind");
    must(::listen(socket, backlog) == 0, "listen");
    return socket;
}

void set_buffers(int socket, int bytes) {
    if (bytes == 0) return;
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

}  // namespace

ScriptedServer::ScriptedServer(Script script, ServerOptions options)
    : ScriptedServer(std::vector<Script>{std::move(script)}, std::move(options)) {}

ScriptedServer::ScriptedServer(std::vector<Script> scripts, ServerOptions options)
    : scripts_(std::move(scripts)), options_(std::move(options)) {
    listen();
    stop_descriptor_ = ::eventfd(0, EFD_CLOEXEC);
    must(stop_descriptor_ >= 0, "eventfd");
    acceptor_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
}

void ScriptedServer::listen() {
    if (!options_.unix_path.empty()) {
        listener_ = listen_on(unix_address(options_.unix_path), 64);
        return;
    }
    listener_ = listen_on(ip_address(options_.address, options_.port), 64);
    set_buffers(listener_, options_.send_buffer);
    port_ = port_of(listener_);
}

ScriptedServer::~ScriptedServer() {
    for (const std::string& problem : finish()) FAIL_CHECK("scripted server: " << problem);
}

std::string ScriptedServer::url(const std::string& path) const {
    const std::string scheme = options_.tls ? "https://" : "http://";
    const bool v6 = options_.address.find(':') != std::string::npos;
    const std::string host = v6 ? "[" + options_.address + "]" : options_.address;
    return scheme + host + (port_ == 0 ? "" : ":" + std::to_string(port_)) + path;
}

std::size_t ScriptedServer::accepted() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

Received ScriptedServer::received(std::size_t connection) const {
    const std::lock_guard lock(mutex_);
    return connection < connections_.size() ? connections_[connection]->received : Received{};
}

std::size_t ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const auto& connection : connections_) count += connection->received.heads.size();
    return count;
}

void ScriptedServer::accept_all(std::stop_token stop) {
    while (!stop.stop_requested()) {
        std::array<pollfd, 2> polled{pollfd{listener_, POLLIN, 0}, pollfd{stop_descriptor_, POLLIN, 0}};
        ::poll(polled.data(), polled.size(), -1);
        const std::lock_guard lock(mutex_);  // no connection is between the queue and the list
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) continue;
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        if (connections_.size() == scripts_.size()) {
            ++unexpected_;
            ::close(socket);
            continue;
        }
        const Script& script = scripts_[connections_.size()];
        connections_.push_back(std::make_unique<Connection>());
        Connection& connection = *connections_.back();
        connection.thread = std::jthread([this, &connection, &script, socket](const std::stop_token& own) {
            serve(connection, script, socket, own);
        });
    }
}

void ScriptedServer::serve(Connection& connection, const Script& script, int socket, std::stop_token stop) {
    Received received;
    std::string problem;
    std::unique_ptr<ServerChannel> channel = options_.tls
                                                 ? make_tls_channel(socket, stop_descriptor_, *options_.tls, problem)
                                                 : make_plain_channel(socket, stop_descriptor_);
    if (channel) {
        received.resumed = channel->resumed();
        ServerConnection served(*channel, received, std::move(stop));
        problem = script.run(served, [&] {
            const std::lock_guard lock(mutex_);
            connection.lingering = true;
            changed_.notify_all();
        });
    } else {
        received.handshake_failed = true;
        if (script.lets_peer_leave()) problem.clear();
    }
    channel.reset();
    const std::lock_guard lock(mutex_);
    connection.received = std::move(received);
    connection.problem = std::move(problem);
    connection.done = true;
    changed_.notify_all();
}

void ScriptedServer::wait_until_done() {
    std::unique_lock lock(mutex_);
    // Connections that were made but not taken yet count, too.
    pollfd queue{listener_, POLLIN, 0};
    while (::poll(&queue, 1, 0) > 0) {
        lock.unlock();
        std::this_thread::yield();
        lock.lock();
    }
    changed_.wait_for(lock, std::chrono::seconds(3), [this] {
        return std::all_of(connections_.begin(), connections_.end(),
                           [](const auto& one) { return one->done || one->lingering; });
    });
}

std::vector<std::string> ScriptedServer::finish() {
    if (finished_) return {};
    finished_ = true;
    wait_until_done();
    acceptor_.request_stop();
    for (const auto& connection : connections_) connection->thread.request_stop();
    const std::uint64_t one = 1;
    must(::write(stop_descriptor_, &one, sizeof(one)) == sizeof(one), "eventfd write");
    acceptor_.join();
    for (const auto& connection : connections_) connection->thread.join();
    ::close(listener_);
    ::close(stop_descriptor_);
    if (!options_.unix_path.empty()) ::unlink(options_.unix_path.c_str());
    std::vector<std::string> problems;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        const std::string& problem = connections_[i]->problem;
        if (!problem.empty()) problems.push_back("connection " + std::to_string(i + 1) + ": " + problem);
    }
    if (unexpected_ > 0) problems.push_back(std::to_string(unexpected_) + " connections more than scripts");
    if (connections_.size() < scripts_.size()) {
        problems.push_back("only " + std::to_string(connections_.size()) + " of " + std::to_string(scripts_.size()) +
                           " connections were made");
    }
    return problems;
}

BlackHole::BlackHole(const std::string& address, std::uint16_t port) {
    listener_ = listen_on(ip_address(address, port), 0);
    port_ = port_of(listener_);
    // A queue of length 0 takes one connection; what comes behind it is dropped.
    for (int i = 0; i < 3; ++i) {
        Address target = ip_address(address, port_);
        const int socket = ::socket(target.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        must(socket >= 0, "socket");
        static_cast<void>(::connect(socket, target.get(), target.length));
        fillers_.push_back(socket);
    }
}

BlackHole::~BlackHole() {
    for (const int socket : fillers_) ::close(socket);
    ::close(listener_);
}

std::uint16_t refused_port() {
    const int socket = listen_on(ip_address("127.0.0.1", 0), 1);
    const std::uint16_t port = port_of(socket);
    ::close(socket);
    return port;
}

bool has_ipv6() {
    const int socket = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    Address address = ip_address("::1", 0);
    const bool fine = ::bind(socket, address.get(), address.length) == 0;
    ::close(socket);
    return fine;
}

}  // namespace rtrip::test
