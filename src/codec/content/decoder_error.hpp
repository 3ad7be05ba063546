// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/escape.hpp"
#include "codec/content/decoder.hpp"

namespace rtrip::content {

/// "gzip: incorrect data check": the coding, and what is wrong.
inline std::unexpected<Error> broken(std::string_view coding, std::string_view why) {
    return fail(ErrorCode::body_coding, Phase::body, std::string(coding) + ": " + escape_for_terminal(why));
}

inline std::unexpected<Error> bytes_behind(std::string_view coding) {
    return broken(coding, "there are bytes behind the end of the coded body");
}

inline std::unexpected<Error> cut_short(std::string_view coding) {
    return broken(coding, "the coded body ends too early");
}

}  // namespace rtrip::content
