// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace rtrip::test {

/// What a TLS server shows. PEM texts; `chain_pem` begins with the leaf.
struct TlsServerOptions {
    std::string chain_pem;
    std::string key_pem;
    bool tls12_only = false;
    std::string client_ca_pem;  ///< Not empty: a client certificate of this CA is demanded.
};

/// One server's TLS settings; its connections can resume each other's sessions. Thread safe once made.
class TlsServerContext {
public:
    explicit TlsServerContext(const TlsServerOptions& options);
    ~TlsServerContext();
    TlsServerContext(const TlsServerContext&) = delete;
    TlsServerContext& operator=(const TlsServerContext&) = delete;
    [[nodiscard]] void* native() const { return context_; }

private:
    void* context_;  // SSL_CTX; OpenSSL stays out of the headers of tests
};

/// What an operation on the server's end of a connection came to.
struct ChannelResult {
    enum class Kind : std::uint8_t { moved, ended, reset, gave_up };
    Kind kind = Kind::gave_up;
    std::size_t bytes = 0;
};

/// The server's end of one connection, plain or TLS. Operations wait until they moved something, the peer went, the
/// server stops, or kPatience passed ("gave_up"). Owns the descriptor.
class ServerChannel {
public:
    virtual ~ServerChannel() = default;
    virtual ChannelResult read(std::span<char> buffer) = 0;
    virtual ChannelResult write(std::string_view bytes) = 0;
    /// Ends our direction in an orderly way (TLS: close_notify, then FIN); reading goes on.
    virtual void half_close() = 0;
    /// Closes in an orderly way.
    virtual void close() = 0;
    /// Closes the socket without a word of TLS's.
    virtual void cut() = 0;
    /// Closes with RST.
    virtual void reset() = 0;
    /// TLS: whether the session was resumed.
    [[nodiscard]] virtual bool resumed() const { return false; }
};

/// `stop_descriptor` becomes readable when the server stops. Null when the TLS handshake failed; `problem` says why.
std::unique_ptr<ServerChannel> make_plain_channel(int socket, int stop_descriptor);
std::unique_ptr<ServerChannel> make_tls_channel(int socket, int stop_descriptor, const TlsServerContext& context,
                                                std::string& problem);

}  // namespace rtrip::test
