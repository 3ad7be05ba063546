// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <memory>

#include "rtrip/resolver.hpp"

namespace rtrip::net {

/// The resolver of the program: literals, --resolve, localhost, the hosts file, its own cache, then name servers
/// through c-ares, in this order. Files and sockets are touched only when a name gets that far.
///
/// Never asked of a server: literals, localhost and names below it (RFC 6761 section 6.3), .onion (RFC 7686).
/// `executor` must outlive the resolver; one thread. Calls of resolve() may overlap.
std::unique_ptr<Resolver> make_ares_resolver(asio::any_io_executor executor, ResolverOptions options);

}  // namespace rtrip::net
