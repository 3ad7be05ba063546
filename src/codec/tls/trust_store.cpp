// SPDX-License-Identifier: MIT
#include "codec/tls/trust_store.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <openssl/x509_vfy.h>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "codec/tls/openssl_error.hpp"

namespace rtrip::tls {
namespace {

// Where distributions keep their bundle: Fedora and RHEL, Debian, SUSE, Alpine.
constexpr const char* kBundles[] = {
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

// "3513523f.0", as made by openssl rehash.
bool is_hash_link(std::string_view name) {
    constexpr std::size_t kHashDigits = 8;
    if (name.size() < kHashDigits + 2 || name[kHashDigits] != '.') return false;
    for (std::size_t i = 0; i < kHashDigits; ++i) {
        if (!ascii::is_hex(name[i])) return false;
    }
    return ascii::is_digit(name[kHashDigits + 1]);
}

bool has_hash_links(const char* directory) {
    std::error_code error;
    std::filesystem::directory_iterator entry(directory, error);
    for (const std::filesystem::directory_iterator end; !error && entry != end; entry.increment(error)) {
        if (is_hash_link(entry->path().filename().native())) return true;
    }
    return false;
}

bool load_system_bundle(X509_LOOKUP* lookup) {
    std::error_code error;
    for (const char* bundle : kBundles) {
        if (!std::filesystem::exists(bundle, error)) continue;
        if (X509_STORE_load_file(X509_LOOKUP_get_store(lookup), bundle) == 1) return true;
    }
    return X509_STORE_load_file(X509_LOOKUP_get_store(lookup), X509_get_default_cert_file()) == 1;
}

// Asked only for what the store and the hashed directory do not hold.
int look_up_in_bundle(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name, X509_OBJECT* found) {
    void* const looked = X509_LOOKUP_get_method_data(lookup);
    if (looked != nullptr || type != X509_LU_X509) return 0;
    X509_LOOKUP_set_method_data(lookup, lookup);
    if (has_hash_links(X509_get_default_cert_dir())) return 0;
    const bool loaded = load_system_bundle(lookup);
    take_openssl_error();
    if (!loaded) return 0;
    X509_STORE* store = X509_LOOKUP_get_store(lookup);
    X509_OBJECT* object = nullptr;
    X509_STORE_lock(store);
    object = X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), type, name);
    X509_STORE_unlock(store);
    if (object == nullptr) return 0;
    X509* certificate = X509_OBJECT_get0_X509(object);
    if (X509_OBJECT_set1_X509(found, certificate) != 1) return 0;
    // The caller expects an object without a reference of its own, as OpenSSL's directory look-up gives it.
    X509_free(certificate);
    return 1;
}

X509_LOOKUP_METHOD* bundle_lookup() {
    static const X509LookupMethodPtr method = [] {
        X509LookupMethodPtr made(X509_LOOKUP_meth_new("rtrip system bundle"));
        if (made != nullptr) X509_LOOKUP_meth_set_get_by_subject(made.get(), look_up_in_bundle);
        return made;
    }();
    return method.get();
}

Error store_error(ErrorCode code, std::string_view what, const std::string& path, const std::string& why) {
    return Error(code, std::string(what) + " \"" + escape_prefix(path, 400) + "\" cannot be used: " + why);
}

Result<void> use_directory(X509_STORE* store, const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
        return fail(store_error(ErrorCode::tls_ca_file, "the CA directory", path,
                                error ? error.message() : "it is not a directory"));
    }
    if (X509_STORE_load_path(store, path.c_str()) != 1) {
        return fail(store_error(ErrorCode::tls_ca_file, "the CA directory", path, take_openssl_error().text));
    }
    return {};
}

Result<void> use_system_store(X509_STORE* store) {
    if (X509_STORE_load_path(store, X509_get_default_cert_dir()) != 1 ||
        X509_STORE_add_lookup(store, bundle_lookup()) == nullptr) {
        return fail(ErrorCode::tls_ca_file, "the system's CA store cannot be used: " + take_openssl_error().text);
    }
    return {};
}

Result<void> use_crl_file(X509_STORE* store, const std::string& path) {
    X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (lookup == nullptr || X509_load_crl_file(lookup, path.c_str(), X509_FILETYPE_PEM) <= 0) {
        return fail(store_error(ErrorCode::tls_crl_file, "the CRL file", path, take_openssl_error().text));
    }
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    return {};
}

}  // namespace

Result<void> fill_trust_store(X509_STORE* store, const TlsOptions& options) {
    // As in curl: an intermediate that the user names is trusted as it stands, without its root.
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
    if (!options.ca_file.empty() && X509_STORE_load_file(store, options.ca_file.c_str()) != 1) {
        return fail(store_error(ErrorCode::tls_ca_file, "the CA file", options.ca_file, take_openssl_error().text));
    }
    if (!options.ca_path.empty()) {
        if (Result<void> used = use_directory(store, options.ca_path); !used) return used;
    }
    if (options.ca_file.empty() && options.ca_path.empty()) {
        if (Result<void> used = use_system_store(store); !used) return used;
    }
    if (options.crl_file.empty()) return {};
    return use_crl_file(store, options.crl_file);
}

}  // namespace rtrip::tls
