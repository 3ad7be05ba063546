// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "support/catch.hpp"
#include "support/scripted_server.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

/// A plain blocking client, as simple as can be.
class Peer {
public:
    explicit Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    }
    ~Peer() { ::close(socket_); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    void send(std::string_view bytes) const {
        REQUIRE(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    }
    // Up to the end, or to `count` bytes.
    std::string read(std::size_t count = SIZE_MAX) {
        std::string out;
        std::array<char, 4096> buffer{};
        while (out.size() < count) {
            const ssize_t n = ::recv(socket_, buffer.data(), std::min(buffer.size(), count - out.size()), 0);
            if (n <= 0) {
                was_reset = n < 0;
                break;
            }
            out.append(buffer.data(), static_cast<std::size_t>(n));
        }
        return out;
    }
    bool was_reset = false;

private:
    int socket_;
};

constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace

TEST_CASE("scripted server: answers in order and records what came", "[support]") {
    ScriptedServer server(Script().answer(wire::ok("one")).answer(wire::ok("two")).close());
    Peer peer(server.port());
    peer.send(kGet);
    CHECK(peer.read(wire::ok("one").size()) == wire::ok("one"));
    peer.send("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    CHECK(peer.read() == wire::ok("two"));
    CHECK(server.finish().empty());
    CHECK(server.requests() == 2);
    CHECK(server.received(0).heads[0] == kGet);
    CHECK(server.received(0).bodies[1] == "abc");
}

TEST_CASE("scripted server: reads a chunked request body", "[support]") {
    ScriptedServer server(Script().answer(wire::ok("")).close());
    Peer peer(server.port());
    peer.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + wire::chunk("hello ") + wire::chunk("world") +
              "0\r\n\r\n");
    peer.read();
    CHECK(server.finish().empty());
    CHECK(server.received(0).bodies[0] == "hello world");
}

TEST_CASE("scripted server: a script that was not fulfilled is a failure", "[support]") {
    SECTION("the peer leaves before its request") {
        ScriptedServer server(Script().answer(wire::ok("one")));
        {
            const Peer peer(server.port());
        }
        REQUIRE(server.finish().size() == 1);
    }
    SECTION("the peer sends more than the script expects") {
        ScriptedServer server(Script().answer(wire::ok("one")));
        {
            Peer peer(server.port());
            peer.send(kGet);
            peer.read(wire::ok("one").size());
            peer.send(kGet);
        }
        const auto problems = server.finish();
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].find("did not expect") != std::string::npos);
    }
    SECTION("nobody comes") {
        ScriptedServer server(Script().answer(wire::ok("one")));
        REQUIRE(server.finish().size() == 1);
    }
    SECTION("one too many comes") {
        ScriptedServer server(Script().close());
        Peer first(server.port());
        first.read();
        Peer second(server.port());
        second.read();
        REQUIRE(server.finish().size() == 1);
    }
}

TEST_CASE("scripted server: closes and resets are what they say", "[support]") {
    ScriptedServer server({Script().expect_head().close(), Script().expect_head().reset()});
    Peer first(server.port());
    first.send(kGet);
    CHECK(first.read().empty());
    CHECK_FALSE(first.was_reset);
    Peer second(server.port());
    second.send(kGet);
    CHECK(second.read().empty());
    CHECK(second.was_reset);
}

TEST_CASE("scripted server: a gate holds a script until the test opens it", "[support]") {
    const auto asked = make_gate();
    const auto go = make_gate();
    ScriptedServer server(Script().expect_head().signal(asked).wait(go).send(wire::ok("late")).close());
    Peer peer(server.port());
    peer.send(kGet);
    REQUIRE(asked->wait());
    go->open();
    CHECK(peer.read() == wire::ok("late"));
}

TEST_CASE("scripted server: a black hole does not answer a connect", "[support]") {
    const BlackHole hole;
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(hole.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == -1);
    CHECK(errno == EINPROGRESS);
    ::close(socket);
}

}  // namespace rtrip::test
