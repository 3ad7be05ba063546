// SPDX-License-Identifier: MIT
#include "net/tcp_info.hpp"

// The kernel's own header: glibc's struct tcp_info ends before min_rtt.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

namespace rtrip::net {

std::optional<TcpInfo> read_tcp_info(int socket) {
    tcp_info raw{};
    socklen_t length = sizeof(raw);
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &raw, &length) != 0) return std::nullopt;
    // An older kernel fills less than this header knows.
    const auto has = [length](std::size_t end) { return length >= end; };
    if (!has(offsetof(tcp_info, tcpi_total_retrans) + sizeof(raw.tcpi_total_retrans))) return std::nullopt;
    TcpInfo info;
    info.rtt_us = raw.tcpi_rtt;
    info.rtt_var_us = raw.tcpi_rttvar;
    info.retransmits = raw.tcpi_total_retrans;
    info.mss_bytes = raw.tcpi_snd_mss;
    info.cwnd_segments = raw.tcpi_snd_cwnd;
    info.unacked_segments = raw.tcpi_unacked;
    info.last_data_recv_ms = raw.tcpi_last_data_recv;
    constexpr std::uint32_t kNeverMeasured = ~0U;
    if (has(offsetof(tcp_info, tcpi_min_rtt) + sizeof(raw.tcpi_min_rtt)) && raw.tcpi_min_rtt != kNeverMeasured) {
        info.min_rtt_us = raw.tcpi_min_rtt;
    }
    if (has(offsetof(tcp_info, tcpi_sndbuf_limited) + sizeof(raw.tcpi_sndbuf_limited))) {
        info.rwnd_limited_us = raw.tcpi_rwnd_limited;
        info.sndbuf_limited_us = raw.tcpi_sndbuf_limited;
    }
    if (has(offsetof(tcp_info, tcpi_rcv_ooopack) + sizeof(raw.tcpi_rcv_ooopack))) {
        info.out_of_order_segments = raw.tcpi_rcv_ooopack;
    }
    return info;
}

}  // namespace rtrip::net
