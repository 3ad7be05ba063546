// SPDX-License-Identifier: MIT
#include "support/server_channel.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "support/gate.hpp"

namespace rtrip::test {
namespace {

using Kind = ChannelResult::Kind;

void must(bool fine, const char* what) {
    if (fine) return;
    std::fprintf(stderr, "test server: %s failed\n", what);
    std::abort();
}

/// Owns a socket that is waited for together with the server's stop.
class Socket {
public:
    Socket(int socket, int stop) : socket_(socket), stop_(stop) {
        must(::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK) == 0, "fcntl");
    }
    ~Socket() { close(); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    [[nodiscard]] int get() const { return socket_; }
    [[nodiscard]] bool wait(short events) const {
        std::array<pollfd, 2> polled{pollfd{socket_, events, 0}, pollfd{stop_, POLLIN, 0}};
        const int timeout = static_cast<int>(std::chrono::milliseconds(kPatience).count());
        const int ready = ::poll(polled.data(), polled.size(), timeout);
        // What the peer sent before the stop still counts.
        return ready > 0 && polled[0].revents != 0;
    }
    void shut() const { ::shutdown(socket_, SHUT_WR); }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    void reset() {
        const linger now{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
        close();
    }

private:
    int socket_;
    int stop_;
};

bool try_again() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

class PlainChannel final : public ServerChannel {
public:
    PlainChannel(int socket, int stop) : socket_(socket, stop) {}

    ChannelResult read(std::span<char> buffer) override {
        while (true) {
            const ssize_t n = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (n > 0) return {Kind::moved, static_cast<std::size_t>(n)};
            if (n == 0) return {Kind::ended, 0};
            if (!try_again()) return {Kind::reset, 0};
            if (!socket_.wait(POLLIN)) return {Kind::gave_up, 0};
        }
    }
    ChannelResult write(std::string_view bytes) override {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const ssize_t n = ::send(socket_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (n >= 0) {
                sent += static_cast<std::size_t>(n);
            } else if (!try_again()) {
                return {Kind::reset, sent};
            } else if (!socket_.wait(POLLOUT)) {
                return {Kind::gave_up, sent};
            }
        }
        return {Kind::moved, sent};
    }
    void half_close() override { socket_.shut(); }
    void close() override { socket_.close(); }
    void cut() override { socket_.close(); }
    void reset() override { socket_.reset(); }

private:
    Socket socket_;
};

class TlsChannel final : public ServerChannel {
public:
    TlsChannel(int socket, int stop, SSL_CTX* context) : socket_(socket, stop), ssl_(SSL_new(context)) {
        must(ssl_ != nullptr && SSL_set_fd(ssl_, socket) == 1, "SSL_new");
        SSL_set_accept_state(ssl_);
    }
    ~TlsChannel() override { SSL_free(ssl_); }
    TlsChannel(const TlsChannel&) = delete;
    TlsChannel& operator=(const TlsChannel&) = delete;

    ChannelResult handshake() {
        return until_moved([this] { return SSL_do_handshake(ssl_); });
    }
    ChannelResult read(std::span<char> buffer) override {
        std::size_t got = 0;
        ChannelResult out = until_moved([&] { return SSL_read_ex(ssl_, buffer.data(), buffer.size(), &got); });
        out.bytes = got;
        return out;
    }
    ChannelResult write(std::string_view bytes) override {
        std::size_t sent = 0;
        if (bytes.empty()) return {Kind::moved, 0};
        ChannelResult out = until_moved([&] { return SSL_write_ex(ssl_, bytes.data(), bytes.size(), &sent); });
        out.bytes = sent;
        return out;
    }
    void half_close() override {
        SSL_shutdown(ssl_);
        ERR_clear_error();
        socket_.shut();
    }
    void close() override {
        SSL_shutdown(ssl_);
        ERR_clear_error();
        socket_.close();
    }
    void cut() override { socket_.close(); }
    void reset() override { socket_.reset(); }
    [[nodiscard]] bool resumed() const override { return SSL_session_reused(ssl_) == 1; }

private:
    template <class Operation>
    ChannelResult until_moved(const Operation& operation) {
        while (true) {
            ERR_clear_error();
            const int outcome = operation();
            if (outcome == 1) return {Kind::moved, 0};
            switch (SSL_get_error(ssl_, outcome)) {
                case SSL_ERROR_WANT_READ:
                    if (!socket_.wait(POLLIN)) return {Kind::gave_up, 0};
                    break;
                case SSL_ERROR_WANT_WRITE:
                    if (!socket_.wait(POLLOUT)) return {Kind::gave_up, 0};
                    break;
                case SSL_ERROR_ZERO_RETURN: return {Kind::ended, 0};
                default: ERR_clear_error(); return {Kind::reset, 0};
            }
        }
    }

    Socket socket_;
    SSL* ssl_;
};

X509* read_certificate(BIO* source) {
    return PEM_read_bio_X509(source, nullptr, nullptr, nullptr);
}

BIO* memory(const std::string& text) {
    return BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
}

void use_chain(SSL_CTX* context, const TlsServerOptions& options) {
    BIO* chain = memory(options.chain_pem);
    X509* leaf = read_certificate(chain);
    must(leaf != nullptr && SSL_CTX_use_certificate(context, leaf) == 1, "the server's certificate");
    X509_free(leaf);
    while (X509* other = read_certificate(chain)) must(SSL_CTX_add_extra_chain_cert(context, other) == 1, "chain");
    ERR_clear_error();  // the end of the PEM text counts as an error
    BIO_free(chain);
    BIO* key_source = memory(options.key_pem);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(key_source, nullptr, nullptr, nullptr);
    must(key != nullptr && SSL_CTX_use_PrivateKey(context, key) == 1, "the server's key");
    EVP_PKEY_free(key);
    BIO_free(key_source);
}

void demand_client_certificate(SSL_CTX* context, const std::string& ca_pem) {
    BIO* source = memory(ca_pem);
    X509* ca = read_certificate(source);
    must(ca != nullptr && X509_STORE_add_cert(SSL_CTX_get_cert_store(context), ca) == 1, "the clients' CA");
    X509_free(ca);
    BIO_free(source);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

int choose_http(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned in_size,
                void*) {
    static constexpr std::array<unsigned char, 9> kHttp{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    const int found = SSL_select_next_proto(&chosen, size, kHttp.data(), kHttp.size(), in, in_size);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

TlsServerContext::TlsServerContext(const TlsServerOptions& options) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    must(context != nullptr, "SSL_CTX_new");
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    if (options.tls12_only) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    use_chain(context, options);
    if (!options.client_ca_pem.empty()) demand_client_certificate(context, options.client_ca_pem);
    SSL_CTX_set_alpn_select_cb(context, choose_http, nullptr);
    const std::string_view id = "rtrip-test";
    SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(id.data()),
                                   static_cast<unsigned>(id.size()));
    context_ = context;
}

TlsServerContext::~TlsServerContext() {
    SSL_CTX_free(static_cast<SSL_CTX*>(context_));
}

std::unique_ptr<ServerChannel> make_plain_channel(int socket, int stop_descriptor) {
    return std::make_unique<PlainChannel>(socket, stop_descriptor);
}

std::unique_ptr<ServerChannel> make_tls_channel(int socket, int stop_descriptor, const TlsServerContext& context,
                                                std::string& problem) {
    auto channel = std::make_unique<TlsChannel>(socket, stop_descriptor, static_cast<SSL_CTX*>(context.native()));
    if (channel->handshake().kind == Kind::moved) return channel;
    problem = "the TLS handshake failed";
    return nullptr;
}

}  // namespace rtrip::test
