// SPDX-License-Identifier: MIT
// Body sources by themselves: what they know, what they give, and what can be had again.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <set>

#include "rtrip/body.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/tls/test_ca.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

/// A pipe whose writer has written `bytes` and gone.
class FilledPipe {
public:
    explicit FilledPipe(std::string_view bytes) {
        REQUIRE(::pipe2(ends_.data(), O_CLOEXEC) == 0);
        REQUIRE(::write(ends_[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
        ::close(ends_[1]);
    }
    ~FilledPipe() { ::close(ends_[0]); }
    FilledPipe(const FilledPipe&) = delete;
    FilledPipe& operator=(const FilledPipe&) = delete;
    [[nodiscard]] std::shared_ptr<BodySource> body() const { return make_pipe_body(ends_[0]); }

private:
    std::array<int, 2> ends_{-1, -1};
};

/// Reads up to `most` bytes in blocks of `block`; an error's code in its place.
std::string read_some(BodyReader& reader, std::size_t block, std::size_t most = std::string::npos) {
    std::string out;
    std::vector<char> buffer(block);
    while (out.size() < most) {
        const auto got = reader.try_read(buffer);
        if (!got) return "error " + std::to_string(exit_code_of(got.error().code)) + ": " + got.error().message;
        if (!*got) return out + " (nothing yet)";
        if (**got == 0) break;
        out.append(buffer.data(), **got);
    }
    return out;
}

std::string read_whole(BodySource& source, std::size_t block = 7) {
    auto reader = source.open();
    if (!reader) return "error " + std::to_string(exit_code_of(reader.error().code)) + ": " + reader.error().message;
    return read_some(**reader, block);
}

}  // namespace

TEST_CASE("multipart: parts stand between delimiters, and the length is that of all", "[body]") {
    auto body = make_multipart_body("B", {{"A: 1\r\n", make_memory_body("one")},
                                          {"", make_memory_body("")},
                                          {"C: 3\r\nD: 4\r\n", make_memory_body(std::string(1000, 'x'))}});
    const std::string expected = "--B\r\nA: 1\r\n\r\none\r\n--B\r\n\r\n\r\n--B\r\nC: 3\r\nD: 4\r\n\r\n" +
                                 std::string(1000, 'x') + "\r\n--B--\r\n";
    CHECK(body->kind() == BodyKind::multipart);
    CHECK(body->length() == expected.size());
    CHECK(body->rewindable());
    for (const std::size_t block : {1, 2, 5, 64, 100000}) CHECK(read_whole(*body, block) == expected);
}

TEST_CASE("multipart: no parts are an empty form", "[body]") {
    auto body = make_multipart_body("B", {});
    CHECK(read_whole(*body) == "--B--\r\n");
    CHECK(body->length() == 7);
}

TEST_CASE("multipart: parts may be multipart", "[body]") {
    auto inner = make_multipart_body("I", {{"", make_memory_body("x")}});
    auto body = make_multipart_body("O", {{"", inner}, {"", make_memory_body("y")}});
    const std::string expected = "--O\r\n\r\n--I\r\n\r\nx\r\n--I--\r\n\r\n--O\r\n\r\ny\r\n--O--\r\n";
    CHECK(read_whole(*body) == expected);
    CHECK(body->length() == expected.size());
}

TEST_CASE("multipart: a part that can be read once makes the whole so, and its length unknown", "[body]") {
    const FilledPipe pipe("piped");
    auto body = make_multipart_body("B", {{"", make_memory_body("a")}, {"", pipe.body()}});
    CHECK_FALSE(body->length());
    CHECK_FALSE(body->rewindable());
    CHECK(body->not_rewindable_because() == "standard input can be read only once");
    CHECK(read_whole(*body) == "--B\r\n\r\na\r\n--B\r\n\r\npiped\r\n--B--\r\n");
    CHECK(read_whole(*body).starts_with("error 26"));
}

TEST_CASE("multipart: a file that grows or shrinks does not shift what follows", "[body]") {
    const TestDirectory directory;
    const std::string path = directory.write("f", "12345678");
    const auto file = make_file_body(path);
    REQUIRE(file);
    auto body = make_multipart_body("B", {{"", *file}, {"", make_memory_body("secret")}});
    auto reader = body->open();
    REQUIRE(reader);
    // Into the file, so that it is open.
    CHECK(read_some(**reader, 1, 8) == "--B\r\n\r\n1");
    SECTION("longer") {
        directory.write("f", "1234567890");
        CHECK(read_some(**reader, 4) == "error 26: part 1 of the form is longer than the 8 bytes announced");
    }
    SECTION("shorter") {
        REQUIRE(::truncate(path.c_str(), 3) == 0);
        CHECK(read_some(**reader, 4) == "error 26: part 1 of the form is shorter than the 8 bytes announced");
    }
}

TEST_CASE("boundary: random, and fit for a parameter without quotes", "[body]") {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const std::string boundary = make_boundary();
        CHECK(boundary.size() == 48);
        CHECK(std::all_of(boundary.begin(), boundary.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
        }));
        seen.insert(boundary);
    }
    CHECK(seen.size() == 200);
}

TEST_CASE("file body: replaced, touched or gone between sends is an error", "[body]") {
    const TestDirectory directory;
    const std::string path = directory.write("f", "content");
    const auto file = make_file_body(path);
    REQUIRE(file);
    CHECK(read_whole(**file) == "content");
    CHECK(read_whole(**file) == "content");
    SECTION("another file of the same size and time under its name") {
        struct stat before{};
        REQUIRE(::stat(path.c_str(), &before) == 0);
        const std::string other = directory.write("g", "CONTENT");
        const std::array<timespec, 2> times{before.st_atim, before.st_mtim};
        REQUIRE(::utimensat(AT_FDCWD, other.c_str(), times.data(), 0) == 0);
        REQUIRE(::rename(other.c_str(), path.c_str()) == 0);
        CHECK(read_whole(**file).find("changed since") != std::string::npos);
    }
    SECTION("written to, with the same size") {
        const std::array<timespec, 2> times{timespec{1000, 0}, timespec{1000, 1}};
        REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0) == 0);
        CHECK(read_whole(**file).find("changed since") != std::string::npos);
    }
    SECTION("removed") {
        REQUIRE(::unlink(path.c_str()) == 0);
        CHECK(read_whole(**file).starts_with("error 26"));
    }
}

TEST_CASE("file body: a FIFO is opened without waiting, and read once", "[body]") {
    const TestDirectory directory;
    const std::string path = directory.write("f", "");
    REQUIRE(::unlink(path.c_str()) == 0);
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const auto fifo = make_file_body(path);
    REQUIRE(fifo);
    CHECK((*fifo)->kind() == BodyKind::pipe);
    CHECK_FALSE((*fifo)->length());
    auto reader = (*fifo)->open();
    REQUIRE(reader);
    // Without a writer there is nothing to read, which is not the end.
    CHECK(read_some(**reader, 8) == " (nothing yet)");
    const int writer = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    REQUIRE(writer >= 0);
    REQUIRE(::write(writer, "hello", 5) == 5);
    ::close(writer);
    CHECK(read_some(**reader, 8) == "hello");
    CHECK((*fifo)->not_rewindable_because().find(path) != std::string::npos);
}

TEST_CASE("spool: what fits can be read again, also after half of it", "[body]") {
    const FilledPipe pipe("0123456789");
    auto body = make_spooled_body(pipe.body(), 10);
    CHECK(body->kind() == BodyKind::pipe);
    CHECK_FALSE(body->length());
    CHECK(body->rewindable());
    {
        auto reader = body->open();
        REQUIRE(reader);
        CHECK(read_some(**reader, 2, 4) == "0123");
    }
    CHECK(read_whole(*body, 3) == "0123456789");
    CHECK(read_whole(*body, 100) == "0123456789");
    CHECK(body->rewindable());
}

TEST_CASE("spool: what does not fit is sent once, and says why not twice", "[body]") {
    const FilledPipe pipe("0123456789");
    auto body = make_spooled_body(pipe.body(), 9);
    auto reader = body->open();
    REQUIRE(reader);
    CHECK(read_some(**reader, 4, 8) == "01234567");
    CHECK(body->rewindable());
    CHECK(read_some(**reader, 4) == "89");
    CHECK_FALSE(body->rewindable());
    CHECK(body->not_rewindable_because() ==
          "standard input can be read only once, and it is longer than the 9 bytes that are kept of it");
    CHECK(read_whole(*body).starts_with("error 26"));
}

TEST_CASE("spool: a source that is rewindable needs none", "[body]") {
    auto memory = make_memory_body("x");
    CHECK(make_spooled_body(memory, 100) == memory);
    const FilledPipe pipe("x");
    CHECK_FALSE(make_spooled_body(pipe.body(), 0)->rewindable());
}

TEST_CASE("multipart: arrives with its length, and again", "[body]") {
    ScriptedServer server(Script().answer(wire::ok("one")).answer(wire::ok("two")));
    Lab lab;
    RequestSpec spec("POST", server.url());
    spec.sending(make_multipart_body("B", {{"X: 1\r\n", make_memory_body(std::string(400000, 'm'))}}));
    const Outcome first = lab.fetch(spec);
    CHECK(first.last().sent->body_kind == BodyKind::multipart);
    CHECK(first.last().sent->rewindable);
    CHECK(lab.fetch(spec).body == "two");
    CHECK(server.finish().empty());
    CHECK(server.received(0).bodies[0] == "--B\r\nX: 1\r\n\r\n" + std::string(400000, 'm') + "\r\n--B--\r\n");
    CHECK(server.received(0).bodies[1] == server.received(0).bodies[0]);
    CHECK(server.received(0).heads[0].find("Content-Length: 400022") != std::string::npos);
}

}  // namespace rtrip::test
