// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/http1/anomaly_list.hpp"
#include "codec/http1/events.hpp"
#include "codec/http1/field_section.hpp"
#include "codec/http1/line_reader.hpp"
#include "codec/http1/parse_limits.hpp"
#include "rtrip/header.hpp"
#include "rtrip/result.hpp"

namespace rtrip::http1 {

/// Undoes the chunked transfer coding (RFC 9112 section 7.1) and reads the trailer section behind it.
///
/// Chunk lines are read strictly: 1 to 16 hex digits, CRLF and nothing else as line end, CRLF after the data.
/// Extensions are skipped. The trailer section is read like a header section.
class ChunkedDecoder {
public:
    explicit ChunkedDecoder(const ParseLimits& limits);

    /// Where the body begins, for offsets in errors and anomalies. Call before the first byte.
    void set_offset(std::uint64_t offset) { offset_ = offset; }

    /// Gives need_more, data or end, as ResponseParser::next() does.
    /// Errors: body_malformed; response_too_large for the trailer section. Not to be called again after one.
    Result<Event> next(std::string_view& input, AnomalyList& anomalies);
    /// What to say when the connection ended before `end`.
    [[nodiscard]] Error cut_error() const;

    [[nodiscard]] const Header& trailers() const { return trailers_; }
    /// The framing was odd enough for the connection not to be used again (bare LF in the trailer section).
    [[nodiscard]] bool recovered() const { return trailer_section_.saw_bare_lf(); }

private:
    enum class State : std::uint8_t { size, padding, extension, size_lf, data, data_cr, data_lf, trailer, ended };

    std::optional<Error> framing(std::string_view& input, AnomalyList& anomalies);
    std::optional<Error> size_byte(char c);
    std::optional<Error> after_size(char c);
    std::optional<Error> size_line_done();
    std::optional<Error> count_line(std::uint64_t bytes);
    Result<Event> trailer(std::string_view& input, AnomalyList& anomalies);
    void note_forbidden_trailers(AnomalyList& anomalies) const;
    [[nodiscard]] Error malformed(std::string_view what) const;

    ParseLimits limits_;
    LineReader lines_;
    FieldSection trailer_section_;
    Header trailers_;
    std::uint64_t offset_ = 0;
    std::uint64_t trailer_start_ = 0;
    std::uint64_t size_ = 0;        // of the current chunk
    std::uint64_t left_ = 0;        // of the current chunk's data
    std::uint64_t decoded_ = 0;     // payload bytes given
    std::uint64_t line_bytes_ = 0;  // of the current chunk-size line
    std::uint64_t excess_ = 0;      // framing beyond what the payload pays for
    unsigned digits_ = 0;
    State state_ = State::size;
};

}  // namespace rtrip::http1
