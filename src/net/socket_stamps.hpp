// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "rtrip/clock.hpp"
#include "rtrip/trace.hpp"
#include "trace/acknowledgements.hpp"
#include "trace/clock_offset.hpp"

namespace rtrip::net {

/// The kernel's software timestamps of one TCP socket (SO_TIMESTAMPING): when writes were acknowledged, when what is
/// read had arrived. Without privileges, and whatever net.core.tstamp_allow_data says, since no payload is asked back.
///
/// Stamps of writes come through the socket's error queue, which wakes whoever polls the socket; hence only those of
/// acknowledgements are asked for, and only while active(). Once one has come within kShortPath nothing more is to be
/// learned from them: no further ones are asked for on that socket, which spares a series two system calls a request.
class SocketStamps {
public:
    /// A path on which an acknowledgement can't be told from the answer, and TCP_INFO's smallest round trip serves.
    static constexpr Duration kShortPath = std::chrono::microseconds(100);

    /// A connected socket that nothing was written to yet. Absent: the kernel has no timestamps for it.
    [[nodiscard]] static std::optional<SocketStamps> enable(int socket);

    [[nodiscard]] bool active() const { return started_.has_value(); }
    void start(const Clock& clock);
    void stop() { started_.reset(); }

    /// send(2) that has the acknowledgement stamped where that is still of use.
    [[nodiscard]] ssize_t send(int socket, std::string_view bytes, int flags) const;
    /// So many bytes have been written to the socket in all, the last of them by send().
    void sent(std::uint64_t written) {
        if (!short_path_) stamped_ = written;
    }
    /// recv(2), without waiting, that notes when the bytes had arrived.
    [[nodiscard]] ssize_t receive(int socket, std::span<char> buffer);

    /// An acknowledgement is still to come. Until drain() has taken it from the error queue, it ends every wait for the
    /// socket at once, so whoever waits has to drain first; also when no longer active().
    [[nodiscard]] bool outstanding() const { return stamped_ > 0 && !acknowledgements_.has(stamped_); }
    void drain(int socket);

    /// Answers for the bytes up to `position` from all that is known by now. While active().
    [[nodiscard]] KernelStamps read(int socket, const Clock& clock, std::uint64_t position);

private:
    std::uint64_t stamped_ = 0;  // where the last stamped write ended
    bool short_path_ = false;  // see kShortPath
    TimePoint begun_;  // of start()
    std::optional<trace::ClockSample> started_;
    std::optional<trace::ClockSample> last_;  // serves the next start() as well while it is fresh
    std::optional<WallTime> arrived_;  // by the last read
    trace::Acknowledgements acknowledgements_;
};

}  // namespace rtrip::net
