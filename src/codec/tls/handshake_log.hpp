// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "rtrip/tls.hpp"

namespace rtrip::tls {

/// What OpenSSL's message callback has seen of one connection: the handshake's messages with their times, and counts of
/// what a peer may send without end afterwards.
class HandshakeLog {
public:
    /// The time that messages seen from now on are stamped with.
    void set_now(TimePoint now) { now_ = now; }

    /// One message, alert or record header as OpenSSL reports it (`content_type` SSL3_RT_*). Messages go to `messages`
    /// until finish_handshake().
    void see(std::vector<HandshakeMessage>& messages, int content_type, HandshakeMessage message,
             std::span<const unsigned char> bytes);

    void finish_handshake() { finished_ = true; }
    /// Application data came: the peer is not merely keeping us busy.
    void note_progress() { idle_messages_ = 0; }
    /// True when the peer has sent more messages without data than any honest one does.
    [[nodiscard]] bool is_flood() const;
    /// Handshake messages and alerts that came since the handshake or the last progress.
    [[nodiscard]] std::size_t idle_messages() const { return idle_messages_; }

private:
    TimePoint now_{};
    bool finished_ = false;
    std::size_t idle_messages_ = 0;
};

}  // namespace rtrip::tls
