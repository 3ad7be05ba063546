// SPDX-License-Identifier: MIT
#include "decode.hpp"
#include "support/coded.hpp"

using namespace rtrip;
using namespace rtrip::content;
using namespace rtrip::test;

TEST_CASE("decoder chain: several codings are undone from the last", "[content]") {
    const std::string plain = sample(30000);
    const Cuts cuts = GENERATE(Cuts{}, Cuts{1, 1000}, Cuts{1000, 1});
    const std::string two = gzip(zlib(plain));
    CHECK(decode({Coding::deflate, Coding::gzip}, two, cuts).plain == plain);
    const std::string five = gzip(zstd(brotli(zlib(gzip(plain)))));
    const Decoded got = decode({Coding::gzip, Coding::deflate, Coding::br, Coding::zstd, Coding::gzip}, five, cuts);
    CHECK(got.error.empty());
    CHECK(got.plain == plain);
}

TEST_CASE("decoder chain: an inner stream that is cut or followed by bytes is an error", "[content][hostile]") {
    const std::string inner = zlib(sample(1000));
    CHECK(decode({Coding::deflate, Coding::gzip}, gzip(inner.substr(0, inner.size() - 1))).code ==
          ErrorCode::body_coding);
    CHECK(decode({Coding::deflate, Coding::gzip}, gzip(inner + "x")).code == ErrorCode::body_coding);
    CHECK(decode({Coding::deflate, Coding::gzip}, gzip("")).error.empty());
}

TEST_CASE("decoder chain: the limit on the size holds to the byte", "[content]") {
    const std::string plain = sample(5000);
    DecodeLimits limits;
    limits.max_bytes = 5000;
    CHECK(decode({Coding::gzip}, gzip(plain), {}, limits).error.empty());
    limits.max_bytes = 4999;
    const Decoded got = decode({Coding::gzip}, gzip(plain), Cuts{1000, 512}, limits);
    CHECK(got.code == ErrorCode::body_decoded_too_large);
    CHECK(exit_code_of(got.code) == 63);
    CHECK(got.plain.size() <= 4999);
    CHECK(got.error == "the decoded body is larger than 4999 bytes (--max-decoded-bytes)");
    limits.max_bytes = 0;
    CHECK(decode({Coding::gzip}, gzip(""), {}, limits).error.empty());
    CHECK(decode({Coding::gzip}, gzip("x"), {}, limits).code == ErrorCode::body_decoded_too_large);
}

TEST_CASE("decoder chain: the ratio counts beyond the floor alone", "[content]") {
    const std::string zeros(1 << 20, '\0');
    DecodeLimits limits;
    limits.max_ratio = 100;
    CHECK(decode({Coding::gzip}, gzip(zeros), {}, limits).error.empty());
    limits.ratio_floor_bytes = 1 << 18;
    const Decoded got = decode({Coding::gzip}, gzip(zeros), {}, limits);
    CHECK(got.code == ErrorCode::body_decoded_too_large);
    CHECK(got.error.find("more than 100 times as many") != std::string::npos);
    limits.max_ratio = 0;
    CHECK(decode({Coding::gzip}, gzip(zeros), {}, limits).error.empty());
}
