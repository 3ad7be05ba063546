// SPDX-License-Identifier: MIT
#include "codec/tls/client_context.hpp"

#include <utility>

#include "codec/tls/context_builder.hpp"
#include "codec/tls/key_log.hpp"
#include "codec/tls/openssl_ptr.hpp"
#include "codec/tls/pin.hpp"
#include "codec/tls/session_cache.hpp"

namespace rtrip::tls {

struct ClientContext::Parts {
    TlsOptions options;
    PinSet pins;
    KeyLog key_log;
    SessionCache sessions;
    SslCtxPtr context;
};

namespace {

void log_key(const SSL* ssl, const char* line) {
    if (auto* log = static_cast<KeyLog*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))) log->append(line);
}

}  // namespace

Result<std::shared_ptr<ClientContext>> ClientContext::make(const TlsOptions& options) {
    auto parts = std::make_unique<Parts>();
    parts->options = options;
    Result<SslCtxPtr> context = build_context(options);
    if (!context) return fail(std::move(context.error()));
    parts->context = *std::move(context);
    Result<PinSet> pins = PinSet::parse(options.pinned_pubkey);
    if (!pins) return fail(std::move(pins.error()));
    parts->pins = *std::move(pins);
    Result<KeyLog> key_log = KeyLog::open(options.keylog_file);
    if (!key_log) return fail(std::move(key_log.error()));
    parts->key_log = *std::move(key_log);
    if (parts->key_log.is_open()) {
        SSL_CTX_set_app_data(parts->context.get(), &parts->key_log);
        SSL_CTX_set_keylog_callback(parts->context.get(), log_key);
    }
    return std::shared_ptr<ClientContext>(new ClientContext(std::move(parts)));
}

ClientContext::ClientContext(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ClientContext::~ClientContext() = default;

const TlsOptions& ClientContext::options() const {
    return parts_->options;
}

ssl_ctx_st* ClientContext::native() const {
    return parts_->context.get();
}

SessionCache& ClientContext::sessions() {
    return parts_->sessions;
}

const PinSet& ClientContext::pins() const {
    return parts_->pins;
}

}  // namespace rtrip::tls
