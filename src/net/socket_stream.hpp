// SPDX-License-Identifier: MIT
#pragma once

#include <asio/posix/stream_descriptor.hpp>
#include <memory>
#include <string>

#include "net/socket_stamps.hpp"
#include "net/wake.hpp"
#include "rtrip/stream.hpp"

namespace rtrip::net {

/// A connected TCP or Unix socket. Owns the descriptor.
///
/// Reads and writes are plain system calls; Asio only tells when to try again. That way an event costs a wait only when
/// there really is nothing to do, and errno is the kernel's own.
class SocketStream final : public Stream {
public:
    /// Takes over a connected, non-blocking socket that nobody waits for. `remote` is what was connected to.
    SocketStream(asio::posix::stream_descriptor socket, std::string remote);
    ~SocketStream() override;

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override;
    Result<std::size_t> try_write(std::string_view bytes) override;
    Result<bool> try_flush() override { return true; }
    asio::awaitable<Result<void>> wait(Context& ctx, WaitFor what, Deadline deadline) override;
    void interrupt_wait() override;
    void end_waits() override;
    [[nodiscard]] IdleState idle_state() override;
    void close() override;
    [[nodiscard]] std::optional<TcpInfo> tcp_info() const override;
    /// Makes start_stamps() work. Before anything is written: the kernel counts bytes from here on.
    void enable_stamps();
    void start_stamps(const Clock& clock) override;
    void stop_stamps() override;
    [[nodiscard]] std::uint64_t socket_position() const override { return written_; }
    [[nodiscard]] KernelStamps read_stamps(const Clock& clock, std::uint64_t position) override;
    [[nodiscard]] const std::string& local_address() const override { return local_; }
    [[nodiscard]] const std::string& remote_address() const override { return remote_; }

private:
    struct Readiness;

    void arm(asio::posix::stream_descriptor::wait_type type);

    int socket_;  // owned by descriptor_, kept for system calls
    asio::posix::stream_descriptor descriptor_;
    std::shared_ptr<Readiness> readiness_;
    std::optional<SocketStamps> stamps_;  // absent: not asked for, or the kernel has none for this socket
    std::uint64_t written_ = 0;
    bool waited_ = false;  // since the last write
    std::string local_;
    std::string remote_;
};

/// The error of a wait that ended without readiness. The caller gives it its code, phase and text.
[[nodiscard]] Error wait_error(WakeReason reason, const Deadline& deadline);

}  // namespace rtrip::net
