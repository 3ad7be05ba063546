// SPDX-License-Identifier: MIT
#include "cli/terminal_guard.hpp"

#include "support/catch.hpp"

using rtrip::cli::TerminalGuard;

namespace {

struct Shown {
    std::string text;
    bool binary;
};

/// The body in pieces of `size` bytes.
Shown show(std::string_view body, std::size_t size) {
    TerminalGuard guard;
    Shown shown{};
    for (; !body.empty(); body.remove_prefix(std::min(size, body.size())))
        shown.text += guard.pass(body.substr(0, size));
    guard.finish();
    shown.binary = guard.turned_binary();
    return shown;
}

}  // namespace

TEST_CASE("terminal guard: text passes however it is cut", "[cli]") {
    const std::string text = "line\tone\r\n\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 end\n";
    for (std::size_t size = 1; size <= text.size(); ++size) {
        const Shown shown = show(text, size);
        CHECK(shown.text == text);
        CHECK_FALSE(shown.binary);
    }
}

TEST_CASE("terminal guard: what is no text stops the output for good", "[cli]") {
    for (const std::string& bad : {std::string("\x1b[2J"), std::string("\0", 1), std::string("\x7f"),
                                   std::string("\xc2\x9b"), std::string("\xff"), std::string("a\rb"),
                                   std::string("\xe2\x80\xae"), std::string("\xc3"), std::string("\x9b")}) {
        for (std::size_t size = 1; size <= 8; ++size) {
            const Shown shown = show("good\n" + bad + "\nmore\n", size);
            CHECK(shown.binary);
            CHECK(shown.text.starts_with("good\n"));
            CHECK(shown.text.find("more") == std::string::npos);
            CHECK(shown.text.find(bad) == std::string::npos);
        }
    }
}

TEST_CASE("terminal guard: the end of the body inside a character is no text", "[cli]") {
    CHECK(show("abc\xe2\x82", 100).binary);
    CHECK(show("abc\r", 100).binary);
    CHECK_FALSE(show("abc", 100).binary);
}
