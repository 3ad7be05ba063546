// SPDX-License-Identifier: MIT
#pragma once

#include <asio/use_awaitable.hpp>

#if __has_include(<asio/as_tuple.hpp>)
#include <asio/as_tuple.hpp>
#else
#include <asio/experimental/as_tuple.hpp>
#endif

namespace rtrip::net {

// Debian 12's Asio 1.22 still has as_tuple under experimental.
#if __has_include(<asio/as_tuple.hpp>)
using asio::as_tuple;
#else
using asio::experimental::as_tuple;
#endif

/// The completion token of every Asio call: `auto [ec, n] = co_await socket.async_...(..., use_result)`; nothing
/// throws.
inline constexpr auto use_result = as_tuple(asio::use_awaitable);

}  // namespace rtrip::net
