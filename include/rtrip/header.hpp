// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rtrip {

/// One header field as it stood on the wire: the name in its own case, the value without surrounding white space.
struct HeaderField {
    std::string name;
    std::string value;
    friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

/// An ordered list of header fields. Order and case are kept; look-up ignores case (RFC 9110 section 5.1).
///
/// Fields of one name are never joined, since joining changes the meaning of Set-Cookie. Copies share the fields until
/// one of them is changed: a head goes from the wire to the response, the hooks and the record. Not thread safe.
class Header {
public:
    Header() = default;
    /// The fields in this order.
    explicit Header(std::vector<HeaderField> fields);

    /// Appends a field behind all others, also when the name is there already.
    void add(std::string name, std::string value);
    /// Replaces the first field of that name in place and removes the others; appends when there was none.
    void set(std::string_view name, std::string value);
    /// Removes every field of that name; returns how many there were.
    std::size_t remove(std::string_view name);

    /// The value of the first field of that name. The view lives until the next change of this object.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
    /// The values of all fields of that name in order. The views live until the next change of this object.
    [[nodiscard]] std::vector<std::string_view> values(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return get(name).has_value(); }
    /// Whether any field of that name holds `token` in its comma-separated list, ignoring case
    /// (RFC 9110 section 5.6.1). For Connection, Transfer-Encoding, Expect and the like.
    [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const;

    [[nodiscard]] const std::vector<HeaderField>& fields() const { return shared_ ? *shared_ : none(); }
    [[nodiscard]] bool empty() const { return fields().empty(); }
    [[nodiscard]] std::size_t size() const { return fields().size(); }

    friend bool operator==(const Header& a, const Header& b) {
        return a.shared_ == b.shared_ || a.fields() == b.fields();
    }

private:
    static const std::vector<HeaderField>& none();
    /// The fields, no longer shared with any copy.
    std::vector<HeaderField>& own();

    std::shared_ptr<std::vector<HeaderField>> shared_;  ///< Null: no fields.
};

}  // namespace rtrip
