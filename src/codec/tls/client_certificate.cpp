// SPDX-License-Identifier: MIT
#include "codec/tls/client_certificate.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/pem.h>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "codec/tls/openssl_error.hpp"

namespace rtrip::tls {
namespace {

int give_password(char* buffer, int size, int, void* text) {
    const std::string& password = *static_cast<const std::string*>(text);
    if (password.empty() || size <= 0 || password.size() > static_cast<std::size_t>(size)) return -1;
    std::memcpy(buffer, password.data(), password.size());
    return static_cast<int>(password.size());
}

Error certificate_error(std::string_view what, const std::string& path, const std::string& why) {
    return Error(ErrorCode::tls_client_certificate,
                 std::string(what) + " \"" + escape_prefix(path, 400) + "\" cannot be used: " + why);
}

bool is_pkcs12(const TlsOptions& options) {
    if (ascii::iequals(options.client_cert_type, "P12")) return true;
    const std::string path = ascii::lower(options.client_cert);
    return ascii::iequals(options.client_cert_type, "PEM") && (path.ends_with(".p12") || path.ends_with(".pfx"));
}

Result<void> use_pkcs12(SSL_CTX* context, const TlsOptions& options) {
    const BioPtr file(BIO_new_file(options.client_cert.c_str(), "rb"));
    const Pkcs12Ptr bag(file != nullptr ? d2i_PKCS12_bio(file.get(), nullptr) : nullptr);
    EVP_PKEY* key = nullptr;
    X509* certificate = nullptr;
    STACK_OF(X509)* chain = nullptr;
    if (bag == nullptr || PKCS12_parse(bag.get(), options.key_password.c_str(), &key, &certificate, &chain) != 1) {
        return fail(certificate_error("the client certificate", options.client_cert, take_openssl_error().text));
    }
    const EvpPkeyPtr key_owner(key);
    const X509Ptr certificate_owner(certificate);
    const X509StackPtr chain_owner(chain);
    if (key == nullptr || certificate == nullptr) {
        return fail(certificate_error("the client certificate", options.client_cert, "certificate or key is missing"));
    }
    if (SSL_CTX_use_cert_and_key(context, certificate, key, chain, 1) != 1) {
        return fail(certificate_error("the client certificate", options.client_cert, take_openssl_error().text));
    }
    return {};
}

Result<void> use_certificate_file(SSL_CTX* context, const TlsOptions& options) {
    int used = 0;
    if (ascii::iequals(options.client_cert_type, "PEM")) {
        used = SSL_CTX_use_certificate_chain_file(context, options.client_cert.c_str());
    } else if (ascii::iequals(options.client_cert_type, "DER")) {
        used = SSL_CTX_use_certificate_file(context, options.client_cert.c_str(), SSL_FILETYPE_ASN1);
    } else {
        return fail(ErrorCode::tls_client_certificate, "the type of a client certificate is PEM, DER or P12, not \"" +
                                                           escape_prefix(options.client_cert_type, 40) + "\"");
    }
    if (used == 1) return {};
    return fail(certificate_error("the client certificate", options.client_cert, take_openssl_error().text));
}

Result<void> use_key_file(SSL_CTX* context, const TlsOptions& options) {
    const std::string& path = options.client_key.empty() ? options.client_cert : options.client_key;
    int type = SSL_FILETYPE_PEM;
    if (ascii::iequals(options.client_key_type, "DER")) {
        type = SSL_FILETYPE_ASN1;
    } else if (!ascii::iequals(options.client_key_type, "PEM")) {
        return fail(ErrorCode::tls_client_certificate, "the type of a client key is PEM or DER, not \"" +
                                                           escape_prefix(options.client_key_type, 40) + "\"");
    }
    if (SSL_CTX_use_PrivateKey_file(context, path.c_str(), type) != 1) {
        return fail(certificate_error("the client certificate's key", path, take_openssl_error().text));
    }
    if (SSL_CTX_check_private_key(context) != 1) {
        return fail(certificate_error("the client certificate's key", path, "it belongs to another certificate"));
    }
    return {};
}

}  // namespace

Result<void> use_client_certificate(SSL_CTX* context, const TlsOptions& options) {
    if (options.client_cert.empty()) return {};
    if (is_pkcs12(options)) return use_pkcs12(context, options);
    // OpenSSL's own callback would ask on the terminal. The password is only read while the files are.
    std::string password = options.key_password;
    SSL_CTX_set_default_passwd_cb(context, give_password);
    SSL_CTX_set_default_passwd_cb_userdata(context, &password);
    Result<void> used = use_certificate_file(context, options);
    if (used) used = use_key_file(context, options);
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    SSL_CTX_set_default_passwd_cb(context, nullptr);
    OPENSSL_cleanse(password.data(), password.size());
    return used;
}

}  // namespace rtrip::tls
