// SPDX-License-Identifier: MIT
#include "codec/tls/handshake_log.hpp"

#include <utility>

#include <openssl/ssl.h>

#include "codec/tls/names.hpp"

namespace rtrip::tls {
namespace {

// A TLS 1.2 handshake has 13 messages, a TLS 1.3 one with a retry 12; what is beyond is not worth memory.
constexpr std::size_t kMaxMessages = 64;

// Servers send two to four tickets after a TLS 1.3 handshake and a key update per gigabytes of data.
constexpr std::size_t kMaxIdleMessages = 64;

}  // namespace

void HandshakeLog::see(std::vector<HandshakeMessage>& messages, int content_type, HandshakeMessage message,
                       std::span<const unsigned char> bytes) {
    if (content_type != SSL3_RT_HANDSHAKE && content_type != SSL3_RT_ALERT) return;
    if (finished_) {
        if (!message.sent) ++idle_messages_;
        return;
    }
    if (content_type != SSL3_RT_HANDSHAKE || messages.size() >= kMaxMessages) return;
    message.name = handshake_message_name(bytes);
    message.at = now_;
    message.bytes = bytes.size();
    messages.push_back(std::move(message));
}

bool HandshakeLog::is_flood() const {
    return idle_messages_ > kMaxIdleMessages;
}

}  // namespace rtrip::tls
