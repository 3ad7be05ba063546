// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "codec/tls/client_context.hpp"
#include "codec/tls/peer_name.hpp"
#include "rtrip/result.hpp"
#include "rtrip/time.hpp"
#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// The client's side of one TLS connection, without sockets and without a clock: ciphertext in, ciphertext out.
///
/// The pump is the caller's: hand what was read from the connection to set_input(), call handshake(), read() or
/// write(), send what has gathered in output() and clear it. output() must be sent after *every* call, failed ones
/// included (an alert tells the peer why), and also after read(), which may have to answer the peer.
///
/// After an error only info(), output() and end_of_input() make sense.
class Engine {
public:
    enum class Progress : std::uint8_t { done, want_read };

    struct ReadResult {
        enum class State : std::uint8_t {
            data,       ///< `bytes` > 0 were written to the front of `out`; there may be more.
            want_read,  ///< All input is used up; `bytes` is 0.
            closed,     ///< The peer's close_notify was seen; `bytes` is 0.
        };
        std::size_t bytes = 0;
        State state = State::want_read;
    };

    /// `session_key` tells servers apart in the session cache ("host:port" and the route, say); sessions are also kept
    /// apart by peer name.
    Engine(std::shared_ptr<ClientContext> context, PeerName peer, std::string session_key);
    ~Engine();
    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) noexcept;

    /// Ciphertext from the peer. It is not copied: it must stay valid until input_left() is 0, and earlier input must
    /// have been used up (asserted).
    void set_input(std::string_view ciphertext);
    [[nodiscard]] std::size_t input_left() const;
    /// Ciphertext for the peer, gathered since the caller last cleared it.
    [[nodiscard]] std::string& output();

    /// Makes the ClientHello ahead of its time, while there is nothing else to do: it costs more than a short round
    /// trip. The first call of handshake() says when it was sent, and what went wrong here.
    void prepare(TimePoint now, WallTime wall_now);

    /// Carries the handshake on as far as the input allows. The first call makes the ClientHello and asks for input.
    ///
    /// `now` stamps the messages seen in this call; certificates and the OCSP staple are judged as of `wall_now`.
    /// Errors: the tls_* codes. Under TlsOptions::verify a bad certificate is answered by an alert in place of our
    /// Finished, and info() holds the chain and every problem.
    Result<Progress> handshake(TimePoint now, WallTime wall_now);

    /// Fills `out` (not empty) from as many records as are there. Under TLS 1.3 the peer's refusal of the handshake
    /// (of our client certificate, say) arrives here, as tls_alert.
    /// Errors: tls_alert; response_reset when a record is damaged or the peer floods us with empty ones.
    Result<ReadResult> read(std::span<char> out);

    /// Encrypts all of `plaintext` onto output().
    Result<void> write(std::string_view plaintext);

    /// What it means that the peer closed the connection below TLS now: tls_closed or tls_not_tls within the handshake,
    /// body_incomplete behind it, where an end without close_notify may be an attacker's cut.
    [[nodiscard]] Error end_of_input() const;

    /// Puts the closing alert onto output(); nothing may be written after it. A second call does nothing.
    void close_notify();

    /// Filled as far as things got, failures included; `started` and `done` are the caller's to set.
    [[nodiscard]] const TlsInfo& info() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace rtrip::tls
