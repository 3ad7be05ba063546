// SPDX-License-Identifier: MIT
#include "codec/dns/message.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "codec/dns/name.hpp"
#include "codec/dns/rcode.hpp"

namespace rtrip::dns {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::uint16_t kClassIn = 1;

struct Record {
    std::string owner;
    std::uint16_t type = 0;
    std::uint32_t ttl_s = 0;
    std::size_t data = 0;  // Offset in the message: CNAME data may hold pointers.
    std::size_t size = 0;
    bool internet = false;
};

unsigned byte_at(std::string_view message, std::size_t offset) {
    return static_cast<unsigned char>(message[offset]);
}
std::uint16_t u16_at(std::string_view message, std::size_t offset) {
    return static_cast<std::uint16_t>(byte_at(message, offset) << 8U | byte_at(message, offset + 1));
}

void append_u16(std::string& out, std::uint16_t value) {
    out += static_cast<char>(value >> 8U);
    out += static_cast<char>(value & 0xffU);
}

std::unexpected<Error> malformed(std::string what) {
    return fail(ErrorCode::dns_malformed, Phase::dns, std::move(what));
}

bool same_name(std::string_view a, std::string_view b) {
    return ascii::iequals(a, b);
}

/// The question's name in the text form that decode_name() yields.
Result<std::string> canonical(std::string_view host) {
    auto wire = encode_name(host);
    if (!wire) return fail(std::move(wire.error()));
    auto name = decode_name(*wire, 0);
    if (!name) return fail(std::move(name.error()));
    return std::move(name->text);
}

/// RFC 2181 section 8: a TTL with its highest bit set counts as zero.
std::uint32_t ttl_at(std::string_view message, std::size_t offset) {
    const std::uint32_t value =
        static_cast<std::uint32_t>(u16_at(message, offset)) << 16U | u16_at(message, offset + 2);
    return value > 0x7fffffffU ? 0 : value;
}

/// Reads the record at `offset` and moves the offset behind it.
Result<Record> read_record(std::string_view message, std::size_t& offset) {
    auto owner = decode_name(message, offset);
    if (!owner) return fail(std::move(owner.error()));
    const std::size_t fixed = owner->end;
    if (message.size() - fixed < 10) return malformed("record runs past the end at byte " + std::to_string(offset));
    Record record;
    record.owner = std::move(owner->text);
    record.type = u16_at(message, fixed);
    record.internet = u16_at(message, fixed + 2) == kClassIn;
    record.ttl_s = ttl_at(message, fixed + 4);
    record.size = u16_at(message, fixed + 8);
    record.data = fixed + 10;
    if (message.size() - record.data < record.size) {
        return malformed("record data runs past the end at byte " + std::to_string(offset));
    }
    offset = record.data + record.size;
    return record;
}

Result<std::vector<Record>> read_answer_section(std::string_view message, std::size_t offset) {
    std::vector<Record> records;
    const unsigned count = u16_at(message, 6);
    for (unsigned i = 0; i < count; ++i) {
        if (offset >= message.size()) {
            return malformed(std::to_string(count) + " records announced but only " + std::to_string(i) + " there");
        }
        auto record = read_record(message, offset);
        if (!record) return fail(std::move(record.error()));
        records.push_back(std::move(*record));
    }
    return records;
}

void lower_ttl(Answer& answer, std::uint32_t ttl_s) {
    answer.ttl_s = std::min(answer.ttl_s.value_or(ttl_s), ttl_s);
}

/// Fills the chain and returns the name at its end.
Result<std::string> follow_chain(std::string_view message, const std::vector<Record>& records, std::string name,
                                 Answer& answer) {
    const std::string first = name;
    for (;;) {
        const auto link = std::find_if(records.begin(), records.end(), [&](const Record& record) {
            return record.internet && record.type == static_cast<std::uint16_t>(RecordType::cname) &&
                   same_name(record.owner, name);
        });
        if (link == records.end()) return name;
        if (answer.chain.size() == kMaxChain) return malformed("CNAME chain is longer than 16 names");
        auto target = decode_name(message, link->data);
        if (!target) return fail(std::move(target.error()));
        if (target->end != link->data + link->size) return malformed("CNAME record's name does not fill its data");
        name = std::move(target->text);
        const bool seen =
            same_name(name, first) || std::any_of(answer.chain.begin(), answer.chain.end(),
                                                  [&](const std::string& earlier) { return same_name(earlier, name); });
        if (seen) return malformed("CNAME chain returns to '" + name + "'");
        answer.chain.push_back(name);
        lower_ttl(answer, link->ttl_s);
    }
}

void collect_addresses(std::string_view message, const std::vector<Record>& records, const Question& question,
                       Answer& answer, std::string_view owner) {
    const std::size_t size = question.type == RecordType::aaaa ? 16 : 4;
    for (const Record& record : records) {
        if (!record.internet || record.type != static_cast<std::uint16_t>(question.type)) continue;
        if (!same_name(record.owner, owner)) continue;
        if (record.size != size) {
            ++answer.misfits;
            continue;
        }
        if (answer.addresses.size() == kMaxAddresses) {
            ++answer.surplus;
            continue;
        }
        AddressBytes address;
        address.size = size;
        std::copy_n(message.begin() + static_cast<std::ptrdiff_t>(record.data), size, address.bytes.begin());
        answer.addresses.push_back(address);
        lower_ttl(answer, record.ttl_s);
    }
}

}  // namespace

std::string_view record_type_name(RecordType type) {
    switch (type) {
        case RecordType::a: return "A";
        case RecordType::cname: return "CNAME";
        case RecordType::aaaa: return "AAAA";
    }
    return "";
}

Result<std::string> encode_query(std::uint16_t id, const Question& question) {
    auto name = encode_name(question.name);
    if (!name) return fail(std::move(name.error()));
    std::string out;
    append_u16(out, id);
    append_u16(out, 0x0100);  // Recursion desired.
    append_u16(out, 1);
    out.append(6, '\0');
    out += *name;
    append_u16(out, static_cast<std::uint16_t>(question.type));
    append_u16(out, kClassIn);
    return out;
}

bool answers_question(std::string_view message, std::uint16_t id, const Question& question) {
    if (message.size() < kHeaderBytes || u16_at(message, 0) != id) return false;
    const unsigned flags = byte_at(message, 2);
    const bool response = (flags & 0x80U) != 0;
    const bool query_opcode = (flags & 0x78U) == 0;
    if (!response || !query_opcode || u16_at(message, 4) != 1) return false;
    const auto asked = canonical(question.name);
    const auto name = decode_name(message, kHeaderBytes);
    if (!asked || !name || message.size() - name->end < 4) return false;
    return same_name(*asked, name->text) && u16_at(message, name->end) == static_cast<std::uint16_t>(question.type) &&
           u16_at(message, name->end + 2) == kClassIn;
}

int rcode_of(std::string_view message) {
    return message.size() < kHeaderBytes ? kServerFailure : static_cast<int>(byte_at(message, 3) & 0x0fU);
}

bool is_truncated(std::string_view message) {
    return message.size() >= kHeaderBytes && (byte_at(message, 2) & 0x02U) != 0;
}

Result<Answer> parse_answer(std::string_view message, const Question& question) {
    if (message.size() < kHeaderBytes) return malformed("answer is shorter than a header");
    Answer answer;
    answer.rcode = rcode_of(message);
    answer.truncated = is_truncated(message);
    // Failures say nothing in their records, and what a truncated answer holds may be cut anywhere.
    if (answer.truncated || (answer.rcode != kNoError && answer.rcode != kNameError)) return answer;
    auto asked = canonical(question.name);
    if (!asked) return fail(std::move(asked.error()));
    if (u16_at(message, 4) != 1) return malformed("answer does not repeat the question");
    const auto name = decode_name(message, kHeaderBytes);
    if (!name) return fail(name.error());
    if (message.size() - name->end < 4) return malformed("question runs past the end");
    auto records = read_answer_section(message, name->end + 4);
    if (!records) return fail(std::move(records.error()));
    auto owner = follow_chain(message, *records, std::move(*asked), answer);
    if (!owner) return fail(std::move(owner.error()));
    collect_addresses(message, *records, question, answer, *owner);
    return answer;
}

}  // namespace rtrip::dns
