// SPDX-License-Identifier: MIT
// libs: rtrip_policy
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rtrip/netrc.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto netrc = rtrip::Netrc::parse(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!netrc) {
        require(netrc.error().code == rtrip::ErrorCode::config_unreadable);
        return 0;
    }
    for (const rtrip::NetrcEntry& entry : netrc->entries()) {
        if (!entry.login || entry.login->empty()) continue;
        const auto found = netrc->find(entry.host, entry.login);
        require(!found || found->user == *entry.login);
        // No password of one user is lent to another.
        const auto other = netrc->find(entry.host, *entry.login + "x");
        require(!other || other->user == *entry.login + "x");
    }
    return 0;
}
