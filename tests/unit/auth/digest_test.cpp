// SPDX-License-Identifier: MIT
#include "policy/digest.hpp"

#include "support/catch.hpp"

using namespace rtrip;

namespace {

DigestChallenge challenge(std::string_view field) {
    const auto best = strongest_digest(parse_challenges({field}));
    REQUIRE(best);
    return *best;
}

DigestRequest request(std::string_view method, std::string_view uri, std::string_view cnonce) {
    DigestRequest out;
    out.method = method;
    out.uri = uri;
    out.cnonce = cnonce;
    return out;
}

}  // namespace

// RFC 7616 section 3.9.1 has the first two, with their hashes.
TEST_CASE("digest: a challenge that wants more than some kilobytes sent back cannot be answered", "[auth][digest]") {
    for (const char* name : {"nonce", "realm", "opaque"}) {
        const auto challenge = [name](std::size_t bytes) {
            const std::string nonce = std::string_view(name) == "nonce" ? "" : "nonce=\"n\", ";
            const std::string field = "Digest " + nonce + name + "=\"" + std::string(bytes, 'x') + "\"";
            return parse_challenges({field});
        };
        CHECK(strongest_digest(challenge(kMaxDigestEchoBytes - 1)));
        CHECK_FALSE(strongest_digest(challenge(kMaxDigestEchoBytes + 1)));
    }
}

TEST_CASE("digest: the examples of RFC 7616", "[auth]") {
    const std::string rest =
        "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
        "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
        "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
    const Credentials mufasa{"Mufasa", "Circle of Life"};
    const auto get = request("GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
    CHECK(digest_authorization(challenge("Digest " + rest + ", algorithm=MD5"), mufasa, get) ==
          "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
          "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", "
          "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", nc=00000001, qop=auth, "
          "response=\"8ca523f5e9506fed4657c9700eebdbec\", "
          "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", algorithm=MD5");
    const std::string sha = digest_authorization(challenge("Digest " + rest + ", algorithm=SHA-256"), mufasa, get);
    CHECK(sha.find("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"") !=
          std::string::npos);
    CHECK(sha.ends_with("algorithm=SHA-256"));
}

// RFC 2617 section 3.5.
TEST_CASE("digest: the example of RFC 2617", "[auth]") {
    const auto asked = challenge(
        "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"");
    const std::string answer =
        digest_authorization(asked, {"Mufasa", "Circle Of Life"}, request("GET", "/dir/index.html", "0a4f113b"));
    CHECK(answer.find("response=\"6629fae49393a05397450978507c4ef1\"") != std::string::npos);
    CHECK(answer.find("algorithm") == std::string::npos);
}

TEST_CASE("digest: the count is eight hexadecimal digits and part of the answer", "[auth]") {
    const auto asked = challenge("Digest realm=r, nonce=n, qop=auth");
    auto second = request("GET", "/", "c");
    const std::string first = digest_authorization(asked, {"u", "p"}, second);
    second.count = 0x1a2b;
    const std::string later = digest_authorization(asked, {"u", "p"}, second);
    CHECK(later.find("nc=00001a2b,") != std::string::npos);
    const std::string expected = hash_hex(
        HashKind::md5, hash_hex(HashKind::md5, "u:r:p") + ":n:00001a2b:c:auth:" + hash_hex(HashKind::md5, "GET:/"));
    CHECK(later.find("response=\"" + expected + "\"") != std::string::npos);
    CHECK(first.find(expected) == std::string::npos);
}

TEST_CASE("digest: -sess puts nonce and cnonce into the key", "[auth]") {
    const auto asked = challenge("Digest realm=r, nonce=n, qop=auth, algorithm=sha-512-256-SESS");
    const auto h = [](const std::string& text) { return hash_hex(HashKind::sha512_256, text); };
    const std::string expected = h(h(h("u:r:p") + ":n:c") + ":n:00000001:c:auth:" + h("POST:/x?y"));
    const std::string answer = digest_authorization(asked, {"u", "p"}, request("POST", "/x?y", "c"));
    CHECK(answer.find("response=\"" + expected + "\"") != std::string::npos);
    CHECK(answer.find("algorithm=sha-512-256-SESS") != std::string::npos);
}

TEST_CASE("digest: without qop as before RFC 2617", "[auth]") {
    const auto asked = challenge("Digest realm=\"r\", nonce=\"n\"");
    const auto h = [](const std::string& text) { return hash_hex(HashKind::md5, text); };
    CHECK(digest_authorization(asked, {"u", "p"}, request("GET", "/", "c")) ==
          "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"" +
              h(h("u:r:p") + ":n:" + h("GET:/")) + "\"");
}

TEST_CASE("digest: userhash sends the name hashed, and answers with the name itself", "[auth]") {
    const auto asked = challenge("Digest realm=r, nonce=n, qop=auth, userhash=TRUE, algorithm=SHA-256");
    const auto h = [](const std::string& text) { return hash_hex(HashKind::sha256, text); };
    const std::string answer = digest_authorization(asked, {"u", "p"}, request("GET", "/", "c"));
    CHECK(answer.starts_with("Digest username=\"" + h("u:r") + "\", "));
    CHECK(answer.find(h(h("u:r:p") + ":n:00000001:c:auth:" + h("GET:/"))) != std::string::npos);
    CHECK(answer.ends_with(", userhash=true"));
}

TEST_CASE("digest: quotes and backslashes are escaped in the field, not in the hash", "[auth]") {
    const auto asked = challenge("Digest realm=\"a \\\"b\\\" \\\\c\", nonce=n, qop=auth");
    CHECK(asked.realm == "a \"b\" \\c");
    const auto h = [](const std::string& text) { return hash_hex(HashKind::md5, text); };
    const std::string answer = digest_authorization(asked, {"q\"\\u", "p"}, request("GET", "/\"x", "c"));
    CHECK(
        answer.starts_with("Digest username=\"q\\\"\\\\u\", realm=\"a \\\"b\\\" \\\\c\", nonce=\"n\", uri=\"/\\\"x\""));
    CHECK(answer.find(h(h("q\"\\u:a \"b\" \\c:p") + ":n:00000001:c:auth:" + h("GET:/\"x"))) != std::string::npos);
}

TEST_CASE("digest: the strongest hash of several challenges is taken", "[auth]") {
    const std::string both =
        "Digest realm=r, nonce=a, algorithm=MD5, Digest realm=r, nonce=b, algorithm=SHA-256, Basic realm=r";
    CHECK(challenge(both).nonce == "b");
    CHECK(challenge("Digest nonce=x, algorithm=FUTURE, Digest nonce=y").nonce == "y");
}

TEST_CASE("digest: the list of qop may have spaces, and an empty one is none", "[auth]") {
    CHECK(challenge("Digest nonce=n, qop=\"auth-int, auth\"").qop_auth);
    CHECK(challenge("Digest nonce=n, qop=\" AUTH \"").qop_auth);
    CHECK_FALSE(challenge("Digest nonce=n, qop=\"\"").qop_auth);
    CHECK(challenge("Digest nonce=n, stale=TRUE").stale);
    CHECK_FALSE(challenge("Digest nonce=n, stale=false").stale);
}

TEST_CASE("digest: challenges that cannot be answered", "[auth][hostile]") {
    const std::string field =
        GENERATE("Basic realm=r", "Digest realm=r", "Digest nonce=\"\"", "Digest nonce=n, qop=auth-int",
                 "Digest nonce=n, algorithm=SHA-1", "Digest nonce=n, algorithm=-sess", "Digest nonce=\"a\\\tb\"",
                 "Digest nonce=n, realm=\"a\x01\"", "");
    CAPTURE(field);
    CHECK_FALSE(strongest_digest(parse_challenges({field})));
}
