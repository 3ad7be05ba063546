// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "client/route.hpp"
#include "codec/http1/request_head.hpp"
#include "rtrip/body.hpp"
#include "rtrip/request.hpp"
#include "rtrip/result.hpp"
#include "rtrip/transport.hpp"

namespace rtrip {

/// A request and all that is decided of it before a connection is looked for.
struct PreparedRequest {
    explicit PreparedRequest(const Request& request_);

    Request request;  ///< What it was made from, without its body.
    BodyKind body_kind = BodyKind::none;
    std::optional<std::uint64_t> body_length;
    bool rewindable = true;

    std::string url;  ///< The request's, as a text.
    Route route;
    std::string target;
    http1::RequestHead head;
    bool expect_continue = false;
    bool close = false;  ///< The connection shall carry nothing after this.
    ReceiveLimits limits;

    /// Whether the same would come of this request.
    [[nodiscard]] bool is_of(const Request& other) const;
};

/// Makes requests ready. Keeps what it made of the last one: in a series each is the same as the one before.
class RequestPreparer {
public:
    /// `options` must outlive it.
    explicit RequestPreparer(const TransportOptions& options);

    /// Before anything is dialed: a request that can't be written must not cost a connection.
    /// Errors: proxy_invalid, proxy_unsupported_scheme, request_invalid.
    Result<std::shared_ptr<const PreparedRequest>> prepare(const Request& request);

private:
    const TransportOptions& options_;
    std::shared_ptr<const ConnectOptions> connect_;
    std::shared_ptr<const PreparedRequest> last_;
};

}  // namespace rtrip
