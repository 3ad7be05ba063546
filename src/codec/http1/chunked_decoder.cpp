// SPDX-License-Identifier: MIT
#include "codec/http1/chunked_decoder.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/escape.hpp"
#include "codec/http1/grammar.hpp"

namespace rtrip::http1 {
namespace {

constexpr unsigned kMaxDigits = 16;
// Excess is taken off per chunk: what any honest sender needs, and twice the payload (Go's figures).
constexpr std::uint64_t kFreePerChunk = 16;
constexpr std::uint64_t kFreePerByte = 2;

std::string quoted(char c) {
    return "\"" + escape_for_terminal({&c, 1}) + "\"";
}

}  // namespace

ChunkedDecoder::ChunkedDecoder(const ParseLimits& limits)
    : limits_(limits), trailer_section_(SectionKind::trailer, limits.max_header_fields) {}

Result<Event> ChunkedDecoder::next(std::string_view& input, AnomalyList& anomalies) {
    for (;;) {
        if (state_ == State::ended) return Event{EventKind::end};
        if (input.empty()) return Event{EventKind::need_more};
        if (state_ == State::trailer) return trailer(input, anomalies);
        if (state_ == State::data) {
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
            const Event event{EventKind::data, input.substr(0, n)};
            input.remove_prefix(n);
            offset_ += n;
            decoded_ += n;
            left_ -= n;
            if (left_ == 0) state_ = State::data_cr;
            return event;
        }
        if (auto error = framing(input, anomalies)) return fail(std::move(*error));
    }
}

// Consumes one byte of framing, or a stretch of an extension.
std::optional<Error> ChunkedDecoder::framing(std::string_view& input, AnomalyList& anomalies) {
    if (state_ == State::extension) {
        const std::size_t stop = std::min(input.find_first_of("\r\n"), input.size());
        if (auto error = count_line(stop)) return error;
        input.remove_prefix(stop);
        offset_ += stop;
        if (input.empty()) return std::nullopt;
    }
    const char c = input.front();
    std::optional<Error> error;
    switch (state_) {
        case State::size: error = size_byte(c); break;
        case State::padding:
        case State::extension: error = after_size(c); break;
        case State::size_lf:
            if (c != '\n') return malformed("CR in a chunk-size line that is not followed by LF");
            error = size_line_done();
            break;
        case State::data_cr:
            if (c != '\r') return malformed("chunk data longer than its size says, or no CRLF after it");
            state_ = State::data_lf;
            break;
        case State::data_lf:
            if (c != '\n') return malformed("chunk data is not followed by CRLF");
            state_ = State::size;
            break;
        case State::data:
        case State::trailer:
        case State::ended: break;
    }
    if (error) return error;
    if (state_ == State::padding) {
        anomalies.add_first("chunk_size_padding", offset_, "white space after a chunk size", "RFC 9112 section 7.1");
    }
    input.remove_prefix(1);
    ++offset_;
    return std::nullopt;
}

std::optional<Error> ChunkedDecoder::size_byte(char c) {
    if (!ascii::is_hex(c)) {
        if (digits_ > 0) return after_size(c);
        return malformed("chunk size does not begin with a hex digit but with " + quoted(c));
    }
    if (digits_ == kMaxDigits) return malformed("chunk size of more than 16 digits");
    ++digits_;
    size_ = size_ * 16 + static_cast<std::uint64_t>(ascii::hex_value(c));
    if (size_ > kMaxLength) return malformed("chunk size beyond 2^63-1");
    return count_line(1);
}

// Behind the digits: white space at the end of the line, an extension, or the line end.
std::optional<Error> ChunkedDecoder::after_size(char c) {
    if (c == '\n') return malformed("chunk-size line ended by LF without CR");
    if (c == '\r') {
        state_ = State::size_lf;
    } else if (ascii::is_ows(c)) {
        state_ = State::padding;
    } else if (c == ';' && state_ == State::size) {
        state_ = State::extension;
    } else {
        return malformed("character in a chunk size that is no hex digit: " + quoted(c));
    }
    return count_line(1);
}

std::optional<Error> ChunkedDecoder::count_line(std::uint64_t bytes) {
    line_bytes_ += bytes;
    if (line_bytes_ <= limits_.max_chunk_line_bytes) return std::nullopt;
    // Named by its beginning, which does not depend on how much came at once.
    const std::uint64_t start = offset_ + bytes - line_bytes_;
    return Error{ErrorCode::body_malformed, Phase::body,
                 "chunked body malformed at byte " + std::to_string(start) + ": chunk-size line of more than " +
                     std::to_string(limits_.max_chunk_line_bytes) + " bytes"};
}

std::optional<Error> ChunkedDecoder::size_line_done() {
    // The line with its CRLF, and the CRLF behind the data.
    excess_ += line_bytes_ + 1 + 2;
    // Sizes near 2^63 pay for everything and must not overflow.
    const std::uint64_t paid = size_ > excess_ ? excess_ : kFreePerChunk + kFreePerByte * size_;
    excess_ -= std::min(excess_, paid);
    if (excess_ > limits_.max_chunk_overhead_bytes) {
        return malformed("chunk framing outweighs the data by more than " +
                         std::to_string(limits_.max_chunk_overhead_bytes) + " bytes");
    }
    left_ = size_;
    state_ = size_ == 0 ? State::trailer : State::data;
    if (size_ == 0) {
        trailer_start_ = offset_ + 1;
        lines_.set_offset(trailer_start_);
    }
    size_ = 0;
    digits_ = 0;
    line_bytes_ = 0;
    return std::nullopt;
}

Result<Event> ChunkedDecoder::trailer(std::string_view& input, AnomalyList& anomalies) {
    for (;;) {
        const std::uint64_t used = lines_.offset() - lines_.partial().size() - trailer_start_;
        const std::size_t left = limits_.max_trailer_bytes - static_cast<std::size_t>(used);
        const LineReader::Outcome outcome = lines_.next(input, std::min(limits_.max_line_bytes, left));
        offset_ = lines_.offset();
        if (outcome == LineReader::Outcome::need_more) return Event{EventKind::need_more};
        if (outcome == LineReader::Outcome::too_long) {
            const std::size_t bound = std::min(limits_.max_line_bytes, limits_.max_trailer_bytes);
            return fail(section_too_large(SectionKind::trailer, "more than " + std::to_string(bound) + " bytes"));
        }
        auto step = trailer_section_.add(lines_.line(), anomalies);
        if (!step) return fail(std::move(step.error()));
        if (*step == FieldSection::Step::more) continue;
        trailers_ = trailer_section_.take();
        note_forbidden_trailers(anomalies);
        state_ = State::ended;
        return Event{EventKind::end};
    }
}

// Fields that must not be trailers (RFC 9110 section 6.5.1): kept for the report, without effect.
void ChunkedDecoder::note_forbidden_trailers(AnomalyList& anomalies) const {
    constexpr std::array<std::string_view, 10> kForbidden{
        "Content-Length", "Transfer-Encoding", "Host",     "Connection",   "Trailer", "Set-Cookie",
        "Content-Type",   "Content-Encoding",  "Location", "Content-Range"};
    for (const std::string_view name : kForbidden) {
        if (!trailers_.has(name)) continue;
        anomalies.add("forbidden_trailer", trailer_start_, std::string(name) + " in the trailer section has no effect",
                      "RFC 9110 section 6.5.1");
    }
}

Error ChunkedDecoder::malformed(std::string_view what) const {
    std::string message = "chunked body malformed at byte " + std::to_string(offset_) + ": ";
    message += what;
    return {ErrorCode::body_malformed, Phase::body, std::move(message)};
}

Error ChunkedDecoder::cut_error() const {
    std::string message = "chunked body cut short after " + std::to_string(decoded_) + " bytes: connection closed ";
    switch (state_) {
        case State::data: message += "with " + std::to_string(left_) + " bytes of a chunk missing"; break;
        case State::data_cr:
        case State::data_lf: message += "before the line end behind a chunk"; break;
        case State::trailer: message += "in the trailer section, after the last chunk"; break;
        default: message += digits_ == 0 ? "where a chunk should begin" : "in a chunk-size line"; break;
    }
    return {ErrorCode::body_incomplete, Phase::body, std::move(message)};
}

}  // namespace rtrip::http1
