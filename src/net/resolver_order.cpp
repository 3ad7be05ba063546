// SPDX-License-Identifier: MIT
#include "net/resolver_order.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "net/endpoint.hpp"
#include "policy/address_order.hpp"

namespace rtrip::net {
namespace {

/// Any port does: nothing is sent. This one (discard) is what others use.
constexpr std::uint16_t kProbePort = 9;

AddressBits bits_of(const Endpoint& endpoint) {
    AddressBits bits{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (endpoint.family() == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, endpoint.data(), sizeof address);
        std::memcpy(bits.data(), &address.sin6_addr, bits.size());
    } else {
        sockaddr_in address{};
        std::memcpy(&address, endpoint.data(), sizeof address);
        std::memcpy(bits.data() + 12, &address.sin_addr, 4);
    }
    return bits;
}

std::optional<AddressBits> source_for(const Endpoint& destination) {
    const int descriptor = ::socket(destination.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return std::nullopt;
    std::optional<AddressBits> source;
    if (::connect(descriptor, destination.data(), destination.length) == 0)
        source = bits_of(local_endpoint(descriptor));
    ::close(descriptor);
    return source;
}

std::vector<Destination> destinations_of(const std::vector<std::string>& literals) {
    std::vector<Destination> destinations;
    for (const std::string& literal : literals) {
        const auto endpoint = make_ip_endpoint(literal, kProbePort);
        const bool known = std::any_of(destinations.begin(), destinations.end(),
                                       [&](const Destination& earlier) { return earlier.text == literal; });
        if (!endpoint || known) continue;
        Destination destination;
        destination.text = literal;
        destination.bits = bits_of(*endpoint);
        destination.source = destination.bits;
        destinations.push_back(std::move(destination));
    }
    return destinations;
}

std::vector<std::string> texts_of(std::vector<Destination> destinations) {
    std::vector<std::string> texts;
    for (Destination& destination : interleave_families(std::move(destinations))) {
        texts.push_back(std::move(destination.text));
    }
    return texts;
}

}  // namespace

std::vector<std::string> order_for_connecting(const std::vector<std::string>& literals) {
    auto destinations = destinations_of(literals);
    if (destinations.size() > 1) {
        for (Destination& destination : destinations) {
            const auto endpoint = make_ip_endpoint(destination.text, kProbePort);
            destination.source = endpoint ? source_for(*endpoint) : std::nullopt;
        }
        sort_destinations(destinations);
    }
    return texts_of(std::move(destinations));
}

std::vector<std::string> alternate_families(const std::vector<std::string>& literals) {
    return texts_of(destinations_of(literals));
}

}  // namespace rtrip::net
