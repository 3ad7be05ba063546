// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/http1/anomaly_list.hpp"
#include "codec/http1/line_reader.hpp"
#include "rtrip/header.hpp"
#include "rtrip/result.hpp"

namespace rtrip::http1 {

enum class SectionKind : std::uint8_t { head, trailer };

/// Makes an Error about the bytes of a head or trailer section: the right code, phase and opening words.
Error section_error(SectionKind kind, std::uint64_t offset, std::string_view what);
Error section_too_large(SectionKind kind, std::string_view what);

/// Turns the lines of a header or trailer section into fields (RFC 9112 section 5).
///
/// Borne and noted: bare LF, folded lines (joined by one SP), spaces before the colon (the name keeps them, so it is
/// not the field it resembles), white-space lines before the first field (ignored). Refused: lines without colon or
/// name, names with other than token characters, controls in values, and every form in which Content-Length or
/// Transfer-Encoding would be seen by one reader and missed by another.
class FieldSection {
public:
    enum class Step : std::uint8_t { more, done };

    FieldSection(SectionKind kind, std::size_t max_fields) : kind_(kind), fields_left_(max_fields) {}

    /// `done` for the blank line that ends the section.
    /// Errors: response_malformed or body_malformed, response_too_large for too many fields.
    Result<Step> add(const Line& line, AnomalyList& anomalies);
    /// The fields so far, leaving none. The budget of fields goes on over several sections.
    [[nodiscard]] Header take();
    /// Some line so far ended in a bare LF.
    [[nodiscard]] bool saw_bare_lf() const { return saw_bare_lf_; }

private:
    Result<Step> add_field(const Line& line, AnomalyList& anomalies);
    Result<Step> add_indented(const Line& line, AnomalyList& anomalies);
    std::optional<Error> check_name(const Line& line, std::size_t colon, AnomalyList& anomalies) const;
    std::optional<Error> check_value(const Line& line, std::size_t from) const;

    SectionKind kind_;
    std::size_t fields_left_;
    std::vector<HeaderField> fields_;  // a folded line may still add to the last one
    bool saw_bare_lf_ = false;
};

}  // namespace rtrip::http1
