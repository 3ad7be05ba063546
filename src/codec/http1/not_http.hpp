// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "rtrip/error.hpp"

namespace rtrip::http1 {

/// How many of the bytes that came instead of "HTTP/" are wanted to say what they are.
inline constexpr std::size_t kJunkBytes = 64;

/// Whether `bytes`, the start of a response that does not begin with "HTTP/", suffice to judge: the number of bytes to
/// judge by, or absent when more should be waited for. The answer for a prefix decides for all longer inputs, so it
/// does not depend on how the bytes were cut; and it comes early for binary protocols, whose peers may wait for us.
std::optional<std::size_t> junk_length(std::string_view bytes);

/// The error for such bytes, which began at `offset`: what protocol they look like, and the bytes themselves, escaped.
Error not_http_error(std::string_view bytes, std::uint64_t offset);

}  // namespace rtrip::http1
