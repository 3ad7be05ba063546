// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expect/expression.hpp"

namespace rtrip::expect {

/// A place in an expression that is being read, and the first fault that was found.
struct Cursor {
    explicit Cursor(std::string_view text_) : text(text_) {}

    std::string_view text;
    std::size_t at = 0;
    std::optional<std::size_t> fault_at;
    std::string fault;

    [[nodiscard]] char peek() const { return at < text.size() ? text[at] : '\0'; }
    [[nodiscard]] std::string_view rest() const { return text.substr(at); }
    void skip_space();
    /// Always false.
    bool fail_at(std::size_t offset, std::string what);
};

/// A name of its own for something that the report has under a longer one.
struct Alias {
    std::string_view name;
    std::string_view path;  ///< Of the report or of its last round trip.
};

/// docs/expectations.md lists the same.
std::span<const Alias> aliases();

/// What an expression is about, read from its front; what it means depends on the operator behind it.
class SubjectReader {
public:
    explicit SubjectReader(Cursor& cursor) : cursor_(cursor) {}

    /// Reads the name. False with a fault in the cursor.
    bool take();
    /// Gives it its meaning. False with a fault in the cursor.
    bool resolve(Operator op, Subject& out);

private:
    struct Part {
        std::string name;  ///< Empty: an index.
        JsonStep step;
        std::size_t offset = 0;
    };

    bool take_part();
    bool take_index();
    bool take_field();
    bool take_pointer();
    bool take_quoted(std::string& out);
    bool resolve_series();
    bool resolve_key(Operator op);
    bool find_key(std::span<const Part> parts, std::span<const ReportKey> keys);
    bool unknown();
    [[nodiscard]] std::string pattern_of(std::span<const Part> parts) const;

    Cursor& cursor_;
    Subject subject_;
    std::vector<Part> parts_;
    std::size_t begin_ = 0;
};

}  // namespace rtrip::expect
