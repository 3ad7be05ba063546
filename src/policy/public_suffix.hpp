// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace rtrip {

/// Whether names directly under `domain` belong to strangers ("com", "co.uk", "github.io"), so that no cookie may be
/// for all of them. By the list that is built into libpsl, which is looked at upon the first call; a top-level name
/// that the list does not know counts as one. `domain` is in lower case, A-labels, without a dot at either end.
bool is_public_suffix(std::string_view domain);

}  // namespace rtrip
