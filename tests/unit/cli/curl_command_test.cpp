// SPDX-License-Identifier: MIT
#include "cli/curl_command.hpp"
#include "base/shell_quote.hpp"

#include <set>

#include "cli/flag_table.hpp"
#include "cli/foreign_options.hpp"
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;

namespace {

/// The words in brackets, or "!" and the message.
std::string split_shown(std::string_view text) {
    const auto words = split_curl_command(text);
    if (!words) return "!" + words.error().message;
    std::string out;
    for (const std::string& word : *words) out += "[" + word + "]";
    return out;
}

struct PastedRow {
    std::string_view text;
    std::string_view expected;
};

}  // namespace

TEST_CASE("pasted command: words as a POSIX shell makes them", "[cli]") {
    const std::vector<PastedRow> table{
        {"curl http://h/", "[http://h/]"},
        {"  $ curl  -s\thttp://h/ \n\n", "[-s][http://h/]"},
        {"/usr/bin/curl -s", "[-s]"},
        {"curl.exe -s", "[-s]"},
        {"'/opt/my tools/curl' -s", "[-s]"},
        {"curl 'a b' \"c d\" e\\ f", "[a b][c d][e f]"},
        {"curl a'b'\"c\"d", "[abcd]"},
        {"curl '' \"\"", "[][]"},
        {"curl 'a\\nb$x`y`'", "[a\\nb$x`y`]"},
        {R"(curl "a\$b\`c\"d\\e\f")", R"([a$b`c"d\e\f])"},
        {"curl \"a\\\nb\"", "[ab]"},
        {"curl \"5 $ and $\"", "[5 $ and $]"},
        {"curl -s \\\n  -H 'A: b' \\\r\n  u", "[-s][-H][A: b][u]"},
        {"curl u\\\nv", "[uv]"},
        {"curl u # what is it?\n# and more\n", "[u]"},
        {"curl u#frag", "[u#frag]"},
        {"curl it\\'s", "[it's]"},
        {"curl 'it'\\''s'", "[it's]"},
        {"curl http://h/[1-3]{a,b}?x*!", "[http://h/[1-3]{a,b}?x*!]"},
        {"curl a~b", "[a~b]"},
        {"curl 'two\nlines'", "[two\nlines]"},
        {"curl u\\", "[u\\]"},
    };
    for (const PastedRow& row : table) {
        INFO(row.text);
        CHECK(split_shown(row.text) == row.expected);
    }
}

TEST_CASE("pasted command: $'...' as browsers write it", "[cli]") {
    const std::vector<PastedRow> table{
        {R"(curl $'a\nb\tc\r\'d\"e\\f\?')", "[a\nb\tc\r'd\"e\\f?]"},
        {R"(curl $'\u0021\u00e9\u20ac')", "[!\xc3\xa9\xe2\x82\xac]"},
        {R"(curl $'\ud83d\ude00')", "[\xf0\x9f\x98\x80]"},
        {R"(curl $'\U0001f600')", "[\xf0\x9f\x98\x80]"},
        {R"(curl $'\x41\101\x4g')", "[AA\x04g]"},
        {R"(curl $'\e\E\a\b\f\v\cA')", "[\x1b\x1b\a\b\f\v\x01]"},
        {R"(curl $'\q\xz\u')", R"([\q\xz\u])"},
        {R"(curl $'')", "[]"},
        {R"(curl $'a'b$'c')", "[abc]"},
        {R"(curl $'a\0b')", "!'\\' at line 1, column 9 begins an escape for NUL, which no argument can hold"},
        {R"(curl $'\u0000')", "!'\\' at line 1, column 8 begins an escape for NUL, which no argument can hold"},
        {R"(curl $'\400')", "!'\\' at line 1, column 8 begins an escape for NUL, which no argument can hold"},
        {R"(curl $'\ud83d')", "!'\\' at line 1, column 8 begins an escape that stands for no character"},
        {R"(curl $'\ude00')", "!'\\' at line 1, column 8 begins an escape that stands for no character"},
        {R"(curl $'\U00110000')", "!'\\' at line 1, column 8 begins an escape that stands for no character"},
        {R"(curl $'abc)", "!'$' at line 1, column 6 opens a quotation that has no end"},
    };
    for (const PastedRow& row : table) {
        INFO(row.text);
        CHECK(split_shown(row.text) == row.expected);
    }
}

TEST_CASE("pasted command: what a shell would do with it is refused, with its place", "[cli]") {
    const std::vector<PastedRow> table{
        {"curl $HOME", "!'$' at line 1, column 6 would be expanded"},
        {"curl -s \\\n \"x$HOME\"", "!'$' at line 2, column 4 would be expanded"},
        {"curl \"${X}\"", "!'$' at line 1, column 7 would be expanded"},
        {"curl $(id)", "!'$' at line 1, column 6 would be expanded"},
        {"curl $\"x\"", "!'$' at line 1, column 6 would be expanded"},
        {"curl \"$(id)\"", "!'$' at line 1, column 7 would be expanded"},
        {"curl `id`", "!'`' at line 1, column 6 would be expanded"},
        {"curl \"`id`\"", "!'`' at line 1, column 7 would be expanded"},
        {"curl ~/x", "!'~' at line 1, column 6 would be expanded"},
        {"curl u; id", "!';' at line 1, column 7 is left to a shell"},
        {"curl u | sh", "!'|' at line 1, column 8 is left to a shell"},
        {"curl http://h/?a=1&b=2", "!'&' at line 1, column 19 is left to a shell"},
        {"curl u >f", "!'>' at line 1, column 8 is left to a shell"},
        {"curl u <f", "!'<' at line 1, column 8 is left to a shell"},
        {"curl (u)", "!'(' at line 1, column 6 is left to a shell"},
        {"curl u\nid", "!'i' at line 2, column 1 begins a second command"},
        {"curl 'u", "!''' at line 1, column 6 opens a quotation"},
        {"curl \"u", "!'\"' at line 1, column 6 opens a quotation"},
        {"curl \"u\\", "!'\"' at line 1, column 6 opens a quotation"},
        {"", "!the command does not begin with curl"},
        {"wget u", "!the command does not begin with curl"},
        {"X=1 curl u", "!the command does not begin with curl"},
        {"sudo curl u", "!the command does not begin with curl"},
        {"curly u", "!the command does not begin with curl"},
    };
    for (const PastedRow& row : table) {
        INFO(row.text);
        CHECK(split_shown(row.text).starts_with(row.expected));
    }
    CHECK(split_shown(std::string_view("curl a\0b", 8)) == "!the command holds a NUL");
    CHECK(split_curl_command("curl '" + std::string(kMaxCurlCommand - 7, 'x') + "'"));
    CHECK_FALSE(split_curl_command("curl '" + std::string(kMaxCurlCommand - 6, 'x') + "'"));
}

TEST_CASE("pasted command: words as cmd.exe and Windows make them", "[cli]") {
    const std::vector<PastedRow> table{
        {"curl \"http://h/\" ^\r\n  -H \"A: b\" ^\r\n  --compressed\r\n", "[http://h/][-H][A: b][--compressed]"},
        {"curl ^\"http://h/?a=1^&b=2^\" ^\n  -H ^\"A: b^\"", "[http://h/?a=1&b=2][-H][A: b]"},
        {R"(curl ^"u^" --data-raw ^"^{^\^"a^\^":^\^"b c^\^"^}^")", R"([u][--data-raw][{"a":"b c"}])"},
        {"curl ^\"u^\" -d ^\"a^\n\nb^\"", "[u][-d][a\nb]"},
        {"curl ^\"u^\" -d ^\"a^\r\n\r\nb^\"", "[u][-d][a\nb]"},
        {"curl ^\"u^\" -d \"x\"\"y\"", "[u][-d][x\"y]"},
        {R"(curl ^"u^" -d "a\\" "b\"c" d\\e)", R"([u][-d][a\][b"c][d\\e])"},
        {"curl ^\"100%^\" ^%x^% it's", "[100%][%x%][it's]"},
        {R"(C:\Windows\System32\curl.exe ^"u^")", "[u]"},
        {"curl ^\"^\" x", "[][x]"},
        {"curl 'a ^\"b'", "[a ^\"b]"},
        {"curl ^\"u^\" & calc", "!'&' at line 1, column 12 is left to cmd.exe"},
        {"curl ^\"u^\" | more", "!'|' at line 1, column 12 is left to cmd.exe"},
        {"curl ^\"u^\" > f", "!'>' at line 1, column 12 is left to cmd.exe"},
        {"curl ^\"u^\"\r\ncalc", "!'"},
        {"curl ^\"u", "!'\"' at line 1, column 7 opens a quotation that has no end"},
    };
    for (const PastedRow& row : table) {
        INFO(row.text);
        CHECK(split_shown(row.text).starts_with(row.expected));
    }
}

TEST_CASE("pasted command: a quoted word comes back as it was", "[cli]") {
    for (const std::string_view word : {"", "plain", "a b", "it's", "$HOME `id` \\ \"x\"", "a\nb\x1b[0m'", "\xff\xfe",
                                        "\xc3\xa9", "~", "#", "^\"", "!"}) {
        INFO(word);
        const auto words = split_curl_command("curl " + shell_quote(word));
        REQUIRE(words);
        CHECK(*words == std::vector<std::string>{std::string(word)});
    }
    CHECK(shell_quote("http://h/?a") == "'http://h/?a'");
    CHECK(shell_quote("--data") == "--data");
    CHECK(shell_quote("\x1b") == "$'\\033'");
}

TEST_CASE("pasted command: what curl has is either in the option table or in that of the others", "[cli]") {
    std::set<std::string_view> names;
    std::set<char> letters;
    for (const ForeignOption& option : foreign_options()) {
        INFO(option.name);
        CHECK(names.insert(option.name).second);
        if (option.letter != '\0') CHECK(letters.insert(option.letter).second);
        // An option that has come into the option table goes from foreign_options.cpp.
        CHECK((find_flag(option.name) == nullptr || find_flag(option.name)->origin == Origin::own));
        CHECK((option.letter == '\0' || find_flag(option.letter) == nullptr ||
               find_flag(option.letter)->origin == Origin::own));
        CHECK((option.advice.empty() || option.use == ForeignUse::refused));
    }
}
