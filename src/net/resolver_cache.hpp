// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rtrip/dialer.hpp"
#include "rtrip/time.hpp"

namespace rtrip::net {

/// Answers of name servers for as long as their TTL allows. Failures and absences are not kept.
class ResolverCache {
public:
    /// Empty when nothing that is still good is there.
    std::vector<std::string> find(std::string_view host, AddressFamily family, TimePoint now);
    void keep(std::string_view host, AddressFamily family, std::vector<std::string> addresses, TimePoint until);

private:
    using Key = std::pair<std::string, AddressFamily>;
    struct Entry {
        std::vector<std::string> addresses;
        TimePoint until;
    };
    static Key key_of(std::string_view host, AddressFamily family);
    std::map<Key, Entry> entries_;
};

}  // namespace rtrip::net
