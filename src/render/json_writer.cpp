// SPDX-License-Identifier: MIT
#include "render/json_writer.hpp"

#include <cmath>

#include <algorithm>

#include "base/escape.hpp"

namespace rtrip::render {
namespace {

void append_unicode_escape(std::string& out, unsigned code) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(code >> shift) & 15U];
}

// A character of two or three bytes that a terminal would act upon, or 0. `text` is valid UTF-8.
unsigned dangerous_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
    unsigned code = 0;
    if ((byte(0) & 0xe0U) == 0xc0U) {
        code = ((byte(0) & 0x1fU) << 6) | (byte(1) & 0x3fU);
    } else if ((byte(0) & 0xf0U) == 0xe0U) {
        code = ((byte(0) & 0x0fU) << 12) | ((byte(1) & 0x3fU) << 6) | (byte(2) & 0x3fU);
    }
    const bool c1 = code >= 0x80 && code < 0xa0;
    // Line and paragraph separators end a line for some readers; the others reorder the text around them.
    const bool reorders = code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
                          (code >= 0x2066 && code <= 0x2069);
    return c1 || reorders ? code : 0;
}

// Printable ASCII without a quote or a backslash, as nearly every string of a report is.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

void append_escaped(std::string& out, std::string_view text) {
    const std::string valid = to_valid_utf8(text);
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const char c = valid[i];
        const auto u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (u < 0x20 || u == 0x7f) {
            append_unicode_escape(out, u);
        } else if (u < 0x80) {
            out += c;
        } else if (const unsigned code = dangerous_character(std::string_view(valid).substr(i)); code != 0) {
            append_unicode_escape(out, code);
            i += code < 0x800 ? 1 : 2;
        } else {
            out += c;
        }
    }
}

void append_string(std::string& out, std::string_view text) {
    out += '"';
    if (is_plain(text)) {
        out += text;
    } else {
        append_escaped(out, text);
    }
    out += '"';
}

}  // namespace

std::string json_string(std::string_view text) {
    std::string out;
    append_string(out, text);
    return out;
}

std::string json_milliseconds(std::int64_t microseconds) {
    // The magnitude as unsigned: the smallest integer has no positive twin.
    const std::uint64_t magnitude =
        microseconds < 0 ? 0 - static_cast<std::uint64_t>(microseconds) : static_cast<std::uint64_t>(microseconds);
    std::string out = microseconds < 0 ? "-" : "";
    out += std::to_string(magnitude / 1000);
    if (const std::uint64_t rest = magnitude % 1000; rest != 0) {
        std::string decimals = std::to_string(1000 + rest).substr(1);
        decimals.erase(decimals.find_last_not_of('0') + 1);
        out += '.';
        out += decimals;
    }
    return out;
}

void JsonWriter::new_line() {
    if (style_ == JsonStyle::compact) return;
    out_ += '\n';
    out_.append(2 * depth_, ' ');
}

void JsonWriter::element() {
    if (!first_) out_ += ',';
    if (depth_ > 0) new_line();
    first_ = false;
}

void JsonWriter::key(std::string_view name) {
    element();
    append_string(out_, name);
    out_ += style_ == JsonStyle::compact ? ":" : ": ";
}

void JsonWriter::begin(char open) {
    out_ += open;
    ++depth_;
    first_ = true;
}

void JsonWriter::end(char close) {
    --depth_;
    if (!first_) new_line();
    out_ += close;
    first_ = false;
}

JsonWriter::Scope JsonWriter::object() {
    element();
    begin('{');
    return {*this, '}'};
}

JsonWriter::Scope JsonWriter::array() {
    element();
    begin('[');
    return {*this, ']'};
}

void JsonWriter::text(std::string_view value) {
    element();
    append_string(out_, value);
}

JsonWriter::Scope JsonWriter::object(std::string_view name) {
    key(name);
    begin('{');
    return {*this, '}'};
}

JsonWriter::Scope JsonWriter::array(std::string_view name) {
    key(name);
    begin('[');
    return {*this, ']'};
}

void JsonWriter::null(std::string_view name) {
    key(name);
    out_ += "null";
}

void JsonWriter::text(std::string_view name, std::string_view value) {
    key(name);
    append_string(out_, value);
}

void JsonWriter::text_or_null(std::string_view name, std::string_view value) {
    if (value.empty()) return null(name);
    text(name, value);
}

void JsonWriter::flag(std::string_view name, bool value) {
    key(name);
    out_ += value ? "true" : "false";
}

void JsonWriter::number(std::string_view name, std::int64_t value) {
    key(name);
    out_ += std::to_string(value);
}

void JsonWriter::digits(std::string_view name, std::string_view digits) {
    key(name);
    out_ += digits;
}

void JsonWriter::count(std::string_view name, std::uint64_t value) {
    key(name);
    out_ += std::to_string(value);
}

void JsonWriter::count(std::string_view name, const std::optional<std::uint64_t>& value) {
    if (!value) return null(name);
    count(name, *value);
}

void JsonWriter::decimal(std::string_view name, double value) {
    constexpr std::uint64_t kMillionth = 1'000'000;
    const auto millionths = static_cast<std::uint64_t>(std::llround(value * static_cast<double>(kMillionth)));
    key(name);
    out_ += std::to_string(millionths / kMillionth);
    if (millionths % kMillionth == 0) return;
    std::string decimals = std::to_string(kMillionth + millionths % kMillionth).substr(1);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    out_ += '.';
    out_ += decimals;
}

void JsonWriter::microseconds(std::string_view name, const std::optional<std::int64_t>& value) {
    if (!value) return null(name);
    key(name);
    out_ += json_milliseconds(*value);
}

void JsonWriter::duration(std::string_view name, const std::optional<Duration>& value) {
    if (!value) return null(name);
    microseconds(name, std::chrono::floor<std::chrono::microseconds>(*value).count());
}

}  // namespace rtrip::render
