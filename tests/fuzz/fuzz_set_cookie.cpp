// SPDX-License-Identifier: MIT
// libs: rtrip_policy
// Lines are Set-Cookie values of a response; the whole is read as a cookie file, too.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "policy/cookie_date.hpp"
#include "rtrip/cookie_jar.hpp"

namespace {

using namespace rtrip;

const WallTime kNow{std::chrono::seconds(1700000000)};

void require(bool holds) {
    if (!holds) std::abort();
}

void check_field(const std::string& value) {
    require(value.size() <= 8190);
    for (const char c : value) {
        const auto u = static_cast<unsigned char>(c);
        require(u >= 0x20 && u != 0x7f);
    }
}

void check_jar(CookieJar& jar) {
    for (const Cookie& cookie : jar.cookies(kNow)) {
        require(!cookie.name.empty() && cookie.path.starts_with('/'));
        require(cookie.name.size() + cookie.value.size() <= 4096);
        // A user's own file may have one for such a host itself.
        require(cookie.host_only || (cookie.domain != "com" && cookie.domain != "co.uk"));
    }
    // What is written is read back, and says the same.
    const std::string text = format_cookie_file(jar, kNow);
    CookieJar again;
    parse_cookie_file(text, kNow, again);
    require(format_cookie_file(again, kNow) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const auto kUrl = Url::parse("https://www.shop.example.co.uk/dir/page");
    const CookieScope scope(*kUrl);
    Header header;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        header.add("Set-Cookie", std::string(text.substr(start, end - start)));
        parse_cookie_date(text.substr(start, end - start));
        start = end + 1;
    }
    CookieJar jar;
    jar.receive(scope, header, kNow);
    check_field(jar.field_value(scope, kNow));
    check_jar(jar);
    CookieJar file;
    parse_cookie_file(text, kNow, file);
    check_field(file.field_value(scope, kNow));
    check_jar(file);
    return 0;
}
