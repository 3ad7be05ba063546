// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "support/h2_frames.hpp"
#include "support/h2_session_log.hpp"

using namespace rtrip;
using namespace rtrip::test;
using h2::Player;

namespace {

const h2::Fields kOk{{":status", "200"}, {"server", "t"}};
constexpr std::size_t kWhole = static_cast<std::size_t>(-1);

}  // namespace

TEST_CASE("http2: a response is read however its bytes are cut", "[http2][session]") {
    const std::size_t piece =
        GENERATE(std::size_t{kWhole}, std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{100});
    const bool pauses = GENERATE(false, true);
    Player player;
    h2::StreamLog& stream = player.get();
    stream.pauses = pauses;
    const std::string bytes = h2::settings() + h2::settings_ack() +
                              h2::headers(1, {{":status", "103"}, {"link", "x"}}) + h2::headers(1, kOk) +
                              h2::data(1, "hello ") + h2::data(1, "") + h2::data(1, "world") +
                              h2::headers(1, {{"checksum", "1"}}, h2::kEndBoth);
    CHECK(player.feed(bytes, piece).empty());
    CHECK(stream.log ==
          "head 103 link=x; head 200 server=t; data hello world; trailers checksum=1; end; closed NO_ERROR");
    CHECK(player.connection == "settings; acknowledged");
}

TEST_CASE("http2: streams are told apart", "[http2][session]") {
    Player player;
    h2::StreamLog& first = player.get();
    h2::StreamLog& second = player.get();
    CHECK(player.session.open_streams() == 2);
    CHECK(player
              .feed(h2::settings() + h2::headers(3, kOk) + h2::headers(1, kOk) + h2::data(3, "3") + h2::end(1, "1") +
                    h2::end(3, "3"))
              .empty());
    CHECK(first.log == "head 200 server=t; data 1; end; closed NO_ERROR");
    CHECK(second.log == "head 200 server=t; data 33; end; closed NO_ERROR");
    CHECK(player.session.open_streams() == 0);
}

TEST_CASE("http2: what the peer refuses or leaves is told by its code", "[http2][session]") {
    Player player;
    h2::StreamLog& stream = player.get();
    h2::StreamLog& above = player.get();
    CHECK(player.feed(h2::settings() + h2::goaway(1, 0, "bye") + h2::reset(1, 0xb)).empty());
    CHECK(stream.log == "closed ENHANCE_YOUR_CALM by peer");
    CHECK(above.log == "closed REFUSED_STREAM");
    CHECK(player.connection == "settings; goaway NO_ERROR 1 bye");
    CHECK_FALSE(player.session.can_submit());
}

TEST_CASE("http2: a GOAWAY's text is cut", "[http2][session]") {
    Player player;
    player.get();
    CHECK(player.feed(h2::settings() + h2::goaway(1, 0, std::string(5000, 'd'))).empty());
    CHECK(player.connection.size() < 1100);
}

TEST_CASE("http2: a body goes out as far as the windows let it", "[http2][session]") {
    Player player;
    player.get("POST", std::string(200000, 'b'));
    CHECK(player.feed(h2::settings()).empty());
    CHECK(player.session.stream_window(1) == 0);
    CHECK(player.session.connection_window() == 0);
    CHECK_FALSE(player.session.marks(1).request_end);
    CHECK(player.feed(h2::window_update(1, 100000)).empty());
    CHECK(player.session.stream_window(1) == 100000);
    CHECK(player.session.connection_window() == 0);
    CHECK(player.feed(h2::window_update(0, 200000) + h2::window_update(1, 100000)).empty());
    REQUIRE(player.session.marks(1).request_end);
    CHECK(*player.session.marks(1).request_end <= player.sent.size());
    CHECK(*player.session.marks(1).head_end < *player.session.marks(1).request_end);
    CHECK(player.sent.size() > 200000);
}

TEST_CASE("http2: a request waits for a place when the peer takes one at a time", "[http2][session]") {
    Player player;
    CHECK(player.feed(h2::settings({{3, 1}})).empty());
    CHECK(player.session.max_streams() == 1);
    player.get();
    player.get();
    CHECK(player.session.marks(1).head_end);
    CHECK_FALSE(player.session.marks(3).head_end);
    CHECK(player.feed(h2::headers(1, kOk, h2::kEndBoth)).empty());
    CHECK(player.session.marks(3).head_end);
}

TEST_CASE("http2: a stream that is forgotten is reset and hears nothing more", "[http2][session]") {
    Player player;
    h2::StreamLog& stream = player.get();
    CHECK(player.feed(h2::settings() + h2::headers(1, kOk)).empty());
    player.session.forget(1);
    CHECK(player.session.open_streams() == 0);
    CHECK(player.feed(h2::data(1, "late") + h2::end(1)).empty());
    CHECK(stream.log == "head 200 server=t");
    CHECK(player.sent.find(h2::reset(1, 0x8)) != std::string::npos);
}

TEST_CASE("http2: only what was read opens the window again", "[http2][session]") {
    Player player;
    player.get();
    const std::string piece(16384, 'x');
    std::string bytes = h2::settings() + h2::settings_ack() + h2::headers(1, kOk);
    for (int i = 0; i < 32; ++i) bytes += h2::data(1, piece);
    CHECK(player.feed(bytes).empty());
    const auto updates = [&player] {
        std::size_t count = 0;
        for (const Http2Frame& frame : player.session.frames()) {
            if (frame.sent && frame.type == 8 && frame.stream_id == 1) ++count;
        }
        player.session.clear_frames();
        return count;
    };
    CHECK(updates() == 0);
    // One byte beyond what the window allows.
    Player greedy;
    h2::StreamLog& stream = greedy.get();
    CHECK(greedy.feed(bytes + h2::data(1, "!")).empty());
    CHECK(stream.log.ends_with("closed FLOW_CONTROL_ERROR"));
    player.session.consume(1, 32 * piece.size());
    CHECK(player.flush().empty());
    CHECK(updates() == 1);
}

TEST_CASE("http2: a PING's answer is heard", "[http2][session]") {
    Player player;
    player.get();
    player.session.ping();
    CHECK(player.flush().empty());
    CHECK(player.feed(h2::settings() + h2::frame(http2::FrameType::ping, http2::kFlagAck, 0, std::string(8, '\0')))
              .empty());
    CHECK(player.connection == "settings; pong");
}

TEST_CASE("http2: secrets stay out of the table of HPACK", "[http2][session]") {
    Player player;
    Header fields;
    for (const char* name : {":method", ":scheme", ":authority", ":path"}) {
        fields.add(name, name == std::string_view(":path") ? "/" : "x");
    }
    fields.add("authorization", "Bearer secret");
    h2::StreamLog log;
    const auto id = player.session.submit(fields, http2::ClientSession::BodyKind::none, log);
    REQUIRE(id);
    CHECK(player.flush().empty());
    // RFC 7541 section 6.2.3: never indexed, with the name's index 23 behind the prefix.
    CHECK(player.sent.find(std::string("\x1f\x08", 2)) != std::string::npos);
    player.session.forget(*id);
}
