// SPDX-License-Identifier: MIT
#include "cli/output_name.hpp"

#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

TEST_CASE("output name: -O takes the last segment as typed", "[cli]") {
    CHECK(remote_file_name("http://h/a/b.txt").value() == "b.txt");
    CHECK(remote_file_name("http://h/a%2Fb?c/d#e/f").value() == "a%2Fb");
    CHECK(remote_file_name("h/x").value() == "x");
    for (const char* url : {"http://h", "http://h/", "http://h/a/", "http://h/..", "http://h/a/.", "http://h?x=/a", "h",
                            "http://h/#/x"}) {
        INFO(url);
        CHECK_FALSE(remote_file_name(url));
    }
}

TEST_CASE("output name: directory and parts of the glob go into the path", "[cli]") {
    UrlSpec spec;
    spec.glob = Glob::parse("http://h/{a,b}", GlobMode::expand).value();
    spec.output = {OutputKind::file, "x#1"};
    OutputPlan output;
    CHECK(output_path(spec, output).value() == "xa");
    output.directory = "dir";
    CHECK(output_path(spec, output).value() == "dir/xa");
    spec.output.kind = OutputKind::remote_name;
    CHECK(output_path(spec, output).value() == "dir/a");
}

TEST_CASE("output name: uploads append the file's name to a directory", "[cli]") {
    CHECK(upload_url("http://h/up/", "/etc/a b") == "http://h/up/a%20b");
    CHECK(upload_url("http://h", "f") == "http://h/f");
    CHECK(upload_url("http://h/x", "f") == "http://h/x");
    CHECK(upload_url("http://h/up/?q", "f") == "http://h/up/?q");
    CHECK(upload_url("http://h/up/", "-") == "http://h/up/");
    CHECK(upload_url("http://h/up/#x", "f") == "http://h/up/f");
    CHECK(upload_url("http://h/", "") == "http://h/");
}
