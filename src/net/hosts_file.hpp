// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/dialer.hpp"

namespace rtrip::net {

/// Whether an address literal is of the family asked for.
bool is_of_family(std::string_view literal, AddressFamily family);

/// The addresses that a hosts file (hosts(5)) gives for a name, in the order of the file, without repetition.
/// Names are compared without regard to case; lines whose address is none are passed over.
std::vector<std::string> addresses_in_hosts(std::string_view file, std::string_view host, AddressFamily family);

/// The machine's hosts file, read when it is first needed and then kept. A file that cannot be read is empty.
class HostsFile {
public:
    explicit HostsFile(std::string path) : path_(std::move(path)) {}
    std::vector<std::string> find(std::string_view host, AddressFamily family);

private:
    std::string path_;
    std::optional<std::string> text_;
};

}  // namespace rtrip::net
