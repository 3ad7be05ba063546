// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "expect/expression.hpp"

namespace rtrip::expect {

/// What came, as it stands in a report: null, true or false, a number by its digits, or text.
struct Actual {
    JsonKind kind = JsonKind::null;  ///< Never list or object: these are text.
    bool flag = false;
    std::string text;  ///< Digits of a number, or a text of at most kMaxActualBytes.
    bool cut = false;  ///< The text goes on.
};

/// What is shown of a text is to be read by people.
inline constexpr std::size_t kMaxActualBytes = 1000;

/// A place in a body.
struct Place {
    std::size_t offset = 0;  ///< In bytes from 0.
    std::size_t line = 1;
    std::string excerpt;  ///< The bytes that begin there, a line at most.
};

/// What became of one expectation.
///
/// `actual`, the place's excerpt and `expr` hold bytes of users and peers as they are: renderers mask and escape them.
struct Judgement {
    std::string expr;
    Severity severity = Severity::fault;
    bool ok = false;
    Actual actual;
    std::string unit;    ///< Of a number: "ms", "s", "days", "bytes", "%"; or empty.
    std::string field;   ///< The header field that `actual` is the value of; or empty.
    std::string reason;  ///< Why it is not met, in our words alone; empty when it is.
    std::optional<Place> place;
    /// The longest total that meets it, of those that want one below a limit: the threshold of a monitor's graph.
    std::optional<std::int64_t> total_limit_us = std::nullopt;
};

}  // namespace rtrip::expect
