// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "net/ares_lookup.hpp"
#include "rtrip/error.hpp"
#include "rtrip/time.hpp"

namespace rtrip::net {

/// A look-up that found no address, as far as its message needs it.
struct FailedLookup {
    std::string host;                 ///< As asked for; escaped here.
    std::vector<std::string> names;   ///< All that were asked for.
    std::vector<std::string> servers; ///< All that were to be asked.
    LookupOutcome last;
    Deadline deadline;
    Duration elapsed;
};

/// One line that names the server and the name. Never for outcomes `addresses` and `pending`.
Error lookup_error(const FailedLookup& failed);

/// "200 ms", "1.5 s".
std::string limit_text(Duration limit);

}  // namespace rtrip::net
