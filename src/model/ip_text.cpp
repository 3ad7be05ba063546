// SPDX-License-Identifier: MIT
#include "model/ip_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kGroups = 8;

void append_number(std::string& out, unsigned value, int base) {
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base);
    out.append(digits.data(), end.ptr);
}

// One part as strtoul with base 0 reads it; absent when it is not a number or needs more than 32 bits.
std::optional<std::uint64_t> parse_c_number(std::string_view part) {
    int base = 10;
    if (ascii::istarts_with(part, "0x")) {
        part.remove_prefix(2);
        base = 16;
    } else if (part.size() > 1 && part[0] == '0') {
        part.remove_prefix(1);
        base = 8;
    }
    std::uint64_t value = 0;
    const auto end = std::from_chars(part.data(), part.data() + part.size(), value, base);
    if (part.empty() || end.ec != std::errc() || end.ptr != part.data() + part.size()) return std::nullopt;
    if (value > 0xffffffffU) return std::nullopt;
    return value;
}

std::optional<std::uint16_t> parse_group(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    unsigned value = 0;
    for (const char c : text) {
        if (!ascii::is_hex(c)) return std::nullopt;
        value = value * 16 + static_cast<unsigned>(ascii::hex_value(c));
    }
    return static_cast<std::uint16_t>(value);
}

struct Groups {
    std::array<std::uint16_t, kGroups> values{};
    std::size_t count = 0;
};

enum class Tail : std::uint8_t { groups_only, may_end_in_ipv4 };

// Groups between colons, none of them empty.
bool parse_groups(std::string_view text, Tail tail, Groups& out) {
    while (true) {
        const std::size_t colon = text.find(':');
        const std::string_view item = text.substr(0, colon);
        const bool last = colon == std::string_view::npos;
        if (last && tail == Tail::may_end_in_ipv4 && item.find('.') != std::string_view::npos) {
            const auto quad = parse_ipv4(item);
            if (!quad || out.count + 2 > kGroups) return false;
            out.values[out.count++] = static_cast<std::uint16_t>((*quad)[0] << 8 | (*quad)[1]);
            out.values[out.count++] = static_cast<std::uint16_t>((*quad)[2] << 8 | (*quad)[3]);
            return true;
        }
        const auto group = parse_group(item);
        if (!group || out.count == kGroups) return false;
        out.values[out.count++] = *group;
        if (last) return true;
        text.remove_prefix(colon + 1);
    }
}

struct Run {
    std::size_t begin = 0;
    std::size_t length = 0;
};

// RFC 5952 section 4.2: the longest run of zero groups, the first of equals, is the one that is shortened.
Run longest_zero_run(const std::array<unsigned, kGroups>& groups, std::size_t count) {
    Run best;
    Run current;
    for (std::size_t i = 0; i < count; ++i) {
        if (groups[i] != 0) {
            current = {i + 1, 0};
            continue;
        }
        ++current.length;
        if (current.length > best.length) best = current;
    }
    // A single group is not shortened.
    return best.length < 2 ? Run{} : best;
}

}  // namespace

std::optional<Ipv4Bytes> parse_ipv4(std::string_view text) {
    Ipv4Bytes bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t end = i + 1 < bytes.size() ? text.find('.') : text.size();
        if (end == std::string_view::npos || end == 0 || end > 3) return std::nullopt;
        const std::string_view part = text.substr(0, end);
        if (!std::all_of(part.begin(), part.end(), ascii::is_digit) || (part.size() > 1 && part[0] == '0')) {
            return std::nullopt;
        }
        unsigned value = 0;
        for (const char c : part) value = value * 10 + static_cast<unsigned>(c - '0');
        if (value > 255) return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(value);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return bytes;
}

std::optional<Ipv4Bytes> parse_ipv4_numeric(std::string_view text) {
    std::array<std::uint64_t, 4> parts{};
    std::size_t count = 0;
    while (true) {
        const std::size_t dot = text.find('.');
        const auto value = parse_c_number(text.substr(0, dot));
        if (!value || count == parts.size()) return std::nullopt;
        parts[count++] = *value;
        if (dot == std::string_view::npos) break;
        text.remove_prefix(dot + 1);
    }
    std::uint64_t address = 0;
    for (std::size_t i = 0; i + 1 < count; ++i) {
        if (parts[i] > 255) return std::nullopt;
        address |= parts[i] << (24 - 8 * i);
    }
    // The last part fills what the others leave.
    const std::uint64_t room = std::uint64_t{1} << (8 * (5 - count));
    if (parts[count - 1] >= room) return std::nullopt;
    address |= parts[count - 1];
    Ipv4Bytes bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
    return bytes;
}

std::string format_ipv4(const Ipv4Bytes& bytes) {
    std::string out;
    for (const std::uint8_t byte : bytes) {
        if (!out.empty()) out += '.';
        append_number(out, byte, 10);
    }
    return out;
}

std::optional<Ipv6Bytes> parse_ipv6(std::string_view text) {
    constexpr std::size_t kLongest = 45;
    if (text.empty() || text.size() > kLongest) return std::nullopt;
    const std::size_t gap = text.find("::");
    Groups head;
    Groups tail;
    if (gap == std::string_view::npos) {
        if (!parse_groups(text, Tail::may_end_in_ipv4, head) || head.count != kGroups) return std::nullopt;
    } else {
        const std::string_view before = text.substr(0, gap);
        const std::string_view after = text.substr(gap + 2);
        if (!before.empty() && !parse_groups(before, Tail::groups_only, head)) return std::nullopt;
        if (!after.empty() && !parse_groups(after, Tail::may_end_in_ipv4, tail)) return std::nullopt;
        // RFC 4291 section 2.2: "::" stands for one group or more.
        if (head.count + tail.count >= kGroups) return std::nullopt;
    }
    Ipv6Bytes bytes{};
    const auto put = [&bytes](std::size_t group, std::uint16_t value) {
        bytes[2 * group] = static_cast<std::uint8_t>(value >> 8);
        bytes[2 * group + 1] = static_cast<std::uint8_t>(value & 0xffU);
    };
    for (std::size_t i = 0; i < head.count; ++i) put(i, head.values[i]);
    for (std::size_t i = 0; i < tail.count; ++i) put(kGroups - tail.count + i, tail.values[i]);
    return bytes;
}

std::string format_ipv6(const Ipv6Bytes& bytes) {
    std::array<unsigned, kGroups> groups{};
    for (std::size_t i = 0; i < kGroups; ++i) groups[i] = static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    const bool mapped =
        std::all_of(groups.begin(), groups.begin() + 5, [](unsigned g) { return g == 0; }) && groups[5] == 0xffff;
    // RFC 5952 section 5: the dotted quad where the prefix says that one is meant.
    const std::size_t count = mapped ? kGroups - 2 : kGroups;
    const Run zeros = longest_zero_run(groups, count);
    std::string out;
    for (std::size_t i = 0; i < count;) {
        if (zeros.length != 0 && i == zeros.begin) {
            out += "::";
            i += zeros.length;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        append_number(out, groups[i], 16);
        ++i;
    }
    if (mapped) out += ':' + format_ipv4({bytes[12], bytes[13], bytes[14], bytes[15]});
    return out;
}

}  // namespace rtrip
