// SPDX-License-Identifier: MIT
#include "model/content_disposition.hpp"

#include "base/ascii.hpp"
#include "model/field_values.hpp"
#include "model/percent.hpp"

namespace rtrip {
namespace {

/// The most that file systems take.
constexpr std::size_t kMaxName = 255;

std::string latin1_to_utf8(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xc0 | (u >> 6));
            out += static_cast<char>(0x80 | (u & 0x3f));
        }
    }
    return out;
}

/// charset'language'percent-encoded (RFC 8187 section 3.2).
std::optional<std::string> extended_value(std::string_view value) {
    const std::size_t first = value.find('\'');
    const std::size_t second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    std::optional<std::string> bytes = percent_decode_strict(value.substr(second + 1));
    const std::string_view charset = value.substr(0, first);
    if (!bytes || ascii::iequals(charset, "UTF-8")) return bytes;
    if (!ascii::iequals(charset, "ISO-8859-1")) return std::nullopt;
    return latin1_to_utf8(*bytes);
}

/// How many bytes at the start of `text` are a character that does not belong into a name: controls (C0, DEL, C1) and
/// those that change the direction of text (U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069).
std::size_t unwanted(std::string_view text) {
    const auto at = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    if (at(0) < 0x20 || at(0) == 0x7f) return 1;
    if (at(0) == 0xc2 && at(1) >= 0x80 && at(1) <= 0x9f) return 2;
    if (at(0) == 0xd8 && at(1) == 0x9c) return 2;
    if (at(0) != 0xe2) return 0;
    const bool marks = at(1) == 0x80 && (at(2) == 0x8e || at(2) == 0x8f || (at(2) >= 0xa8 && at(2) <= 0xae));
    const bool isolates = at(1) == 0x81 && at(2) >= 0xa6 && at(2) <= 0xa9;
    return marks || isolates ? 3 : 0;
}

}  // namespace

std::optional<std::string> disposition_filename(std::string_view field) {
    const ParameterizedValue value = parse_parameters(field);
    if (const auto extended = value.parameter("filename*")) {
        if (auto name = extended_value(*extended)) return name;
    }
    if (const auto plain = value.parameter("filename")) return std::string(*plain);
    return std::nullopt;
}

std::optional<std::string> safe_file_name(std::string_view name) {
    name = name.substr(name.find_last_of("/\\") + 1);
    std::string out;
    for (std::size_t i = 0; i < name.size();) {
        const std::size_t skip = unwanted(name.substr(i));
        out += skip > 0 ? '_' : name[i];
        i += skip > 0 ? skip : 1;
    }
    out = std::string(ascii::trim_ows(out));
    if (out.empty() || out.find_first_not_of('.') == std::string::npos) return std::nullopt;
    if (out.front() == '.') out.front() = '_';
    if (out.size() > kMaxName) {
        out.resize(kMaxName);
        // Not in the middle of a character.
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80) out.pop_back();
        if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xc0) out.pop_back();
    }
    return out;
}

}  // namespace rtrip
