// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rtrip/result.hpp"

/// Domain names between their text and their wire form.
///
/// In text, a dot or backslash inside a label is "\." or "\\", and a byte that does not print is "\DDD" (decimal), as
/// in zone files (RFC 1035 section 5.1), so that one text stands for one name and texts can be compared without regard
/// to the case of ASCII letters.
namespace rtrip::dns {

/// RFC 1035 section 2.3.4.
inline constexpr std::size_t kMaxLabelBytes = 63;
inline constexpr std::size_t kMaxNameBytes = 255;  ///< On the wire: length bytes and the root included.
inline constexpr std::size_t kMaxHostBytes = 253;  ///< As text, without a dot at the end.

/// The wire form of a host name, one dot at its end allowed.
///
/// The text is taken as it is: a backslash is a byte like others, since host names of URLs know no escapes.
/// Errors: dns_not_asked when a label is empty or too long, or the name is.
Result<std::string> encode_name(std::string_view host);

/// A name that was read and the position after it.
struct DecodedName {
    std::string text;  ///< Without dot at the end; "." for the root.
    std::size_t end = 0;
};

/// Reads the name at `offset` of a whole message, following compression pointers.
///
/// Each pointer must lead to before the place where the name, or the part of it being read, began, so that reading ends
/// whatever the bytes are.
/// Errors: dns_malformed. Source: RFC 1035 section 4.1.4.
Result<DecodedName> decode_name(std::string_view message, std::size_t offset);

}  // namespace rtrip::dns
