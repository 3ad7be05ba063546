// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/tls/fixture.hpp"
#include "unit/tls/server_side.hpp"

namespace rtrip {
namespace {

using test::Fixture;
using tls::Engine;
using State = tls::Engine::ReadResult::State;

std::string long_text(std::size_t bytes) {
    std::string text(bytes, ' ');
    for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>('a' + i % 23);
    return text;
}

struct Pair {
    explicit Pair(Fixture& fixture) : engine(fixture.engine()), server(fixture.server) {
        REQUIRE(test::shake(engine, server));
    }
    Engine engine;
    test::ServerSide server;
};

}  // namespace

TEST_CASE("tls: text of many records goes both ways unchanged", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    const std::string text = long_text(300000);
    REQUIRE(pair.engine.write(text));
    CHECK(pair.engine.output().size() > text.size());
    test::flush_to_server(pair.engine, pair.server);
    CHECK(pair.server.received() == text);
    pair.server.write(text);
    const Result<std::string> got = test::read_from_server(pair.engine, pair.server);
    REQUIRE(got);
    CHECK(*got == text);
}

TEST_CASE("tls: one read fills its buffer from several records", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    const std::string text = long_text(60000);
    pair.server.write(text);
    const std::string bytes = pair.server.take_output();
    pair.engine.set_input(bytes);
    std::vector<char> buffer(50000);
    Result<Engine::ReadResult> got = pair.engine.read(buffer);
    REQUIRE(got);
    CHECK(got->state == State::data);
    CHECK(got->bytes == 50000);
    got = pair.engine.read(buffer);
    REQUIRE(got);
    CHECK(got->bytes == 10000);
    CHECK(pair.engine.input_left() == 0);
    got = pair.engine.read(buffer);
    REQUIRE(got);
    CHECK(got->state == State::want_read);
}

TEST_CASE("tls: records may arrive byte by byte", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    pair.server.write("one byte at a time");
    pair.server.close_notify();
    std::string text;
    State last = State::want_read;
    std::array<char, 100> buffer{};
    const std::string bytes = pair.server.take_output();
    for (const char& byte : bytes) {
        pair.engine.set_input({&byte, 1});
        const Result<Engine::ReadResult> got = pair.engine.read(buffer);
        REQUIRE(got);
        text.append(buffer.data(), got->bytes);
        last = got->state;
    }
    CHECK(text == "one byte at a time");
    CHECK(last == State::closed);
}

TEST_CASE("tls: close_notify behind data is told after the data", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    pair.server.write("last words");
    pair.server.close_notify();
    const std::string bytes = pair.server.take_output();
    pair.engine.set_input(bytes);
    std::array<char, 100> buffer{};
    Result<Engine::ReadResult> got = pair.engine.read(buffer);
    REQUIRE(got);
    CHECK(got->bytes == 10);
    for (int i = 0; i < 2; ++i) {
        got = pair.engine.read(buffer);
        REQUIRE(got);
        CHECK(got->state == State::closed);
        CHECK(got->bytes == 0);
    }
}

TEST_CASE("tls: an end without close_notify is an error", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    const Error error = pair.engine.end_of_input();
    CHECK(error.code == ErrorCode::body_incomplete);
    CHECK_THAT(error.message, Catch::Matchers::Contains("close_notify"));
}

TEST_CASE("tls: our close_notify is sent once and reaches the server", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    pair.engine.close_notify();
    const std::size_t size = pair.engine.output().size();
    CHECK(size > 0);
    pair.engine.close_notify();
    CHECK(pair.engine.output().size() == size);
    test::flush_to_server(pair.engine, pair.server);
    CHECK((SSL_get_shutdown(pair.server.native()) & SSL_RECEIVED_SHUTDOWN) != 0);
    CHECK_FALSE(pair.engine.write("more"));
}

TEST_CASE("tls: a damaged record ends the connection after the data before it", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    pair.server.write("good");
    std::string bytes = pair.server.take_output();
    pair.server.write("bad");
    std::string damaged = pair.server.take_output();
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    bytes += damaged;
    pair.engine.set_input(bytes);
    std::array<char, 100> buffer{};
    const Result<Engine::ReadResult> first = pair.engine.read(buffer);
    REQUIRE(first);
    CHECK(std::string(buffer.data(), first->bytes) == "good");
    for (int i = 0; i < 2; ++i) {
        const Result<Engine::ReadResult> second = pair.engine.read(buffer);
        REQUIRE_FALSE(second);
        CHECK(second.error().code == ErrorCode::response_reset);
        CHECK_THAT(second.error().message, Catch::Matchers::Contains("bad record mac"));
    }
}

TEST_CASE("tls: a truncated record is not handed out in part", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    pair.server.write("not all of it");
    const std::string bytes = pair.server.take_output();
    // The tickets come first and whole; the cut is in the data's record.
    pair.engine.set_input(std::string_view(bytes).substr(0, bytes.size() - 1));
    std::array<char, 100> buffer{};
    const Result<Engine::ReadResult> got = pair.engine.read(buffer);
    REQUIRE(got);
    CHECK(got->state == State::want_read);
}

TEST_CASE("tls: key updates are answered", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    pair.server.key_update(SSL_KEY_UPDATE_REQUESTED);
    pair.server.write("after");
    const Result<std::string> got = test::read_from_server(pair.engine, pair.server);
    REQUIRE(got);
    CHECK(*got == "after");
    REQUIRE(pair.engine.write("with new keys"));
    test::flush_to_server(pair.engine, pair.server);
    CHECK(pair.server.received() == "with new keys");
}

TEST_CASE("tls: key updates without data are given up on", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    Result<std::string> got = std::string();
    int sent = 0;
    for (; sent < 200 && got; ++sent) {
        pair.server.key_update(SSL_KEY_UPDATE_NOT_REQUESTED);
        got = test::read_from_server(pair.engine, pair.server);
    }
    REQUIRE_FALSE(got);
    CHECK(sent < 100);
    CHECK(got.error().code == ErrorCode::response_reset);
    CHECK_THAT(got.error().message, Catch::Matchers::Contains("without data"));
}

TEST_CASE("tls: key updates with data between them go on for ever", "[tls]") {
    Fixture fixture;
    Pair pair(fixture);
    for (int i = 0; i < 200; ++i) {
        pair.server.key_update(SSL_KEY_UPDATE_REQUESTED);
        pair.server.write("x");
        const Result<std::string> got = test::read_from_server(pair.engine, pair.server);
        REQUIRE(got);
        CHECK(*got == "x");
        test::flush_to_server(pair.engine, pair.server);
    }
}

TEST_CASE("tls: renegotiation is refused and asking for it over and over ends the connection", "[tls]") {
    Fixture fixture;
    fixture.options.max_version = TlsVersion::tls1_2;
    Pair pair(fixture);
    Result<std::string> got = std::string();
    int asked = 0;
    for (; asked < 200 && got; ++asked) {
        SSL_renegotiate(pair.server.native());
        SSL_do_handshake(pair.server.native());
        got = test::read_from_server(pair.engine, pair.server);
        pair.engine.output().clear();
    }
    REQUIRE_FALSE(got);
    CHECK(asked < 100);
}

}  // namespace rtrip
