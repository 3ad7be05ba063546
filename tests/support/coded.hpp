// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/// Bodies in the codings that servers use, for tests.
namespace rtrip::test {

std::string gzip(std::string_view plain);
/// A member whose header has every optional part, name and comment of `text_bytes` each.
std::string gzip_with_texts(std::string_view plain, std::size_t text_bytes);
/// deflate as it should be.
std::string zlib(std::string_view plain);
/// deflate as some servers send it.
std::string raw_deflate(std::string_view plain);
std::string brotli(std::string_view plain);
std::string zstd(std::string_view plain);
/// A frame that asks for a window of 2^`window_log` bytes.
std::string zstd_with_window(std::string_view plain, int window_log);
/// By the coding's name: "gzip", "deflate", "br", "zstd".
std::string coded(std::string_view coding, std::string_view plain);

}  // namespace rtrip::test
