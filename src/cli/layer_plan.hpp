// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rtrip/auth_policy.hpp"
#include "rtrip/redirect_policy.hpp"
#include "rtrip/retry_policy.hpp"

namespace rtrip::cli {

/// Who asks: -u and its companions. The names of the options say what each is.
struct AuthPlan {
    AuthMode mode = AuthMode::basic;
    std::optional<std::pair<std::string, std::string>> user;
    std::string bearer;
    std::shared_ptr<const Netrc> netrc;  ///< Null: not asked for, or there is no such file.
    NetrcUse netrc_use = NetrcUse::required;
};

/// -b and -c.
struct CookiePlan {
    bool engine = false;               ///< Cookies of responses are kept and sent back.
    std::string fixed;                 ///< "a=b; c=d", sent as it is.
    std::vector<std::string> initial;  ///< Texts of the files of -b, in order.
    std::string jar_file;              ///< Of -c; "-" is standard output, empty: none.
};

/// What is done about codings. The names of the options say what each is.
struct DecodePlan {
    bool compressed = false;
    bool tr_encoding = false;
    bool raw = false;
    std::optional<std::uint64_t> max_decoded_bytes;
};

/// What is done around a request beside sending it: the policies of the layers between Client and Transport.
struct LayerPlan {
    LayerPlan() { redirect.follow = false; }

    RedirectPolicy redirect;
    RetryPolicy retry;
    std::optional<std::string> idempotency_key;  ///< Empty: a new one for each request that needs one.
    AuthPlan auth;
    CookiePlan cookies;
    DecodePlan decode;
};

}  // namespace rtrip::cli
