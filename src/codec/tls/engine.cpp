// SPDX-License-Identifier: MIT
#include "codec/tls/engine.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <optional>
#include <utility>

#include <openssl/err.h>

#include "codec/tls/callbacks.hpp"
#include "codec/tls/certificate.hpp"
#include "codec/tls/handshake_error.hpp"
#include "codec/tls/handshake_log.hpp"
#include "codec/tls/memory_bio.hpp"
#include "codec/tls/names.hpp"
#include "codec/tls/ocsp.hpp"
#include "codec/tls/openssl_error.hpp"
#include "codec/tls/pin.hpp"
#include "codec/tls/session_cache.hpp"
#include "codec/tls/verify.hpp"

namespace rtrip::tls {
namespace {

// A handshake with the longest Certificate that OpenSSL takes (100 KiB) and client certificates is far below; records
// without content, which OpenSSL passes over for ever, are not.
constexpr std::size_t kMaxHandshakeBytes = std::size_t{1} << 20;

// Enough of the first answer to tell what a server that does not speak TLS speaks.
constexpr std::size_t kFirstBytes = 80;

PeerName normalised(PeerName peer) {
    if (peer.kind == PeerName::Kind::name && peer.host.ends_with('.')) peer.host.pop_back();
    return peer;
}

}  // namespace

struct Engine::State final : Callbacks {
    State(std::shared_ptr<ClientContext> context_, PeerName peer_, std::string session_key)
        : context(std::move(context_)),
          peer(normalised(std::move(peer_))),
          server(peer.host + '\n' + std::move(session_key)) {}
    ~State() {
        // OpenSSL takes a session for spoilt when its connection ends without close_notify, which TLS 1.0 asked for and
        // RFC 5246 section 7.2.1 no longer does.
        if (established) SSL_set_shutdown(ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Verdict judge_chain(X509_STORE_CTX* store) override;
    Verdict judge_staple() override;
    void keep_session(SslSessionPtr session) override;

    std::optional<Error> set_up();
    void offer_session();
    Error handshake_error(int ssl_error);
    Result<Progress> finish_handshake();
    void note_agreement();
    void note_facts(const PeerFacts& known);
    ClientCertificate client_certificate() const;
    Error traffic_error();
    std::optional<Error> flood_error() const;

    static void see_message(int sent, int version, int type, const void* bytes, std::size_t size, SSL* ssl,
                            void* state);

    std::shared_ptr<ClientContext> context;
    PeerName peer;
    std::string server;  // key of the session cache
    CipherPipe pipe;
    std::string first_bytes;
    TlsInfo info;
    PeerFacts facts;
    HandshakeLog log;
    WallTime wall_now{};
    std::optional<StoredSession> offered;
    std::optional<Error> failure;  // decided in a callback; OpenSSL then fails the handshake
    std::optional<Error> deferred;  // met after data that had to be handed over first
    bool prepared = false;  // the ClientHello waits in the output
    bool established = false;
    bool closing = false;
    SslPtr ssl;  // last: freed first, since its BIO and callbacks use the above
};

void Engine::State::see_message(int sent, int, int type, const void* bytes, std::size_t size, SSL*, void* state) {
    auto& self = *static_cast<State*>(state);
    HandshakeMessage message;
    message.sent = sent != 0;
    self.log.see(self.info.messages, type, std::move(message), {static_cast<const unsigned char*>(bytes), size});
}

std::optional<Error> Engine::State::set_up() {
    const Error internal(ErrorCode::internal, "OpenSSL has no connection to give");
    ssl.reset(SSL_new(context->native()));
    if (ssl == nullptr) return internal;
    attach_callbacks(ssl.get(), *this);
    BIO* bio = make_pipe_bio(pipe).release();
    if (bio == nullptr) return internal;
    SSL_set_bio(ssl.get(), bio, bio);  // takes the one reference for both directions
    SSL_set_connect_state(ssl.get());
    SSL_set_msg_callback(ssl.get(), see_message);
    SSL_set_msg_callback_arg(ssl.get(), this);
    const TlsOptions& options = context->options();
    info.verify_requested = options.verify;
    info.alpn_offered = options.alpn;
    // RFC 6066 section 3: literal addresses are not sent.
    if (peer.kind == PeerName::Kind::name) {
        if (SSL_set_tlsext_host_name(ssl.get(), peer.host.c_str()) != 1) {
            take_openssl_error();
            return Error(ErrorCode::tls_handshake, "the host name is too long for TLS (255 bytes)");
        }
        info.sni = peer.host;
    }
    if (options.resume) offer_session();
    return std::nullopt;
}

void Engine::State::offer_session() {
    offered = context->sessions().take(server);
    if (!offered) return;
    if (SSL_set_session(ssl.get(), offered->session.get()) == 1) return;
    take_openssl_error();
    offered.reset();
}

Callbacks::Verdict Engine::State::judge_chain(X509_STORE_CTX* store) {
    const TlsOptions& options = context->options();
    PeerFacts judged;
    judged.chain = describe_chain(X509_STORE_CTX_get0_untrusted(store));
    const std::vector<ChainProblem> problems = verify_chain(store, peer, wall_now);
    for (const ChainProblem& problem : problems) judged.problems.push_back(problem.problem);
    judged.verified = problems.empty();
    note_facts(judged);
    if (!problems.empty() && options.verify) {
        failure = verify_error(problems, VerifyContext{peer, info.chain, wall_now});
        X509_STORE_CTX_set_error(store, telling_code(problems));
        return Verdict::refuse;
    }
    const X509* leaf = X509_STORE_CTX_get0_cert(store);
    if (!context->pins().empty() && (leaf == nullptr || !context->pins().allows(leaf))) {
        failure =
            Error(ErrorCode::tls_pin, "the server's public key is " + (leaf != nullptr ? pin_text(leaf) : "missing") +
                                          ", which is not the pinned one");
        X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
        return Verdict::refuse;
    }
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return Verdict::accept;
}

Callbacks::Verdict Engine::State::judge_staple() {
    // A resumed handshake has no certificate and no staple; those of the first one were judged.
    if (!context->options().cert_status || SSL_session_reused(ssl.get()) != 0) return Verdict::accept;
    const std::string judged = judge_ocsp(ssl.get(), wall_now);
    facts.ocsp = judged;
    info.ocsp = judged;
    if (judged == "good") return Verdict::accept;
    std::string text = "the stapled OCSP answer is " + judged;
    if (judged == "none") text = "the server stapled no OCSP answer";
    if (judged == "revoked") text = "the certificate is revoked by the stapled OCSP answer";
    if (judged == "unknown") text = "the OCSP responder does not know the certificate";
    failure = Error(ErrorCode::tls_ocsp, std::move(text));
    return Verdict::refuse;
}

void Engine::State::keep_session(SslSessionPtr session) {
    if (!context->options().resume || SSL_SESSION_is_resumable(session.get()) != 1) return;
    context->sessions().put(server, StoredSession{std::move(session), facts});
}

void Engine::State::note_facts(const PeerFacts& known) {
    facts = known;
    info.verified = known.verified;
    info.problems = known.problems;
    info.chain = known.chain;
    info.ocsp = known.ocsp;
}

void Engine::State::note_agreement() {
    info.bytes_in = pipe.bytes_in;
    info.bytes_out = pipe.bytes_out;
    const bool answered = std::any_of(info.messages.begin(), info.messages.end(),
                                      [](const HandshakeMessage& m) { return m.name == "ServerHello"; });
    if (!answered) return;
    info.version = SSL_get_version(ssl.get());
    const SSL_CIPHER* cipher = SSL_get_pending_cipher(ssl.get());
    if (cipher == nullptr) cipher = SSL_get_current_cipher(ssl.get());
    if (cipher != nullptr) info.cipher = SSL_CIPHER_get_name(cipher);
    info.group = group_name(ssl.get());
    const unsigned char* alpn = nullptr;
    unsigned int alpn_bytes = 0;
    SSL_get0_alpn_selected(ssl.get(), &alpn, &alpn_bytes);
    info.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_bytes);
    info.resumed = SSL_session_reused(ssl.get()) != 0;
}

Error Engine::State::handshake_error(int ssl_error) {
    // A session that did not lead to a connection might not the next time either.
    if (offered) context->sessions().forget(server);
    const QueuedError cause = take_openssl_error();
    if (failure) return *failure;
    if (ssl_error == SSL_ERROR_SYSCALL && cause.code == 0) {
        return Error(ErrorCode::tls_handshake, "the TLS handshake failed without a reason");
    }
    return explain_handshake_failure(cause, HandshakeFacts{first_bytes, client_certificate()});
}

Result<Engine::Progress> Engine::State::finish_handshake() {
    if (info.resumed && offered) note_facts(offered->facts);
    const TlsOptions& options = context->options();
    const auto refuse = [&](ErrorCode code, std::string why) -> Result<Progress> {
        failure = Error(code, std::move(why));
        context->sessions().forget(server);
        return fail(*failure);
    };
    // Anonymous ciphers, which a cipher list can ask for, do without a certificate: then nobody was verified.
    const X509Ptr leaf(SSL_get1_peer_certificate(ssl.get()));
    if (leaf == nullptr) info.verified = false;
    if (!info.verified && options.verify) {
        return refuse(ErrorCode::tls_untrusted, "the server showed no certificate that could be verified");
    }
    if (!context->pins().empty() && (leaf == nullptr || !context->pins().allows(leaf.get()))) {
        return refuse(ErrorCode::tls_pin, "the server showed no certificate with the pinned public key");
    }
    // RFC 7301 section 3.2; OpenSSL takes the server's word.
    if (!info.alpn.empty() && std::find(options.alpn.begin(), options.alpn.end(), info.alpn) == options.alpn.end()) {
        return refuse(ErrorCode::tls_handshake, "the server chose a protocol by ALPN that was not offered");
    }
    established = true;
    log.finish_handshake();
    return Progress::done;
}

ClientCertificate Engine::State::client_certificate() const {
    const bool asked = std::any_of(info.messages.begin(), info.messages.end(),
                                   [](const HandshakeMessage& m) { return m.name == "CertificateRequest"; });
    if (!asked) return ClientCertificate::not_asked;
    return context->options().client_cert.empty() ? ClientCertificate::missing : ClientCertificate::shown;
}

std::optional<Error> Engine::State::flood_error() const {
    if (!log.is_flood()) return std::nullopt;
    Error error(ErrorCode::response_reset,
                "the server sends TLS messages without data (" + std::to_string(log.idle_messages()) + " in a row)");
    error.hint = "such a flood only keeps the client busy; the connection was given up";
    return error;
}

Error Engine::State::traffic_error() {
    const QueuedError cause = take_openssl_error();
    if (const std::optional<int> alert = alert_of(cause)) return alert_error(*alert, client_certificate());
    Error error(ErrorCode::response_reset,
                "TLS cannot go on: " + (cause.text.empty() ? std::string("unknown reason") : cause.text));
    error.hint = "the server, or something on the way, damaged the encrypted data";
    return error;
}

Engine::Engine(std::shared_ptr<ClientContext> context, PeerName peer, std::string session_key)
    : state_(std::make_unique<State>(std::move(context), std::move(peer), std::move(session_key))) {
    state_->failure = state_->set_up();
}

Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::set_input(std::string_view ciphertext) {
    State& state = *state_;
    assert(state.pipe.input.empty());
    state.pipe.input = ciphertext;
    if (!state.established && state.first_bytes.size() < kFirstBytes) {
        state.first_bytes += ciphertext.substr(0, kFirstBytes - state.first_bytes.size());
    }
}

std::size_t Engine::input_left() const {
    return state_->pipe.input.size();
}

std::string& Engine::output() {
    return state_->pipe.output;
}

void Engine::prepare(TimePoint now, WallTime wall_now) {
    // A failure is kept for handshake().
    static_cast<void>(handshake(now, wall_now));
    state_->prepared = true;
}

Result<Engine::Progress> Engine::handshake(TimePoint now, WallTime wall_now) {
    State& state = *state_;
    if (std::exchange(state.prepared, false)) {
        for (HandshakeMessage& message : state.info.messages) message.at = now;
    }
    if (state.established) return Progress::done;
    if (state.failure) return fail(*state.failure);
    state.log.set_now(now);
    state.wall_now = wall_now;
    ERR_clear_error();
    const int outcome = SSL_do_handshake(state.ssl.get());
    const int ssl_error = outcome == 1 ? SSL_ERROR_NONE : SSL_get_error(state.ssl.get(), outcome);
    state.note_agreement();
    if (ssl_error == SSL_ERROR_NONE) return state.finish_handshake();
    if (ssl_error != SSL_ERROR_WANT_READ) {
        state.failure = state.handshake_error(ssl_error);
        return fail(*state.failure);
    }
    if (state.pipe.bytes_in > kMaxHandshakeBytes) {
        state.failure = Error(ErrorCode::tls_handshake, "the server's handshake does not end (over " +
                                                            std::to_string(kMaxHandshakeBytes) + " bytes)");
        return fail(*state.failure);
    }
    return Progress::want_read;
}

Result<Engine::ReadResult> Engine::read(std::span<char> out) {
    State& state = *state_;
    if (state.deferred) return fail(*state.deferred);
    ReadResult result;
    ERR_clear_error();
    while (result.bytes < out.size()) {
        std::size_t got = 0;
        const int outcome = SSL_read_ex(state.ssl.get(), out.data() + result.bytes, out.size() - result.bytes, &got);
        if (outcome == 1) {
            result.bytes += got;
            state.log.note_progress();
            continue;
        }
        const int ssl_error = SSL_get_error(state.ssl.get(), outcome);
        if (ssl_error == SSL_ERROR_WANT_READ) {
            state.deferred = state.flood_error();
        } else if (ssl_error == SSL_ERROR_ZERO_RETURN) {
            result.state = ReadResult::State::closed;
        } else {
            state.deferred = state.traffic_error();
        }
        break;
    }
    if (result.bytes > 0) {
        result.state = ReadResult::State::data;
        return result;
    }
    if (state.deferred) return fail(*state.deferred);
    return result;
}

Result<void> Engine::write(std::string_view plaintext) {
    State& state = *state_;
    if (plaintext.empty()) return {};
    if (state.deferred) return fail(*state.deferred);
    ERR_clear_error();
    std::size_t written = 0;
    if (SSL_write_ex(state.ssl.get(), plaintext.data(), plaintext.size(), &written) == 1) return {};
    Error error = state.traffic_error();
    if (error.code == ErrorCode::response_reset) error.code = ErrorCode::send_failed;
    return fail(std::move(error));
}

Error Engine::end_of_input() const {
    const State& state = *state_;
    if (state.established) {
        return Error(ErrorCode::body_incomplete, "the connection was closed without TLS's close_notify");
    }
    if (state.failure) return *state.failure;
    return explain_early_close(state.info.messages, state.first_bytes);
}

void Engine::close_notify() {
    State& state = *state_;
    if (state.closing || !state.established) return;
    state.closing = true;
    ERR_clear_error();
    SSL_shutdown(state.ssl.get());
    ERR_clear_error();
}

const TlsInfo& Engine::info() const {
    return state_->info;
}

}  // namespace rtrip::tls
