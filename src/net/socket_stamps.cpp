// SPDX-License-Identifier: MIT
#include "net/socket_stamps.hpp"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace rtrip::net {
namespace {

// What is reported, and how: writes by number, without their bytes. Which writes are stamped is said with each.
constexpr std::uint32_t kReported =
    SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
constexpr std::uint32_t kStampedWrite = SOF_TIMESTAMPING_TX_ACK;
// More than the writes that a request ends with; what is left stays for the next time.
constexpr int kMostDrained = 64;

// Room for one control message with timestamps and one with what they are of, an address behind it.
struct Control {
    alignas(cmsghdr) char bytes[CMSG_SPACE(sizeof(scm_timestamping)) +
                                CMSG_SPACE(sizeof(sock_extended_err) + sizeof(sockaddr_in6))];
};

struct Stamp {
    std::optional<WallTime> at;
    std::optional<std::uint32_t> acknowledged;  // the number of the byte
};

WallTime wall_time(const timespec& at) {
    return WallTime(std::chrono::seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec));
}

// What the kernel attached to a message; nothing of it is the peer's.
Stamp stamp_of(msghdr& message) {
    Stamp out;
    for (cmsghdr* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at)) {
        if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_TIMESTAMPING &&
            at->cmsg_len >= CMSG_LEN(sizeof(scm_timestamping))) {
            scm_timestamping stamps{};
            std::memcpy(&stamps, CMSG_DATA(at), sizeof(stamps));
            // The first is the software's; zero where there is none.
            if (stamps.ts[0].tv_sec != 0) out.at = wall_time(stamps.ts[0]);
            continue;
        }
        const bool error = (at->cmsg_level == SOL_IP && at->cmsg_type == IP_RECVERR) ||
                           (at->cmsg_level == SOL_IPV6 && at->cmsg_type == IPV6_RECVERR);
        if (!error || at->cmsg_len < CMSG_LEN(sizeof(sock_extended_err))) continue;
        sock_extended_err what{};
        std::memcpy(&what, CMSG_DATA(at), sizeof(what));
        const bool ours = what.ee_errno == ENOMSG && what.ee_origin == SO_EE_ORIGIN_TIMESTAMPING;
        if (ours && what.ee_info == SCM_TSTAMP_ACK) out.acknowledged = what.ee_data;
    }
    return out;
}

// The narrowest of a few looks: one that the scheduler interrupted is good for nothing.
trace::ClockSample sample(const Clock& clock) {
    constexpr Duration kNarrow = std::chrono::microseconds(2);
    trace::ClockSample best{clock.now(), clock.wall_now(), clock.now()};
    for (int i = 0; i < 2 && best.width() > kNarrow; ++i) {
        const trace::ClockSample next{clock.now(), clock.wall_now(), clock.now()};
        if (next.width() < best.width()) best = next;
    }
    return best;
}

}  // namespace

std::optional<SocketStamps> SocketStamps::enable(int socket) {
    if (::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPING, &kReported, sizeof(kReported)) != 0) return std::nullopt;
    return SocketStamps();
}

void SocketStamps::start(const Clock& clock) {
    constexpr Duration kFresh = std::chrono::milliseconds(100);
    begun_ = clock.now();
    if (!last_ || begun_ - last_->after > kFresh) last_ = sample(clock);
    started_ = last_;
    arrived_.reset();
}

ssize_t SocketStamps::send(int socket, std::string_view bytes, int flags) const {
    if (short_path_) return ::send(socket, bytes.data(), bytes.size(), flags);
    iovec piece{const_cast<char*>(bytes.data()), bytes.size()};  // sendmsg does not write to it
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(kStampedWrite))] = {};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SO_TIMESTAMPING;
    header->cmsg_len = CMSG_LEN(sizeof(kStampedWrite));
    std::memcpy(CMSG_DATA(header), &kStampedWrite, sizeof(kStampedWrite));
    return ::sendmsg(socket, &message, flags);
}

ssize_t SocketStamps::receive(int socket, std::span<char> buffer) {
    iovec piece{buffer.data(), buffer.size()};
    Control control;
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof(control.bytes);
    const ssize_t n = ::recvmsg(socket, &message, MSG_DONTWAIT);
    if (n > 0) arrived_ = stamp_of(message).at;
    return n;
}

void SocketStamps::drain(int socket) {
    for (int i = 0; i < kMostDrained && outstanding(); ++i) {
        Control control;
        msghdr message{};
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
        if (::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return;
        const Stamp stamp = stamp_of(message);
        if (stamp.at && stamp.acknowledged) acknowledgements_.add(*stamp.acknowledged, stamped_, *stamp.at);
    }
}

KernelStamps SocketStamps::read(int socket, const Clock& clock, std::uint64_t position) {
    if (outstanding() && !acknowledgements_.covering(position)) drain(socket);
    last_ = sample(clock);
    const auto offset = trace::clock_offset(*started_, *last_);
    KernelStamps out;
    if (!offset) return out;
    if (const auto at = acknowledgements_.covering(position)) {
        out.acknowledged = trace::to_monotonic(*at, *offset);
        short_path_ = short_path_ || *out.acknowledged - begun_ < kShortPath;
    }
    if (arrived_) out.arrived = trace::to_monotonic(*arrived_, *offset);
    return out;
}

}  // namespace rtrip::net
