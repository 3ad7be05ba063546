// SPDX-License-Identifier: MIT
#include "net/resolver_config.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace rtrip::net {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::string_view kBlanks = " \t\r\f\v";

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (;;) {
        const std::size_t begin = line.find_first_not_of(kBlanks);
        if (begin == std::string_view::npos) return words;
        line.remove_prefix(begin);
        const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

std::optional<int> number(std::string_view digits) {
    int value = 0;
    const char* end = digits.data() + digits.size();
    const auto [at, ec] = std::from_chars(digits.data(), end, value);
    if (ec != std::errc() || at != end || value < 0) return std::nullopt;
    return value;
}

void apply_option(std::string_view option, ResolvConf& conf) {
    const std::size_t colon = option.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view name = option.substr(0, colon);
    const auto value = number(option.substr(colon + 1));
    if (!value) return;
    // The caps are those of resolv.conf(5).
    if (name == "ndots") conf.ndots = std::min(*value, 15);
    if (name == "timeout" && *value > 0) conf.timeout = std::chrono::seconds(std::min(*value, 30));
    if (name == "attempts" && *value > 0) conf.attempts = std::min(*value, 5);
}

void set_search(const std::vector<std::string_view>& words, ResolvConf& conf) {
    conf.search.clear();
    conf.has_search = true;
    for (std::size_t i = 1; i < words.size() && conf.search.size() < kMaxSearchDomains; ++i) {
        std::string_view domain = words[i];
        while (domain.ends_with('.')) domain.remove_suffix(1);
        if (!domain.empty()) conf.search.emplace_back(domain);
    }
}

}  // namespace

ResolvConf parse_resolv_conf(std::string_view text) {
    ResolvConf conf;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        line = line.substr(0, line.find_first_of("#;"));
        const auto words = words_of(line);
        if (words.size() < 2) continue;
        if (words[0] == "nameserver" && conf.servers.size() < kMaxConfiguredServers) {
            if (const auto server = make_ip_endpoint(words[1], kDnsPort)) conf.servers.push_back(*server);
        } else if (words[0] == "search" || words[0] == "domain") {
            set_search(words, conf);
        } else if (words[0] == "options") {
            for (const std::string_view option : words) apply_option(option, conf);
        }
    }
    return conf;
}

std::vector<std::string> search_names(std::string_view host, const ResolvConf& conf) {
    if (host.ends_with('.')) return {std::string(host.substr(0, host.size() - 1))};
    std::vector<std::string> names;
    for (const std::string& domain : conf.search) names.push_back(std::string(host) + "." + domain);
    const bool first = std::count(host.begin(), host.end(), '.') >= conf.ndots;
    names.insert(first ? names.begin() : names.end(), std::string(host));
    return names;
}

Result<Endpoint> parse_name_server(std::string_view text) {
    std::string_view address = text;
    std::optional<int> port = kDnsPort;
    const std::size_t bracket = text.find(']');
    const std::size_t colon = text.rfind(':');
    const bool one_colon = colon != std::string_view::npos && text.find(':') == colon;
    if (text.starts_with('[') && bracket != std::string_view::npos) {
        address = text.substr(1, bracket - 1);
        const std::string_view rest = text.substr(bracket + 1);
        if (!rest.empty()) port = rest.front() == ':' ? number(rest.substr(1)) : std::nullopt;
    } else if (one_colon) {
        address = text.substr(0, colon);
        port = number(text.substr(colon + 1));
    }
    const bool port_fits = port && *port > 0 && *port <= 65535;
    const auto server = port_fits ? make_ip_endpoint(address, static_cast<std::uint16_t>(*port)) : std::nullopt;
    if (server) return *server;
    return fail(Error(ErrorCode::dns_bad_option, Phase::dns,
                      "'" + escape_prefix(text, 100) + "' is not the address of a name server",
                      "--dns-servers takes ADDRESS[:PORT][,ADDRESS[:PORT]]..."));
}

std::vector<std::string> unasked_modules(std::string_view nsswitch) {
    // "resolve" and "myhostname" answer from the same sources, or for names that are answered here without asking.
    static constexpr std::array<std::string_view, 4> kAsked{"files", "dns", "resolve", "myhostname"};
    std::vector<std::string> modules;
    while (!nsswitch.empty()) {
        std::string_view line = take_line(nsswitch);
        line = line.substr(0, line.find('#'));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto database = words_of(line.substr(0, colon));
        if (database.size() != 1 || database[0] != "hosts") continue;
        bool in_action = false;  // "[NOTFOUND=return]", blanks allowed inside.
        for (const std::string_view word : words_of(line.substr(colon + 1))) {
            if (word.starts_with('[')) in_action = true;
            const bool asked = std::find(kAsked.begin(), kAsked.end(), word) != kAsked.end();
            if (!in_action && !asked) modules.push_back(escape_prefix(word, 40));
            if (word.ends_with(']')) in_action = false;
        }
    }
    return modules;
}

}  // namespace rtrip::net
