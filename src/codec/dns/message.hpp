// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/result.hpp"

/// Questions for addresses and the answers to them, as bytes (RFC 1035 section 4). Trusts nothing in an answer.
namespace rtrip::dns {

enum class RecordType : std::uint16_t { a = 1, cname = 5, aaaa = 28 };

/// "A", "AAAA", "CNAME".
std::string_view record_type_name(RecordType type);

/// A CNAME chain longer than this is refused; BIND stops at 17 names, unbound at 12.
inline constexpr std::size_t kMaxChain = 16;

/// Addresses of one answer beyond this many are counted but not kept.
inline constexpr std::size_t kMaxAddresses = 256;

struct Question {
    std::string name;  ///< A host name; a dot at its end and the case of letters carry no meaning.
    RecordType type = RecordType::a;
};

/// The bytes of a query that asks for recursion.
/// Errors: dns_not_asked when the name has no wire form; see encode_name().
Result<std::string> encode_query(std::uint16_t id, const Question& question);

/// Whether a packet is a response to exactly this question: id, opcode and question section. The sender's address is
/// for the caller to check (RFC 5452 section 9.1).
bool answers_question(std::string_view message, std::uint16_t id, const Question& question);

/// An address record's data in network order.
struct AddressBytes {
    std::array<std::uint8_t, 16> bytes{};
    std::size_t size = 0;  ///< 4 or 16.
};

struct Answer {
    int rcode = 0;
    bool truncated = false;  ///< The TC flag; such an answer's records are not read.
    std::vector<AddressBytes> addresses;  ///< Of the name at the end of the chain, in the order of the answer.
    std::vector<std::string> chain;  ///< Targets of CNAME records in order, from the name asked for; see name.hpp.
    std::optional<std::uint32_t> ttl_s;  ///< The smallest of the chain and the addresses.
    std::size_t misfits = 0;  ///< Address records passed over because of their size.
    std::size_t surplus = 0;  ///< Good addresses beyond kMaxAddresses.
};

/// The response code and TC flag of a message of at least 12 bytes.
int rcode_of(std::string_view message);
bool is_truncated(std::string_view message);

/// Reads an answer to `question` for which answers_question() holds.
///
/// Only records of class IN whose owner is the name asked for, or follows from it by CNAME records, count. The record
/// count of the header only ends the reading; the authority and additional sections are not looked at.
/// Errors: dns_malformed when a record or name runs past its end, when fewer records are there than announced, or when
/// the CNAME chain is too long or returns to itself.
Result<Answer> parse_answer(std::string_view message, const Question& question);

}  // namespace rtrip::dns
