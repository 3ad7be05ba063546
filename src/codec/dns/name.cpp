// SPDX-License-Identifier: MIT
#include "codec/dns/name.hpp"

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace rtrip::dns {
namespace {

std::unexpected<Error> malformed(std::string_view what, std::size_t offset) {
    return fail(ErrorCode::dns_malformed, Phase::dns, std::string(what) + " at byte " + std::to_string(offset));
}

std::unexpected<Error> not_a_name(std::string_view host, std::string_view why) {
    return fail(Error(ErrorCode::dns_not_asked, Phase::dns,
                      "'" + escape_prefix(host, kMaxNameBytes) + "' cannot be asked for: " + std::string(why),
                      "check the host name"));
}

void append_label(std::string& text, std::string_view label) {
    for (const char c : label) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '.' || c == '\\') {
            text += '\\';
            text += c;
        } else if (byte <= 0x20 || byte >= 0x7f) {
            text += '\\';
            text += static_cast<char>('0' + byte / 100);
            text += static_cast<char>('0' + byte / 10 % 10);
            text += static_cast<char>('0' + byte % 10);
        } else {
            text += c;
        }
    }
}

}  // namespace

Result<std::string> encode_name(std::string_view host) {
    const std::string_view whole = host;
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host.empty()) return not_a_name(whole, "the name is empty");
    if (host.size() > kMaxHostBytes) return not_a_name(whole, "the name is longer than 253 bytes");
    std::string wire;
    wire.reserve(host.size() + 2);
    for (bool more = true; more;) {
        const std::size_t dot = host.find('.');
        const std::string_view label = host.substr(0, dot);
        if (label.empty()) return not_a_name(whole, "a label is empty");
        if (label.size() > kMaxLabelBytes) return not_a_name(whole, "a label is longer than 63 bytes");
        wire += static_cast<char>(label.size());
        wire += label;
        more = dot != std::string_view::npos;
        if (more) host.remove_prefix(dot + 1);
    }
    wire += '\0';
    return wire;
}

Result<DecodedName> decode_name(std::string_view message, std::size_t offset) {
    DecodedName name;
    std::size_t at = offset;
    std::size_t lowest = offset;  // Where the part being read began; pointers must lead to before it.
    std::size_t wire_bytes = 1;
    bool jumped = false;
    for (;;) {
        if (at >= message.size()) return malformed("name runs past the end", at);
        const auto length = static_cast<unsigned char>(message[at]);
        if ((length & 0xc0U) == 0xc0U) {
            if (at + 1 >= message.size()) return malformed("name runs past the end", at);
            const std::size_t target = (length & 0x3fU) * 256U + static_cast<unsigned char>(message[at + 1]);
            if (target >= lowest) return malformed("compression pointer does not lead back", at);
            if (!jumped) name.end = at + 2;
            jumped = true;
            lowest = target;
            at = target;
            continue;
        }
        // The two other label types were never put to use (RFC 6891 section 5).
        if (length > kMaxLabelBytes) return malformed("label of unknown type", at);
        if (length == 0) break;
        if (message.size() - at - 1 < length) return malformed("label runs past the end", at);
        wire_bytes += length + 1U;
        if (wire_bytes > kMaxNameBytes) return malformed("name is longer than 255 bytes", offset);
        if (!name.text.empty()) name.text += '.';
        append_label(name.text, message.substr(at + 1, length));
        at += length + 1U;
    }
    if (!jumped) name.end = at + 1;
    if (name.text.empty()) name.text = ".";
    return name;
}

}  // namespace rtrip::dns
