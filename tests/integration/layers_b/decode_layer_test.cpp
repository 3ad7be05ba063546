// SPDX-License-Identifier: MIT
#include <sys/resource.h>

#include "chain.hpp"
#include "support/catch.hpp"
#include "support/coded.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

std::string coded_response(const std::string& encoding, const std::string& body) {
    return wire::response("200 OK", {"Content-Encoding: " + encoding, "Content-Length: " + std::to_string(body.size())},
                          body);
}

long peak_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("decode layer: asks for codings and undoes what comes", "[layers][decode]") {
    const std::string plain(100000, 'a');
    const std::string name = GENERATE("gzip", "deflate", "br", "zstd");
    const std::string body = coded(name, plain);
    ScriptedServer server(Script().answer(coded_response(name, body)).answer(wire::ok("bye")));
    Chain chain({make_decode_layer({})});
    const Answer answer = chain.get(server.url());
    CHECK(answer.verdict() == "200");
    CHECK(answer.body == plain);
    CHECK(answer.received().wire_bytes == body.size());
    CHECK(answer.received().decoded_bytes == plain.size());
    CHECK(answer.received().content_encoding == name);
    CHECK(answer.received().complete);
    CHECK(answer.trace.round_trips.back().ok);
    // The connection serves again.
    CHECK(chain.get(server.url()).body == "bye");
    server.finish();
    CHECK(field(server.received(0).heads[0], "Accept-Encoding") == "deflate, gzip, br, zstd");
}

TEST_CASE("decode layer: an Accept-Encoding of the user's own stays, and one taken away stays away",
          "[layers][decode]") {
    ScriptedServer server(Script().answer(coded_response("gzip", gzip("x"))).answer(wire::ok("y")));
    Chain chain({make_decode_layer({})});
    Request own = make_request("GET", server.url());
    own.header.add("accept-encoding", "gzip");
    CHECK(chain.send(std::move(own)).body == "x");
    Request none = make_request("GET", server.url());
    none.removed_fields.push_back("accept-encoding");
    CHECK(chain.send(std::move(none)).body == "y");
    server.finish();
    CHECK(field(server.received(0).heads[0], "Accept-Encoding") == "gzip");
    CHECK_FALSE(field(server.received(0).heads[1], "Accept-Encoding"));
}

TEST_CASE("decode layer: what has no whole body is left alone", "[layers][decode]") {
    ScriptedServer server(
        Script()
            .answer(wire::response("200 OK", {"Content-Encoding: gzip", "Content-Length: 40"}))
            .answer(wire::response("204 No Content", {"Content-Encoding: gzip"}))
            .answer(wire::response("304 Not Modified", {"Content-Encoding: gzip"}))
            .answer(wire::response("206 Partial Content", {"Content-Encoding: gzip", "Content-Length: 4"}, "part"))
            .answer(wire::response("200 OK", {"Content-Encoding: gzip", "Content-Length: 0"})));
    Chain chain({make_decode_layer({})});
    CHECK(chain.send(make_request("HEAD", server.url())).verdict() == "200");
    CHECK(chain.get(server.url()).verdict() == "204");
    CHECK(chain.get(server.url()).verdict() == "304");
    const Answer part = chain.get(server.url());
    CHECK(part.verdict() == "206");
    CHECK(part.body == "part");
    const Answer empty = chain.get(server.url());
    CHECK(empty.verdict() == "200");
    CHECK(empty.received().decoded_bytes == 0);
}

TEST_CASE("decode layer: what cannot be decoded is 61, and the record says so everywhere", "[layers][decode]") {
    struct Row {
        std::string encoding;
        std::string body;
        std::string message;
    };
    const std::string whole = gzip("some text that is long enough");
    const auto row = GENERATE_COPY(values<Row>({
        {"none", "text", "unknown content coding \"none\""},
        {"gzip", "text", "gzip: incorrect header check"},
        {"gzip", whole.substr(0, whole.size() - 1), "gzip: the coded body ends too early"},
        {"gzip", whole + "<script>", "gzip: there are bytes behind the end of the coded body"},
        {"br, br, br, br, br, br", "x", "more than 5 content codings"},
    }));
    CAPTURE(row.encoding, row.message);
    ScriptedServer server(Script().answer(coded_response(row.encoding, row.body)).answer(wire::ok("fine")));
    Chain chain({make_decode_layer({})});
    const Answer answer = chain.get(server.url());
    CHECK(answer.verdict() == "body.coding 61");
    CHECK(answer.error->message == row.message);
    const RoundTrip& rt = answer.trace.round_trips.back();
    CHECK_FALSE(rt.ok);
    REQUIRE(rt.error);
    CHECK(rt.error->code == ErrorCode::body_coding);
    CHECK_FALSE(answer.received().complete);
    CHECK(answer.received().wire_bytes == row.body.size());
    // The framing was fine, so the connection is.
    CHECK(chain.get(server.url()).body == "fine");
}

TEST_CASE("decode layer: a body that is only finished is not decoded", "[layers][decode]") {
    ScriptedServer server(Script().answer(coded_response("gzip", "no gzip")));
    Chain chain({make_decode_layer({})});
    const Answer answer = chain.send(make_request("GET", server.url()), BodyHandling::finish);
    CHECK(answer.verdict() == "200");
    CHECK(answer.trace.round_trips.back().ok);
}

TEST_CASE("decode layer: a body that is cut on the wire is the wire's failure", "[layers][decode]") {
    const std::string body = gzip(std::string(1000, 'a'));
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 500\r\n\r\n";
    ScriptedServer server(Script().answer(head + body.substr(0, body.size() - 4)).close());
    Chain chain({make_decode_layer({})});
    CHECK(chain.get(server.url()).verdict() == "body.incomplete 18");
}

TEST_CASE("decode layer: an endless bomb ends with 63 in bounded memory, in the middle of its input",
          "[layers][decode][bomb]") {
    // Sixteen MiB a member: ten GiB would be 640 of them.
    const std::string member = gzip(std::string(std::size_t{16} << 20, '\0'));
    DecodePolicy policy;
    SECTION("by ratio") {}
    SECTION("by size") {
        policy.max_ratio = 0;
        policy.max_decoded_bytes = std::uint64_t{20} << 20;
    }
    ScriptedServer server(Script()
                              .answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")
                              .flood(member)
                              .peer_may_leave());
    const long before = peak_kib();
    Chain chain({make_decode_layer(policy)});
    const Answer answer = chain.get(server.url());
    CHECK(answer.verdict() == "body.decoded_too_large 63");
    CHECK(answer.body_bytes <= policy.max_decoded_bytes.value_or(policy.ratio_floor_bytes) + (1 << 16));
    CHECK(answer.received().wire_bytes < (2 << 20));
    CHECK_FALSE(answer.received().complete);
    CHECK(peak_kib() - before < 16 << 10);
}

TEST_CASE("decode layer: a small body that becomes a large one is given out in bounded pieces", "[layers][decode]") {
    const std::string zeros(std::size_t{64} << 20, '\0');
    ScriptedServer server(Script().answer(coded_response("br", brotli(zeros))));
    DecodePolicy policy;
    policy.max_ratio = 0;
    Chain chain({make_decode_layer(policy)});
    const Answer answer = chain.get(server.url());
    CHECK(answer.verdict() == "200");
    CHECK(answer.body_bytes == zeros.size());
    CHECK(answer.received().decoded_bytes == zeros.size());
}

}  // namespace rtrip::test
