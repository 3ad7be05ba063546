// SPDX-License-Identifier: MIT
#include "rtrip/url.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "model/percent.hpp"

namespace rtrip {
namespace {

constexpr std::string_view kMask = "***";

enum class Secrets : std::uint8_t { show, mask };

std::string bracketed(const Url& url) {
    return url.host_kind() == HostKind::ipv6 ? '[' + url.host() + ']' : url.host();
}

std::string write(const Url& url, Secrets secrets) {
    std::string out = url.scheme() + "://";
    if (url.user()) out += *url.user();
    if (url.password()) {
        out += ':';
        out += secrets == Secrets::show ? std::string_view(*url.password()) : kMask;
    }
    if (url.user()) out += '@';
    if (url.zone().empty()) {
        out += bracketed(url);
    } else {
        out += '[' + url.host() + "%25" + percent_encode(url.zone()) + ']';
    }
    if (url.explicit_port()) out += ':' + std::to_string(*url.explicit_port());
    out += url.target();
    if (url.fragment()) out += '#' + *url.fragment();
    return out;
}

// `text` with each byte of `delimiters` percent-encoded, so that a part cannot end before its end.
std::string encode_delimiters(std::string_view text, std::string_view delimiters) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (delimiters.find(c) == std::string_view::npos) {
            out += c;
        } else {
            out += percent_encode(std::string_view(&c, 1));
        }
    }
    return out;
}

// A part of a text, by positions.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The password of an authority that begins at `begin`; `last_at` is the last "@" of the whole text.
std::optional<Span> find_password(std::string_view text, std::size_t begin, std::size_t last_at) {
    const std::size_t end = std::min(text.find_first_of("/?# \t\r\n", begin), text.size());
    const std::string_view authority = text.substr(begin, end - begin);
    std::size_t at = authority.rfind('@');
    // The colons of an IPv6 address are not in front of a password.
    const bool is_ipv6 = at == std::string_view::npos && authority.starts_with('[');
    const std::size_t colon = authority.find(':', is_ipv6 ? std::min(authority.find(']'), authority.size()) : 0);
    if (colon == std::string_view::npos) return std::nullopt;
    if (at == std::string_view::npos) {
        // "user:pass/word@host": a password with a delimiter in it ends the authority. What looks like a port is one.
        const std::string_view port = authority.substr(colon + 1);
        if (std::all_of(port.begin(), port.end(), ascii::is_digit)) return std::nullopt;
        if (last_at == std::string_view::npos || last_at < end) return std::nullopt;
        at = last_at - begin;
    }
    if (at <= colon + 1) return std::nullopt;
    return Span{begin + colon + 1, begin + at};
}

}  // namespace

std::string Url::target() const {
    return query_ ? path_ + '?' + *query_ : path_;
}

std::string Url::host_header() const {
    std::string out = bracketed(*this);
    if (port_ && *port_ != (is_https() ? 443 : 80)) out += ':' + std::to_string(*port_);
    return out;
}

std::string Url::host_port() const {
    return bracketed(*this) + ':' + std::to_string(port());
}

std::string Url::to_string() const {
    return write(*this, Secrets::show);
}

std::string Url::to_display() const {
    return write(*this, Secrets::mask);
}

Url Url::with_query(std::optional<std::string> query) const {
    Url copy = *this;
    copy.query_ = std::nullopt;
    if (query) copy.query_ = encode_delimiters(encode_unsafe(*query), "#");
    return copy;
}

Url Url::with_path(std::string path) const {
    path = encode_delimiters(encode_unsafe(path), "?#");
    if (!path.starts_with('/')) path.insert(0, 1, '/');
    Url copy = *this;
    copy.path_ = std::move(path);
    return copy;
}

Url Url::without_userinfo() const {
    Url copy = *this;
    copy.user_.reset();
    copy.password_.reset();
    return copy;
}

Url Url::with_userinfo_of(const Url& other) const {
    Url copy = *this;
    copy.user_ = other.user_;
    copy.password_ = other.password_;
    return copy;
}

std::string mask_userinfo(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const std::size_t last_at = text.rfind('@');
    // The first round is for a text without scheme, when it is one; each further one for what stands behind a "://".
    std::size_t next = text.find("://");
    const bool has_scheme =
        next != std::string_view::npos && text.substr(0, next).find_first_of(":@/?#") == std::string_view::npos;
    std::size_t begin = has_scheme ? next : 0;
    std::size_t copied = 0;
    while (begin < text.size()) {
        if (text.substr(begin).starts_with("://"))
            begin = std::min(text.find_first_not_of('/', begin + 1), text.size());
        std::size_t resume = begin;
        if (const auto password = find_password(text, begin, last_at)) {
            out += text.substr(copied, password->begin - copied);
            out += kMask;
            copied = resume = password->end;
        }
        next = text.find("://", resume);
        begin = std::min(next, text.size());
    }
    out += text.substr(copied);
    return out;
}

}  // namespace rtrip
