// SPDX-License-Identifier: MIT
#include "net/resolver_errors.hpp"

#include <chrono>

#include "base/escape.hpp"

namespace rtrip::net {
namespace {

constexpr std::size_t kShownNameBytes = 255;
constexpr std::size_t kShownNames = 4;

std::string list(const std::vector<std::string>& items) {
    std::string out;
    for (std::size_t i = 0; i < items.size() && i < kShownNames; ++i) {
        out += (i > 0 ? ", " : "") + escape_prefix(items[i], kShownNameBytes);
    }
    if (items.size() > kShownNames) out += " and " + std::to_string(items.size() - kShownNames) + " more";
    return out;
}

/// The other names that the search domains led to.
std::string also_asked(const FailedLookup& failed) {
    std::vector<std::string> others;
    for (const std::string& name : failed.names) {
        const bool is_host = name == failed.host || name + "." == failed.host;
        if (!is_host) others.push_back(name);
    }
    return others.empty() ? "" : "; also asked for " + list(others);
}

Error silence(const FailedLookup& failed, const std::string& host) {
    const std::string what = "no answer from " + list(failed.servers) + " for " + failed.last.types + " of " + host;
    if (!failed.last.at_deadline) {
        Error error(ErrorCode::dns_timeout, Phase::dns, what + ": gave up after " + limit_text(failed.elapsed));
        error.timeout = TimeoutKind::dns;
        return error;
    }
    Error error(ErrorCode::dns_timeout, Phase::dns,
                what + " within " + limit_text(failed.deadline.limit) + " (" +
                    std::string(timeout_option(failed.deadline.kind)) + ")");
    error.timeout = failed.deadline.kind;
    return error;
}

}  // namespace

std::string limit_text(Duration limit) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    if (ms < 1000) return std::to_string(ms) + " ms";
    std::string text = std::to_string(ms / 1000);
    if (ms % 1000 != 0) {
        std::string decimals = std::to_string(1000 + ms % 1000).substr(1);
        while (decimals.back() == '0') decimals.pop_back();
        text += "." + decimals;
    }
    return text + " s";
}

Error lookup_error(const FailedLookup& failed) {
    const LookupOutcome& last = failed.last;
    const std::string host = escape_prefix(failed.host, kShownNameBytes);
    const std::string also = also_asked(failed);
    const auto error = [](ErrorCode code, std::string message) { return Error(code, Phase::dns, std::move(message)); };
    switch (last.outcome) {
        case AskOutcome::nxdomain:
            return error(ErrorCode::dns_nxdomain,
                         last.server + " says that " + host + " does not exist (NXDOMAIN)" + also);
        case AskOutcome::no_data:
            return error(ErrorCode::dns_no_address,
                         last.server + " says that " + host + " has no " + last.types + " record" + also);
        case AskOutcome::refused:
            return error(ErrorCode::dns_refused,
                         last.server + " refused to look up " + last.types + " of " + host + " (REFUSED)" + also);
        case AskOutcome::malformed:
            return error(ErrorCode::dns_malformed,
                         last.server + " sent for " + last.types + " of " + host + " an " + last.detail + also);
        case AskOutcome::no_server:
            return error(ErrorCode::dns_no_server,
                         "no name server could be asked for " + last.types + " of " + host + ": " + last.detail + also);
        case AskOutcome::timeout: return silence(failed, host);
        default:
            return error(ErrorCode::dns_server_failure,
                         last.server + " failed to look up " + last.types + " of " + host + ": " + last.detail + also);
    }
}

}  // namespace rtrip::net
