// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Bytes of DNS messages for tests, written without the code under test.
namespace rtrip::dns_wire {

inline std::string u16(unsigned value) {
    return {static_cast<char>(value >> 8U & 0xffU), static_cast<char>(value & 0xffU)};
}
inline std::string u32(unsigned value) {
    return u16(value >> 16U) + u16(value & 0xffffU);
}
/// "www.test" as labels with the root at its end.
inline std::string name(std::string_view dotted) {
    std::string out;
    while (!dotted.empty()) {
        const auto label = dotted.substr(0, dotted.find('.'));
        out += static_cast<char>(label.size());
        out += label;
        dotted.remove_prefix(label.size() == dotted.size() ? label.size() : label.size() + 1);
    }
    return out + '\0';
}
inline std::string pointer(unsigned offset) {
    return u16(0xc000U | offset);
}
inline std::string header(unsigned flags, unsigned answers) {
    return u16(0x1234) + u16(flags) + u16(1) + u16(answers) + u16(0) + u16(0);
}
/// A response to "www.test", whose name stands at byte 12; more may be appended.
inline std::string response(unsigned type, unsigned answers, unsigned rcode = 0) {
    return header(0x8180U | rcode, answers) + name("www.test") + u16(type) + u16(1);
}
inline std::string record(const std::string& owner, unsigned type, unsigned ttl, const std::string& data,
                          unsigned dns_class = 1) {
    return owner + u16(type) + u16(dns_class) + u32(ttl) + u16(static_cast<unsigned>(data.size())) + data;
}
inline const std::string kQuestionName = pointer(12);

}  // namespace rtrip::dns_wire
