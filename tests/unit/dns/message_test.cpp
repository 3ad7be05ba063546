// SPDX-License-Identifier: MIT
#include "codec/dns/message.hpp"

#include <algorithm>

#include "codec/dns/rcode.hpp"
#include "support/catch.hpp"
#include "unit/dns/wire.hpp"

using namespace rtrip;
using namespace rtrip::dns_wire;
using namespace std::string_literals;

namespace {

const dns::Question kA{"www.test", dns::RecordType::a};
const dns::Question kAaaa{"www.test", dns::RecordType::aaaa};
const std::string kAddress = "\xc0\x00\x02\x01"s;

std::string dotted(const dns::AddressBytes& address) {
    std::string out;
    for (std::size_t i = 0; i < address.size; ++i) out += (i ? "." : "") + std::to_string(address.bytes[i]);
    return out;
}

}  // namespace

TEST_CASE("dns message: a query asks one question with recursion", "[dns]") {
    const auto query = dns::encode_query(0x1234, kAaaa);
    REQUIRE(query);
    CHECK(*query == u16(0x1234) + u16(0x0100) + u16(1) + std::string(6, '\0') + name("www.test") + u16(28) + u16(1));
    CHECK_FALSE(dns::encode_query(1, dns::Question{"a..b", dns::RecordType::a}));
}

TEST_CASE("dns message: only the response to the question counts", "[dns]") {
    CHECK(dns::answers_question(response(1, 0), 0x1234, kA));
    CHECK(dns::answers_question(header(0x8180, 0) + name("WWW.Test") + u16(1) + u16(1), 0x1234, kA));
    CHECK(dns::answers_question(response(1, 0), 0x1234, dns::Question{"www.test.", dns::RecordType::a}));
    const auto [what, packet] = GENERATE(table<std::string, std::string>({
        {"empty", ""},
        {"header cut", response(1, 0).substr(0, 11)},
        {"question cut", response(1, 0).substr(0, 20)},
        {"another id", "\x12\x35"s + response(1, 0).substr(2)},
        {"the query itself", header(0x0100, 0) + name("www.test") + u16(1) + u16(1)},
        {"another opcode", header(0x9180, 0) + name("www.test") + u16(1) + u16(1)},
        {"another name", header(0x8180, 0) + name("ww2.test") + u16(1) + u16(1)},
        {"another type", header(0x8180, 0) + name("www.test") + u16(28) + u16(1)},
        {"another class", header(0x8180, 0) + name("www.test") + u16(1) + u16(3)},
        {"no question", u16(0x1234) + u16(0x8180) + std::string(8, '\0')},
        {"two questions",
         u16(0x1234) + u16(0x8180) + u16(2) + std::string(6, '\0') + name("www.test") + u16(1) + u16(1)},
    }));
    INFO(what);
    CHECK_FALSE(dns::answers_question(packet, 0x1234, kA));
}

TEST_CASE("dns message: addresses and the smallest TTL are read", "[dns]") {
    const auto answer = dns::parse_answer(
        response(1, 2) + record(kQuestionName, 1, 300, kAddress) + record(kQuestionName, 1, 60, "\x0a\0\0\1"s), kA);
    REQUIRE(answer);
    CHECK(answer->rcode == dns::kNoError);
    REQUIRE(answer->addresses.size() == 2);
    CHECK(dotted(answer->addresses[0]) == "192.0.2.1");
    CHECK(dotted(answer->addresses[1]) == "10.0.0.1");
    CHECK(answer->ttl_s == 60U);
    CHECK(answer->chain.empty());
}

TEST_CASE("dns message: an AAAA answer holds sixteen bytes", "[dns]") {
    const auto answer = dns::parse_answer(
        response(28, 1) + record(kQuestionName, 28, 5, "\x20\x01\x0d\xb8"s + std::string(11, '\0') + '\1'), kAaaa);
    REQUIRE(answer);
    REQUIRE(answer->addresses.size() == 1);
    CHECK(answer->addresses[0].size == 16);
    CHECK(answer->addresses[0].bytes[15] == 1);
}

TEST_CASE("dns message: the CNAME chain is followed whatever the order of records", "[dns]") {
    const std::string end = record(name("c.test"), 1, 100, kAddress);
    const std::string second = record(name("B.test"), 5, 20, name("c.test"));
    const std::string first = record(kQuestionName, 5, 300, name("b.test"));
    const auto body = GENERATE_COPY(first + second + end, end + second + first, second + first + end);
    const auto answer = dns::parse_answer(response(1, 3) + body, kA);
    REQUIRE(answer);
    CHECK(answer->chain == std::vector<std::string>{"b.test", "c.test"});
    CHECK(answer->addresses.size() == 1);
    CHECK(answer->ttl_s == 20U);
}

TEST_CASE("dns message: records of other owners, classes and types are passed over", "[dns]") {
    const auto [what, foreign] = GENERATE(table<std::string, std::string>({
        {"owner", record(name("evil.test"), 1, 60, kAddress)},
        {"owner off the chain", record(name("www.test.evil"), 1, 60, kAddress)},
        {"class", record(kQuestionName, 1, 60, kAddress, 3)},
        {"type", record(kQuestionName, 16, 60, kAddress)},
    }));
    INFO(what);
    const auto answer = dns::parse_answer(response(1, 1) + foreign, kA);
    REQUIRE(answer);
    CHECK(answer->addresses.empty());
    CHECK_FALSE(answer->ttl_s);
}

TEST_CASE("dns message: an address record of the wrong size is counted and passed over", "[dns]") {
    const auto answer = dns::parse_answer(response(1, 3) + record(kQuestionName, 1, 60, "\x0a\0\0"s) +
                                              record(kQuestionName, 1, 60, std::string(16, 'x')) +
                                              record(kQuestionName, 1, 60, kAddress),
                                          kA);
    REQUIRE(answer);
    CHECK(answer->misfits == 2);
    CHECK(answer->addresses.size() == 1);
}

TEST_CASE("dns message: a TTL with the highest bit set counts as zero", "[dns]") {
    const auto answer = dns::parse_answer(response(1, 1) + record(kQuestionName, 1, 0x80000001U, kAddress), kA);
    REQUIRE(answer);
    CHECK(answer->ttl_s == 0U);
}

TEST_CASE("dns message: more addresses than fit are counted, not kept", "[dns]") {
    std::string packet = response(1, dns::kMaxAddresses + 10);
    for (std::size_t i = 0; i < dns::kMaxAddresses + 10; ++i) packet += record(kQuestionName, 1, 60, kAddress);
    const auto answer = dns::parse_answer(packet, kA);
    REQUIRE(answer);
    CHECK(answer->addresses.size() == dns::kMaxAddresses);
    CHECK(answer->surplus == 10);
}

TEST_CASE("dns message: chains are bounded", "[dns]") {
    const auto chain_of = [](std::size_t links) {
        std::string packet = response(1, static_cast<unsigned>(links));
        std::string owner = kQuestionName;
        for (std::size_t i = 0; i < links; ++i) {
            const std::string target = name("n" + std::to_string(i) + ".test");
            packet += record(owner, 5, 60, target);
            owner = target;
        }
        return packet;
    };
    const auto longest = dns::parse_answer(chain_of(dns::kMaxChain), kA);
    REQUIRE(longest);
    CHECK(longest->chain.size() == dns::kMaxChain);
    const auto longer = dns::parse_answer(chain_of(dns::kMaxChain + 1), kA);
    REQUIRE_FALSE(longer);
    CHECK(longer.error().code == ErrorCode::dns_malformed);
}

TEST_CASE("dns message: malformed answers are refused", "[dns]") {
    const auto [what, packet] = GENERATE(table<std::string, std::string>({
        {"shorter than a header", "\x12\x34"s},
        {"question cut", response(1, 1).substr(0, 24)},
        {"more records announced than there", response(1, 2) + record(kQuestionName, 1, 60, kAddress)},
        {"65535 records announced", response(1, 65535)},
        {"record head cut", response(1, 1) + kQuestionName + u16(1)},
        {"data cut", response(1, 1) + kQuestionName + u16(1) + u16(1) + u32(60) + u16(200) + kAddress},
        {"owner loops", response(1, 1) + pointer(26) + u16(1) + u16(1) + u32(60) + u16(4) + kAddress},
        {"chain returns to the question", response(1, 1) + record(kQuestionName, 5, 60, name("www.test"))},
        {"chain returns to itself", response(1, 2) + record(kQuestionName, 5, 60, name("b.test")) +
                                        record(name("b.test"), 5, 60, name("WWW.test"))},
        {"chain target runs past its data", response(1, 2) + kQuestionName + u16(5) + u16(1) + u32(60) + u16(3) +
                                                name("b.test") + record(kQuestionName, 1, 60, kAddress)},
    }));
    INFO(what);
    const auto answer = dns::parse_answer(packet, kA);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::dns_malformed);
}

TEST_CASE("dns message: failures and truncated answers are read no further than their head", "[dns]") {
    const auto failure = dns::parse_answer(response(1, 9, dns::kServerFailure) + "junk", kA);
    REQUIRE(failure);
    CHECK(failure->rcode == dns::kServerFailure);
    const auto cut = dns::parse_answer(header(0x8380, 7) + name("www.test") + u16(1) + u16(1) + "junk", kA);
    REQUIRE(cut);
    CHECK(cut->truncated);
    CHECK(dns::rcode_name(3) == "NXDOMAIN");
    CHECK(dns::rcode_name(15) == "RCODE15");
}

TEST_CASE("dns message: every prefix and every flipped byte of an answer is borne", "[dns]") {
    const std::string whole = response(1, 3) + record(kQuestionName, 5, 300, name("b.test")) +
                              record(name("b.test"), 1, 20, kAddress) + record(name("b.test"), 1, 20, kAddress);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(dns::parse_answer(whole.substr(0, size), kA));
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int value : {0x00, 0x3f, 0x40, 0xc0, 0xff}) {
            std::string changed = whole;
            changed[at] = static_cast<char>(value);
            const auto answer = dns::parse_answer(changed, kA);
            if (answer) CHECK(answer->addresses.size() <= 2);
            static_cast<void>(dns::answers_question(changed, 0x1234, kA));
        }
    }
}
