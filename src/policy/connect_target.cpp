// SPDX-License-Identifier: MIT
#include "policy/connect_target.hpp"

#include <charconv>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

const ConnectTo* find_entry(const DialOptions& options, const HostPort& place) {
    for (const ConnectTo& entry : options.connect_to) {
        const bool host_fits = entry.from_host.empty() || ascii::iequals(entry.from_host, place.host);
        const bool port_fits = entry.from_port.empty() || entry.from_port == std::to_string(place.port);
        if (host_fits && port_fits) return &entry;
    }
    return nullptr;
}

}  // namespace

std::string HostPort::text() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

HostPort connect_target(const DialOptions& options, const HostPort& place) {
    const ConnectTo* entry = find_entry(options, place);
    if (entry == nullptr) return place;
    HostPort out = place;
    if (!entry->to_host.empty()) out.host = entry->to_host;
    // Was checked where the entry was made; a text that is no port changes nothing.
    static_cast<void>(std::from_chars(entry->to_port.data(), entry->to_port.data() + entry->to_port.size(), out.port));
    return out;
}

bool is_connected_elsewhere(const DialOptions& options, const HostPort& place) {
    return find_entry(options, place) != nullptr;
}

}  // namespace rtrip
