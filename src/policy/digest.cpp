// SPDX-License-Identifier: MIT
#include "policy/digest.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

// Sets hash and session; false for a name that is not known.
bool read_algorithm(std::string_view name, DigestChallenge& out) {
    constexpr std::string_view kSession = "-sess";
    if (name.size() > kSession.size() && ascii::iequals(name.substr(name.size() - kSession.size()), kSession)) {
        out.session = true;
        name.remove_suffix(kSession.size());
    }
    if (name.empty() || ascii::iequals(name, "MD5")) {
        out.hash = HashKind::md5;
    } else if (ascii::iequals(name, "SHA-256")) {
        out.hash = HashKind::sha256;
    } else if (ascii::iequals(name, "SHA-512-256")) {
        out.hash = HashKind::sha512_256;
    } else {
        return false;
    }
    return true;
}

bool is_clean(std::string_view text) {
    return std::none_of(text.begin(), text.end(), ascii::is_control);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string eight_hex_digits(std::uint32_t value) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out(8, '0');
    for (std::size_t i = out.size(); i-- > 0; value >>= 4) out[i] = kHex[value & 15];
    return out;
}

std::string response_of(const DigestChallenge& challenge, const Credentials& credentials,
                        const DigestRequest& request) {
    const auto hash = [&challenge](const std::string& text) { return hash_hex(challenge.hash, text); };
    const std::string cnonce(request.cnonce);
    std::string ha1 = hash(credentials.user + ":" + challenge.realm + ":" + credentials.password);
    if (challenge.session) ha1 = hash(ha1 + ":" + challenge.nonce + ":" + cnonce);
    const std::string ha2 = hash(std::string(request.method) + ":" + std::string(request.uri));
    if (!challenge.qop_auth) return hash(ha1 + ":" + challenge.nonce + ":" + ha2);
    return hash(ha1 + ":" + challenge.nonce + ":" + eight_hex_digits(request.count) + ":" + cnonce + ":auth:" + ha2);
}

}  // namespace

std::optional<DigestChallenge> parse_digest_challenge(const Challenge& challenge) {
    if (challenge.scheme != "digest") return std::nullopt;
    const auto text = [&challenge](std::string_view name) {
        return std::string(challenge.parameter(name).value_or(""));
    };
    DigestChallenge out;
    out.realm = text("realm");
    out.nonce = text("nonce");
    if (const auto opaque = challenge.parameter("opaque")) out.opaque = std::string(*opaque);
    out.algorithm = text("algorithm");
    out.userhash = ascii::iequals(text("userhash"), "true");
    out.stale = ascii::iequals(text("stale"), "true");
    const auto qop = challenge.parameter("qop");
    out.qop_auth = qop && list_has_token(*qop, "auth");
    const bool other_qop = qop && !out.qop_auth && !ascii::trim_ows(*qop).empty();
    if (out.nonce.empty() || other_qop || !read_algorithm(out.algorithm, out)) return std::nullopt;
    const std::size_t echoed = out.realm.size() + out.nonce.size() + (out.opaque ? out.opaque->size() : 0);
    if (echoed > kMaxDigestEchoBytes) return std::nullopt;
    if (!is_clean(out.realm) || !is_clean(out.nonce) || !is_clean(out.opaque.value_or(""))) return std::nullopt;
    return out;
}

std::optional<DigestChallenge> strongest_digest(const std::vector<Challenge>& challenges) {
    std::optional<DigestChallenge> best;
    for (const Challenge& challenge : challenges) {
        auto digest = parse_digest_challenge(challenge);
        if (digest && (!best || digest->hash > best->hash)) best = std::move(digest);
    }
    return best;
}

std::string digest_authorization(const DigestChallenge& challenge, const Credentials& credentials,
                                 const DigestRequest& request) {
    const std::string user =
        challenge.userhash ? hash_hex(challenge.hash, credentials.user + ":" + challenge.realm) : credentials.user;
    std::string out = "Digest username=" + quoted(user) + ", realm=" + quoted(challenge.realm) +
                      ", nonce=" + quoted(challenge.nonce) + ", uri=" + quoted(request.uri);
    // RFC 7616 section 3.4: no cnonce without qop; -sess cannot do without one.
    if (challenge.qop_auth || challenge.session) out += ", cnonce=" + quoted(request.cnonce);
    if (challenge.qop_auth) out += ", nc=" + eight_hex_digits(request.count) + ", qop=auth";
    out += ", response=" + quoted(response_of(challenge, credentials, request));
    if (challenge.opaque) out += ", opaque=" + quoted(*challenge.opaque);
    if (!challenge.algorithm.empty()) out += ", algorithm=" + challenge.algorithm;
    if (challenge.userhash) out += ", userhash=true";
    return out;
}

}  // namespace rtrip
