// SPDX-License-Identifier: MIT
#include "net/resolver_cache.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace rtrip::net {
namespace {

/// More hosts than a run has; beyond it the entry that ends first makes room.
constexpr std::size_t kMaxEntries = 1024;

}  // namespace

ResolverCache::Key ResolverCache::key_of(std::string_view host, AddressFamily family) {
    return {ascii::lower(host), family};  // A dot at the end stays: it rules out search domains.
}

std::vector<std::string> ResolverCache::find(std::string_view host, AddressFamily family, TimePoint now) {
    const auto found = entries_.find(key_of(host, family));
    if (found == entries_.end()) return {};
    if (now < found->second.until) return found->second.addresses;
    entries_.erase(found);
    return {};
}

void ResolverCache::keep(std::string_view host, AddressFamily family, std::vector<std::string> addresses,
                         TimePoint until) {
    if (entries_.size() >= kMaxEntries) {
        entries_.erase(std::min_element(entries_.begin(), entries_.end(),
                                        [](const auto& a, const auto& b) { return a.second.until < b.second.until; }));
    }
    entries_.insert_or_assign(key_of(host, family), Entry{std::move(addresses), until});
}

}  // namespace rtrip::net
