// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "chain.hpp"
#include "policy/digest.hpp"
#include "support/catch.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

const Credentials kUser{"user", "secret"};
// base64("user:secret")
const std::string kBasic = "Basic dXNlcjpzZWNyZXQ=";
const std::string kDigest = "Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256";

AuthPolicy policy(AuthMode mode, std::optional<Credentials> credentials = kUser) {
    AuthPolicy out;
    out.mode = mode;
    out.credentials = std::move(credentials);
    out.make_cnonce = [] { return std::string("cn"); };
    return out;
}

std::string refusal(const std::string& challenge, std::string_view version = "HTTP/1.1") {
    return std::string(version) + " 401 Unauthorized\r\nWWW-Authenticate: " + challenge +
           "\r\nContent-Length: 6\r\n\r\nno way";
}

// What answers kDigest, or a challenge like it.
std::string answer_to(const std::string& challenge, std::string_view method, std::string_view uri,
                      std::uint32_t count) {
    DigestRequest request;
    request.method = method;
    request.uri = uri;
    request.cnonce = "cn";
    request.count = count;
    return digest_authorization(*strongest_digest(parse_challenges({challenge})), kUser, request);
}

Request post(const std::string& url, std::shared_ptr<BodySource> body) {
    Request request = make_request("POST", url);
    request.body = std::move(body);
    return request;
}

/// A pipe with a text in it.
class PipedText {
public:
    explicit PipedText(std::string_view text) {
        REQUIRE(::pipe(ends_) == 0);
        REQUIRE(::write(ends_[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
        ::close(ends_[1]);
    }
    ~PipedText() { ::close(ends_[0]); }
    PipedText(const PipedText&) = delete;
    PipedText& operator=(const PipedText&) = delete;
    [[nodiscard]] std::shared_ptr<BodySource> body() const { return make_pipe_body(ends_[0]); }

private:
    int ends_[2] = {-1, -1};
};

}  // namespace

TEST_CASE("auth layer: Basic goes with the first request", "[layers][auth]") {
    ScriptedServer server(Script().answer(wire::ok("in")));
    Chain chain({make_auth_layer(policy(AuthMode::basic))});
    CHECK(chain.get(server.url()).body == "in");
    server.finish();
    CHECK(field(server.received(0).heads[0], "Authorization") == kBasic);
}

TEST_CASE("auth layer: whose credentials are sent", "[layers][auth]") {
    struct Row {
        std::string userinfo;
        bool option;
        bool crossed;
        std::optional<std::string> sent;
    };
    const auto row = GENERATE(values<Row>({
        {"", true, false, "Basic dXNlcjpzZWNyZXQ="},
        {"", true, true, std::nullopt},
        {"a:b@", true, false, "Basic dXNlcjpzZWNyZXQ="},
        {"a:b@", true, true, "Basic YTpi"},
        {"a:b@", false, false, "Basic YTpi"},
        {"a%40:%0a@", false, false, "Basic YUA6Cg=="},
        {":b@", false, false, "Basic OmI="},
        {"a:@", false, false, "Basic YTo="},
        {"a@", false, false, "Basic YTo="},
        {"@", false, false, std::nullopt},
        {"", false, false, std::nullopt},
    }));
    CAPTURE(row.userinfo, row.option, row.crossed);
    ScriptedServer server(Script().answer(wire::ok("")));
    Chain chain({make_auth_layer(policy(AuthMode::basic, row.option ? std::optional(kUser) : std::nullopt))});
    Request request =
        make_request("GET", "http://" + row.userinfo + "127.0.0.1:" + std::to_string(server.port()) + "/");
    request.crossed_origin = row.crossed;
    chain.send(std::move(request));
    server.finish();
    CHECK(field(server.received(0).heads[0], "Authorization") == row.sent);
}

TEST_CASE("auth layer: a field of the user's own leaves no room, nor does one taken away", "[layers][auth]") {
    ScriptedServer server(Script().answer(wire::ok("")).answer(refusal("Basic realm=r")));
    Chain chain({make_auth_layer(policy(AuthMode::any))});
    Request own = make_request("GET", server.url());
    own.header.add("authorization", "Mine");
    chain.send(std::move(own));
    Request none = make_request("GET", server.url());
    none.removed_fields.push_back("Authorization");
    CHECK(chain.send(std::move(none)).verdict() == "401");
    server.finish();
    CHECK(field(server.received(0).heads[0], "Authorization") == "Mine");
    CHECK_FALSE(field(server.received(0).heads[1], "Authorization"));
}

TEST_CASE("auth layer: a bearer token is for the first origin", "[layers][auth]") {
    ScriptedServer server(Script().answer(wire::ok("")).answer(wire::ok("")));
    AuthPolicy bearer;
    bearer.bearer = "token";
    Chain chain({make_auth_layer(bearer)});
    chain.get(server.url());
    Request crossed = make_request("GET", server.url());
    crossed.crossed_origin = true;
    chain.send(std::move(crossed));
    server.finish();
    CHECK(field(server.received(0).heads[0], "Authorization") == "Bearer token");
    CHECK_FALSE(field(server.received(0).heads[1], "Authorization"));
}

TEST_CASE("auth layer: netrc is asked for every host anew", "[layers][auth]") {
    ScriptedServer second(Script().answer(wire::ok("end")));
    ScriptedServer first(
        Script().answer(wire::response("302 Found", {"Location: " + url_by_name(second, "/"), "Content-Length: 0"})));
    AuthPolicy netrc;
    netrc.netrc = std::make_shared<const Netrc>(
        *Netrc::parse("machine 127.0.0.1 login user password secret machine localhost login a password b"));
    Chain chain({make_redirect_layer({}), make_auth_layer(netrc)});
    CHECK(chain.get(first.url()).body == "end");
    first.finish();
    second.finish();
    CHECK(field(first.received(0).heads[0], "Authorization") == kBasic);
    CHECK(field(second.received(0).heads[0], "Authorization") == "Basic YTpi");
}

TEST_CASE("auth layer: Digest answers a challenge on the same connection, and counts on", "[layers][auth]") {
    ScriptedServer server(Script().answer(refusal(kDigest)).answer(wire::ok("in")).answer(wire::ok("again")));
    Chain chain({make_auth_layer(policy(AuthMode::digest))});
    const Answer first = chain.get(server.url("/a?b=c#d"));
    CHECK(first.body == "in");
    CHECK(first.causes() == "initial auth");
    const Answer second = chain.get(server.url("/x"));
    CHECK(second.body == "again");
    CHECK(second.causes() == "initial");
    CHECK(chain.pool_totals().dialed == 1);
    server.finish();
    const auto heads = server.received(0).heads;
    CHECK_FALSE(field(heads[0], "Authorization"));
    CHECK(field(heads[1], "Authorization") == answer_to(kDigest, "GET", "/a?b=c", 1));
    CHECK(field(heads[2], "Authorization") == answer_to(kDigest, "GET", "/x", 2));
}

TEST_CASE("auth layer: forced Digest keeps the body until the challenge has come", "[layers][auth]") {
    ScriptedServer server(Script().answer(refusal(kDigest)).answer(wire::ok("in")));
    const PipedText pipe("the body");
    Chain chain({make_auth_layer(policy(AuthMode::digest))});
    Request request = post(server.url(), pipe.body());
    request.header.add("Content-Length", "8");
    CHECK(chain.send(std::move(request)).body == "in");
    server.finish();
    const Received received = server.received(0);
    CHECK(field(received.heads[0], "Content-Length") == "0");
    CHECK(received.bodies[0].empty());
    CHECK(field(received.heads[1], "Content-Length") == "8");
    CHECK(received.bodies[1] == "the body");
    CHECK(field(received.heads[1], "Authorization") == answer_to(kDigest, "POST", "/", 1));
}

TEST_CASE("auth layer: when nobody challenges the empty request, it is made in earnest", "[layers][auth]") {
    ScriptedServer server(Script().answer(wire::ok("who are you")).answer(wire::ok("in")));
    Chain chain({make_auth_layer(policy(AuthMode::digest))});
    const Answer answer = chain.send(post(server.url(), make_memory_body("the body")));
    CHECK(answer.body == "in");
    CHECK(answer.causes() == "initial auth");
    server.finish();
    CHECK(server.received(0).bodies[1] == "the body");
    CHECK_FALSE(field(server.received(0).heads[1], "Authorization"));
}

TEST_CASE("auth layer: an empty request that is redirected or fails ends there", "[layers][auth]") {
    const std::string status = GENERATE("302 Found", "403 Forbidden", "500 Oh");
    ScriptedServer server(Script().answer(wire::response(status, {"Location: /x", "Content-Length: 0"})));
    Chain chain({make_auth_layer(policy(AuthMode::digest))});
    CHECK(chain.send(post(server.url(), make_memory_body("the body"))).causes() == "initial");
    server.finish();
    CHECK(server.received(0).bodies[0].empty());
}

TEST_CASE("auth layer: any scheme: the whole request first, then the strongest offer", "[layers][auth]") {
    struct Row {
        std::string challenge;
        std::string answer;
    };
    const auto row = GENERATE_COPY(values<Row>({
        {"Basic realm=\"r\"", kBasic},
        {"Basic realm=\"r\", " + kDigest, answer_to(kDigest, "POST", "/", 1)},
        {"Negotiate, Digest nonce=x, algorithm=NEW, Basic realm=\"r\"", kBasic},
    }));
    CAPTURE(row.challenge);
    ScriptedServer server(Script().answer(refusal(row.challenge)).answer(wire::ok("in")).answer(wire::ok("more")));
    Chain chain({make_auth_layer(policy(AuthMode::any))});
    CHECK(chain.send(post(server.url(), make_memory_body("the body"))).body == "in");
    CHECK(chain.get(server.url()).causes() == "initial");
    server.finish();
    const Received received = server.received(0);
    CHECK_FALSE(field(received.heads[0], "Authorization"));
    CHECK(received.bodies[0] == "the body");
    CHECK(field(received.heads[1], "Authorization") == row.answer);
    CHECK(received.bodies[1] == "the body");
    CHECK(field(received.heads[2], "Authorization"));
}

TEST_CASE("auth layer: who asks for nothing gets one request", "[layers][auth]") {
    ScriptedServer server(Script().answer(wire::ok("in")));
    Chain chain({make_auth_layer(policy(AuthMode::any))});
    CHECK(chain.get(server.url()).causes() == "initial");
}

TEST_CASE("auth layer: a body that is gone ends with 65 and is never sent in half", "[layers][auth]") {
    ScriptedServer server(Script().answer(refusal(kDigest)));
    const PipedText pipe("the body");
    Chain chain({make_auth_layer(policy(AuthMode::any))});
    const Answer answer = chain.send(post(server.url(), pipe.body()));
    CHECK(answer.verdict() == "auth.body_not_rewindable 65");
    REQUIRE(answer.trace.round_trips.size() == 1);
    CHECK(answer.received().status == 401);
}

TEST_CASE("auth layer: credentials that are refused are not tried again", "[layers][auth]") {
    const AuthMode mode = GENERATE(AuthMode::digest, AuthMode::any);
    ScriptedServer server(
        Script().answer(refusal(kDigest)).answer(refusal("Digest realm=\"r\", nonce=\"n2\", qop=\"auth\"")));
    Chain chain({make_auth_layer(policy(mode))});
    const Answer answer = chain.get(server.url());
    CHECK(answer.verdict() == "401");
    CHECK(answer.body == "no way");
    CHECK(answer.causes() == "initial auth");
}

TEST_CASE("auth layer: refused Basic ends as well", "[layers][auth]") {
    ScriptedServer server(Script().answer(refusal("Basic realm=r")).answer(refusal("Basic realm=r")));
    Chain chain({make_auth_layer(policy(AuthMode::any))});
    CHECK(chain.get(server.url()).causes() == "initial auth");
}

TEST_CASE("auth layer: a stale nonce means one more try with the new one, not for ever", "[layers][auth]") {
    const auto stale = [](int i) {
        return "Digest realm=\"r\", nonce=\"s" + std::to_string(i) + "\", qop=\"auth\", stale=true";
    };
    SECTION("then it is let in") {
        ScriptedServer server(Script().answer(refusal(kDigest)).answer(refusal(stale(1))).answer(wire::ok("in")));
        Chain chain({make_auth_layer(policy(AuthMode::digest))});
        CHECK(chain.get(server.url()).body == "in");
        server.finish();
        CHECK(field(server.received(0).heads[2], "Authorization") == answer_to(stale(1), "GET", "/", 1));
    }
    SECTION("or it ends") {
        ScriptedServer server(Script().answer(refusal(kDigest)).answer(refusal(stale(1))).answer(refusal(stale(2))));
        Chain chain({make_auth_layer(policy(AuthMode::digest))});
        CHECK(chain.get(server.url()).causes() == "initial auth auth");
    }
}

TEST_CASE("auth layer: a nonce of an earlier request that is refused is replaced once", "[layers][auth]") {
    const std::string later = "Digest realm=\"r\", nonce=\"n2\", qop=\"auth\"";
    ScriptedServer server(
        Script().answer(refusal(kDigest)).answer(wire::ok("one")).answer(refusal(later)).answer(wire::ok("two")));
    Chain chain({make_auth_layer(policy(AuthMode::digest))});
    CHECK(chain.get(server.url()).body == "one");
    CHECK(chain.get(server.url()).body == "two");
    server.finish();
    CHECK(field(server.received(0).heads[3], "Authorization") == answer_to(later, "GET", "/", 1));
}

TEST_CASE("auth layer: who refuses in HTTP/1.0 is answered in HTTP/1.0", "[layers][auth]") {
    ScriptedServer server({Script().answer(refusal(kDigest, "HTTP/1.0")).close(), Script().answer(wire::ok("in"))});
    Chain chain({make_auth_layer(policy(AuthMode::digest))});
    CHECK(chain.get(server.url()).body == "in");
    server.finish();
    CHECK(server.received(1).heads[0].starts_with("GET / HTTP/1.0\r\n"));
}

TEST_CASE("auth layer: Digest credentials and sessions stay with their origin along redirects", "[layers][auth]") {
    ScriptedServer second(Script().answer(refusal(kDigest)));
    ScriptedServer first(Script()
                             .answer(refusal(kDigest))
                             .answer(wire::response("302 Found", {"Location: /more", "Content-Length: 0"}))
                             .answer(wire::response("302 Found", {"Location: " + second.url(), "Content-Length: 0"})));
    Chain chain({make_redirect_layer({}), make_auth_layer(policy(AuthMode::digest))});
    const Answer answer = chain.get(first.url("/start"));
    CHECK(answer.verdict() == "401");
    CHECK(answer.causes() == "initial auth redirect redirect");
    first.finish();
    second.finish();
    CHECK(field(first.received(0).heads[2], "Authorization") == answer_to(kDigest, "GET", "/more", 2));
    CHECK_FALSE(field(second.received(0).heads[0], "Authorization"));
}

}  // namespace rtrip::test
