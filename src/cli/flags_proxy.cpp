// SPDX-License-Identifier: MIT
#include <array>

#include "cli/flag_table.hpp"

namespace rtrip::cli {
namespace {

using enum Repeat;

constexpr Category kProxy = Category::proxy;

constexpr std::array kFlags{
    Flag{FlagId::proxy, 'x', "proxy", "[SCHEME://]HOST[:PORT]", "", kProxy, last, "Go through a proxy",
         "SCHEME is http (the default), https, socks4, socks4a, socks5 or socks5h; the last of each pair has the proxy "
         "look names up, the first is given the first address that is found here and no other. USER:PASSWORD@ may "
         "stand before HOST. The port is 443 for https and otherwise 1080. An empty "
         "value means no proxy, whatever the environment says. Without this option http_proxy or HTTP_PROXY name a "
         "proxy for http, https_proxy or HTTPS_PROXY one for https, all_proxy or ALL_PROXY one for both; of two "
         "spellings the first that is not empty counts. Plain requests go to an http proxy as they are, everything "
         "else goes through a tunnel (CONNECT)."},
    Flag{
        FlagId::proxy_user, 'U', "proxy-user", "USER:PASSWORD", "", kProxy, last, "User and password for the proxy",
        "Sent to http proxies as Basic (Digest, NTLM and Negotiate are not spoken to them), and as SOCKS has it to the "
        "others; it takes the place of those in the proxy's URL. Without a password it is asked for."},
    Flag{FlagId::proxytunnel, 'p', "proxytunnel", "", "", kProxy, last, "CONNECT for http URLs as well",
         "Asks an http proxy for a tunnel, which https URLs always do, for http URLs too."},
    Flag{FlagId::noproxy, '\0', "noproxy", "HOST,...", "", kProxy, last, "Hosts to reach without a proxy",
         "Names (with all below them), addresses and blocks (192.0.2.0/24), each with :PORT where needed, or * for "
         "every host. In place of NO_PROXY, also when empty."},
    Flag{FlagId::socks5, '\0', "socks5", "HOST[:PORT]", "", kProxy, last, "Go through a SOCKS5 proxy",
         "The same as --proxy socks5://HOST: names are looked up here, and the first address is used."},
    Flag{FlagId::socks5_hostname, '\0', "socks5-hostname", "HOST[:PORT]", "", kProxy, last,
         "The same, but the proxy looks names up", "The same as --proxy socks5h://HOST."},
    Flag{FlagId::proxy_header, '\0', "proxy-header", "LINE", "", kProxy, each, "A field for the proxy alone",
         "As -H, for requests to the proxy: CONNECT, or the plain request that it forwards."},
    Flag{FlagId::proxy_cacert, '\0', "proxy-cacert", "FILE", "@file", kProxy, last,
         "Trust the CAs in FILE for the proxy", "As --cacert, which has no say in the proxy's certificate."},
    Flag{FlagId::proxy_insecure, '\0', "proxy-insecure", "", "", kProxy, last,
         "Go on with an untrusted certificate of the proxy", "As --insecure, which has no say in it."},
};

}  // namespace

std::span<const Flag> proxy_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
