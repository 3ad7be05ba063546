// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rtrip::http1 {

/// One line of a head or trailer section.
struct Line {
    std::string_view text;     ///< Without its line end.
    std::uint64_t offset = 0;  ///< Of its first byte, from the start of the response.
    bool bare_lf = false;      ///< It ended in LF without CR (RFC 9112 section 2.2).
};

/// Collects lines from input that is cut anywhere. A line that lies whole in one input is not copied.
class LineReader {
public:
    enum class Outcome : std::uint8_t { need_more, line, too_long };

    /// Consumes up to and including the next LF. `too_long` when the line with its end would exceed `max_bytes`: the
    /// answer depends on the bytes alone, not on how they were cut.
    Outcome next(std::string_view& input, std::size_t max_bytes);
    /// The line of the last call that gave `line`; its text lives until the next call, and no longer than that input.
    [[nodiscard]] const Line& line() const { return line_; }
    /// Bytes of the line that is still incomplete.
    [[nodiscard]] std::string_view partial() const {
        return complete_ ? std::string_view() : std::string_view(buffer_);
    }
    /// Bytes consumed in all, counting from the offset set.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    void set_offset(std::uint64_t offset) { offset_ = offset; }

private:
    std::string buffer_;
    Line line_;
    std::uint64_t offset_ = 0;
    bool complete_ = false;
};

}  // namespace rtrip::http1
