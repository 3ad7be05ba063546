// SPDX-License-Identifier: MIT
// What a peer may get wrong (RFC 9113), and how far that goes: the stream alone, or the connection.
#include <catch2/catch.hpp>

#include "support/h2_frames.hpp"
#include "support/h2_session_log.hpp"

using namespace rtrip;
using namespace rtrip::test;
using h2::Player;
using http2::FrameType;

namespace {

const h2::Fields kPlain{{":status", "200"}};

struct Row {
    std::string name;
    std::string bytes;   // behind the server's SETTINGS
    std::string broken;  // code of the connection's error; empty: it goes on
    std::string stream;  // the stream's last event
};

std::string last_event(const std::string& log) {
    const std::size_t at = log.rfind("; ");
    return at == std::string::npos ? log : log.substr(at + 2);
}

std::string long_block() {
    h2::Fields fields = kPlain;
    for (int i = 0; i < 40; ++i) fields.emplace_back("x-" + std::to_string(i), std::string(400, 'v'));
    return h2::block(fields);
}

const std::string kMalformed = "closed PROTOCOL_ERROR";

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        for (const std::size_t piece : {static_cast<std::size_t>(-1), std::size_t{1}}) {
            INFO(row.name << " in pieces of " << piece);
            Player player;
            const h2::StreamLog& stream = player.get();
            CHECK(player.feed(h2::settings() + row.bytes, piece) == row.broken);
            if (!row.stream.empty()) CHECK(last_event(stream.log) == row.stream);
        }
    }
}

}  // namespace

TEST_CASE("http2: malformed responses end their stream", "[http2][session][hostile]") {
    check({
        {"no status", h2::headers(1, {{"server", "x"}}, h2::kEndBoth), "", kMalformed},
        {"two", h2::headers(1, {{":status", "200"}, {":status", "201"}}, h2::kEndBoth), "", kMalformed},
        {"zero", h2::headers(1, {{":status", "000"}}, h2::kEndBoth), "", kMalformed},
        {"below 100", h2::headers(1, {{":status", "099"}}), "", kMalformed},
        {"no number", h2::headers(1, {{":status", "2xx"}}, h2::kEndBoth), "", kMalformed},
        {"short", h2::headers(1, {{":status", "20"}}, h2::kEndBoth), "", kMalformed},
        {"101", h2::headers(1, {{":status", "101"}}), "", kMalformed},
        {"behind fields", h2::headers(1, {{"server", "x"}, {":status", "200"}}, h2::kEndBoth), "", kMalformed},
        {"other pseudo-field", h2::headers(1, {{":status", "200"}, {":path", "/"}}, h2::kEndBoth), "", kMalformed},
        {"capitals", h2::headers(1, {{":status", "200"}, {"Server", "x"}}, h2::kEndBoth), "", kMalformed},
        {"connection field", h2::headers(1, {{":status", "200"}, {"connection", "close"}}, h2::kEndBoth), "",
         kMalformed},
        {"transfer-encoding", h2::headers(1, {{":status", "200"}, {"transfer-encoding", "chunked"}}, h2::kEndBoth), "",
         kMalformed},
        {"LF in a value", h2::headers(1, {{":status", "200"}, {"x", "a\nb"}}, h2::kEndBoth), "", kMalformed},
        {"NUL in a value", h2::headers(1, {{":status", "200"}, {"x", std::string("a\0b", 3)}}, h2::kEndBoth), "",
         kMalformed},
        {"blank in a name", h2::headers(1, {{":status", "200"}, {"x y", "1"}}, h2::kEndBoth), "", kMalformed},
        {"too short a body", h2::headers(1, {{":status", "200"}, {"content-length", "3"}}) + h2::end(1, "ab"), "",
         kMalformed},
        {"too long a body", h2::headers(1, {{":status", "200"}, {"content-length", "3"}}) + h2::end(1, "abcde"), "",
         kMalformed},
        {"interim at the end", h2::headers(1, {{":status", "103"}}, h2::kEndBoth), "", kMalformed},
        {"trailers with a status", h2::headers(1, kPlain) + h2::headers(1, {{":status", "200"}}, h2::kEndBoth), "",
         kMalformed},
    });
}

TEST_CASE("http2: white space around values is read and noted", "[http2][session]") {
    Player player;
    const h2::StreamLog& stream = player.get();
    CHECK(player.feed(h2::settings() + h2::headers(1, {{":status", "200"}, {"x", " a "}}, h2::kEndBoth)).empty());
    CHECK(stream.log == "head 200 padded x=a; end; closed NO_ERROR");
}

TEST_CASE("http2: broken framing ends the connection", "[http2][session][hostile]") {
    const std::string oversize(20000, 'x');
    check({
        {"oversize frame", h2::headers(1, kPlain) + h2::data(1, oversize), "http2.protocol", ""},
        {"DATA on stream 0", h2::data(0, "x"), "http2.protocol", ""},
        {"HEADERS on stream 0", h2::headers(0, kPlain), "http2.protocol", ""},
        {"DATA on an idle stream", h2::data(9, "x"), "http2.protocol", ""},
        {"push", h2::frame(FrameType::push_promise, 4, 1, h2::big_endian(2, 4) + h2::block(kPlain)), "http2.protocol",
         ""},
        {"frame size 0", h2::settings({{5, 0}}), "http2.protocol", ""},
        {"window too wide", h2::settings({{4, 0x80000000U}}), "http2.protocol", ""},
        {"SETTINGS of five bytes", h2::frame(FrameType::settings, 0, 0, "12345"), "http2.protocol", ""},
        {"PING of seven bytes", h2::frame(FrameType::ping, 0, 0, "1234567"), "http2.protocol", ""},
        {"window overflow", h2::window_update(0, 0x7fffffff), "http2.protocol", ""},
        {"update by 0", h2::window_update(0, 0), "http2.protocol", ""},
        {"CONTINUATION of nothing", h2::frame(FrameType::continuation, 4, 1, "x"), "http2.protocol", ""},
        {"DATA within a header section", h2::headers(1, kPlain, 0) + h2::data(1, "x"), "http2.protocol", ""},
        {"HPACK index out of the table", h2::frame(FrameType::headers, h2::kEndBoth, 1, "\xff\xff\x03"),
         "http2.protocol", ""},
        {"padding longer than the frame",
         h2::headers(1, kPlain) + h2::frame(FrameType::data, 8, 1,
                                            "\x05"
                                            "ab"),
         "http2.protocol", ""},
    });
}

TEST_CASE("http2: what is unknown is passed over", "[http2][session]") {
    const std::string junk = h2::frame(static_cast<FrameType>(0x77), 0xff, 1, "junk") + h2::settings({{0x1234, 7}}) +
                             h2::frame(FrameType::priority, 0, 1, std::string("\0\0\0\3\20", 5));
    check({{"junk", junk + h2::headers(1, kPlain, h2::kEndBoth), "", "closed NO_ERROR"}});
}

TEST_CASE("http2: the first frame must be SETTINGS, and no HTTP/1 at all", "[http2][session][hostile]") {
    Player early;
    early.get();
    CHECK(early.feed(h2::headers(1, kPlain, h2::kEndBoth)) == "http2.protocol");
    for (const std::size_t piece : {std::size_t{1}, std::size_t{4}, std::size_t{100}}) {
        Player old;
        old.get();
        CHECK(old.feed("HTTP/1.1 200 OK\r\n\r\n", piece) == "http2.not_http2");
    }
}

TEST_CASE("http2: a header section has an end, in bytes and in fields", "[http2][session][hostile]") {
    http2::SessionLimits limits;
    limits.max_header_bytes = 10000;
    const std::string section = long_block();
    const std::string bytes = h2::settings() + h2::frame(FrameType::headers, 1, 1, section.substr(0, 16000)) +
                              h2::frame(FrameType::continuation, 4, 1, section.substr(16000));
    Player player(limits);
    const h2::StreamLog& stream = player.get();
    CHECK(player.feed(bytes).empty());
    CHECK(stream.log == "closed ENHANCE_YOUR_CALM limit");
    limits.max_header_bytes = 100000;
    limits.max_header_fields = 30;
    Player counted(limits);
    const h2::StreamLog& other = counted.get();
    CHECK(counted.feed(bytes).empty());
    CHECK(other.log == "closed ENHANCE_YOUR_CALM limit");
    limits.max_header_fields = 41;
    Player wide(limits);
    const h2::StreamLog& fine = wide.get();
    CHECK(wide.feed(bytes).empty());
    CHECK(fine.log.ends_with("end; closed NO_ERROR"));
}

TEST_CASE("http2: interim responses have an end", "[http2][session][hostile]") {
    http2::SessionLimits limits;
    limits.max_interim = 3;
    Player player(limits);
    const h2::StreamLog& stream = player.get();
    std::string bytes = h2::settings();
    for (int i = 0; i < 4; ++i) bytes += h2::headers(1, {{":status", "103"}});
    CHECK(player.feed(bytes).empty());
    CHECK(stream.log.ends_with("closed ENHANCE_YOUR_CALM limit"));
}

TEST_CASE("http2: floods end", "[http2][session][hostile]") {
    const auto flood = [](const std::string& one) {
        Player player;
        player.get();
        std::string bytes = h2::settings() + h2::headers(1, kPlain);
        for (int i = 0; i < 3000; ++i) bytes += one;
        return player.feed(bytes, 4096);
    };
    CHECK(flood(h2::settings()) == "http2.flood");
    CHECK(flood(h2::frame(FrameType::ping, 0, 0, "12345678")) == "http2.flood");
    CHECK(flood(h2::data(1, "")) == "http2.flood");
    CHECK(flood(h2::frame(FrameType::data, 8, 1, std::string("\3\0\0\0", 4))) == "http2.flood");
    CHECK(flood(h2::frame(static_cast<FrameType>(0x77), 0, 1, "x")) == "http2.flood");
    CHECK(flood(h2::headers(9, {{":status", "103"}})) == "http2.protocol");
    CHECK(flood(h2::data(1, "x")).empty());
    CHECK(flood(h2::window_update(0, 1)) == "http2.flood");
    CHECK(flood(h2::frame(FrameType::priority, 0, 1, std::string("\0\0\0\3\20", 5))) == "http2.flood");
    std::string endless = h2::settings() + h2::headers(1, kPlain, 0);
    for (int i = 0; i < 3000; ++i) endless += h2::frame(FrameType::continuation, 0, 1, "");
    Player player;
    player.get();
    CHECK(player.feed(endless, 4096) == "http2.flood");
}
