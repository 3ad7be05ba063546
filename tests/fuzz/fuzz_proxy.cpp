// SPDX-License-Identifier: MIT
// libs: rtrip_proxy rtrip_policy
// The first byte chooses: replies of a SOCKS proxy, a proxy's URL, or a NO_PROXY list. Nothing may hang, be read beyond
// its end, or show a password.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "codec/proxy/socks.hpp"
#include "policy/no_proxy.hpp"
#include "policy/proxy_url.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void play_socks(std::string_view answers, rtrip::proxy::SocksVersion version) {
    rtrip::proxy::SocksRequest request;
    request.version = version;
    request.host = "example.com";
    request.port = 443;
    request.credentials.emplace("user", "password");
    auto socks = rtrip::proxy::SocksHandshake::begin(request);
    require(socks.has_value());
    while (!socks->done()) {
        require(socks->wants() > 0 && socks->wants() <= 257);
        if (answers.size() < socks->wants()) return;
        const std::string_view piece = answers.substr(0, socks->wants());
        answers.remove_prefix(piece.size());
        if (!socks->feed(piece)) return;
    }
    require(socks->wants() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
        case 0: play_socks(text, rtrip::proxy::SocksVersion::v5); break;
        case 1: play_socks(text, rtrip::proxy::SocksVersion::v4); break;
        case 2: {
            const auto proxy = rtrip::parse_proxy(text, rtrip::ProxyPorts::go);
            if (!proxy) break;
            require(!proxy->host.empty() && proxy->port != 0);
            // What is shown leads to the same place.
            const auto again = rtrip::parse_proxy(proxy->display(), rtrip::ProxyPorts::curl);
            require(again && again->host_port() == proxy->host_port() && again->scheme == proxy->scheme);
            break;
        }
        default:
            for (const char* url : {"http://www.example.com/", "https://192.0.2.1:8443/", "http://[2001:db8::1]/"}) {
                static_cast<void>(rtrip::match_no_proxy(text, *rtrip::Url::parse(url), rtrip::NoProxyDialect::go));
                static_cast<void>(rtrip::match_no_proxy(text, *rtrip::Url::parse(url), rtrip::NoProxyDialect::curl));
            }
    }
    return 0;
}
