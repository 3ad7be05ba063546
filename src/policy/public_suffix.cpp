// SPDX-License-Identifier: MIT
#include "policy/public_suffix.hpp"

#include <libpsl.h>

#include <string>

namespace rtrip {

bool is_public_suffix(std::string_view domain) {
    const psl_ctx_t* const list = psl_builtin();
    // A build of libpsl without its list: only whole top-level names can be told.
    if (list == nullptr) return domain.find('.') == std::string_view::npos;
    return psl_is_public_suffix(list, std::string(domain).c_str()) == 1;
}

}  // namespace rtrip
