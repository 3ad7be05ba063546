// SPDX-License-Identifier: MIT
#include "rtrip/header.hpp"

#include <string>

#include "support/catch.hpp"

using namespace rtrip;

namespace {

Header sample() {
    Header header;
    header.add("Accept", "*/*");
    header.add("Set-Cookie", "a=1, b");
    header.add("X-Twice", "one");
    header.add("set-cookie", "c=2");
    header.add("x-twice", "two");
    return header;
}

}  // namespace

TEST_CASE("header: look-up ignores case, order and case of names stay", "[header]") {
    const Header header = sample();
    CHECK(header.get("ACCEPT") == "*/*");
    CHECK(header.get("Set-Cookie") == "a=1, b");
    CHECK_FALSE(header.get("Accept-").has_value());
    CHECK(header.has("x-TWICE"));
    CHECK(header.values("set-cookie") == std::vector<std::string_view>{"a=1, b", "c=2"});
    CHECK(header.values("none").empty());
    CHECK(header.size() == 5);
    CHECK(header.fields()[3].name == "set-cookie");
    CHECK(Header().empty());
}

TEST_CASE("header: set replaces the first in place and removes the others", "[header]") {
    Header header = sample();
    header.set("X-TWICE", "new");
    CHECK(header.size() == 4);
    CHECK(header.fields()[2] == HeaderField{"X-TWICE", "new"});
    CHECK(header.values("x-twice").size() == 1);
    header.set("Fresh", "1");
    CHECK(header.fields().back() == HeaderField{"Fresh", "1"});
}

TEST_CASE("header: remove says how many there were", "[header]") {
    Header header = sample();
    CHECK(header.remove("Set-cookie") == 2);
    CHECK(header.remove("Set-cookie") == 0);
    CHECK(header.size() == 3);
    CHECK(header.fields()[1].name == "X-Twice");
}

TEST_CASE("header: a name may be a view into the header itself", "[header]") {
    Header header = sample();
    header.set(header.fields()[4].name, "x");
    CHECK(header.get("X-Twice") == "x");
    CHECK(header.remove(header.fields()[1].name) == 2);
    CHECK(header.size() == 2);
}

TEST_CASE("header: tokens are found in lists over several fields", "[header]") {
    Header header;
    header.add("Connection", "keep-alive , Foo");
    header.add("connection", ",,CLOSE,\tbar");
    header.add("Expect", "100-continue");
    header.add("X", "\"a, close\", b");
    CHECK(header.has_token("Connection", "close"));
    CHECK(header.has_token("CONNECTION", "Keep-Alive"));
    CHECK(header.has_token("Connection", "bar"));
    CHECK_FALSE(header.has_token("Connection", "clos"));
    CHECK_FALSE(header.has_token("Connection", "closed"));
    CHECK_FALSE(header.has_token("Connection", "keep"));
    CHECK(header.has_token("Expect", "100-Continue"));
    CHECK(header.has_token("X", "b"));
    CHECK_FALSE(header.has_token("X", "close"));
    CHECK_FALSE(header.has_token("None", "close"));
}
