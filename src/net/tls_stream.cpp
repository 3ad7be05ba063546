// SPDX-License-Identifier: MIT
#include "net/tls_stream.hpp"

namespace rtrip::net {
namespace {

// One record is at most 16 KiB and some; a reader that keeps up gets by with one, a fast transfer wants more a call.
constexpr std::size_t kSmallCiphertext = std::size_t{17} << 10;
constexpr std::size_t kLargeCiphertext = std::size_t{136} << 10;
// Plaintext that is encrypted ahead of what the kernel takes.
constexpr std::size_t kMaxPendingOutput = std::size_t{64} << 10;

std::string awaited_message(const TlsInfo& info) {
    for (auto it = info.messages.rbegin(); it != info.messages.rend(); ++it) {
        if (!it->sent) return "the server's messages after " + it->name;
    }
    return "ServerHello";
}

// The socket failed in the middle of the handshake: whether that showed in a read or in a write is chance.
Error handshake_cut(const TlsInfo& info, const Error& cause) {
    Error error(ErrorCode::tls_closed, "the connection was cut while " + awaited_message(info) +
                                           " was awaited in the TLS handshake: " + cause.message);
    error.cause = cause.cause;
    return error;
}

}  // namespace

TlsStream::TlsStream(std::unique_ptr<Stream> inner, tls::Engine engine)
    : inner_(std::move(inner)), engine_(std::move(engine)), ciphertext_(kSmallCiphertext) {}

TlsStream::~TlsStream() {
    close();
}

Result<TlsStream::Fill> TlsStream::fill() {
    if (inner_ended_) return Fill::ended;
    auto got = inner_->try_read(ciphertext_);
    if (!got) return fail(std::move(got.error()));
    if (!*got) return Fill::nothing_now;
    if (**got == 0) {
        inner_ended_ = true;
        return Fill::ended;
    }
    engine_.set_input(std::string_view(ciphertext_.data(), **got));
    return Fill::filled;
}

Result<bool> TlsStream::try_flush() {
    std::string& output = engine_.output();
    while (sent_ < output.size()) {
        auto n = inner_->try_write(std::string_view(output).substr(sent_));
        if (!n) return fail(std::move(n.error()));
        if (*n == 0) return false;
        sent_ += *n;
    }
    output.clear();
    sent_ = 0;
    return inner_->try_flush();
}

asio::awaitable<Result<void>> TlsStream::handshake(Context& ctx, Deadline deadline) {
    while (true) {
        auto progress = engine_.handshake(ctx.clock->now(), ctx.clock->wall_now());
        // Also after a failure: the alert tells the peer why.
        auto flushed = try_flush();
        if (!progress) co_return fail(std::move(progress.error()));
        if (!flushed) {
            // The peer may have said why before it hung up: read first, report the write error only when it did not.
            auto last_words = fill();
            if (!last_words || *last_words != Fill::filled) co_return fail(handshake_cut(info(), flushed.error()));
            continue;
        }
        if (*progress == tls::Engine::Progress::done && *flushed) co_return Result<void>();
        if (*progress == tls::Engine::Progress::want_read) {
            auto filled = fill();
            if (!filled) co_return fail(handshake_cut(info(), filled.error()));
            if (*filled == Fill::ended) co_return fail(engine_.end_of_input());
            if (*filled == Fill::filled) continue;
        }
        const Interest interest = *flushed ? Interest::read : Interest::read_or_write;
        auto waited = co_await inner_->wait(ctx, WaitFor{interest, -1}, deadline);
        if (waited) continue;
        Error error = std::move(waited.error());
        if (error.is_timeout()) {
            error.code = ErrorCode::tls_timeout;
            error.message = "no " + awaited_message(info()) + " from " + remote_address() + limit_text(deadline);
        }
        co_return fail(std::move(error));
    }
}

Result<std::optional<std::size_t>> TlsStream::try_read(std::span<char> buffer) {
    while (true) {
        auto got = engine_.read(buffer);
        // A read may have made output (an answer to a key update). What doesn't go out now goes with the next write,
        // which also reports when it can't: here it would hide what the peer said before it hung up.
        static_cast<void>(try_flush());
        if (!got) return fail(std::move(got.error()));
        if (got->state == tls::Engine::ReadResult::State::closed) return std::optional<std::size_t>(0);
        if (got->bytes > 0) return std::optional<std::size_t>(got->bytes);
        if (buffer.size() > ciphertext_.size() && ciphertext_.size() < kLargeCiphertext) {
            ciphertext_.resize(kLargeCiphertext);
        }
        auto filled = fill();
        if (!filled) return fail(std::move(filled.error()));
        if (*filled == Fill::nothing_now) return std::optional<std::size_t>();
        if (*filled == Fill::ended) return fail(engine_.end_of_input());
    }
}

Result<std::size_t> TlsStream::try_write(std::string_view bytes) {
    auto flushed = try_flush();
    if (!flushed) return fail(std::move(flushed.error()));
    if (!*flushed) return std::size_t{0};
    const std::string_view now = bytes.substr(0, kMaxPendingOutput);
    if (auto written = engine_.write(now); !written) return fail(std::move(written.error()));
    if (flushed = try_flush(); !flushed) return fail(std::move(flushed.error()));
    return now.size();
}

asio::awaitable<Result<void>> TlsStream::wait(Context& ctx, WaitFor what, Deadline deadline) {
    return inner_->wait(ctx, what, deadline);
}

IdleState TlsStream::idle_state() {
    // Not by asking the stream below: in a tunnel that is TLS as well, and looking would take our records off it.
    // Read also when the socket is quiet: bytes behind the last response may have been taken off it and lie here.
    // Session tickets and key updates come unasked and are no data.
    char byte = 0;
    auto got = try_read(std::span<char>(&byte, 1));
    if (!got) return IdleState::closed;
    if (!*got) return IdleState::quiet;
    return **got == 0 ? IdleState::closed : IdleState::spoke;
}

void TlsStream::close() {
    if (closed_) return;
    closed_ = true;
    if (!inner_ended_) {
        // Best effort and without waiting: the peer learns that nothing was cut off.
        engine_.close_notify();
        static_cast<void>(try_flush());
    }
    inner_->close();
}

}  // namespace rtrip::net
