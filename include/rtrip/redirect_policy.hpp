// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace rtrip {

/// Which redirects are followed, and how (curl's -L and its companions).
///
/// 301, 302 and 303 make GET out of POST, 303 also out of any method but HEAD; 307 and 308 repeat method and body.
/// Other statuses, and a Location that is missing or empty, are no redirects.
struct RedirectPolicy {
    bool follow = true;  ///< False: a redirect is recorded and returned like any other response.
    int max_redirects = 50;  ///< Negative: no limit.
    /// Authorization and Cookie of the user's go wherever the redirects lead (--location-trusted). Host,
    /// Proxy-Authorization and user-info of a URL never do.
    bool trusted = false;
    bool keep_post_on_301 = false;  ///< --post301; POST stays POST and its body is sent again.
    bool keep_post_on_302 = false;
    bool keep_post_on_303 = false;
    bool auto_referer = false;  ///< Referer is the URL that redirected (curl's -e ";auto").
    /// Names of fields that layers below add for the first origin alone ("Authorization", "Cookie"): the record says
    /// that they were withheld.
    std::vector<std::string> added_below;
};

}  // namespace rtrip
