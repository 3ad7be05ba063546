// SPDX-License-Identifier: MIT
#include "policy/multipart_head.hpp"

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("part head: name, file and type, in this order", "[form]") {
    PartHead head;
    CHECK(format_part_head(head) == "Content-Disposition: form-data\r\n");
    head.name = "a";
    CHECK(format_part_head(head) == "Content-Disposition: form-data; name=\"a\"\r\n");
    head.filename = "f.txt";
    head.type = "text/plain";
    head.fields = {"X-Own: 1"};
    CHECK(format_part_head(head) ==
          "Content-Disposition: form-data; name=\"a\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\nX-Own: 1\r\n");
    head.disposition = {};
    CHECK(format_part_head(head) == "Content-Type: text/plain\r\nX-Own: 1\r\n");
}

TEST_CASE("part head: no name can end its line or its quotes", "[form]") {
    PartHead head;
    head.name = "a\"; x=\"\r\nEvil: 1";
    head.filename = "b\\\"c\n";
    CHECK(format_part_head(head) ==
          "Content-Disposition: form-data; name=\"a%22; x=%22%0D%0AEvil: 1\"; filename=\"b\\%22c%0A\"\r\n");
}

TEST_CASE("part head: the user's own fields replace ours", "[form]") {
    PartHead head;
    head.name = "a";
    head.type = "text/plain";
    head.fields = {"content-type : x/y", "CONTENT-DISPOSITION: none"};
    CHECK(format_part_head(head) == "content-type : x/y\r\nCONTENT-DISPOSITION: none\r\n");
}

TEST_CASE("part head: types by file name", "[form]") {
    CHECK(media_type_of("a.JPG") == "image/jpeg");
    CHECK(media_type_of(".svg") == "image/svg+xml");
    CHECK(media_type_of("a.html") == "text/html");
    CHECK(media_type_of("a.txt.gz").empty());
    CHECK(media_type_of("txt").empty());
    CHECK(media_type_of("").empty());
}

TEST_CASE("part head: only the last segment of a path is told", "[form]") {
    CHECK(base_name("/home/me/x.txt") == "x.txt");
    CHECK(base_name("x.txt") == "x.txt");
    CHECK(base_name("dir/").empty());
}
