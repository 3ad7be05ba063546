// SPDX-License-Identifier: MIT
#include "codec/http2/request_fields.hpp"

#include <catch2/catch.hpp>

using namespace rtrip;

namespace {

std::string fields(const std::vector<HeaderField>& list, std::string_view method = "GET",
                   std::string_view target = "/p?q") {
    Header header;
    for (const HeaderField& field : list) header.add(field.name, field.value);
    http2::RequestFieldsInput input;
    input.method = method;
    input.scheme = "https";
    input.target = target;
    input.header = &header;
    const auto made = http2::make_request_fields(input);
    if (!made) return "refused: " + std::string(error_code_name(made.error().code));
    std::string out;
    for (const HeaderField& field : made->fields()) out += field.name + "=" + field.value + "|";
    return out;
}

const std::string kPseudo = ":method=GET|:scheme=https|:authority=h:8443|:path=/p?q|";

}  // namespace

TEST_CASE("http2: pseudo-fields come first and names are in lower case", "[http2][request]") {
    CHECK(fields({{"Accept", "*/*"}, {"Host", "h:8443"}, {"X-Mixed-Case", "Value"}}) ==
          kPseudo + "accept=*/*|x-mixed-case=Value|");
    CHECK(fields({{"Host", "h"}}, "OPTIONS", "*") == ":method=OPTIONS|:scheme=https|:authority=h|:path=*|");
    // "Host;" takes it away.
    CHECK(fields({}) == ":method=GET|:scheme=https|:path=/p?q|");
}

TEST_CASE("http2: what only concerns an HTTP/1 connection is left out or refused", "[http2][request]") {
    struct Row {
        HeaderField field;
        std::string want;  // what is behind the pseudo-fields
    };
    const std::string refused = "refused: request.invalid";
    const std::vector<Row> rows{
        {{"Connection", "close"}, kPseudo},
        {{"Connection", "CLoSe"}, kPseudo},
        {{"Connection", "keep-alive"}, kPseudo},
        {{"Connection", "Keep-ALIVE, close"}, kPseudo},
        {{"Connection", ""}, kPseudo},
        {{"Connection", "foo"}, refused},
        {{"Connection", "close, Upgrade"}, refused},
        {{"Keep-Alive", "timeout=5"}, kPseudo},
        {{"Proxy-Connection", "keep-alive"}, kPseudo},
        {{"Transfer-Encoding", "chunked"}, kPseudo},
        {{"Transfer-Encoding", ""}, kPseudo},
        {{"Transfer-Encoding", "gzip, chunked"}, refused},
        {{"Upgrade", "websocket"}, refused},
        {{"HTTP2-Settings", "AAMAAABkAAQAAP__"}, refused},
        {{"TE", "trailers"}, kPseudo + "te=trailers|"},
        {{"TE", "trailers, gzip"}, refused},
        {{"Content-Length", "5"}, kPseudo + "content-length=5|"},
    };
    for (const Row& row : rows) {
        INFO(row.field.name << ": " << row.field.value);
        CHECK(fields({{"Host", "h:8443"}, row.field}) == row.want);
    }
}

TEST_CASE("http2: a cookie goes in crumbs", "[http2][request]") {
    CHECK(fields({{"Host", "h:8443"}, {"Cookie", "a=b;c=d; e=f"}}) == kPseudo + "cookie=a=b|cookie=c=d|cookie=e=f|");
    CHECK(fields({{"Host", "h:8443"}, {"Cookie", ";; a=b ;"}}) == kPseudo + "cookie=a=b|");
}

TEST_CASE("http2: CONNECT as a request of its own is refused", "[http2][request]") {
    CHECK(fields({{"Host", "h"}}, "CONNECT") == "refused: request.invalid");
}
