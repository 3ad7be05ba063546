// SPDX-License-Identifier: MIT
#include <array>

#include "cli/flag_table.hpp"

namespace rtrip::cli {
namespace {

using enum Category;
using enum Origin;
using enum Repeat;

constexpr std::array kFlags{
    Flag{FlagId::insecure, 'k', "insecure", "", "", tls, last, "Go on with an untrusted certificate",
         "Neither trust nor name of the server's certificate is demanded; the report still says what was wrong with "
         "it. Pins (--pinnedpubkey) are still demanded."},
    Flag{FlagId::cacert, '\0', "cacert", "FILE", "@file", tls, last, "Trust the CAs in FILE alone",
         "A PEM file of CA certificates in place of the system's store. Without it CURL_CA_BUNDLE, then SSL_CERT_FILE "
         "and SSL_CERT_DIR in the environment name a store."},
    Flag{FlagId::capath, '\0', "capath", "DIR", "@dir", tls, last, "Trust the CAs in a hashed directory",
         "A directory prepared with 'openssl rehash' in place of the system's store."},
    Flag{FlagId::cert, 'E', "cert", "FILE[:PASSWORD]", "@file", tls, last, "Client certificate",
         "The certificate to show when the server asks for one. A colon in the file's name is written \\:."},
    Flag{FlagId::cert_type, '\0', "cert-type", "TYPE", "PEM|DER|P12", tls, last, "Format of --cert",
         "PEM (the default), DER or P12."},
    Flag{FlagId::key, '\0', "key", "FILE", "@file", tls, last, "Private key of --cert",
         "The client certificate's private key, when it is not in the same file."},
    Flag{FlagId::key_type, '\0', "key-type", "TYPE", "PEM|DER", tls, last, "Format of --key",
         "PEM (the default) or DER."},
    Flag{FlagId::pass, '\0', "pass", "PASSWORD", "", tls, last, "Password of the private key",
         "The password that opens the private key."},
    Flag{FlagId::tlsv1, '1', "tlsv1", "", "", tls, last, "TLS 1.0 or later", "Accepts TLS 1.0 and every later one."},
    Flag{FlagId::tlsv1_0, '\0', "tlsv1.0", "", "", tls, last, "TLS 1.0 or later",
         "Accepts TLS 1.0 and every later one."},
    Flag{FlagId::tlsv1_1, '\0', "tlsv1.1", "", "", tls, last, "TLS 1.1 or later",
         "Accepts TLS 1.1 and every later one."},
    Flag{FlagId::tlsv1_2, '\0', "tlsv1.2", "", "", tls, last, "TLS 1.2 or later (the default)",
         "Accepts TLS 1.2 and every later one."},
    Flag{FlagId::tlsv1_3, '\0', "tlsv1.3", "", "", tls, last, "TLS 1.3 or later", "Accepts TLS 1.3 alone."},
    Flag{FlagId::tls_max, '\0', "tls-max", "VERSION", "default|1.0|1.1|1.2|1.3", tls, last, "Highest TLS version",
         "The highest version to offer: 1.0, 1.1, 1.2, 1.3 or default."},
    Flag{FlagId::ciphers, '\0', "ciphers", "LIST", "", tls, last, "Ciphers for TLS 1.2 and below",
         "A list in OpenSSL's syntax; see 'openssl ciphers'."},
    Flag{FlagId::tls13_ciphers, '\0', "tls13-ciphers", "LIST", "", tls, last, "Cipher suites for TLS 1.3",
         "TLS 1.3 cipher suites, joined by colons."},
    Flag{FlagId::curves, '\0', "curves", "LIST", "", tls, last, "Groups for the key exchange",
         "Groups to offer, joined by colons, as in X25519:P-256."},
    Flag{FlagId::alpn, '\0', "alpn", "", "", tls, last, "Don't send the ALPN extension",
         "Whether the protocols are named in the handshake. On by default."},
    Flag{
        FlagId::pinnedpubkey, '\0', "pinnedpubkey", "PIN", "@file", tls, last, "Demand this public key",
        "Either sha256//BASE64, several joined by semicolons, or a file that holds the public key in PEM or DER form."},
    Flag{FlagId::crlfile, '\0', "crlfile", "FILE", "@file", tls, last, "Check revocation against FILE",
         "A PEM file of revocation lists."},
    Flag{FlagId::cert_status, '\0', "cert-status", "", "", tls, last, "Demand a stapled OCSP answer",
         "Asks for a stapled OCSP answer and fails unless there is a good one."},
    Flag{FlagId::sessionid, '\0', "sessionid", "", "", tls, last, "Don't resume TLS sessions",
         "Whether sessions are resumed within the run. On by default."},

    Flag{FlagId::ipv4, '4', "ipv4", "", "", connection, last, "IPv4 addresses alone",
         "Resolves to and connects to IPv4 addresses alone."},
    Flag{FlagId::ipv6, '6', "ipv6", "", "", connection, last, "IPv6 addresses alone",
         "Resolves to and connects to IPv6 addresses alone."},
    Flag{FlagId::interface, '\0', "interface", "NAME", "", connection, last, "Connect from an interface or address",
         "The name of an interface, or a local address."},
    Flag{FlagId::local_port, '\0', "local-port", "PORT[-PORT]", "", connection, last, "Connect from these ports",
         "One local port or a range of them."},
    Flag{FlagId::resolve, '\0', "resolve", "[+]HOST:PORT:ADDRESS,...", "", connection, each, "Addresses for a host",
         "Uses the addresses for that host and port instead of asking the name service. * as host matches every one. "
         "-HOST:PORT takes an earlier one back."},
    Flag{FlagId::connect_to, '\0', "connect-to", "HOST1:PORT1:HOST2:PORT2", "", connection, each, "Connect elsewhere",
         "Requests for HOST1:PORT1 go to HOST2:PORT2; Host field and TLS name stay. Empty parts on the left match "
         "everything, on the right they keep what was there."},
    Flag{FlagId::dns_servers, '\0', "dns-servers", "ADDRESS,...", "", connection, last, "Name servers to ask",
         "Addresses, with :PORT where needed, in place of those of /etc/resolv.conf."},
    Flag{FlagId::unix_socket, '\0', "unix-socket", "PATH", "@file", connection, last, "Connect to a Unix socket",
         "Connects to the socket instead of to the URL's host. No proxy is used then, whatever --proxy or the "
         "environment "
         "says."},
    Flag{FlagId::abstract_unix_socket, '\0', "abstract-unix-socket", "NAME", "", connection, last,
         "Connect to an abstract Unix socket", "As --unix-socket, for a name in the abstract name space."},
    Flag{FlagId::happy_eyeballs_timeout_ms, '\0', "happy-eyeballs-timeout-ms", "MS", "", connection, last,
         "Delay between connect attempts",
         "How long one address has to answer before the next is tried beside it; 200 by default."},
    Flag{FlagId::keepalive, '\0', "keepalive", "", "", connection, last, "Don't probe idle TCP connections",
         "Whether TCP keep-alive probes are sent. On by default."},
    Flag{FlagId::keepalive_time, '\0', "keepalive-time", "SECONDS", "", connection, last, "Time between such probes",
         "Idle time before and between TCP keep-alive probes; 60 by default."},
    Flag{FlagId::tcp_nodelay, '\0', "tcp-nodelay", "", "", connection, last, "Don't set TCP_NODELAY",
         "Whether small segments are sent at once. On by default."},
    Flag{
        FlagId::tcp_fastopen, '\0', "tcp-fastopen", "", "", connection, last, "Send data with the SYN",
        "TCP Fast Open (RFC 7413), where the kernel knows the server's cookie from before. Then connecting takes no "
        "time of its own: the handshake happens while the first bytes are sent, and a refusal shows there. Its time is "
        "in the first phase that waits for the server: proxy, tls, or wait for plain http."},
    Flag{FlagId::haproxy_protocol, '\0', "haproxy-protocol", "", "", connection, last, "Begin with a PROXY line",
         "Sends the first line of the PROXY protocol, version 1, on each new connection, as load balancers do: in a "
         "tunnel to whoever is at its end, before TLS."},
};

constexpr std::array kLimits{
    Flag{FlagId::max_time, 'm', "max-time", "TIME", "", limits, last, "Limit for each transfer as a whole",
         "Times are seconds with decimals or have a unit: 500ms, 2s, 1m, 1h. 0: no limit, which is the default."},
    Flag{FlagId::connect_timeout, '\0', "connect-timeout", "TIME", "", limits, last, "Limit for name, TCP and TLS",
         "Limit from the start of name resolution to the end of the TLS handshake; 60 s by default."},
    Flag{FlagId::dns_timeout, '\0', "dns-timeout", "TIME", "", limits, last, "Limit for name resolution",
         "Limit for name resolution; 15 s by default.", own},
    Flag{FlagId::tls_timeout, '\0', "tls-timeout", "TIME", "", limits, last, "Limit for the TLS handshake",
         "Limit for the TLS handshake; 15 s by default.", own},
    Flag{FlagId::response_timeout, '\0', "response-timeout", "TIME", "", limits, last, "Limit for the response's head",
         "Limit from the last byte of the request to the end of the response's head; 120 s by default.", own},
    Flag{FlagId::idle_timeout, '\0', "idle-timeout", "TIME", "", limits, last, "Limit without progress of a body",
         "How long a body that is sent or received may stand still; 60 s by default.", own},
    Flag{FlagId::speed_time, 'y', "speed-time", "SECONDS", "", limits, last, "Give up after this long below -Y",
         "The time of -Y; 30 when -Y is given alone."},
    Flag{FlagId::speed_limit, 'Y', "speed-limit", "BYTES", "", limits, last, "Give up below BYTES a second",
         "A transfer slower than this for the time of -y fails with 28; 1 when -y is given alone."},
    Flag{FlagId::limit_rate, '\0', "limit-rate", "BYTES", "", limits, last, "Read no faster than BYTES a second",
         "Bytes a second at most, with k, m or g for powers of 1024, as in 200k. Holds for what is received."},
    Flag{FlagId::max_filesize, '\0', "max-filesize", "BYTES", "", limits, last, "Largest body to accept",
         "A body that is, or announces itself, larger fails with 63. Takes k, m and g."},
    Flag{FlagId::max_header_bytes, '\0', "max-header-bytes", "BYTES", "", limits, last, "Largest header to accept",
         "Bytes of the response's head, interim responses included; 1 MiB by default. Takes k, m and g.", own},

    Flag{FlagId::pool, '\0', "pool", "", "", Category::pool, last, "Close every connection after its exchange",
         "Whether connections are kept for the next URL. On by default.", own},
    Flag{FlagId::max_idle_per_host, '\0', "max-idle-per-host", "N", "", Category::pool, last,
         "Idle connections to keep for a host", "How many idle connections are kept for one host; 2 by default.", own},
    Flag{FlagId::pool_idle_timeout, '\0', "pool-idle-timeout", "TIME", "", Category::pool, last, "How long one is kept",
         "How long an idle connection is kept; 90 s by default.", own},
    Flag{FlagId::max_conns_per_host, '\0', "max-conns-per-host", "N", "", Category::pool, last,
         "Connections to one host at most", "Connections to one host at most, busy ones included; 0, the default: any.",
         own},
};

}  // namespace

std::span<const Flag> network_flags() {
    return kFlags;
}

std::span<const Flag> limit_flags() {
    return kLimits;
}

}  // namespace rtrip::cli
