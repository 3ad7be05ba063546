// SPDX-License-Identifier: MIT
#include "trace/acknowledgements.hpp"

#include <algorithm>

namespace rtrip::trace {
namespace {

// One for each request that waits for its answer on the connection, and some: HTTP/2 servers usually allow 100 or 128.
constexpr std::size_t kMostKept = 256;

}  // namespace

void Acknowledgements::add(std::uint32_t number, std::uint64_t written, WallTime at) {
    // The kernel's number has lost its upper half; the byte lies less than 4 GiB back.
    const std::uint32_t behind = static_cast<std::uint32_t>(written) - (number + 1);
    if (behind > written) return;
    const std::uint64_t position = written - behind;
    const auto place = entries_.begin() + (first_from(position) - entries_.cbegin());
    if (place != entries_.end() && place->position == position) return;
    entries_.insert(place, Entry{position, at});
    // Half at a time, so that a long series does not move the list with every request.
    if (entries_.size() > kMostKept) entries_.erase(entries_.begin(), entries_.begin() + kMostKept / 2);
}

Acknowledgements::Entries::const_iterator Acknowledgements::first_from(std::uint64_t position) const {
    return std::lower_bound(entries_.begin(), entries_.end(), position,
                            [](const Entry& entry, std::uint64_t p) { return entry.position < p; });
}

std::optional<WallTime> Acknowledgements::covering(std::uint64_t position) const {
    std::optional<WallTime> out;
    for (auto entry = first_from(position); entry != entries_.end(); ++entry) {
        if (!out || entry->at < *out) out = entry->at;
    }
    return out;
}

bool Acknowledgements::has(std::uint64_t position) const {
    const auto entry = first_from(position);
    return entry != entries_.end() && entry->position == position;
}

}  // namespace rtrip::trace
