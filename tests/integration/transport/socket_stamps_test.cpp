// SPDX-License-Identifier: MIT
// SocketStamps on a real connection over loopback, with a civil clock that the test sets.
#include "net/socket_stamps.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "support/catch.hpp"

namespace rtrip::net {
namespace {

// The machine's clocks, the civil one set by so much.
class SettableClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override { return system_clock().now(); }
    [[nodiscard]] WallTime wall_now() const override { return system_clock().wall_now() + ahead; }
    std::chrono::nanoseconds ahead{};
};

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) { REQUIRE(fd >= 0); }
    ~Descriptor() { ::close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

int listening() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(fd, 1) == 0);
    return fd;
}

int connected_to(const Descriptor& listener) {
    sockaddr_in address{};
    socklen_t length = sizeof(address);
    REQUIRE(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0);
    return fd;
}

// Both ends of a connection.
struct Pair {
    Descriptor listener{listening()};
    Descriptor client{connected_to(listener)};
    Descriptor server{::accept(listener.get(), nullptr, nullptr)};

    void serve(std::size_t request_bytes, const std::string& answer) const {
        std::string got(request_bytes, '\0');
        REQUIRE(::recv(server.get(), got.data(), got.size(), MSG_WAITALL) == static_cast<ssize_t>(request_bytes));
        REQUIRE(::send(server.get(), answer.data(), answer.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(answer.size()));
    }
    void await_input() const {
        pollfd p{client.get(), POLLIN, 0};
        // The error queue wakes too; only input counts here.
        for (int i = 0; i < 1'000'000 && (p.revents & POLLIN) == 0; ++i) REQUIRE(::poll(&p, 1, 10'000) == 1);
        REQUIRE((p.revents & POLLIN) != 0);
    }
};

// One exchange of `request` and an answer; what the kernel noted of it.
KernelStamps exchange(const Pair& pair, SocketStamps& stamps, SettableClock& clock, std::uint64_t& written) {
    const std::string request = "a request of some bytes";
    REQUIRE(stamps.send(pair.client.get(), request, MSG_NOSIGNAL) == static_cast<ssize_t>(request.size()));
    written += request.size();
    stamps.sent(written);
    pair.serve(request.size(), "answer");
    pair.await_input();
    std::array<char, 64> buffer{};
    REQUIRE(stamps.receive(pair.client.get(), buffer) == 6);
    return stamps.read(pair.client.get(), clock, written);
}

// The kernel begins to stamp what arrives a moment after the first socket asked for it.
void await_arrival(const Pair& pair, SocketStamps& stamps, SettableClock& clock, std::uint64_t& written) {
    bool arrived = false;
    for (int i = 0; i < 100'000 && !arrived; ++i) {
        stamps.start(clock);  // as with every request: what was compared before the clock was set is forgotten
        arrived = exchange(pair, stamps, clock, written).arrived.has_value();
    }
    REQUIRE(arrived);
}

}  // namespace

TEST_CASE("socket stamps: acknowledgement and arrival by the monotonic clock", "[stamps]") {
    const Pair pair;
    auto stamps = SocketStamps::enable(pair.client.get());
    REQUIRE(stamps);
    CHECK_FALSE(stamps->active());
    SettableClock clock;
    clock.ahead = std::chrono::hours(-3);  // the distance of the clocks does not matter, only that it stays
    std::uint64_t written = 0;
    stamps->start(clock);
    CHECK(stamps->active());
    // Stamps are by the kernel's civil clock, which this one is not.
    CHECK(exchange(pair, *stamps, clock, written).acknowledged > clock.now() + std::chrono::hours(2));
    stamps->stop();
    clock.ahead = {};
    stamps->start(clock);
    await_arrival(pair, *stamps, clock, written);
    const Pair other;
    auto fresh = SocketStamps::enable(other.client.get());
    REQUIRE(fresh);
    written = 0;
    fresh->start(clock);
    const TimePoint before = clock.now();
    const KernelStamps found = exchange(other, *fresh, clock, written);
    const TimePoint after = clock.now();
    REQUIRE(found.acknowledged);
    REQUIRE(found.arrived);
    const auto hair = std::chrono::microseconds(100);  // how exact the clocks can be compared at worst
    CHECK(*found.acknowledged >= before - hair);
    CHECK(*found.acknowledged <= after + hair);
    CHECK(*found.arrived >= before - hair);
    CHECK(*found.arrived <= after + hair);
}

TEST_CASE("socket stamps: nothing is said when the clock was set meanwhile", "[stamps]") {
    const Pair pair;
    auto stamps = SocketStamps::enable(pair.client.get());
    REQUIRE(stamps);
    SettableClock clock;
    std::uint64_t written = 0;
    stamps->start(clock);
    await_arrival(pair, *stamps, clock, written);
    clock.ahead = std::chrono::milliseconds(5);
    CHECK(exchange(pair, *stamps, clock, written).empty());
    clock.ahead = {};
    CHECK_FALSE(exchange(pair, *stamps, clock, written).empty());
}

TEST_CASE("socket stamps: a short path is learned once", "[stamps]") {
    const Pair pair;
    auto stamps = SocketStamps::enable(pair.client.get());
    REQUIRE(stamps);
    SettableClock clock;
    std::uint64_t written = 0;
    const auto once = [&] {
        stamps->start(clock);
        const KernelStamps found = exchange(pair, *stamps, clock, written);
        stamps->stop();
        return found;
    };
    CHECK(once().acknowledged);
    // A busy machine takes some tries until an acknowledgement was quick enough.
    bool learned = false;
    for (int i = 0; i < 100'000 && !learned; ++i) learned = !once().acknowledged;
    REQUIRE(learned);
    const KernelStamps later = once();
    CHECK_FALSE(later.acknowledged);
    CHECK(later.arrived);
    CHECK_FALSE(stamps->outstanding());
}

TEST_CASE("socket stamps: several writes, of which the last one is asked for", "[stamps]") {
    const Pair pair;
    const int one = 1;
    REQUIRE(::setsockopt(pair.client.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) == 0);
    auto stamps = SocketStamps::enable(pair.client.get());
    REQUIRE(stamps);
    SettableClock clock;
    stamps->start(clock);
    std::uint64_t written = 0;
    for (int i = 0; i < 5; ++i) {
        REQUIRE(stamps->send(pair.client.get(), "piece", MSG_NOSIGNAL) == 5);
        written += 5;
        stamps->sent(written);
    }
    pair.serve(written, "answer");
    pair.await_input();
    std::array<char, 64> buffer{};
    REQUIRE(stamps->receive(pair.client.get(), buffer) == 6);
    CHECK(stamps->outstanding());
    const auto first = stamps->read(pair.client.get(), clock, 5);
    const auto last = stamps->read(pair.client.get(), clock, written);
    const auto beyond = stamps->read(pair.client.get(), clock, written + 1);
    CHECK_FALSE(stamps->outstanding());
    REQUIRE(first.acknowledged);
    REQUIRE(last.acknowledged);
    CHECK(*first.acknowledged <= *last.acknowledged);
    CHECK_FALSE(beyond.acknowledged);
}

TEST_CASE("socket stamps: what is no socket has none", "[stamps]") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const Descriptor reading(ends[0]);
    const Descriptor writing(ends[1]);
    CHECK_FALSE(SocketStamps::enable(reading.get()));
}

}  // namespace rtrip::net
