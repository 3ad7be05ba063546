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

// Where the password of a text that begins with an authority stands; empty when there is none.
std::string_view password_in(std::string_view text) {
    const std::string_view authority = text.substr(0, text.find_first_of("/?# \t\r\n"));
    const std::size_t colon = authority.find(':');
    if (colon == std::string_view::npos) return {};
    std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) {
        // "user:pass/word@host": a password with a delimiter in it ends the authority. What looks like a port is one.
        const std::string_view port = authority.substr(colon + 1);
        if (std::all_of(port.begin(), port.end(), ascii::is_digit)) return {};
        at = text.rfind('@');
    }
    if (at == std::string_view::npos || at < colon) return {};
    return text.substr(colon + 1, at - colon - 1);
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
    Url copy = *this;
    copy.path_ = encode_delimiters(encode_unsafe(path), "?#");
    if (!copy.path_.starts_with('/')) copy.path_.insert(0, 1, '/');
    return copy;
}

Url Url::without_userinfo() const {
    Url copy = *this;
    copy.user_.reset();
    copy.password_.reset();
    return copy;
}

std::string mask_userinfo(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    // The first round is for a text without scheme; each further one for what stands behind a "://".
    std::size_t begin = text.find("://");
    begin = begin == std::string_view::npos || text.substr(0, begin).find_first_of("@/?#") != std::string_view::npos
                ? 0
                : begin + 3;
    out += text.substr(0, begin);
    text.remove_prefix(begin);
    while (true) {
        const std::size_t next = text.find("://");
        const std::string_view piece = text.substr(0, next == std::string_view::npos ? next : next + 3);
        const std::string_view password = password_in(piece);
        if (password.empty()) {
            out += piece;
        } else {
            const auto at = static_cast<std::size_t>(password.data() - piece.data());
            out += piece.substr(0, at);
            out += kMask;
            out += piece.substr(at + password.size());
        }
        if (next == std::string_view::npos) return out;
        text.remove_prefix(piece.size());
    }
}

}  // namespace rtrip
