// SPDX-License-Identifier: MIT
#include "decode.hpp"
#include "support/coded.hpp"

using namespace rtrip;
using namespace rtrip::content;
using namespace rtrip::test;

namespace {

struct Form {
    std::string name;
    Coding coding;
    std::string (*encode)(std::string_view);
};

std::vector<Form> forms() {
    return {{"gzip", Coding::gzip, &gzip},
            {"deflate in zlib", Coding::deflate, &zlib},
            {"bare deflate", Coding::deflate, &raw_deflate},
            {"br", Coding::br, &brotli},
            {"zstd", Coding::zstd, &zstd}};
}

}  // namespace

TEST_CASE("content: every coding gives back what went in, however it is cut", "[content]") {
    const Form form = GENERATE(from_range(forms()));
    const Cuts cuts = GENERATE(Cuts{}, Cuts{1, 65536}, Cuts{7, 3}, Cuts{65536, 1}, Cuts{1, 1});
    const std::size_t size = GENERATE(0, 1, 2, 3, 1000, 20000);
    CAPTURE(form.name, cuts.in, cuts.out, size);
    const std::string plain = sample(size);
    const Decoded got = decode({form.coding}, form.encode(plain), cuts);
    CHECK(got.error.empty());
    CHECK(got.plain == plain);
}

TEST_CASE("content: no bytes at all are an empty body in every coding", "[content]") {
    const Form form = GENERATE(from_range(forms()));
    CAPTURE(form.name);
    const Decoded got = decode({form.coding}, "");
    CHECK(got.error.empty());
    CHECK(got.plain.empty());
}

TEST_CASE("content: a stream that is cut anywhere is an error", "[content][hostile]") {
    const Form form = GENERATE(from_range(forms()));
    const std::string whole = form.encode(sample(300));
    for (std::size_t size = 1; size < whole.size(); ++size) {
        CAPTURE(form.name, size);
        const Decoded got = decode({form.coding}, std::string_view(whole).substr(0, size));
        CHECK_FALSE(got.error.empty());
        CHECK(got.code == ErrorCode::body_coding);
    }
}

TEST_CASE("content: bytes behind the stream are an error and not passed on", "[content][hostile]") {
    const Form form = GENERATE(from_range(forms()));
    const std::string behind = GENERATE(as<std::string>{}, "x", std::string(1, '\0'), "<html>evil</html>");
    const Cuts cuts = GENERATE(Cuts{}, Cuts{1, 1});
    CAPTURE(form.name, behind);
    const std::string plain = sample(300);
    const Decoded got = decode({form.coding}, form.encode(plain) + behind, cuts);
    CHECK(got.code == ErrorCode::body_coding);
    CHECK(plain.starts_with(got.plain));
}

TEST_CASE("content: a changed byte never passes unnoticed where the format has a checksum", "[content][hostile]") {
    const Form form = GENERATE(from_range(std::vector<Form>{forms()[0], forms()[1]}));
    const std::string plain = sample(400);
    const std::string whole = form.encode(plain);
    // gzip's time, flags for extra text and system carry no checksum.
    for (std::size_t i = form.coding == Coding::gzip ? 10 : 2; i < whole.size(); ++i) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ 0x10);
        const Decoded got = decode({form.coding}, bytes);
        CAPTURE(form.name, i);
        CHECK_FALSE(got.error.empty());
    }
}

TEST_CASE("content: a text that is none of the codings is an error", "[content][hostile]") {
    const Form form = GENERATE(from_range(forms()));
    const std::string text =
        GENERATE(as<std::string>{}, "<!doctype html><p>plain text", "\x1f\x8b", "\x1f\x8b\x07xxxxxxxxxxxx",
                 "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x78\xbb....");
    CAPTURE(form.name, text);
    const Decoded got = decode({form.coding}, text);
    CHECK(got.code == ErrorCode::body_coding);
    CHECK(got.error.starts_with(coding_name(form.coding)));
}

TEST_CASE("content: gzip members follow one another, empty ones too", "[content]") {
    const Cuts cuts = GENERATE(Cuts{}, Cuts{1, 5});
    const Decoded got = decode({Coding::gzip}, gzip("one ") + gzip("") + gzip("two"), cuts);
    CHECK(got.error.empty());
    CHECK(got.plain == "one two");
}

TEST_CASE("content: a gzip member behind a good one must be good as well", "[content][hostile]") {
    std::string second = gzip("two");
    second[second.size() - 6] = static_cast<char>(second[second.size() - 6] ^ 1);
    const Decoded got = decode({Coding::gzip}, gzip("one") + second);
    CHECK(got.code == ErrorCode::body_coding);
}

TEST_CASE("content: gzip's name and comment may be long", "[content]") {
    const Cuts cuts = GENERATE(Cuts{}, Cuts{100, 5});
    const Decoded got = decode({Coding::gzip}, gzip_with_texts("text", 200000), cuts);
    CHECK(got.error.empty());
    CHECK(got.plain == "text");
}

TEST_CASE("content: zstd frames follow one another, skippable ones too", "[content]") {
    const std::string skippable = std::string("\x50\x2a\x4d\x18\x03\x00\x00\x00", 8) + "abc";
    const Decoded got = decode({Coding::zstd}, zstd("one ") + skippable + zstd("two"), Cuts{1, 2});
    CHECK(got.error.empty());
    CHECK(got.plain == "one two");
}

TEST_CASE("content: a zstd frame that is not as long as it says is refused, however it is cut", "[content][hostile]") {
    // Announced: 248 bytes; what comes is an empty last block.
    const std::string liar("\x28\xb5\x2f\xfd\x20\xf8\x01\x00\x00", 9);
    const Cuts cuts = GENERATE(Cuts{}, Cuts{1, 1}, Cuts{6, 5});
    CHECK(decode({Coding::zstd}, liar, cuts).code == ErrorCode::body_coding);
    CHECK(decode({Coding::zstd}, zstd("one") + liar, cuts).code == ErrorCode::body_coding);
    CHECK(decode({Coding::zstd}, zstd(sample(70000)) + zstd("two"), cuts).plain == sample(70000) + "two");
}

TEST_CASE("content: zstd frames of before the standard are refused, however they are cut", "[content][hostile]") {
    const std::string old("\x25\xb5\x2f\xfd\x00\xf8\x64\x00", 8);
    const Cuts cuts = GENERATE(Cuts{}, Cuts{1, 1}, Cuts{3, 5});
    CHECK(decode({Coding::zstd}, old, cuts).code == ErrorCode::body_coding);
    CHECK(decode({Coding::zstd}, zstd("one") + old, cuts).code == ErrorCode::body_coding);
}

TEST_CASE("content: zstd windows up to 8 MiB are granted and none beyond", "[content][hostile]") {
    const std::string plain = sample(5000);
    CHECK(decode({Coding::zstd}, zstd_with_window(plain, 23)).plain == plain);
    const Decoded refused = decode({Coding::zstd}, zstd_with_window(plain, 24));
    CHECK(refused.code == ErrorCode::body_coding);
    CHECK(refused.plain.empty());
}
