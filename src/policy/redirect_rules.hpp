// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/error.hpp"
#include "rtrip/header.hpp"
#include "rtrip/redirect_policy.hpp"
#include "rtrip/trace.hpp"
#include "rtrip/url.hpp"

/// What a response that names another place means for the request. No input and output here.
namespace rtrip {

/// Whether a request body can be sent another time.
enum class BodySupply : std::uint8_t { none, rewindable, gone };

/// A URL may be at most this long to be redirected to, so that a chain cannot grow it without end.
inline constexpr std::size_t kMaxRedirectUrlBytes = std::size_t{64} << 10;

/// What the heads of one chain may take together: the report keeps them all, and without --max-redirs (or with large
/// heads) a server could send some for ever.
inline constexpr std::size_t kMaxChainBytes = std::size_t{4} << 20;

/// What a hop counts toward that beside its head: the record of its phases, its request and its URLs.
inline constexpr std::size_t kHopBytes = std::size_t{4} << 10;

/// A response and the request that it answers, as far as redirects depend on them.
struct RedirectInput {
    RedirectInput(int status_, std::string method_, Url url_)
        : status(status_), method(std::move(method_)), url(std::move(url_)) {}

    int status;
    std::string method;                  ///< Of this request, which may itself come of a redirect.
    std::string implied_method;          ///< See Request::implied_method; empty: `method`.
    Url url;                             ///< Of this request, with its user-info.
    std::vector<std::string> locations;  ///< The values of Location, in order.
    BodySupply body = BodySupply::none;
    std::string body_gone_because = "the body's source can be read only once";  ///< Said under BodySupply::gone.
    int followed = 0;                    ///< Redirects before this one.
    /// What the chain has taken so far, this response included; see kMaxChainBytes.
    std::size_t chain_bytes = 0;
    bool crossed_before = false;  ///< A redirect before this one led to another origin.
    /// The URLs asked for so far, to tell a circle from a long way; may be null.
    const std::vector<std::string>* visited = nullptr;
    /// User-info that belongs to the user's own URL; used again within its origin when Location brings none.
    std::optional<Url> own_userinfo;
};

enum class OriginChange : std::uint8_t { none, port, host, scheme };

/// The place of two URLs compared: the first difference among scheme, host and port.
OriginChange compare_origins(const Url& from, const Url& to);

/// A status by which a server sends the client elsewhere (RFC 9110 section 15.4); what Location says is another matter.
constexpr bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

enum class RedirectAction : std::uint8_t { none, refuse, follow };

/// What is to be done, with all reasons.
struct RedirectPlan {
    RedirectAction action = RedirectAction::none;  ///< none: the response is the result, as any other.
    std::optional<Error> error;  ///< Under refuse: what the operation ends with; absent: nothing.
    std::optional<Url> target;  ///< Under follow.
    std::string method;
    std::string implied_method;
    bool keeps_body = false;
    OriginChange change = OriginChange::none;
    bool userinfo_is_locations = false;  ///< The target's user-info is Location's, for this hop alone.
    RedirectDecision record;
};

/// Decides in this order: is it a redirect at all, are they followed, is the limit reached, where does it lead, with
/// which method, can the body be had again. Header fields are next_header()'s business.
///
/// Errors (in the plan): redirect_too_many (by number or by size), redirect_bad_location, redirect_unsupported_scheme,
/// redirect_body_not_rewindable, response_malformed (Locations that differ).
/// Source: RFC 9110 section 15.4; curl for 301 and 302 of methods other than POST.
RedirectPlan plan_redirect(const RedirectPolicy& policy, const RedirectInput& input);

/// The fields of the next request, made out of those of the last one; what is withheld is named in the plan's record.
///
/// On any change of scheme, host or port the fields that belong to the place are left out: Authorization and Cookie
/// unless the policy trusts, Host, Proxy-Authorization and the like in any case. Since each request is made out of the
/// one before, they stay out when the chain comes back. Without body, the fields that describe one go too.
Header next_header(const RedirectPolicy& policy, const RedirectInput& input, const Header& header, RedirectPlan& plan);

}  // namespace rtrip
