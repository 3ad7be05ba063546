// SPDX-License-Identifier: MIT
#pragma once

#include <expected>
#include <utility>

#include "rtrip/error.hpp"

namespace rtrip {

/// The outcome of everything that can fail in an expected way. This header is the only place that names std::expected.
///
/// Only the constructor, operator bool, *, -> and error() are used, since libstdc++ 12 has no monadic members.
template <class T>
using Result = std::expected<T, Error>;

/// Makes the failing alternative of any Result. Cold: what leads here is kept out of the way of what succeeds.
[[nodiscard, gnu::cold]] inline std::unexpected<Error> fail(Error error) {
    return std::unexpected<Error>(std::move(error));
}
[[nodiscard, gnu::cold]] inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
    return std::unexpected<Error>(Error(code, std::move(message)));
}
[[nodiscard, gnu::cold]] inline std::unexpected<Error> fail(ErrorCode code, Phase phase, std::string message) {
    return std::unexpected<Error>(Error(code, phase, std::move(message)));
}

}  // namespace rtrip
