// SPDX-License-Identifier: MIT
#include <sys/resource.h>

#include "decode.hpp"
#include "support/coded.hpp"

using namespace rtrip;
using namespace rtrip::content;
using namespace rtrip::test;

namespace {

constexpr std::uint64_t kBomb = std::uint64_t{10} << 30;
constexpr std::size_t kMember = std::size_t{16} << 20;

long peak_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// Decodes `block` over and over, up to 10 GiB, without keeping anything; how it ended, and what came out until then.
struct End {
    std::optional<Error> error;
    std::uint64_t bytes_out = 0;
    std::uint64_t bytes_in = 0;
};

End explode(const std::vector<Coding>& codings, const std::string& block, DecodeLimits limits) {
    DecoderChain chain(codings, limits);
    std::vector<char> buffer(1 << 16);
    End end;
    for (std::uint64_t i = 0; i < kBomb / kMember; ++i) {
        chain.feed(block);
        while (true) {
            const auto progress = chain.read(buffer);
            if (!progress) {
                end.error = progress.error();
                end.bytes_in = chain.bytes_in();
                return end;
            }
            end.bytes_out += progress->bytes;
            if (progress->state == DecoderChain::State::needs_input) break;
        }
    }
    return end;
}

}  // namespace

TEST_CASE("content: a gzip bomb of 10 GiB ends with 63 in bounded memory", "[content][hostile][bomb]") {
    const std::string member = gzip(std::string(kMember, '\0'));
    const long before = peak_kib();
    DecodeLimits limits;
    SECTION("by its ratio, when nothing was asked for") {
        const End end = explode({Coding::gzip}, member, limits);
        REQUIRE(end.error);
        CHECK(exit_code_of(end.error->code) == 63);
        CHECK(end.bytes_out <= limits.ratio_floor_bytes + (1 << 16));
    }
    SECTION("by its size, in the middle of the first piece of input") {
        limits.max_ratio = 0;
        limits.max_bytes = 1 << 20;
        const End end = explode({Coding::gzip}, member, limits);
        REQUIRE(end.error);
        CHECK(exit_code_of(end.error->code) == 63);
        CHECK(end.bytes_out <= (1 << 20));
        CHECK(end.bytes_in == member.size());
    }
    CHECK(peak_kib() - before < 8 << 10);
}

TEST_CASE("content: a bomb in the middle of a stack counts though nothing comes out", "[content][hostile][bomb]") {
    // Undone twice it is an endless row of empty gzip members.
    std::string empty_members;
    const std::string empty = gzip("");
    while (empty_members.size() < (std::size_t{4} << 20)) empty_members += empty;
    DecodeLimits limits;
    limits.max_ratio = 100;
    limits.ratio_floor_bytes = 1 << 20;
    const Decoded got = decode({Coding::gzip, Coding::gzip}, gzip(empty_members), {}, limits);
    CHECK(got.code == ErrorCode::body_decoded_too_large);
    CHECK(got.plain.empty());
}

TEST_CASE("content: a brotli and a zstd bomb end as well", "[content][hostile][bomb]") {
    const std::string zeros(kMember * 8, '\0');
    CHECK(decode({Coding::br}, brotli(zeros)).code == ErrorCode::body_decoded_too_large);
    CHECK(decode({Coding::zstd}, zstd(zeros)).code == ErrorCode::body_decoded_too_large);
}
