// SPDX-License-Identifier: MIT
#include "render/json_documents.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace rtrip;
using rtrip::render::JsonDocuments;

namespace {

/// "LINE:TEXT" of each document, or "error: ..." at the end.
std::vector<std::string> all(const std::string& text) {
    std::vector<std::string> out;
    JsonDocuments documents(text);
    while (true) {
        const auto next = documents.next();
        if (!next) {
            out.push_back("error: " + next.error().message);
            return out;
        }
        if (!*next) return out;
        out.push_back(std::to_string((*next)->line) + ":" + std::string((*next)->text));
    }
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("json documents: one a line, several lines each, or several on one", "[json]") {
    CHECK(all("") == Texts{});
    CHECK(all(" \n\n") == Texts{});
    CHECK(all("{}") == Texts{"1:{}"});
    CHECK(all("{}\n{\"a\":1}\r\n") == Texts{"1:{}", "2:{\"a\":1}"});
    CHECK(all("{\n \"a\": [1,\n 2]\n}\n\n{}") == Texts{"1:{\n \"a\": [1,\n 2]\n}", "6:{}"});
    CHECK(all("{}{}") == Texts{"1:{}", "1:{}"});
    CHECK(all("\xef\xbb\xbf{}") == Texts{"1:{}"});
}

TEST_CASE("json documents: brackets in strings are none", "[json]") {
    CHECK(all(R"({"a":"}{\"}"}{})") == Texts{R"(1:{"a":"}{\"}"})", "1:{}"});
}

TEST_CASE("json documents: what cannot be one is named with its line", "[json]") {
    CHECK(all("{}\nx") == Texts{"1:{}", "error: line 2: a report begins with '{'"});
    CHECK(all("[1]") == Texts{"error: line 1: a report begins with '{'"});
    CHECK(all("\n{\"a\":") == Texts{"error: line 2: the report that begins here does not end"});
    CHECK(all("{\"a\\") == Texts{"error: line 1: the report that begins here does not end"});
}

TEST_CASE("json documents: depth, values and size are bounded before anything is parsed", "[json]") {
    const auto nested = [](std::size_t depth) {
        return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
    };
    CHECK(all(nested(JsonDocuments::kMaxDepth)).front().starts_with("1:{"));
    CHECK(all(nested(JsonDocuments::kMaxDepth + 1)) ==
          Texts{"error: line 1: the report that begins here is nested too deeply"});
    const auto many = [](std::size_t values) { return "{\"a\":[" + std::string(values - 2, ',') + "]}"; };
    CHECK(all(many(JsonDocuments::kMaxValues)).front().starts_with("1:{"));
    CHECK(all(many(JsonDocuments::kMaxValues + 1)) ==
          Texts{"error: line 1: the report that begins here has too many values"});
    const auto longest = [](std::size_t bytes) { return "{\"" + std::string(bytes - 4, 'a') + "\"}"; };
    CHECK(all(longest(JsonDocuments::kMaxBytes)).front().starts_with("1:{"));
    CHECK(all(longest(JsonDocuments::kMaxBytes + 1)) ==
          Texts{"error: line 1: the report that begins here is longer than 16 MiB"});
}
