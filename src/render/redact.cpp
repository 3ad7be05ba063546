// SPDX-License-Identifier: MIT
#include "render/redact.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "rtrip/url.hpp"

namespace rtrip::render {
namespace {

// Shorter strings turn up by chance, and masking them everywhere would garble the report without hiding them.
constexpr std::size_t kShortestKnown = 6;
// A message of ours is shorter; what is longer holds no quotation that we cut.
constexpr std::size_t kLongestMessage = 4096;

struct UserInfo {
    std::size_t password_begin = 0;
    std::size_t password_end = 0;
};

// The password of an authority that begins at `begin` of `text`, if it has one.
std::optional<UserInfo> find_password(std::string_view text, std::size_t begin, std::string_view ends) {
    const std::size_t end = std::min(text.find_first_of(ends, begin), text.size());
    const std::size_t at = text.substr(begin, end - begin).rfind('@');
    if (at == std::string_view::npos) return std::nullopt;
    const std::size_t colon = text.substr(begin, at).find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return UserInfo{begin + colon + 1, begin + at};
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && ascii::is_hex(text[i + 1]) && ascii::is_hex(text[i + 2])) {
            out += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// Where the authority of a URL or a reference begins. A text without scheme is taken as "user:password@host/...".
std::size_t authority_begin(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme != std::string_view::npos) return scheme + 3;
    return url.starts_with("//") ? 2 : 0;
}

bool is_cookie_attribute(std::string_view name) {
    constexpr std::array<std::string_view, 9> kKnown{"expires",  "max-age",  "domain",      "path",    "secure",
                                                     "httponly", "samesite", "partitioned", "priority"};
    return std::any_of(kKnown.begin(), kKnown.end(), [&](auto known) { return ascii::iequals(known, name); });
}

std::string_view before(std::string_view text, char c) {
    return text.substr(0, text.find(c));
}

}  // namespace

bool is_secret_field(std::string_view name) {
    return ascii::iequals(name, "authorization") || ascii::iequals(name, "proxy-authorization") ||
           ascii::iequals(name, "cookie");
}

std::string mask_set_cookie(std::string_view value) {
    // RFC 6265 section 5.2: the first part is the pair. Without "=" the text may be all value.
    const std::string_view pair = before(value, ';');
    std::string out;
    if (pair.find('=') != std::string_view::npos) {
        out += before(pair, '=');
        out += '=';
    }
    out += kMask;
    while (value.find(';') != std::string_view::npos) {
        value.remove_prefix(value.find(';') + 1);
        const std::string_view attribute = before(value, ';');
        // A value with a semicolon in it (quoted, or written by a careless server) goes on here.
        const bool known = is_cookie_attribute(ascii::trim_ows(before(attribute, '=')));
        out += ';';
        out += known ? std::string(attribute) : " " + std::string(kMask);
    }
    return out;
}

std::string mask_urls(std::string_view text) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t i = text.find("://"); i != std::string_view::npos; i = text.find("://", i + 3)) {
        const auto found = find_password(text, i + 3, "/?# \t\r\n");
        if (!found || found->password_begin < done) continue;
        out += text.substr(done, found->password_begin - done);
        out += kMask;
        done = found->password_end;
    }
    out += text.substr(done);
    return out;
}

Redactor::Redactor(const Report& report) : Redactor(*report.trace, report.secrets) {}

Redactor::Redactor(const Trace& trace, Secrets secrets) : secrets_(secrets) {
    if (secrets_ == Secrets::shown) return;
    learn_url(trace.url);
    for (const RoundTrip& rt : trace.round_trips) {
        learn_url(rt.url);
        if (rt.sent) learn_header(rt.sent->header);
        if (rt.proxy) learn_header(rt.proxy->sent);
    }
    // Longest first, so that a secret that holds another one goes as a whole.
    std::sort(known_.begin(), known_.end(), [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
}

void Redactor::learn(std::string_view secret) {
    if (secret.size() >= kShortestKnown) known_.emplace_back(secret);
}

void Redactor::learn_url(std::string_view url) {
    const auto found = find_password(url, authority_begin(url), "/?#");
    if (!found) return;
    const std::string_view password = url.substr(found->password_begin, found->password_end - found->password_begin);
    learn(password);
    learn(percent_decoded(password));
}

void Redactor::learn_header(const Header& header) {
    for (const HeaderField& field : header.fields()) {
        if (!is_secret_field(field.name)) continue;
        learn(field.value);
        if (ascii::iequals(field.name, "cookie")) {
            std::string_view rest = field.value;
            while (!rest.empty()) {
                const std::string_view pair = before(rest, ';');
                if (const std::size_t eq = pair.find('='); eq != std::string_view::npos) learn(pair.substr(eq + 1));
                rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
            }
            continue;
        }
        const std::size_t space = field.value.find(' ');
        if (space == std::string::npos) continue;
        const std::string_view credentials = ascii::trim_ows(std::string_view(field.value).substr(space));
        learn(credentials);
        if (!ascii::istarts_with(field.value, "basic ")) continue;
        // RFC 7617 section 2: the user name ends at the first colon.
        if (const auto pair = base64_decode(credentials)) {
            learn(*pair);
            if (const std::size_t colon = pair->find(':'); colon != std::string::npos) learn(pair->substr(colon + 1));
        }
    }
}

std::string Redactor::without_known(std::string text) const {
    for (const std::string& secret : known_) {
        for (std::size_t i = text.find(secret); i != std::string::npos; i = text.find(secret, i + kMask.size())) {
            text.replace(i, secret.size(), kMask);
        }
    }
    return text;
}

// How many bytes at the end of `text` are the beginning of a secret.
std::size_t Redactor::begun_secret(std::string_view text) const {
    std::size_t longest = 0;
    for (const std::string& secret : known_) {
        for (std::size_t n = std::min(secret.size(), text.size()); n >= kShortestKnown && n > longest; --n) {
            if (text.ends_with(std::string_view(secret).substr(0, n))) longest = n;
        }
    }
    return longest;
}

// A quotation that was cut to its length (escape_prefix()) may end within a secret, which is not found as a whole then.
std::string Redactor::without_begun(std::string text) const {
    constexpr std::string_view kCut = "...";
    if (text.size() > kLongestMessage) return text;
    for (std::size_t i = text.find(kCut); i != std::string::npos; i = text.find(kCut, i + kCut.size())) {
        const std::size_t shown = begun_secret(std::string_view(text).substr(0, i));
        if (shown == 0) continue;
        text.replace(i - shown, shown, kMask);
        i = i - shown + kMask.size();
    }
    return text;
}

std::string Redactor::url(std::string_view text) const {
    if (secrets_ == Secrets::shown) return std::string(text);
    std::string masked = mask_userinfo(text);
    // That one looks for what a URL may be; here the text is known to be one, however odd its user-info.
    if (const auto found = find_password(masked, authority_begin(masked), "/?#")) {
        masked.replace(found->password_begin, found->password_end - found->password_begin, kMask);
    }
    return without_known(std::move(masked));
}

std::string Redactor::field_value(std::string_view name, std::string_view value) const {
    if (secrets_ == Secrets::shown) return std::string(value);
    if (is_secret_field(name)) return std::string(kMask);
    if (ascii::iequals(name, "set-cookie")) return mask_set_cookie(value);
    if (ascii::iequals(name, "location") || ascii::iequals(name, "content-location")) return url(value);
    return text(value);
}

std::string Redactor::text(std::string_view text) const {
    if (secrets_ == Secrets::shown) return std::string(text);
    return without_begun(without_known(mask_urls(text)));
}

std::string Redactor::head(std::string_view block) const {
    if (secrets_ == Secrets::shown) return std::string(block);
    std::string out;
    std::string_view field;  // The name of the field that a folded line goes on with.
    while (!block.empty()) {
        const std::size_t newline = block.find('\n');
        std::string_view line = block.substr(0, newline);
        block.remove_prefix(newline == std::string_view::npos ? block.size() : newline + 1);
        std::string_view end = newline == std::string_view::npos ? "" : "\n";
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
            end = newline == std::string_view::npos ? "\r" : "\r\n";
        }
        const std::size_t colon = line.find(':');
        if (line.empty()) {
            return out.append(end).append(block);
        } else if (ascii::is_ows(line[0])) {
            const bool secret = is_secret_field(field) || ascii::iequals(field, "set-cookie");
            out += secret ? " " + std::string(kMask) : text(line);
        } else if (colon != std::string_view::npos && ascii::is_token(ascii::trim_ows(line.substr(0, colon)))) {
            field = ascii::trim_ows(line.substr(0, colon));
            const std::size_t value = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
            out += line.substr(0, value);
            if (value < line.size()) out += field_value(field, line.substr(value));
        } else {
            field = {};
            out += text(line);
        }
        out += end;
    }
    return out;
}

}  // namespace rtrip::render
