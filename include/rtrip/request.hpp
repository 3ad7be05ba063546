// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rtrip/body.hpp"
#include "rtrip/connect_options.hpp"
#include "rtrip/header.hpp"
#include "rtrip/receive_limits.hpp"
#include "rtrip/trace.hpp"
#include "rtrip/url.hpp"

namespace rtrip {

/// In which form the body of a response comes out of a round trip (RFC 9112 section 7).
enum class TransferForm : std::uint8_t {
    plain,  ///< Chunking undone; other transfer codings were not asked for and are refused.
    coded,  ///< Chunking undone; what lies below it (gzip, deflate) is for the decode layer.
    raw,    ///< As it came, chunk lines and all.
};

enum class HttpVersion : std::uint8_t { http1_0, http1_1 };

/// One request. Fields are public since a layer above the Transport may rewrite any of them on its own copy.
struct Request {
    Request(std::string method_, Url url_) : method(std::move(method_)), url(std::move(url_)) {}

    std::string method;
    Url url;
    /// Written in this order behind Host. Host, Content-Length and Transfer-Encoding of the user's own are honoured as
    /// curl does: a Host here replaces the URL's, Transfer-Encoding: chunked turns chunking on.
    Header header;
    /// Names of automatic fields that shall not be sent ("Host"), compared without case.
    std::vector<std::string> removed_fields;
    std::shared_ptr<BodySource> body;  ///< Null: none.
    /// What the method would be, had the user not named one (curl's -X); empty: `method` itself. Redirects go by it,
    /// and the named method stays, as in curl.
    std::string implied_method;
    std::string target;  ///< Replaces the request target when not empty (curl's --request-target).
    HttpVersion version = HttpVersion::http1_1;
    TransferForm transfer_form = TransferForm::plain;
    /// The Expect in `header` is not the user's: it goes out over HTTP/1.1 alone, as curl's does.
    bool expect_is_automatic = false;
    bool close = false;  ///< Ask for the connection to be closed after this exchange.
    bool fresh_connection = false;  ///< Don't look in the pool.
    std::shared_ptr<const ConnectOptions> connect;  ///< Null: the Transport's.
    std::shared_ptr<const ReceiveLimits> limits;  ///< Null: the Transport's.
    /// A redirect has led to another origin, now or earlier in the chain (RFC 9110 section 15.4): credentials and
    /// cookie strings of the user's own stay out, also when the chain comes back. Set by the redirect layer.
    bool crossed_origin = false;
    RoundTripCause cause = RoundTripCause::initial;
};

}  // namespace rtrip
