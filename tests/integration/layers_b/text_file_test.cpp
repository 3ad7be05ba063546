// SPDX-License-Identifier: MIT
#include "net/text_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/catch.hpp"

namespace rtrip::test {
namespace {

namespace fs = std::filesystem;
using net::read_text_file;
using net::replace_text_file;

/// A folder that goes away with its test.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "rtrip-text-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::size_t entries() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }

private:
    fs::path path_;
};

unsigned mode_of(const std::string& path) {
    struct stat there{};
    REQUIRE(::stat(path.c_str(), &there) == 0);
    return there.st_mode & 07777;
}

std::string text_of(const std::string& path) {
    const auto text = read_text_file(path, 1 << 20);
    REQUIRE(text);
    return *text;
}

}  // namespace

TEST_CASE("text file: a new one is its owner's alone, and nothing else is left behind", "[net]") {
    const Folder folder;
    REQUIRE(replace_text_file(folder.file("jar"), "one\n"));
    CHECK(text_of(folder.file("jar")) == "one\n");
    CHECK(mode_of(folder.file("jar")) == 0600);
    CHECK(folder.entries() == 1);
}

TEST_CASE("text file: one that is there keeps its mode", "[net]") {
    const Folder folder;
    std::ofstream(folder.file("jar")) << "old, and longer than the new one";
    fs::permissions(folder.file("jar"), fs::perms(0640));
    REQUIRE(replace_text_file(folder.file("jar"), "new"));
    CHECK(text_of(folder.file("jar")) == "new");
    CHECK(mode_of(folder.file("jar")) == 0640);
}

TEST_CASE("text file: a symbolic link stays and leads to the new text", "[net]") {
    const Folder folder;
    std::ofstream(folder.file("real")) << "old";
    fs::create_symlink(folder.file("real"), folder.file("link"));
    REQUIRE(replace_text_file(folder.file("link"), "new"));
    CHECK(fs::is_symlink(folder.file("link")));
    CHECK(text_of(folder.file("real")) == "new");
    CHECK(folder.entries() == 2);
}

TEST_CASE("text file: a device is written to and not replaced", "[net]") {
    REQUIRE(replace_text_file("/dev/null", "gone"));
    CHECK(fs::is_character_file("/dev/null"));
    const auto full = replace_text_file("/dev/full", "text");
    REQUIRE_FALSE(full);
    CHECK(exit_code_of(full.error().code) == 23);
}

TEST_CASE("text file: what cannot be written is 23 and changes nothing", "[net]") {
    const Folder folder;
    const auto missing = replace_text_file(folder.file("no/such/folder"), "x");
    REQUIRE_FALSE(missing);
    CHECK(exit_code_of(missing.error().code) == 23);
    fs::create_directory(folder.file("folder"));
    CHECK_FALSE(replace_text_file(folder.file("folder"), "x"));
    CHECK(folder.entries() == 1);
}

TEST_CASE("text file: what cannot be read, or is too long, is 26", "[net]") {
    const Folder folder;
    const auto missing = read_text_file(folder.file("none"), 10);
    REQUIRE_FALSE(missing);
    CHECK(exit_code_of(missing.error().code) == 26);
    CHECK(missing.error().cause == std::errc::no_such_file_or_directory);
    std::ofstream(folder.file("long")) << "0123456789";
    CHECK(read_text_file(folder.file("long"), 10).value() == "0123456789");
    CHECK_FALSE(read_text_file(folder.file("long"), 9));
    CHECK_FALSE(read_text_file("/dev/zero", 1 << 20));
}

}  // namespace rtrip::test
