// SPDX-License-Identifier: MIT
#include "model/content_disposition.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace rtrip;

TEST_CASE("content disposition: the name, extended before plain", "[model]") {
    struct Row {
        std::string field;
        std::string name;
    };
    const std::vector<Row> rows{
        {"attachment; filename=\"x.txt\"", "x.txt"},
        {"attachment; filename=x.txt", "x.txt"},
        {"inline;FILENAME = x.txt ; a=b", "x.txt"},
        {R"(attachment; filename="a\"b\\c; d.txt")", R"(a"b\c; d.txt)"},
        {"attachment; filename*=UTF-8''%e2%82%ac%20x", "\xe2\x82\xac x"},
        {"attachment; filename*=utf-8'en'x; filename=y", "x"},
        {"attachment; filename=y; filename*=iso-8859-1''%e9", "\xc3\xa9"},
        {"attachment; filename=y; filename*=koi8-r''x", "y"},
        {"attachment; filename=y; filename*=UTF-8''%zz", "y"},
        {"attachment; filename=y; filename*=UTF-8'x", "y"},
        {"attachment; xfilename=y", "(none)"},
        {"attachment", "(none)"},
        {"", "(none)"},
        {"attachment; filename=", ""},
    };
    for (const Row& row : rows) {
        INFO(row.field);
        CHECK(disposition_filename(row.field).value_or("(none)") == row.name);
    }
}

TEST_CASE("safe file name: a name in this directory, and nothing else", "[model]") {
    struct Row {
        std::string name;
        std::string safe;
    };
    const std::vector<Row> rows{
        {"x.txt", "x.txt"},
        {"/etc/passwd", "passwd"},
        {"../../x", "x"},
        {"..\\..\\x", "x"},
        {"C:\\x", "x"},
        {"a/", "(none)"},
        {"", "(none)"},
        {".", "(none)"},
        {"..", "(none)"},
        {"...", "(none)"},
        {" ", "(none)"},
        {".bashrc", "_bashrc"},
        {"a\nb\x1b[31m\x7f", "a_b_[31m_"},
        {std::string("a\0b", 3), "a_b"},
        {"a\xc2\x9b"
         "b",
         "a_b"},
        {"gpj.\xe2\x80\xae"
         "exe",
         "gpj._exe"},
        {"\xe2\x81\xa6x", "_x"},
        {"\xd8\x9cx", "_x"},
        {"\xe2\x82\xac.txt", "\xe2\x82\xac.txt"},
        {" x y ", "x y"},
        {"-rf", "-rf"},
        {std::string(300, 'x'), std::string(255, 'x')},
        {std::string(254, 'x') + "\xe2\x82\xac", std::string(254, 'x')},
    };
    for (const Row& row : rows) {
        INFO(row.name);
        CHECK(safe_file_name(row.name).value_or("(none)") == row.safe);
    }
}
