// SPDX-License-Identifier: MIT
#include "policy/pool_key.hpp"

#include <string_view>

namespace rtrip {
namespace {

KeyMismatch differs(std::string_view reason, std::string_view field, std::string want, std::string have) {
    KeyMismatch m;
    m.reason = reason;
    m.field = field;
    m.want = std::move(want);
    m.have = std::move(have);
    return m;
}

std::string text(bool on) {
    return on ? "on" : "off";
}

std::string text(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& item : list) {
        if (!out.empty()) out += ",";
        out += item;
    }
    return out;
}

std::string text(TlsVersion version) {
    return "1." + std::to_string(static_cast<int>(version));
}

KeyMismatch compare_dial(const DialOptions& want, const DialOptions& have) {
    if (want == have) return {};
    if (want.unix_socket != have.unix_socket || want.abstract_unix_socket != have.abstract_unix_socket) {
        return differs("different_unix_socket", "unix_socket", want.unix_socket, have.unix_socket);
    }
    if (want.family != have.family) return differs("ip_family_forced", "family", {}, {});
    if (want.interface != have.interface || want.local_ports != have.local_ports) {
        return differs("different_local_address", "interface", want.interface, have.interface);
    }
    if (want.connect_to != have.connect_to) return differs("different_target", "connect_to", {}, {});
    return differs("socket_options_differ", {}, {}, {});
}

KeyMismatch compare_tls(const TlsOptions& want, const TlsOptions& have) {
    constexpr std::string_view kReason = "tls_config_differs";
    if (want == have) return {};
    if (want.verify != have.verify) return differs(kReason, "verify", text(want.verify), text(have.verify));
    if (want.alpn != have.alpn) return differs(kReason, "alpn", text(want.alpn), text(have.alpn));
    if (want.ca_file != have.ca_file) return differs(kReason, "ca_file", want.ca_file, have.ca_file);
    if (want.ca_path != have.ca_path) return differs(kReason, "ca_path", want.ca_path, have.ca_path);
    if (want.crl_file != have.crl_file) return differs(kReason, "crl_file", want.crl_file, have.crl_file);
    if (want.client_cert != have.client_cert || want.client_cert_type != have.client_cert_type) {
        return differs(kReason, "client_cert", want.client_cert, have.client_cert);
    }
    if (want.client_key != have.client_key || want.client_key_type != have.client_key_type ||
        want.key_password != have.key_password) {
        return differs(kReason, "client_key", want.client_key, have.client_key);
    }
    if (want.min_version != have.min_version || want.max_version != have.max_version) {
        return differs(kReason, "version", text(want.min_version), text(have.min_version));
    }
    if (want.ciphers != have.ciphers) return differs(kReason, "ciphers", want.ciphers, have.ciphers);
    if (want.tls13_ciphers != have.tls13_ciphers) {
        return differs(kReason, "tls13_ciphers", want.tls13_ciphers, have.tls13_ciphers);
    }
    if (want.groups != have.groups) return differs(kReason, "groups", want.groups, have.groups);
    if (want.pinned_pubkey != have.pinned_pubkey) {
        return differs(kReason, "pinned_pubkey", want.pinned_pubkey, have.pinned_pubkey);
    }
    if (want.cert_status != have.cert_status) {
        return differs(kReason, "cert_status", text(want.cert_status), text(have.cert_status));
    }
    return differs(kReason, "other", {}, {});
}

std::string text(const std::shared_ptr<const ProxyRoute>& route) {
    if (!route) return "none";
    ProxyServer server = route->server;
    server.credentials.reset();
    return server.display();
}

// What is said to the proxy before it can be used, and over what.
KeyMismatch compare_proxy(const PoolKey& want, const PoolKey& have) {
    if (!want.proxy && !have.proxy) return {};
    if (!want.proxy || !have.proxy) return differs("different_proxy", "proxy", text(want.proxy), text(have.proxy));
    const ProxyServer& one = want.proxy->server;
    const ProxyServer& other = have.proxy->server;
    if (one.scheme != other.scheme || one.host != other.host || one.port != other.port) {
        return differs("different_proxy", "proxy", text(want.proxy), text(have.proxy));
    }
    if (one.credentials != other.credentials) return differs("proxy_auth_differs", "proxy_credentials", {}, {});
    if (want.proxy->mode != have.proxy->mode) return differs("different_proxy", "proxy_tunnel", {}, {});
    const ProxyOptions& wanted = want.options->proxy;
    const ProxyOptions& had = have.options->proxy;
    if (want.proxy->mode == ProxyRoute::Mode::connect && wanted.header != had.header) {
        return differs("proxy_header_differs", "proxy_header", {}, {});
    }
    if (one.scheme == ProxyScheme::https && wanted.tls != had.tls) {
        return differs("tls_config_differs", "proxy_tls", {}, {});
    }
    return {};
}

}  // namespace

KeyMismatch compare(const PoolKey& want, const PoolKey& have) {
    const bool same_way = want.options == have.options && want.proxy == have.proxy;
    if (same_way && want.port == have.port && want.host == have.host && want.scheme == have.scheme) return {};
    if (want.scheme != have.scheme) return differs("different_scheme", "scheme", want.scheme, have.scheme);
    KeyMismatch proxy = compare_proxy(want, have);
    if (!proxy.reason.empty()) return proxy;
    if (want.host != have.host) return differs("different_host", "host", want.host, have.host);
    if (want.port != have.port) {
        return differs("different_port", "port", std::to_string(want.port), std::to_string(have.port));
    }
    if (want.options == have.options) return {};
    KeyMismatch dial = compare_dial(want.options->dial, have.options->dial);
    if (!dial.reason.empty()) return dial;
    // TLS settings make no difference to a plain connection.
    if (want.scheme != "https") {
        const bool h2 = want.options->http2_prior_knowledge;
        if (h2 == have.options->http2_prior_knowledge) return {};
        return differs("different_protocol", "http2_prior_knowledge", text(h2), text(!h2));
    }
    return compare_tls(want.options->tls, have.options->tls);
}

}  // namespace rtrip
