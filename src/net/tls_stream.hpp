// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "codec/tls/engine.hpp"
#include "rtrip/clock.hpp"
#include "rtrip/stream.hpp"

namespace rtrip::net {

/// TLS over another stream, which it owns. Keeps ciphertext buffers in both directions; plaintext is never kept.
class TlsStream final : public Stream {
public:
    TlsStream(std::unique_ptr<Stream> inner, tls::Engine engine);
    ~TlsStream() override;

    /// Carries the handshake to its end, verification included. Errors: tls_*, interrupted; a time-out has its code,
    /// and its text names the message that was awaited. info() is filled in any case.
    asio::awaitable<Result<void>> handshake(Context& ctx, Deadline deadline);
    [[nodiscard]] const TlsInfo& info() const { return engine_.info(); }

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override;
    Result<std::size_t> try_write(std::string_view bytes) override;
    Result<bool> try_flush() override;
    asio::awaitable<Result<void>> wait(Context& ctx, WaitFor what, Deadline deadline) override;
    void interrupt_wait() override { inner_->interrupt_wait(); }
    void end_waits() override { inner_->end_waits(); }
    [[nodiscard]] IdleState idle_state() override;
    void close() override;
    [[nodiscard]] std::optional<TcpInfo> tcp_info() const override { return inner_->tcp_info(); }
    void start_stamps(const Clock& clock) override { inner_->start_stamps(clock); }
    void stop_stamps() override { inner_->stop_stamps(); }
    [[nodiscard]] std::uint64_t socket_position() const override { return inner_->socket_position(); }
    [[nodiscard]] KernelStamps read_stamps(const Clock& clock, std::uint64_t position) override {
        return inner_->read_stamps(clock, position);
    }
    [[nodiscard]] const std::string& local_address() const override { return inner_->local_address(); }
    [[nodiscard]] const std::string& remote_address() const override { return inner_->remote_address(); }

private:
    enum class Fill : std::uint8_t { filled, nothing_now, ended };

    Result<Fill> fill();

    std::unique_ptr<Stream> inner_;
    tls::Engine engine_;
    std::vector<char> ciphertext_;
    std::size_t sent_ = 0;  // of engine_.output()
    bool inner_ended_ = false;
    bool closed_ = false;
};

}  // namespace rtrip::net
