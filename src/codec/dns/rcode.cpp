// SPDX-License-Identifier: MIT
#include "codec/dns/rcode.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace rtrip::dns {

std::string rcode_name(int rcode) {
    // IANA's registry of DNS RCODEs; the ones above 10 need EDNS, which is not asked for.
    static constexpr std::array<std::string_view, 11> kNames{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                                             "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                                             "NXRRSET", "NOTAUTH", "NOTZONE"};
    if (rcode >= 0 && static_cast<std::size_t>(rcode) < kNames.size()) {
        return std::string(kNames[static_cast<std::size_t>(rcode)]);
    }
    return "RCODE" + std::to_string(rcode);
}

}  // namespace rtrip::dns
