// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "codec/tls/engine.hpp"
#include "codec/tls/openssl_ptr.hpp"

namespace rtrip::test {

struct ServerOptions {
    std::string chain_pem;
    std::string key_pem;
    int min_version = TLS1_2_VERSION;
    int max_version = TLS1_3_VERSION;
    std::string groups;
    std::string ciphers = "DEFAULT:@SECLEVEL=0";
    std::string alpn;           ///< Chosen whatever the client offers; empty: ALPN is passed over.
    std::string client_ca_pem;  ///< Not empty: a client certificate of this CA is demanded.
    std::string staple;         ///< DER of the OCSP answer.
};

/// One server's SSL_CTX; its connections can resume each other's sessions.
class ServerContext {
public:
    explicit ServerContext(ServerOptions options);
    [[nodiscard]] SSL_CTX* native() const { return context_.get(); }

private:
    static int choose_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char*, unsigned,
                           void* self);
    static int give_staple(SSL* ssl, void* self);

    ServerOptions options_;
    tls::SslCtxPtr context_;
};

/// The server's end of one connection over memory BIOs.
class ServerSide {
public:
    explicit ServerSide(const ServerContext& context);

    /// Takes the client's bytes and goes on with the handshake, or gathers what was decrypted.
    void receive(std::string_view ciphertext);
    /// Bytes for the client since the last call.
    std::string take_output();
    void write(std::string_view plaintext);
    void key_update(int kind);
    void close_notify();
    [[nodiscard]] const std::string& received() const { return received_; }
    [[nodiscard]] bool established() const { return established_; }
    [[nodiscard]] SSL* native() const { return ssl_.get(); }

private:
    tls::SslPtr ssl_;
    std::string received_;
    bool established_ = false;
};

/// Now, as the tests' certificates see it.
WallTime wall_now();

/// Carries bytes between both until neither has more to say or the engine is done or fails. `piece` > 0: the client
/// gets the server's bytes in pieces of that size.
Result<tls::Engine::Progress> shake(tls::Engine& engine, ServerSide& server, std::size_t piece = 0);

/// Sends what both have for each other; the server reads.
void flush_to_server(tls::Engine& engine, ServerSide& server);
/// Hands the server's bytes to the client and reads all that can be read.
Result<std::string> read_from_server(tls::Engine& engine, ServerSide& server);

}  // namespace rtrip::test
