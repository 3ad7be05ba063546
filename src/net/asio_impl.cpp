// SPDX-License-Identifier: MIT
// Asio's non-template code, compiled once (ASIO_SEPARATE_COMPILATION).
#include <asio/impl/src.hpp>
