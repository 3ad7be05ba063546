// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "rtrip/result.hpp"

namespace rtrip::proxy {

enum class SocksVersion : std::uint8_t { v4, v5 };

/// What a SOCKS proxy is asked to connect to.
struct SocksRequest {
    SocksVersion version = SocksVersion::v5;
    std::string host;  ///< An IP literal without brackets, or a name for the proxy to look up (4a and 5h).
    std::uint16_t port = 0;
    std::optional<std::pair<std::string, std::string>> credentials;  ///< SOCKS4 takes the user alone.
};

/// The client's side of a SOCKS handshake, without sockets: bytes out, a known number of bytes in.
///
///     auto socks = SocksHandshake::begin(request);
///     while (!socks->done()) { send socks->output(); read exactly socks->wants() bytes; socks->feed(bytes); }
///
/// As every read is of a known length, not one byte behind the last answer is taken from the tunnel.
/// Source: RFC 1928, RFC 1929; SOCKS4 and SOCKS4a as by their authors' papers.
class SocksHandshake {
public:
    /// Errors: proxy_auth and proxy_refused for what the protocol cannot say: a name, user or password above 255 bytes,
    /// a NUL in them, an IPv6 address in SOCKS4. Nothing is cut short.
    static Result<SocksHandshake> begin(const SocksRequest& request);

    /// What is to be sent now; empty: nothing. The view lives until the next call of feed().
    [[nodiscard]] std::string_view output() const { return output_; }
    /// How many bytes to read and feed next; 0 once done().
    [[nodiscard]] std::size_t wants() const { return wants_; }
    [[nodiscard]] bool done() const { return state_ == State::done; }
    /// User and password were sent, not only offered.
    [[nodiscard]] bool authenticated() const { return authenticated_; }
    /// What is awaited, for messages: "the choice of a method", ...
    [[nodiscard]] std::string_view awaited() const;

    /// Takes exactly wants() bytes. Errors: proxy_refused with the reply code's meaning, proxy_auth, proxy_malformed.
    /// They are final.
    Result<void> feed(std::string_view bytes);

private:
    enum class State : std::uint8_t { v4_reply, method, auth, reply, name_length, bound_address, done };

    explicit SocksHandshake(SocksRequest request) : request_(std::move(request)) {}
    void begin_v4();
    void begin_v5();
    Result<void> v4_reply(std::string_view bytes);
    Result<void> method(std::string_view bytes);
    Result<void> auth(std::string_view bytes);
    Result<void> reply(std::string_view bytes);
    void send_request();
    void await(State state, std::size_t count);

    SocksRequest request_;
    std::string output_;
    std::size_t wants_ = 0;
    State state_ = State::method;
    bool authenticated_ = false;
};

}  // namespace rtrip::proxy
