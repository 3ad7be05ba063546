// SPDX-License-Identifier: MIT
#include "net/hosts_file.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "codec/dns/message.hpp"
#include "net/endpoint.hpp"
#include "net/resolver_files.hpp"

namespace rtrip::net {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

/// Takes the next word off the front of a line.
std::string_view take_word(std::string_view& line) {
    const std::size_t begin = std::min(line.find_first_not_of(kBlanks), line.size());
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

bool names_host(std::string_view names, std::string_view host) {
    for (auto word = take_word(names); !word.empty(); word = take_word(names)) {
        if (word.size() > 1 && word.ends_with('.')) word.remove_suffix(1);
        if (ascii::iequals(word, host)) return true;
    }
    return false;
}

}  // namespace

bool is_of_family(std::string_view literal, AddressFamily family) {
    const bool ipv6 = literal.find(':') != std::string_view::npos;
    return family == AddressFamily::any || (family == AddressFamily::ipv6) == ipv6;
}

std::vector<std::string> addresses_in_hosts(std::string_view file, std::string_view host, AddressFamily family) {
    std::vector<std::string> found;
    while (!file.empty() && found.size() < dns::kMaxAddresses) {
        const std::size_t end = std::min(file.find('\n'), file.size());
        std::string_view line = file.substr(0, end);
        file.remove_prefix(std::min(end + 1, file.size()));
        line = line.substr(0, line.find('#'));
        const std::string_view address = take_word(line);
        if (!is_of_family(address, family) || !names_host(line, host)) continue;
        if (!make_ip_endpoint(address, 0)) continue;
        if (std::find(found.begin(), found.end(), address) == found.end()) found.emplace_back(address);
    }
    return found;
}

std::vector<std::string> HostsFile::find(std::string_view host, AddressFamily family) {
    if (!text_) text_ = read_system_file(path_).value_or(std::string());
    return addresses_in_hosts(*text_, host, family);
}

}  // namespace rtrip::net
