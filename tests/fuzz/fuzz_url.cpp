// SPDX-License-Identifier: MIT
// libs: rtrip_model
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "model/percent.hpp"
#include "rtrip/url.hpp"

namespace {

using rtrip::Url;

void require(bool holds) {
    if (!holds) std::abort();
}

bool is_visible_ascii(std::string_view text) {
    for (const char c : text) {
        if (c <= ' ' || c == '\x7f') return false;  // bytes above 0x7f are negative
    }
    return true;
}

// What every Url promises, wherever it came from.
void check_promises(const Url& url) {
    require(url.scheme() == "http" || url.scheme() == "https");
    require(!url.host().empty() && url.port() != 0);
    require(url.path().starts_with('/'));
    require(is_visible_ascii(url.to_string()) && is_visible_ascii(url.target()));
    // Nothing in Host can end the line, the name or the port early.
    const std::string host = url.host_header();
    require(host.find_first_of("/?#@\\%") == std::string::npos && is_visible_ascii(host));
    require(url.host() == rtrip::ascii::lower(url.host()));
    require(url.target().find('#') == std::string::npos);
    if (url.password() && *url.password() != "***" && !url.password()->empty()) {
        require(url.to_display() != url.to_string());
    }
    require(url.to_display() == rtrip::mask_userinfo(url.to_string()) || !url.password() || url.password()->empty() ||
            url.to_display().find("://", 8) != std::string::npos);
}

void check_round_trip(const Url& url, const rtrip::UrlParseOptions& options) {
    const auto again = Url::parse(url.to_string(), options);
    require(again.has_value());
    require(again->to_string() == url.to_string() && again->same_origin(url));
    require(again->host_kind() == url.host_kind() && again->explicit_port() == url.explicit_port());
    require(again->user() == url.user() && again->password() == url.password());
    require(again->path() == url.path() && again->query() == url.query() && again->fragment() == url.fragment());
}

}  // namespace

/// The first line is what a user typed, the rest a reference that a server sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    const std::string_view text = input.substr(0, line);
    const std::string_view reference = line == std::string_view::npos ? std::string_view() : input.substr(line + 1);
    static_cast<void>(rtrip::mask_userinfo(input));
    require(rtrip::percent_decode(rtrip::percent_encode(text)) == text);

    rtrip::UrlParseOptions as_is;
    as_is.path_as_is = true;
    const auto url = Url::parse(text);
    const auto kept = Url::parse(text, as_is);
    require(url.has_value() == kept.has_value());
    if (!url) {
        require(!url.error().message.empty() && url.error().message.find('\n') == std::string::npos);
        return 0;
    }
    check_promises(*url);
    check_round_trip(*url, {});
    check_promises(*kept);
    check_round_trip(*kept, as_is);
    // A reference to the whole is the whole.
    const auto itself = url->resolve(url->to_string());
    require(itself.has_value() && itself->to_string() == url->to_string());

    const auto target = kept->resolve(reference);
    if (!target) return 0;
    check_promises(*target);
    if (reference.find_first_not_of("?#") != std::string_view::npos && !reference.starts_with('?') &&
        !reference.starts_with('#')) {
        check_round_trip(*target, {});
    }
    check_promises(url->with_path(std::string(reference)));
    check_promises(url->with_query(std::string(reference)));
    check_round_trip(url->with_path(std::string(reference)), as_is);
    return 0;
}
