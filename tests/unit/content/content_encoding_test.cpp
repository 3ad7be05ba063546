// SPDX-License-Identifier: MIT
#include "codec/content/content_encoding.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::content;

namespace {

std::string parsed(const std::vector<std::string_view>& values) {
    const auto codings = parse_content_encoding(values);
    return codings ? codings_text(*codings) : "error: " + codings.error().message;
}

}  // namespace

TEST_CASE("content encoding: names in any case, over all fields, identity is nothing", "[content]") {
    CHECK(parsed({}) == "");
    CHECK(parsed({""}) == "");
    CHECK(parsed({"identity"}) == "");
    CHECK(parsed({"GZip"}) == "gzip");
    CHECK(parsed({"x-gzip"}) == "gzip");
    CHECK(parsed({" deflate , gzip ", "br"}) == "deflate, gzip, br");
    CHECK(parsed({"identity, zstd,,"}) == "zstd");
}

TEST_CASE("content encoding: an unknown name is an error that shows it", "[content][hostile]") {
    CHECK(parsed({"none"}) == "error: unknown content coding \"none\"");
    CHECK(parsed({"gzip;q=1"}) == "error: unknown content coding \"gzip;q=1\"");
    CHECK(parsed({"a\x1b[31m"}) == "error: unknown content coding \"a\\x1b[31m\"");
    const auto codings = parse_content_encoding({"compress"});
    REQUIRE_FALSE(codings);
    CHECK(exit_code_of(codings.error().code) == 61);
}

TEST_CASE("content encoding: at most five in a stack, counted over all fields", "[content][hostile]") {
    CHECK(parsed({"gzip, gzip, gzip", "gzip", "gzip"}) == "gzip, gzip, gzip, gzip, gzip");
    CHECK(parsed({"gzip, gzip, gzip", "gzip, identity", "gzip, br"}) == "error: more than 5 content codings");
}
