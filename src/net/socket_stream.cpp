// SPDX-License-Identifier: MIT
#include "net/socket_stream.hpp"

#include <cerrno>
#include <system_error>

#include "net/endpoint.hpp"
#include "net/source_watch.hpp"
#include "net/tcp_info.hpp"

namespace rtrip::net {

// What the handlers of descriptor waits touch; outlives the stream as long as one of them is queued.
struct SocketStream::Readiness {
    explicit Readiness(const asio::any_io_executor& executor) : wake(executor) {}
    Wake wake;
    bool read_armed = false;
    bool write_armed = false;
};

Error wait_error(WakeReason reason, const Deadline& deadline) {
    if (reason == WakeReason::cancelled) return Error(ErrorCode::interrupted, "interrupted");
    Error error(ErrorCode::response_timeout, "time limit reached");
    error.timeout = deadline.kind;
    return error;
}

SocketStream::SocketStream(asio::posix::stream_descriptor socket, std::string remote)
    : socket_(socket.native_handle()),
      descriptor_(std::move(socket)),
      readiness_(std::make_shared<Readiness>(descriptor_.get_executor())),
      local_(local_endpoint(socket_).to_string()),
      remote_(std::move(remote)) {}

SocketStream::~SocketStream() {
    close();
}

Result<std::optional<std::size_t>> SocketStream::try_read(std::span<char> buffer) {
    while (true) {
        const ssize_t n = stamps_ && stamps_->active() ? stamps_->receive(socket_, buffer)
                                                       : ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (n >= 0) return std::optional<std::size_t>(static_cast<std::size_t>(n));
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            // Woken for nothing: by a message in the error queue, which would end the next wait as well.
            if (waited_ && stamps_ && stamps_->outstanding()) stamps_->drain(socket_);
            return std::optional<std::size_t>();
        }
        Error error(ErrorCode::response_reset, std::generic_category().message(errno));
        error.cause = std::error_code(errno, std::generic_category());
        return fail(std::move(error));
    }
}

Result<std::size_t> SocketStream::try_write(std::string_view bytes) {
    while (true) {
        // MSG_NOSIGNAL: a peer that went away is an error here, not a signal for the process.
        constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
        const ssize_t n = stamps_ && stamps_->active() ? stamps_->send(socket_, bytes, kFlags)
                                                       : ::send(socket_, bytes.data(), bytes.size(), kFlags);
        if (n >= 0) {
            waited_ = false;
            written_ += static_cast<std::uint64_t>(n);
            if (stamps_ && stamps_->active()) stamps_->sent(written_);
            return static_cast<std::size_t>(n);
        }
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) return std::size_t{0};
        Error error(ErrorCode::send_failed, std::generic_category().message(errno));
        error.cause = std::error_code(errno, std::generic_category());
        return fail(std::move(error));
    }
}

void SocketStream::arm(asio::posix::stream_descriptor::wait_type type) {
    const bool reading = type == asio::posix::stream_descriptor::wait_read;
    bool& armed = reading ? readiness_->read_armed : readiness_->write_armed;
    if (armed) return;
    armed = true;
    descriptor_.async_wait(type, [state = readiness_, reading](const std::error_code& ec) {
        (reading ? state->read_armed : state->write_armed) = false;
        // Aborted: the stream was closed, there is nobody to wake.
        if (!ec) state->wake.notify();
    });
}

asio::awaitable<Result<void>> SocketStream::wait(Context& ctx, WaitFor what, Deadline deadline) {
    waited_ = true;
    if (what.interest != Interest::write) arm(asio::posix::stream_descriptor::wait_read);
    if (what.interest != Interest::read) arm(asio::posix::stream_descriptor::wait_write);
    std::optional<SourceWatch> source;
    if (what.also_readable >= 0) {
        source.emplace(descriptor_.get_executor(), what.also_readable,
                       std::shared_ptr<Wake>(readiness_, &readiness_->wake));
    }
    const WakeReason reason = co_await readiness_->wake.sleep(ctx.stop, deadline.at);
    if (reason == WakeReason::notified) co_return Result<void>();
    co_return fail(wait_error(reason, deadline));
}

void SocketStream::interrupt_wait() {
    readiness_->wake.notify();
}

// A wait for both directions, or one that a deadline ended, leaves a direction armed.
void SocketStream::end_waits() {
    if (!readiness_->read_armed && !readiness_->write_armed) return;
    std::error_code ignored;
    descriptor_.cancel(ignored);
    // The aborted handlers, which are still to come, keep the old state to themselves.
    readiness_ = std::make_shared<Readiness>(descriptor_.get_executor());
}

IdleState SocketStream::idle_state() {
    char byte = 0;
    const ssize_t n = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (n > 0) return IdleState::spoke;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return IdleState::quiet;
    return IdleState::closed;
}

void SocketStream::close() {
    if (socket_ < 0) return;
    socket_ = -1;
    std::error_code ignored;
    descriptor_.close(ignored);
}

std::optional<TcpInfo> SocketStream::tcp_info() const {
    return socket_ < 0 ? std::nullopt : read_tcp_info(socket_);
}

void SocketStream::enable_stamps() {
    stamps_ = SocketStamps::enable(socket_);
}

void SocketStream::start_stamps(const Clock& clock) {
    if (stamps_ && !stamps_->active()) stamps_->start(clock);
}

void SocketStream::stop_stamps() {
    if (stamps_) stamps_->stop();
}

KernelStamps SocketStream::read_stamps(const Clock& clock, std::uint64_t position) {
    if (!stamps_ || !stamps_->active() || socket_ < 0) return {};
    return stamps_->read(socket_, clock, position);
}

}  // namespace rtrip::net
