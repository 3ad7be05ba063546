// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rtrip::expect {

/// What a number measures.
enum class Dimension : std::uint8_t { none, time, bytes, percent };

/// "a number", "a time such as 500ms", ...
std::string_view dimension_text(Dimension dimension);

/// A number with its unit, as typed: "200", "1.5s", "14d", "64KiB", "1%".
struct Quantity {
    std::string digits;  ///< As typed, without the unit.
    double value = 0;    ///< Nanoseconds, bytes or percent where there is a unit.
    Dimension dimension = Dimension::none;
};

/// us, ms, s, m, h, d; B, kB, MB, GB, KiB, MiB, GiB; %. Nothing when `text` is not wholly such a number, or one that no
/// double can hold.
std::optional<Quantity> parse_quantity(std::string_view text);

/// The unit that a key of the report carries in its name ("wait_ms", "wire_bytes") or has by its meaning.
struct KeyUnit {
    Dimension dimension = Dimension::none;
    double scale = 1;  ///< What one of it is in nanoseconds, bytes or percent.
    std::string_view name;  ///< "ms", "s", "days", "bytes", "%"; empty: none.
};

/// By the last part of a key's name.
KeyUnit unit_of_key(std::string_view name);

/// Less, equal or greater than 0, as `a` and `b` compare. Whole numbers are compared digit by digit, so that none is
/// too long; absent when one is no decimal number that can be compared.
std::optional<int> compare_digits(std::string_view a, std::string_view b);

/// The same for a number in `unit` and a quantity. One without a unit counts in that of the key.
std::optional<int> compare_quantity(std::string_view digits, const KeyUnit& unit, const Quantity& quantity);

}  // namespace rtrip::expect
