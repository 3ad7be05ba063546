// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rtrip/time.hpp"

namespace rtrip {

enum class TlsVersion : std::uint8_t { tls1_0, tls1_1, tls1_2, tls1_3 };

/// How a TLS connection is made and what is demanded of the peer. Everything in here is part of the pool's key.
struct TlsOptions {
    bool verify = true;                    ///< false: neither trust nor name is checked (curl's -k); pins still are.
    std::string ca_file;                   ///< PEM bundle that replaces the system's store; empty: system store.
    std::string ca_path;                   ///< Hashed directory that replaces the system's; empty: system store.
    std::string crl_file;  ///< PEM file of revocation lists; revocation is then checked for the leaf.
    std::string client_cert;  ///< PEM (or PKCS#12 by its ".p12"/".pfx" ending or client_cert_type).
    std::string client_cert_type = "PEM";  ///< "PEM", "DER" or "P12".
    std::string client_key;  ///< Empty: the key is in client_cert.
    std::string client_key_type = "PEM";  ///< "PEM" or "DER".
    std::string key_password;
    TlsVersion min_version = TlsVersion::tls1_2;
    std::optional<TlsVersion> max_version;
    std::string ciphers;  ///< TLS 1.2 and below, OpenSSL list syntax; empty: OpenSSL's default.
    std::string tls13_ciphers;  ///< Empty: OpenSSL's default.
    std::string groups;  ///< "X25519:P-256"; empty: OpenSSL's default.
    std::vector<std::string> alpn = {"h2", "http/1.1"};  ///< In order of preference; empty: the extension is not sent.
    std::string pinned_pubkey;  ///< curl's --pinnedpubkey: "sha256//B64;..." or a file with a public key.
    bool cert_status = false;  ///< Ask for and demand a stapled OCSP answer (RFC 6066 section 8).
    bool resume = true;  ///< Use and keep sessions within the run.
    std::string keylog_file;  ///< SSLKEYLOGFILE; empty: none.

    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

/// The defaults, for peers that HTTP/2 is not spoken to.
[[nodiscard]] inline TlsOptions http1_tls_options() {
    TlsOptions options;
    options.alpn = {"http/1.1"};
    return options;
}

/// One certificate of the chain that the peer sent, in its order.
struct CertificateInfo {
    std::string subject;  ///< RFC 2253 text; control bytes escaped.
    std::string issuer;
    std::string serial;  ///< Lower-case hex.
    std::vector<std::string> sans;  ///< "DNS:example.com", "IP:192.0.2.1", ...
    WallTime not_before;
    WallTime not_after;
    std::string key;  ///< "RSA 2048", "EC P-256", "Ed25519"
    std::string signature;  ///< "sha256WithRSAEncryption"
    std::string sha256;  ///< Fingerprint of the DER form, lower-case hex.
    std::size_t der_bytes = 0;
    bool self_issued = false;
};

/// One handshake message (RFC 8446 section 4), in the order in which it was seen.
struct HandshakeMessage {
    std::string name;  ///< "ClientHello", "HelloRetryRequest", "ServerHello", "Certificate", "Finished", ...
    bool sent = false;
    TimePoint at;
    std::size_t bytes = 0;
};

/// One thing that verification held against the chain.
struct VerifyProblem {
    int depth = 0;  ///< 0: the leaf.
    int code = 0;  ///< X509_V_ERR_...
    std::string text;  ///< "certificate has expired"
    std::string subject;
};

/// What is known of a TLS handshake, finished or failed.
struct TlsInfo {
    std::string version;  ///< "TLSv1.3"; empty when the handshake did not get so far (so with the next three).
    std::string cipher;
    std::string group;
    std::string alpn;  ///< What was agreed; empty: nothing.
    std::vector<std::string> alpn_offered;
    std::string sni;  ///< The name sent; empty: none (literals).
    bool resumed = false;
    bool verify_requested = true;
    bool verified = false;  ///< Trust and name were checked and hold.
    std::vector<VerifyProblem> problems;  ///< Every reason against it, also under verify == false.
    std::vector<CertificateInfo> chain;  ///< As sent; empty when resumed and unknown.
    std::vector<HandshakeMessage> messages;
    std::optional<std::string> ocsp;  ///< "good", "revoked", "unknown", "none", "invalid: ..."; absent: not asked.
    std::size_t bytes_in = 0;  ///< Handshake bytes on the wire.
    std::size_t bytes_out = 0;
    TimePoint started;
    TimePoint done;
};

}  // namespace rtrip
