// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "codec/http1/anomaly_list.hpp"
#include "codec/http1/events.hpp"
#include "codec/http1/field_section.hpp"
#include "codec/http1/line_reader.hpp"
#include "codec/http1/parse_limits.hpp"
#include "rtrip/result.hpp"

namespace rtrip::http1 {

/// Reads response heads, one after the other, within one budget of bytes and fields (RFC 9112 sections 4 and 5).
class HeadParser {
public:
    enum class Step : std::uint8_t { need_more, complete };

    explicit HeadParser(const ParseLimits& limits);

    /// `need_more` only when all of `input` was consumed.
    /// Errors: response_malformed, response_too_large. Not to be called again after one.
    Result<Step> next(std::string_view& input, AnomalyList& anomalies);
    /// The head that next() completed; the next call of next() begins another.
    [[nodiscard]] ResponseHead take();
    /// Instead of next() and take(): a head of that many bytes, of which nothing was seen, is known already.
    void skip(std::size_t bytes) {
        head_start_ = offset() + bytes;
        lines_.set_offset(head_start_);
    }
    /// Bytes of the head being read were seen.
    [[nodiscard]] bool started() const { return offset() > head_start_; }
    /// Bytes consumed in all heads.
    [[nodiscard]] std::uint64_t offset() const { return junk_.empty() ? lines_.offset() : head_start_ + junk_.size(); }
    /// What to say when the connection ended inside a head, that is when started().
    [[nodiscard]] Error cut_error() const;

private:
    enum class Part : std::uint8_t { start, status_line, fields };

    Result<Step> check_start(std::string_view& input);
    Result<Step> collect_junk(std::string_view& input);
    std::optional<Error> status_line(const Line& line, AnomalyList& anomalies);
    [[nodiscard]] Error too_large() const;

    ParseLimits limits_;
    LineReader lines_;
    FieldSection fields_;
    ResponseHead head_;
    std::string junk_;  // what came instead of "HTTP/"
    std::uint64_t head_start_ = 0;
    Part part_ = Part::start;
};

}  // namespace rtrip::http1
