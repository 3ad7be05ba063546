// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Readable ways to write what servers send.
namespace rtrip::test::wire {

/// Status line, fields as given ("Name: value"), blank line, body; nothing is added.
std::string response(std::string_view status, const std::vector<std::string>& fields, std::string_view body = {});
/// 200 with Content-Length.
std::string ok(std::string_view body);
/// 200 with the body's pieces as chunks and a trailer section.
std::string chunked(const std::vector<std::string>& pieces, const std::vector<std::string>& trailers = {});
/// One chunk.
std::string chunk(std::string_view data);

}  // namespace rtrip::test::wire
