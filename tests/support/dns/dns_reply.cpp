// SPDX-License-Identifier: MIT
#include "support/dns/dns_reply.hpp"

#include <arpa/inet.h>

#include <array>
#include <cctype>

namespace rtrip::test {
namespace {

constexpr std::size_t kHeaderBytes = 12;

std::string u16(unsigned value) {
    return {static_cast<char>(value >> 8U & 0xffU), static_cast<char>(value & 0xffU)};
}

std::string u32(std::uint32_t value) {
    return u16(value >> 16U) + u16(value & 0xffffU);
}

std::string wire_name(std::string_view dotted) {
    std::string out;
    while (!dotted.empty()) {
        const std::size_t dot = dotted.find('.');
        const std::string_view label = dotted.substr(0, dot);
        out += static_cast<char>(label.size());
        out += label;
        dotted = dot == std::string_view::npos ? std::string_view() : dotted.substr(dot + 1);
    }
    return out + '\0';
}

/// The end of the question section, or 0 when the query is none.
std::size_t question_end(std::string_view query) {
    std::size_t at = kHeaderBytes;
    while (at < query.size() && query[at] != '\0') at += static_cast<unsigned char>(query[at]) + 1U;
    return at + 5 <= query.size() ? at + 5 : 0;
}

std::string address_data(int family, std::string_view text) {
    std::array<char, 16> bytes{};
    inet_pton(family, std::string(text).c_str(), bytes.data());
    return {bytes.data(), family == AF_INET ? std::size_t{4} : std::size_t{16}};
}

}  // namespace

DnsQuestionText question_of(std::string_view query) {
    const std::size_t end = question_end(query);
    if (end == 0) return {};
    DnsQuestionText out;
    for (std::size_t at = kHeaderBytes; query[at] != '\0';) {
        const std::size_t size = static_cast<unsigned char>(query[at]);
        if (!out.name.empty()) out.name += '.';
        for (const char c : query.substr(at + 1, size)) {
            out.name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        at += size + 1;
    }
    const int type = static_cast<unsigned char>(query[end - 3]);
    out.type = type == 1 ? "A" : type == 28 ? "AAAA" : std::to_string(type);
    return out;
}

DnsReply DnsReply::silence() {
    DnsReply reply;
    reply.silent_ = true;
    return reply;
}

DnsReply DnsReply::failure(int rcode) {
    DnsReply reply;
    reply.rcode_ = rcode;
    return reply;
}

DnsReply& DnsReply::a(std::string_view address, std::uint32_t ttl_s) {
    records_.push_back({owner_, 1, ttl_s, address_data(AF_INET, address)});
    return *this;
}

DnsReply& DnsReply::aaaa(std::string_view address, std::uint32_t ttl_s) {
    records_.push_back({owner_, 28, ttl_s, address_data(AF_INET6, address)});
    return *this;
}

DnsReply& DnsReply::cname(std::string_view target, std::uint32_t ttl_s) {
    records_.push_back({owner_, 5, ttl_s, wire_name(target)});
    owner_ = target;
    return *this;
}

DnsReply& DnsReply::record(std::string_view owner, std::uint16_t type, std::string data) {
    records_.push_back({owner.empty() ? owner_ : std::string(owner), type, 60, std::move(data)});
    return *this;
}

DnsReply& DnsReply::rcode(int value) {
    rcode_ = value;
    return *this;
}

DnsReply& DnsReply::truncated_over_udp() {
    truncated_ = true;
    return *this;
}

DnsReply& DnsReply::silent_over_tcp() {
    silent_over_tcp_ = true;
    return *this;
}

DnsReply& DnsReply::claim_answers(std::uint16_t count) {
    claimed_answers_ = count;
    return *this;
}

DnsReply& DnsReply::after(std::chrono::milliseconds delay) {
    delay_ = delay;
    return *this;
}

DnsReply& DnsReply::noise(DnsNoise kind, int times) {
    noise_.push_back({kind, times});
    return *this;
}

std::string DnsReply::message(std::string_view query, bool over_udp) const {
    const bool cut = truncated_ && over_udp;
    const unsigned flags = 0x8180U | (cut ? 0x0200U : 0U) | static_cast<unsigned>(rcode_);
    const std::size_t count = claimed_answers_ >= 0 ? static_cast<std::size_t>(claimed_answers_)
                              : cut                 ? 0
                                                    : records_.size();
    std::string out(query.substr(0, 2));
    out += u16(flags) + u16(1) + u16(static_cast<unsigned>(count)) + u16(0) + u16(0);
    out += query.substr(kHeaderBytes, question_end(query) - kHeaderBytes);
    if (cut) return out;
    for (const Record& record : records_) {
        out += record.owner.empty() ? u16(0xc000U | kHeaderBytes) : wire_name(record.owner);
        out += u16(record.type) + u16(1) + u32(record.ttl_s) + u16(static_cast<unsigned>(record.data.size()));
        out += record.data;
    }
    return out;
}

std::string DnsReply::noise_message(std::string_view query, DnsNoise kind) {
    DnsReply evil;
    evil.a("203.0.113.66").aaaa("2001:db8:bad::66");
    // Only the record of the type asked for counts; the other one does no harm.
    std::string out = evil.message(query, true);
    switch (kind) {
        case DnsNoise::wrong_id: out[1] = static_cast<char>(out[1] ^ 0x55); return out;
        case DnsNoise::wrong_question: out[kHeaderBytes + 1] = static_cast<char>(out[kHeaderBytes + 1] ^ 1); return out;
        case DnsNoise::reflected: return std::string(query);
        case DnsNoise::empty: return {};
        case DnsNoise::junk: return std::string(40, '\xff');
        case DnsNoise::garbled: return out.substr(0, question_end(query) + 14);
        case DnsNoise::forged_source: return out;
    }
    return out;
}

}  // namespace rtrip::test
