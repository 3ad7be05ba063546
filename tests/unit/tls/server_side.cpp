// SPDX-License-Identifier: MIT
#include "unit/tls/server_side.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "support/catch.hpp"
#include "support/tls/test_ca_openssl.hpp"

namespace rtrip::test {

ServerContext::ServerContext(ServerOptions options)
    : options_(std::move(options)), context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX* context = context_.get();
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, options_.min_version);
    SSL_CTX_set_max_proto_version(context, options_.max_version);
    REQUIRE(SSL_CTX_set_cipher_list(context, options_.ciphers.c_str()) == 1);
    if (!options_.groups.empty()) REQUIRE(SSL_CTX_set1_groups_list(context, options_.groups.c_str()) == 1);
    if (!options_.chain_pem.empty()) {
        const tls::BioPtr chain(
            BIO_new_mem_buf(options_.chain_pem.data(), static_cast<int>(options_.chain_pem.size())));
        const tls::X509Ptr leaf(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
        REQUIRE(SSL_CTX_use_certificate(context, leaf.get()) == 1);
        while (X509* next = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
            SSL_CTX_add0_chain_cert(context, next);
        }
        ERR_clear_error();
        REQUIRE(SSL_CTX_use_PrivateKey(context, parse_key(options_.key_pem).get()) == 1);
    }
    if (!options_.alpn.empty()) SSL_CTX_set_alpn_select_cb(context, choose_alpn, this);
    if (!options_.client_ca_pem.empty()) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), parse_certificate(options_.client_ca_pem).get());
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    const unsigned char kContext[] = "rtrip test";
    SSL_CTX_set_session_id_context(context, kContext, sizeof kContext - 1);
    if (!options_.staple.empty()) {
        SSL_CTX_set_tlsext_status_cb(context, give_staple);
        SSL_CTX_set_tlsext_status_arg(context, this);
    }
}

int ServerContext::choose_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char*, unsigned,
                               void* self) {
    const std::string& name = static_cast<ServerContext*>(self)->options_.alpn;
    *out = reinterpret_cast<const unsigned char*>(name.data());
    *out_size = static_cast<unsigned char>(name.size());
    return SSL_TLSEXT_ERR_OK;
}

int ServerContext::give_staple(SSL* ssl, void* self) {
    const std::string& staple = static_cast<ServerContext*>(self)->options_.staple;
    auto* copy = static_cast<unsigned char*>(OPENSSL_malloc(staple.size()));
    std::memcpy(copy, staple.data(), staple.size());
    SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(staple.size()));
    return SSL_TLSEXT_ERR_OK;
}

ServerSide::ServerSide(const ServerContext& context) : ssl_(SSL_new(context.native())) {
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl_.get());
}

void ServerSide::receive(std::string_view ciphertext) {
    ERR_clear_error();
    BIO_write(SSL_get_rbio(ssl_.get()), ciphertext.data(), static_cast<int>(ciphertext.size()));
    if (!established_) established_ = SSL_do_handshake(ssl_.get()) == 1;
    if (!established_) return;
    std::array<char, 4096> buffer{};
    std::size_t got = 0;
    while (SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &got) == 1) received_.append(buffer.data(), got);
}

std::string ServerSide::take_output() {
    BIO* bio = SSL_get_wbio(ssl_.get());
    std::string bytes = text_of(bio);
    BIO_reset(bio);
    return bytes;
}

void ServerSide::write(std::string_view plaintext) {
    std::size_t written = 0;
    REQUIRE(SSL_write_ex(ssl_.get(), plaintext.data(), plaintext.size(), &written) == 1);
}

void ServerSide::key_update(int kind) {
    REQUIRE(SSL_key_update(ssl_.get(), kind) == 1);
    REQUIRE(SSL_do_handshake(ssl_.get()) == 1);
}

void ServerSide::close_notify() {
    SSL_shutdown(ssl_.get());
}

WallTime wall_now() {
    return std::chrono::system_clock::now();
}

void flush_to_server(tls::Engine& engine, ServerSide& server) {
    server.receive(engine.output());
    engine.output().clear();
}

Result<tls::Engine::Progress> shake(tls::Engine& engine, ServerSide& server, std::size_t piece) {
    using Progress = tls::Engine::Progress;
    TimePoint now{};
    Result<Progress> progress = engine.handshake(now, wall_now());
    for (;;) {
        flush_to_server(engine, server);
        if (!progress || *progress == Progress::done) return progress;
        const std::string bytes = server.take_output();
        if (bytes.empty()) return progress;
        const std::size_t step = piece == 0 ? bytes.size() : piece;
        for (std::size_t at = 0; at < bytes.size() && progress && *progress == Progress::want_read; at += step) {
            now += std::chrono::milliseconds(1);
            engine.set_input(std::string_view(bytes).substr(at, step));
            progress = engine.handshake(now, wall_now());
        }
    }
}

Result<std::string> read_from_server(tls::Engine& engine, ServerSide& server) {
    using State = tls::Engine::ReadResult::State;
    const std::string bytes = server.take_output();
    engine.set_input(bytes);
    std::string text;
    std::array<char, 40000> buffer{};
    for (;;) {
        const Result<tls::Engine::ReadResult> got = engine.read(buffer);
        if (!got) return fail(got.error());
        text.append(buffer.data(), got->bytes);
        if (got->state != State::data) return text;
    }
}

}  // namespace rtrip::test
