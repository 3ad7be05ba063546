// SPDX-License-Identifier: MIT
#include "cli/to_curl.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/shell_quote.hpp"
#include "cli/curl_command.hpp"
#include "cli/values.hpp"
#include "render/redact.hpp"
#include "rtrip/url.hpp"

namespace rtrip::cli {
namespace {

std::string mask() {
    return std::string(render::kMask);
}

/// What stands in a header option: "Cookie: a=b" becomes "Cookie: ***".
std::string masked_field(std::string_view value) {
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos || !render::is_secret_field(ascii::trim_ows(value.substr(0, colon)))) {
        return render::mask_urls(value);
    }
    const bool empty = ascii::trim_ows(value.substr(colon + 1)).empty();
    return std::string(value.substr(0, colon + 1)) + (empty ? "" : " " + mask());
}

std::string masked_after_colon(std::string_view value) {
    const std::size_t colon = value.find(':');
    return colon == std::string_view::npos ? std::string(value) : std::string(value.substr(0, colon + 1)) + mask();
}

std::string masked_certificate(const std::string& value) {
    const auto password = split_cert_password(value).second;
    if (!password) return value;
    return value.substr(0, value.size() - password->size()) + mask();
}

/// Where an option's secret is follows from its placeholder, so that new options are masked without being named here.
std::string masked(const Flag& flag, const std::string& value) {
    if (flag.value == "LINE") return masked_field(value);
    if (flag.value == "FILE[:PASSWORD]") return masked_certificate(value);
    if (flag.value.ends_with(":PASSWORD")) return masked_after_colon(value);
    if (flag.value == "PASSWORD" || flag.value == "TOKEN") return value.empty() ? value : mask();
    // A file of cookies has no "=" in curl's eyes either.
    if (flag.name == "cookie" && value.find('=') != std::string::npos) return mask();
    if (flag.value.find("URL") != std::string_view::npos || flag.category == Category::connection ||
        flag.category == Category::proxy) {
        return mask_userinfo(value);
    }
    return render::mask_urls(value);
}

/// curl takes seconds alone, and whole ones where it waits between attempts.
std::string seconds(FlagId id, const std::string& text) {
    const auto duration = parse_duration(text);
    if (!duration || std::all_of(text.begin(), text.end(), [](char c) { return ascii::is_digit(c) || c == '.'; })) {
        return text;
    }
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(*duration).count();
    constexpr std::int64_t kSecond = 1'000'000'000;
    if (id == FlagId::retry_delay || id == FlagId::retry_max_time) {
        return std::to_string((nanoseconds + kSecond - 1) / kSecond);
    }
    std::string out = std::to_string(nanoseconds / kSecond);
    std::string fraction = std::to_string(nanoseconds % kSecond);
    fraction.insert(0, 9 - fraction.size(), '0');
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return fraction.empty() ? out : out + "." + fraction;
}

/// Options that are about the output of rtrip or this very translation: nobody misses them in a curl command.
bool goes_silently(FlagId id) {
    return id == FlagId::json_report || id == FlagId::to_curl || id == FlagId::from_curl || id == FlagId::show_secrets;
}

void add(const Occurrence& item, const Flag& flag, CurlSecrets secrets, CurlCommand& out) {
    std::string value = flag.value == "TIME" ? seconds(item.id, item.value) : item.value;
    if (secrets == CurlSecrets::masked && flag.takes_value()) {
        std::string hidden = masked(flag, value);
        out.masked = out.masked || hidden != value;
        value = std::move(hidden);
    }
    const bool bare_url = item.id == FlagId::url && !value.empty() && value.front() != '-';
    if (!bare_url) out.words.push_back((item.on ? "--" : "--no-") + std::string(flag.name));
    if (flag.takes_value()) out.words.push_back(std::move(value));
}

}  // namespace

CurlCommand to_curl(const Args& args, CurlSecrets secrets) {
    CurlCommand out;
    for (const Occurrence& item : args.items) {
        const Flag& flag = flag_of(item.id);
        if (flag.origin == Origin::curl) {
            add(item, flag, secrets, out);
        } else if (!goes_silently(item.id) &&
                   std::find(out.left_out.begin(), out.left_out.end(), flag.name) == out.left_out.end()) {
            out.left_out.push_back(flag.name);
        }
    }
    return out;
}

std::string command_line(const CurlCommand& command) {
    std::string out = "curl";
    for (const std::string& word : command.words) out += " " + shell_quote(word);
    return out;
}

}  // namespace rtrip::cli
