// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "model/field_values.hpp"
#include "rtrip/retry_policy.hpp"

namespace rtrip {
namespace {

using enum ErrorCode;

struct Kind {
    std::string_view name;
    std::string_view codes;  // prefixes of error codes, or whole ones
};

// What --retry-on knows by one word. "connect" holds all that keeps a connection from being made, as far as another try
// may help: a certificate that is not trusted now will not be in a second.
constexpr std::array<Kind, 6> kKinds{{
    {"dns", "dns.nxdomain,dns.no_address,dns.timeout,dns.servfail,dns.refused,dns.malformed,dns.no_server"},
    {"connect",
     "connect.refused,connect.timeout,connect.unreachable,connect.reset,connect.failed,tls.closed,tls.timeout"},
    {"refused", "connect.refused"},
    {"tls", "tls.handshake,tls.alert,tls.not_tls,tls.closed,tls.timeout"},
    {"reset", "response.empty,response.reset,send.failed"},
    {"timeout", "dns.timeout,connect.timeout,tls.timeout,send.timeout,response.timeout"},
}};

bool add_code(RetryOn& on, std::string_view name) {
    for (std::size_t i = 0; i < kErrorCodeCount; ++i) {
        if (error_code_name(static_cast<ErrorCode>(i)) != name) continue;
        on.failures.set(i);
        return true;
    }
    return false;
}

bool add_kind(RetryOn& on, std::string_view name) {
    for (const Kind& kind : kKinds) {
        if (kind.name != name) continue;
        for (const std::string_view code : split_list(kind.codes)) add_code(on, code);
        return true;
    }
    return false;
}

std::optional<int> status_of(std::string_view text) {
    int status = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || text.size() != 3 || status < 100) return std::nullopt;
    return status;
}

// "503", "502-504", "5xx".
bool add_statuses(RetryOn& on, std::string_view text) {
    std::optional<int> first = status_of(text.substr(0, text.find('-')));
    std::optional<int> last = first;
    if (const std::size_t dash = text.find('-'); dash != std::string_view::npos)
        last = status_of(text.substr(dash + 1));
    if (text.size() == 3 && text[0] >= '1' && text[0] <= '9' && ascii::iequals(text.substr(1), "xx")) {
        first = (text[0] - '0') * 100;
        last = *first + 99;
    }
    if (!first || !last || *last < *first) return false;
    for (int status = *first; status <= *last; ++status) on.statuses.set(static_cast<std::size_t>(status));
    return true;
}

}  // namespace

RetryOn default_retry_on() {
    RetryOn on;
    for (const char* kind : {"dns", "connect", "reset", "timeout"}) add_kind(on, kind);
    // Nobody listens there, which a second does not mend as a rule; --retry-connrefused says when it does, as in curl.
    on.failures.reset(static_cast<std::size_t>(connect_refused));
    for (const std::size_t status : {408U, 429U, 500U, 502U, 503U, 504U}) on.statuses.set(status);
    return on;
}

Result<RetryOn> parse_retry_on(std::string_view list) {
    RetryOn on;
    bool any = false;
    for (const std::string_view element : split_list(list)) {
        any = true;
        if (element == "default") {
            const RetryOn standard = default_retry_on();
            on.failures |= standard.failures;
            on.statuses |= standard.statuses;
        } else if (!add_statuses(on, element) && !add_kind(on, element) && !add_code(on, element)) {
            return fail(ErrorCode::usage_invalid,
                        "--retry-on: \"" + escape_prefix(element, 64) + "\" is no status, range, kind or error code");
        }
    }
    if (!any) return fail(ErrorCode::usage_invalid, "--retry-on: the list is empty");
    return on;
}

}  // namespace rtrip
