// SPDX-License-Identifier: MIT
#include "policy/address_order.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace rtrip {
namespace {

struct PolicyRow {
    AddressBits prefix;
    unsigned length;
    int precedence;
    int label;
};

// RFC 6724 section 2.1, longest prefix first so that the first match is the best one.
constexpr std::array<PolicyRow, 9> kPolicy{{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, 50, 0},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 35, 4},
    {{}, 96, 1, 3},
    {{0x20, 0x01}, 32, 5, 5},
    {{0x20, 0x02}, 16, 30, 2},
    {{0x3f, 0xfe}, 16, 1, 12},
    {{0xfe, 0xc0}, 10, 1, 11},
    {{0xfc}, 7, 3, 13},
    {{}, 0, 40, 1},
}};

constexpr int kLinkLocalScope = 0x2;
constexpr int kSiteLocalScope = 0x5;
constexpr int kGlobalScope = 0xe;

unsigned common_prefix(const AddressBits& a, const AddressBits& b) {
    unsigned bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto difference = static_cast<std::uint8_t>(a[i] ^ b[i]);
        if (difference != 0) return bits + static_cast<unsigned>(std::countl_zero(difference));
        bits += 8;
    }
    return bits;
}

const PolicyRow& policy_of(const AddressBits& bits) {
    for (const PolicyRow& row : kPolicy) {
        if (common_prefix(row.prefix, bits) >= row.length) return row;
    }
    return kPolicy.back();
}

/// RFC 6724 sections 3.1 and 3.2.
int scope_of(const AddressBits& bits) {
    if (is_ipv4(bits)) {
        const bool auto_configured = bits[12] == 169 && bits[13] == 254;
        return auto_configured || bits[12] == 127 ? kLinkLocalScope : kGlobalScope;
    }
    if (bits[0] == 0xff) return bits[1] & 0x0f;
    if (bits[0] == 0xfe && (bits[1] & 0xc0) == 0x80) return kLinkLocalScope;
    if (bits[0] == 0xfe && (bits[1] & 0xc0) == 0xc0) return kSiteLocalScope;
    static constexpr AddressBits kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return bits == kLoopback ? kLinkLocalScope : kGlobalScope;
}

/// Length of the prefix common with the source; interface identifiers are left out of it (section 2.2).
unsigned source_prefix(const Destination& destination) {
    return std::min(64U, common_prefix(destination.bits, *destination.source));
}

bool preferred(const Destination& a, const Destination& b) {
    // Rule 1: avoid unusable destinations.
    if (a.source.has_value() != b.source.has_value()) return a.source.has_value();
    if (!a.source || !b.source) return false;
    const PolicyRow& a_policy = policy_of(a.bits);
    const PolicyRow& b_policy = policy_of(b.bits);
    const int a_scope = scope_of(a.bits);
    const int b_scope = scope_of(b.bits);
    // Rule 2: prefer matching scope.
    const bool a_scope_fits = a_scope == scope_of(*a.source);
    const bool b_scope_fits = b_scope == scope_of(*b.source);
    if (a_scope_fits != b_scope_fits) return a_scope_fits;
    // Rule 5: prefer matching label.
    const bool a_label_fits = a_policy.label == policy_of(*a.source).label;
    const bool b_label_fits = b_policy.label == policy_of(*b.source).label;
    if (a_label_fits != b_label_fits) return a_label_fits;
    // Rule 6: prefer higher precedence.
    if (a_policy.precedence != b_policy.precedence) return a_policy.precedence > b_policy.precedence;
    // Rule 8: prefer smaller scope.
    if (a_scope != b_scope) return a_scope < b_scope;
    // Rule 9: use longest matching prefix.
    if (!is_ipv4(a.bits) && !is_ipv4(b.bits)) return source_prefix(a) > source_prefix(b);
    return false;
}

}  // namespace

bool is_ipv4(const AddressBits& bits) {
    static constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(kMapped.begin(), kMapped.end(), bits.begin());
}

void sort_destinations(std::vector<Destination>& destinations) {
    // A stable insertion sort: what the rules don't tell apart stays as the name server gave it. Lists are short, and
    // std::stable_sort of libstdc++ 12 uses what C++23 has removed.
    std::vector<Destination> sorted;
    sorted.reserve(destinations.size());
    for (Destination& destination : destinations) {
        const auto behind = std::upper_bound(sorted.begin(), sorted.end(), destination, preferred);
        sorted.insert(behind, std::move(destination));
    }
    destinations = std::move(sorted);
}

std::vector<Destination> interleave_families(std::vector<Destination> destinations) {
    std::vector<Destination> out;
    std::vector<Destination> other;
    std::vector<Destination> unusable;
    std::vector<Destination> first;
    for (Destination& destination : destinations) {
        if (!destination.source) {
            unusable.push_back(std::move(destination));
        } else if (first.empty() || is_ipv4(first.front().bits) == is_ipv4(destination.bits)) {
            first.push_back(std::move(destination));
        } else {
            other.push_back(std::move(destination));
        }
    }
    for (std::size_t i = 0; i < std::max(first.size(), other.size()); ++i) {
        if (i < first.size()) out.push_back(std::move(first[i]));
        if (i < other.size()) out.push_back(std::move(other[i]));
    }
    for (Destination& destination : unusable) out.push_back(std::move(destination));
    return out;
}

}  // namespace rtrip
