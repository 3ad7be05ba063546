// SPDX-License-Identifier: MIT
#include "codec/http1/request_head.hpp"

#include <string>

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::http1;
using namespace std::string_literals;

namespace {

// A request head under construction, with what the views in RequestHeadInput point to.
struct Draft {
    explicit Draft(std::string_view url_text = "http://h.test/p?q=1#f") : url(*Url::parse(url_text)) {}

    std::string method = "GET";
    Url url;
    std::string target;
    Header header;
    std::vector<std::string> removed;
    HttpVersion version = HttpVersion::http1_1;
    BodyKind body = BodyKind::none;
    std::optional<std::uint64_t> length;
    ConnectionPreference connection = ConnectionPreference::keep;

    [[nodiscard]] Result<RequestHead> make() const {
        return make_request_head({method, &url, target, version, &header, &removed, body, length, connection});
    }
    [[nodiscard]] std::string bytes() const {
        const auto head = make();
        return head ? head->bytes : "error: " + head.error().message;
    }
    [[nodiscard]] std::string error() const {
        const auto head = make();
        if (head) return "no error";
        CHECK(head.error().code == ErrorCode::request_invalid);
        return head.error().message;
    }
};

}  // namespace

TEST_CASE("http1 request head: request line, Host, fields in their order, blank line", "[http1]") {
    Draft draft;
    draft.header.add("User-Agent", "x");
    draft.header.add("accept", "*/*");
    draft.header.add("Empty", "");
    CHECK(draft.bytes() == "GET /p?q=1 HTTP/1.1\r\nHost: h.test\r\nUser-Agent: x\r\naccept: */*\r\nEmpty:\r\n\r\n");
    const auto head = draft.make();
    CHECK(head->framing == RequestFraming::none);
    CHECK(head->fields.fields().front() == HeaderField{"Host", "h.test"});
    CHECK(head->fields.size() == 4);
    draft.version = HttpVersion::http1_0;
    CHECK_THAT(draft.bytes(), Catch::StartsWith("GET /p?q=1 HTTP/1.0\r\nHost: h.test\r\n"));
}

TEST_CASE("http1 request head: header and removed fields may be absent", "[http1]") {
    const auto url = Url::parse("https://h.test:8443/");
    const auto head = make_request_head({.method = "GET", .url = &*url});
    REQUIRE(head);
    CHECK(head->bytes == "GET / HTTP/1.1\r\nHost: h.test:8443\r\n\r\n");
}

TEST_CASE("http1 request head: zone ids and fragments never reach the wire", "[http1]") {
    const Draft draft("http://[fe80::1%25eth0]:8080/a#frag");
    CHECK(draft.bytes() == "GET /a HTTP/1.1\r\nHost: [fe80::1]:8080\r\n\r\n");
}

TEST_CASE("http1 request head: the user's Host replaces the URL's, and only the first one goes", "[http1]") {
    Draft draft;
    draft.header.add("A", "1");
    draft.header.add("host", "virt.test");
    draft.header.add("Host", "other.test");
    CHECK(draft.bytes() == "GET /p?q=1 HTTP/1.1\r\nHost: virt.test\r\nA: 1\r\n\r\n");
}

TEST_CASE("http1 request head: Host can be removed", "[http1]") {
    Draft draft;
    draft.removed = {"hOST"};
    CHECK(draft.bytes() == "GET /p?q=1 HTTP/1.1\r\n\r\n");
}

TEST_CASE("http1 request head: the target can be replaced, CONNECT has its own", "[http1]") {
    Draft draft;
    draft.target = "*";
    draft.method = "OPTIONS";
    CHECK_THAT(draft.bytes(), Catch::StartsWith("OPTIONS * HTTP/1.1\r\n"));
    Draft connect("https://h.test/x");
    connect.method = "CONNECT";
    CHECK_THAT(connect.bytes(), Catch::StartsWith("CONNECT h.test:443 HTTP/1.1\r\n"));
}

TEST_CASE("http1 request head: Connection: close is added once", "[http1]") {
    Draft draft;
    draft.connection = ConnectionPreference::close;
    CHECK_THAT(draft.bytes(), Catch::EndsWith("Host: h.test\r\nConnection: close\r\n\r\n"));
    draft.header.add("Connection", "upgrade, Close");
    CHECK_THAT(draft.bytes(), Catch::EndsWith("Host: h.test\r\nConnection: upgrade, Close\r\n\r\n"));
    draft.header.set("Connection", "upgrade");
    CHECK_THAT(draft.bytes(), Catch::EndsWith("Connection: upgrade\r\nConnection: close\r\n\r\n"));
}

TEST_CASE("http1 request head: framing of bodies", "[http1]") {
    using Length = std::optional<std::uint64_t>;
    const auto [method, body, length, framing,
                tail] = GENERATE(table<std::string, BodyKind, Length, RequestFraming, std::string>({
        {"GET", BodyKind::none, {}, RequestFraming::none, "Host: h.test\r\n\r\n"},
        {"DELETE", BodyKind::none, {}, RequestFraming::none, "Host: h.test\r\n\r\n"},
        {"POST", BodyKind::none, {}, RequestFraming::content_length, "Content-Length: 0\r\n\r\n"},
        {"PUT", BodyKind::none, {}, RequestFraming::content_length, "Content-Length: 0\r\n\r\n"},
        {"PATCH", BodyKind::none, {}, RequestFraming::content_length, "Content-Length: 0\r\n\r\n"},
        {"GET", BodyKind::memory, 0, RequestFraming::content_length, "Content-Length: 0\r\n\r\n"},
        {"GET", BodyKind::memory, 5, RequestFraming::content_length, "Content-Length: 5\r\n\r\n"},
        {"PUT", BodyKind::file, 1ULL << 40, RequestFraming::content_length, "Content-Length: 1099511627776\r\n\r\n"},
        {"POST", BodyKind::pipe, {}, RequestFraming::chunked, "Transfer-Encoding: chunked\r\n\r\n"},
        {"GET", BodyKind::pipe, {}, RequestFraming::chunked, "Transfer-Encoding: chunked\r\n\r\n"},
    }));
    Draft draft;
    draft.method = method;
    draft.body = body;
    draft.length = length;
    CAPTURE(method);
    const auto head = draft.make();
    REQUIRE(head);
    CHECK_THAT(head->bytes, Catch::EndsWith(tail));
    CHECK(head->framing == framing);
    CHECK(head->content_length.has_value() == (framing == RequestFraming::content_length));
    CHECK(head->content_length.value_or(0) == length.value_or(0));
}

TEST_CASE("http1 request head: the user's own framing fields decide and stay in place", "[http1]") {
    Draft draft;
    draft.method = "POST";
    draft.body = BodyKind::memory;
    draft.length = 6;
    draft.header.add("transfer-encoding", "Chunked");
    draft.header.add("A", "1");
    CHECK_THAT(draft.bytes(), Catch::EndsWith("Host: h.test\r\ntransfer-encoding: Chunked\r\nA: 1\r\n\r\n"));
    CHECK(draft.make()->framing == RequestFraming::chunked);
    draft.header.set("transfer-encoding", "gzip, chunked");
    CHECK(draft.make()->framing == RequestFraming::chunked);
    draft.body = BodyKind::none;
    CHECK(draft.make()->framing == RequestFraming::chunked);

    Draft length;
    length.method = "POST";
    length.body = BodyKind::pipe;
    length.header.add("content-length", "10");
    CHECK_THAT(length.bytes(), Catch::EndsWith("Host: h.test\r\ncontent-length: 10\r\n\r\n"));
    CHECK(length.make()->framing == RequestFraming::content_length);
    CHECK(length.make()->content_length == 10);
    length.version = HttpVersion::http1_0;
    CHECK(length.make()->content_length == 10);
}

TEST_CASE("http1 request head: framing that cannot be is refused", "[http1]") {
    const auto [name, value, what] = GENERATE(table<std::string, std::string, std::string>({
        {"Content-Length", "", "not a number"},
        {"Content-Length", "-1", "not a number"},
        {"Content-Length", "+5", "not a number"},
        {"Content-Length", "5, 5", "not a number"},
        {"Content-Length", "0x5", "not a number"},
        {"Content-Length", "9223372036854775808", "not a number"},
        {"Content-Length", "18446744073709551616", "not a number"},
        {"Transfer-Encoding", "identity", "does not end in chunked"},
        {"Transfer-Encoding", "xchunked", "does not end in chunked"},
        {"Transfer-Encoding", "", "does not end in chunked"},
        {"Transfer-Encoding", "chunked, gzip", "must be the last"},
        {"Transfer-Encoding", "chunked, chunked", "must be the last"},
    }));
    Draft draft;
    draft.method = "POST";
    draft.body = BodyKind::memory;
    draft.length = 5;
    draft.header.add(name, value);
    CHECK_THAT(draft.error(), Catch::Contains(what));
}

TEST_CASE("http1 request head: contradicting framing is refused", "[http1]") {
    Draft draft;
    draft.method = "POST";
    draft.body = BodyKind::memory;
    draft.length = 5;
    SECTION("both fields") {
        draft.header.add("Content-Length", "5");
        draft.header.add("Transfer-Encoding", "chunked");
        CHECK_THAT(draft.error(), Catch::Contains("both"));
    }
    SECTION("twice Content-Length") {
        draft.header.add("Content-Length", "5");
        draft.header.add("Content-Length", "5");
        CHECK_THAT(draft.error(), Catch::Contains("more than one"));
    }
    SECTION("Content-Length without a body") {
        draft.body = BodyKind::none;
        draft.header.add("Content-Length", "5");
        CHECK_THAT(draft.error(), Catch::Contains("no body"));
        draft.header.set("Content-Length", "0");
        CHECK_THAT(draft.bytes(), Catch::EndsWith("Host: h.test\r\nContent-Length: 0\r\n\r\n"));
    }
    SECTION("chunked in HTTP/1.0") {
        draft.version = HttpVersion::http1_0;
        draft.header.add("Transfer-Encoding", "chunked");
        CHECK(draft.error() == "HTTP/1.0 has no Transfer-Encoding");
    }
    SECTION("unknown length in HTTP/1.0") {
        draft.version = HttpVersion::http1_0;
        draft.length.reset();
        CHECK(draft.error() == "HTTP/1.0 cannot send a body of unknown length");
    }
    SECTION("unknown length with Transfer-Encoding removed") {
        draft.length.reset();
        draft.removed = {"transfer-encoding"};
        CHECK_THAT(draft.error(), Catch::Contains("without Transfer-Encoding"));
        draft.header.add("Content-Length", "5");
        CHECK(draft.make()->content_length == 5);
    }
    SECTION("a body with Content-Length removed") {
        draft.removed = {"Content-Length"};
        CHECK_THAT(draft.error(), Catch::Contains("without Content-Length"));
        draft.body = BodyKind::none;
        CHECK_THAT(draft.bytes(), Catch::EndsWith("Host: h.test\r\n\r\n"));
    }
}

TEST_CASE("http1 request head: nothing of the user's breaks out of its place", "[http1]") {
    const auto bad = GENERATE("\r"s, "\n"s, "\r\n"s, "\0"s, "\x01"s, "\x1b"s, "\x7f"s);
    Draft value;
    value.header.add("X-Secret", "hunter2" + bad + "Injected: 1");
    CHECK(value.error() == "value of request header field \"X-Secret\" has a control character at position 7");
    Draft host;
    host.header.add("Host", "h" + bad);
    CHECK_THAT(host.error(), Catch::Contains("\"Host\""));
    Draft name;
    name.header.add("X" + bad, "y");
    CHECK_THAT(name.error(), Catch::Contains("field name"));
    Draft method;
    method.method = "GET" + bad;
    CHECK_THAT(method.error(), Catch::Contains("method"));
    Draft target;
    target.target = "/a" + bad;
    CHECK_THAT(target.error(), Catch::Contains("target") && Catch::Contains("position 2"));
}

TEST_CASE("http1 request head: method and names are tokens, a target has no space", "[http1]") {
    Draft draft;
    draft.method = GENERATE("", "G T", "GET/", "G\xc3\xa9T");
    CHECK_THAT(draft.error(), Catch::Contains("method"));
    draft.method = "get";
    draft.header.add(GENERATE("", "a b", "a:", "a(", "\xc3\xa9"), "v");
    CHECK_THAT(draft.error(), Catch::Contains("name"));
    draft.header = {};
    draft.target = "/a b";
    CHECK_THAT(draft.error(), Catch::Contains("target"));
    draft.target = "/\xc3\xa9";
    draft.header.add("X", "a\tb caf\xc3\xa9 \xff");
    CHECK_THAT(draft.bytes(), Catch::StartsWith("get /\xc3\xa9 HTTP/1.1\r\n"));
}

TEST_CASE("http1 request head: large fields go out whole", "[http1]") {
    Draft draft;
    draft.header.add("Big", std::string(300'000, 'b'));
    CHECK(draft.bytes().size() > 300'000);
}

TEST_CASE("http1 chunk writer: size in hex, data, CRLF; nothing for no data", "[http1]") {
    std::string out;
    append_chunk(out, "hello");
    append_chunk(out, "");
    append_chunk(out, std::string(26, 'x'));
    out += kLastChunk;
    CHECK(out == "5\r\nhello\r\n1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
    std::string head;
    append_chunk_head(head, std::size_t{1} << 20);
    CHECK(head == "100000\r\n");
}
