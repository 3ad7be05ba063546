// SPDX-License-Identifier: MIT
#include "cli/foreign_options.hpp"

#include <array>

namespace rtrip::cli {
namespace {

using enum ForeignForm;
using enum ForeignUse;

// Every option of curl 7.88, and those that came later, which the option table has not.
// clang-format off
constexpr auto kOptions = std::to_array<ForeignOption>({
    {'\0', "alt-svc", value, refused, "see --connect-to"},
    {'a', "append", plain, other_protocol, ""},
    {'\0', "aws-sigv4", value, refused, "requests are not signed; pass the signed fields with --header"},
    {'\0', "ca-native", plain, no_effect, ""},
    {'\0', "compressed-ssh", plain, other_protocol, ""},
    {'\0', "create-file-mode", value, refused, "files get the mode that the umask leaves"},
    {'\0', "crlf", plain, refused, "bodies are sent as they are"},
    {'\0', "delegation", value, no_effect, ""},
    {'q', "disable", plain, no_effect, ""},
    {'\0', "disable-eprt", plain, other_protocol, ""},
    {'\0', "disable-epsv", plain, other_protocol, ""},
    {'\0', "disallow-username-in-url", plain, refused, "leave it out; the URL is in plain sight here"},
    {'\0', "dns-interface", value, refused, "see --dns-servers"},
    {'\0', "dns-ipv4-addr", value, refused, "see --dns-servers"},
    {'\0', "dns-ipv6-addr", value, refused, "see --dns-servers"},
    {'\0', "doh-cert-status", plain, refused, "see --dns-servers and --resolve"},
    {'\0', "doh-insecure", plain, refused, "see --dns-servers and --resolve"},
    {'\0', "doh-url", value, refused, "see --dns-servers and --resolve"},
    {'\0', "dump-ca-embed", plain, refused, ""},
    {'\0', "ech", value, refused, ""},
    {'\0', "egd-file", value, no_effect, ""},
    {'\0', "engine", value, refused, "keys come from files"},
    {'\0', "false-start", plain, no_effect, ""},
    {'\0', "follow", plain, refused, "--location follows redirects"},
    {'\0', "form-escape", plain, refused, "names in forms are percent-encoded, as without it"},
    {'\0', "ftp-account", value, other_protocol, ""},
    {'\0', "ftp-alternative-to-user", value, other_protocol, ""},
    {'\0', "ftp-create-dirs", plain, other_protocol, ""},
    {'\0', "ftp-method", value, other_protocol, ""},
    {'\0', "ftp-pasv", plain, other_protocol, ""},
    {'P', "ftp-port", value, other_protocol, ""},
    {'\0', "ftp-pret", plain, other_protocol, ""},
    {'\0', "ftp-skip-pasv-ip", plain, other_protocol, ""},
    {'\0', "ftp-ssl-ccc", plain, other_protocol, ""},
    {'\0', "ftp-ssl-ccc-mode", value, other_protocol, ""},
    {'\0', "ftp-ssl-control", plain, other_protocol, ""},
    {'\0', "haproxy-clientip", value, refused, ""},
    {'\0', "hostpubmd5", value, other_protocol, ""},
    {'\0', "hostpubsha256", value, other_protocol, ""},
    {'\0', "hsts", value, refused, "write https:// into the URL"},
    {'\0', "http0.9", plain, refused, "responses without a head are refused"},
    {'\0', "http3", plain, refused, "HTTP/3 is not spoken; leave it out if HTTP/2 will do"},
    {'\0', "http3-only", plain, refused, "HTTP/3 is not spoken; leave it out if HTTP/2 will do"},
    {'\0', "ignore-content-length", plain, refused, "a length that a server names is held to"},
    {'\0', "ip-tos", value, refused, ""},
    {'\0', "ipfs-gateway", value, other_protocol, ""},
    {'j', "junk-session-cookies", plain, refused, "for a JSON report put -j outside of the command"},
    {'\0', "keepalive-cnt", value, refused, ""},
    {'\0', "knownhosts", value, other_protocol, ""},
    {'\0', "krb", value, other_protocol, ""},
    {'\0', "libcurl", value, refused, "no program is written"},
    {'l', "list-only", plain, other_protocol, ""},
    {'\0', "login-options", value, other_protocol, ""},
    {'\0', "mail-auth", value, other_protocol, ""},
    {'\0', "mail-from", value, other_protocol, ""},
    {'\0', "mail-rcpt", value, other_protocol, ""},
    {'\0', "mail-rcpt-allowfails", plain, other_protocol, ""},
    {'M', "manual", plain, refused, "see 'man rtrip'"},
    {'\0', "metalink", plain, no_effect, ""},
    {'\0', "mptcp", plain, refused, ""},
    {'\0', "negotiate", plain, refused, "Basic, Digest and bearer tokens are there"},
    {'\0', "npn", plain, no_effect, ""},
    {'\0', "ntlm", plain, refused, "Basic, Digest and bearer tokens are there"},
    {'\0', "ntlm-wb", plain, refused, "Basic, Digest and bearer tokens are there"},
    {'\0', "out-null", plain, refused, ""},
    {'\0', "parallel-immediate", plain, refused, "leave it out"},
    {'\0', "parallel-max-host", value, refused, ""},
    {'\0', "preproxy", value, refused, ""},
    {'\0', "progress-meter", plain, no_effect, ""},
    {'\0', "proto", value, refused, "only http and https are ever spoken"},
    {'\0', "proto-default", value, refused, "write the scheme into the URL"},
    {'\0', "proto-redir", value, refused, "only http and https are ever spoken"},
    {'\0', "proxy-anyauth", plain, refused, ""},
    {'\0', "proxy-basic", plain, no_effect, ""},
    {'\0', "proxy-ca-native", plain, no_effect, ""},
    {'\0', "proxy-capath", value, refused, ""},
    {'\0', "proxy-cert", value, refused, ""},
    {'\0', "proxy-cert-type", value, refused, ""},
    {'\0', "proxy-ciphers", value, refused, ""},
    {'\0', "proxy-crlfile", value, refused, ""},
    {'\0', "proxy-digest", plain, refused, ""},
    {'\0', "proxy-http2", plain, refused, ""},
    {'\0', "proxy-key", value, refused, ""},
    {'\0', "proxy-key-type", value, refused, ""},
    {'\0', "proxy-negotiate", plain, refused, "proxies are logged in to with Basic alone"},
    {'\0', "proxy-ntlm", plain, refused, "proxies are logged in to with Basic alone"},
    {'\0', "proxy-pass", value, refused, ""},
    {'\0', "proxy-pinnedpubkey", value, refused, ""},
    {'\0', "proxy-service-name", value, no_effect, ""},
    {'\0', "proxy-ssl-allow-beast", plain, refused, ""},
    {'\0', "proxy-ssl-auto-client-cert", plain, no_effect, ""},
    {'\0', "proxy-tls13-ciphers", value, refused, ""},
    {'\0', "proxy-tlsauthtype", value, refused, "no TLS-SRP"},
    {'\0', "proxy-tlspassword", value, refused, "no TLS-SRP"},
    {'\0', "proxy-tlsuser", value, refused, "no TLS-SRP"},
    {'\0', "proxy-tlsv1", plain, refused, ""},
    {'\0', "proxy1.0", value, refused, ""},
    {'\0', "pubkey", value, other_protocol, ""},
    {'Q', "quote", value, other_protocol, ""},
    {'\0', "random-file", value, no_effect, ""},
    {'\0', "rate", value, refused, "transfers are not spaced out"},
    {'\0', "remote-name-all", plain, refused, "give each URL an -O"},
    {'R', "remote-time", plain, refused, "files keep the time of their writing"},
    {'\0', "sasl-authzid", value, other_protocol, ""},
    {'\0', "sasl-ir", plain, other_protocol, ""},
    {'\0', "service-name", value, no_effect, ""},
    {'\0', "sigalgs", value, refused, ""},
    {'\0', "skip-existing", plain, refused, "see --no-clobber"},
    {'\0', "socks4", value, refused, ""},
    {'\0', "socks4a", value, refused, ""},
    {'\0', "socks5-basic", plain, refused, ""},
    {'\0', "socks5-gssapi", plain, refused, "proxies are logged in to with Basic alone"},
    {'\0', "socks5-gssapi-nec", plain, no_effect, ""},
    {'\0', "socks5-gssapi-service", value, no_effect, ""},
    {'\0', "ssl", plain, other_protocol, ""},
    {'\0', "ssl-allow-beast", plain, refused, ""},
    {'\0', "ssl-auto-client-cert", plain, no_effect, ""},
    {'\0', "ssl-no-revoke", plain, no_effect, ""},
    {'\0', "ssl-reqd", plain, other_protocol, ""},
    {'\0', "ssl-revoke-best-effort", plain, no_effect, ""},
    {'\0', "ssl-sessions", value, refused, ""},
    {'2', "sslv2", plain, no_effect, ""},
    {'3', "sslv3", plain, no_effect, ""},
    {'\0', "stderr", value, refused, "redirect standard error in the shell"},
    {'\0', "styled-output", plain, no_effect, ""},
    {'\0', "suppress-connect-headers", plain, no_effect, ""},
    {'t', "telnet-option", value, other_protocol, ""},
    {'\0', "tftp-blksize", value, other_protocol, ""},
    {'\0', "tftp-no-options", plain, other_protocol, ""},
    {'\0', "tls-earlydata", plain, refused, ""},
    {'\0', "tlsauthtype", value, refused, "no TLS-SRP"},
    {'\0', "tlspassword", value, refused, "no TLS-SRP"},
    {'\0', "tlsuser", value, refused, "no TLS-SRP"},
    {'\0', "trace-config", value, no_effect, ""},
    {'\0', "trace-ids", plain, no_effect, ""},
    {'\0', "trace-time", plain, no_effect, ""},
    {'\0', "upload-flags", value, other_protocol, ""},
    {'B', "use-ascii", plain, other_protocol, ""},
    {'\0', "variable", value, refused, "variables of curl are not expanded"},
    {'\0', "vlan-priority", value, refused, ""},
    {'\0', "xattr", plain, refused, "no extended attributes are written"},
});
// clang-format on

}  // namespace

std::span<const ForeignOption> foreign_options() {
    return kOptions;
}

const ForeignOption* find_foreign(std::string_view name) {
    for (const ForeignOption& option : kOptions) {
        if (option.name == name) return &option;
    }
    return nullptr;
}

const ForeignOption* find_foreign(char letter) {
    for (const ForeignOption& option : kOptions) {
        if (option.letter != '\0' && option.letter == letter) return &option;
    }
    return nullptr;
}

std::string_view skipped_because(ForeignUse use) {
    return use == ForeignUse::other_protocol ? "it means nothing for http and https"
                                             : "it changes nothing about the request here";
}

}  // namespace rtrip::cli
