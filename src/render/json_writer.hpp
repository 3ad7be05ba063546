// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/time.hpp"

namespace rtrip::render {

enum class JsonStyle : std::uint8_t { compact, pretty };

/// `text` as a JSON string with its quotes (RFC 8259 section 7).
///
/// Always valid UTF-8: bytes that are not become U+FFFD. Controls, C1 and DEL included, and the characters that reorder
/// text are written as \uXXXX, so that a report is safe on a terminal too.
std::string json_string(std::string_view text);

/// Milliseconds as a decimal number with microsecond resolution: 182400 is "182.4". Exact, no floating point.
std::string json_milliseconds(std::int64_t microseconds);

/// Writes one JSON document, front to back, in the order of the calls.
///
/// Objects and arrays are open as long as the Scope that began them. The caller sees to it that members have keys and
/// that elements have none.
class JsonWriter {
public:
    explicit JsonWriter(JsonStyle style) : style_(style) {}

    class Scope {
    public:
        Scope(JsonWriter& writer, char close) : writer_(writer), close_(close) {}
        /// Memory may run out over the closing bracket as over anything else; a document that is given up gets none.
        ~Scope() noexcept(false) {
            if (std::uncaught_exceptions() == exceptions_) writer_.end(close_);
        }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        JsonWriter& writer_;
        char close_;
        int exceptions_ = std::uncaught_exceptions();
    };

    // Elements of arrays, and the document itself.
    [[nodiscard]] Scope object();
    [[nodiscard]] Scope array();
    void text(std::string_view value);

    // Members of objects.
    [[nodiscard]] Scope object(std::string_view key);
    [[nodiscard]] Scope array(std::string_view key);
    void empty_array(std::string_view key) { const Scope none = array(key); }
    void null(std::string_view key);
    void text(std::string_view key, std::string_view value);
    /// Null when `value` is empty.
    void text_or_null(std::string_view key, std::string_view value);
    void flag(std::string_view key, bool value);
    void number(std::string_view key, std::int64_t value);
    /// `digits` are a JSON number already.
    void digits(std::string_view key, std::string_view digits);
    void count(std::string_view key, std::uint64_t value);
    void count(std::string_view key, const std::optional<std::uint64_t>& value);
    /// With six decimals at most. `value` is finite and not negative.
    void decimal(std::string_view key, double value);
    void microseconds(std::string_view key, const std::optional<std::int64_t>& value);
    /// Milliseconds, rounded down to microseconds.
    void duration(std::string_view key, const std::optional<Duration>& value);

    /// The document. The writer is empty afterwards.
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void element();
    void key(std::string_view name);
    void begin(char open);
    void end(char close);
    void new_line();

    JsonStyle style_;
    std::string out_;
    std::size_t depth_ = 0;
    bool first_ = true;
};

}  // namespace rtrip::render
