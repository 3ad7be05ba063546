// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rtrip::test {

/// What precedes the true answer, each time from the server's own port unless said otherwise.
enum class DnsNoise : std::uint8_t {
    wrong_id,
    wrong_question,  ///< Right id, another name.
    reflected,       ///< The query itself.
    empty,           ///< A datagram of no bytes.
    junk,            ///< Bytes without meaning.
    garbled,         ///< Right id and question, then a record that runs past the end.
    forged_source,   ///< A good-looking answer with another address, from another port.
};

/// One answer of the scripted server, built by chaining: `DnsReply().cname("b.test").a("192.0.2.1", 30)`.
///
/// Records belong to the last CNAME's target, or to the name asked for.
class DnsReply {
public:
    DnsReply() = default;
    static DnsReply silence();
    static DnsReply failure(int rcode);

    DnsReply& a(std::string_view address, std::uint32_t ttl_s = 60);
    DnsReply& aaaa(std::string_view address, std::uint32_t ttl_s = 60);
    DnsReply& cname(std::string_view target, std::uint32_t ttl_s = 60);
    /// A record of any form; an empty owner means as above.
    DnsReply& record(std::string_view owner, std::uint16_t type, std::string data);
    DnsReply& rcode(int value);
    /// Over UDP an empty answer with the TC flag; over TCP the whole one.
    DnsReply& truncated_over_udp();
    /// Over TCP nothing.
    DnsReply& silent_over_tcp();
    /// The answer count of the header, whatever the records are.
    DnsReply& claim_answers(std::uint16_t count);
    DnsReply& after(std::chrono::milliseconds delay);
    DnsReply& noise(DnsNoise kind, int times = 1);

private:
    friend class ScriptedDns;
    struct Record {
        std::string owner;
        std::uint16_t type = 0;
        std::uint32_t ttl_s = 0;
        std::string data;
    };
    struct Noise {
        DnsNoise kind;
        int times;
    };
    /// The message that answers `query`.
    [[nodiscard]] std::string message(std::string_view query, bool over_udp) const;
    [[nodiscard]] static std::string noise_message(std::string_view query, DnsNoise kind);

    std::vector<Record> records_;
    std::string owner_;
    int rcode_ = 0;
    int claimed_answers_ = -1;
    bool silent_ = false;
    bool truncated_ = false;
    bool silent_over_tcp_ = false;
    std::chrono::milliseconds delay_{0};
    std::vector<Noise> noise_;
};

/// The name (dotted, lower case) and type of a query; an empty name when it is none.
struct DnsQuestionText {
    std::string name;
    std::string type;
};
DnsQuestionText question_of(std::string_view query);

}  // namespace rtrip::test
