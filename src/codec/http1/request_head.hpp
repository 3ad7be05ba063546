// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/header.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"
#include "rtrip/url.hpp"

namespace rtrip::http1 {

/// How the end of a request's body is marked (RFC 9112 section 6).
enum class RequestFraming : std::uint8_t { none, content_length, chunked };

enum class HttpVersion : std::uint8_t { http1_0, http1_1 };

/// Whether the request asks for the connection to be closed after the exchange.
enum class ConnectionPreference : std::uint8_t { keep, close };

/// A request head ready to be written.
struct RequestHead {
    std::string bytes;  ///< The complete head, blank line included.
    Header fields;      ///< The fields in `bytes`, in order.
    /// How the body has to be written. `content_length`: exactly that many bytes; the source must give as many.
    /// `chunked`: append_chunk() for the data, then kLastChunk, also when there is no body at all.
    RequestFraming framing = RequestFraming::none;
    std::optional<std::uint64_t> content_length;  ///< Set when framing is content_length.
};

/// What a request head is made from. Nothing is kept after the call.
struct RequestHeadInput {
    std::string_view method;
    const Url* url = nullptr;            ///< Never null.
    std::string_view target = {};        ///< Replaces the URL's target when not empty (absolute form, "*", ...).
    HttpVersion version = HttpVersion::http1_1;
    const Header* header = nullptr;      ///< Null: none.
    const std::vector<std::string>* removed_fields = nullptr;  ///< Automatic fields not to be sent. Null: none.
    BodyKind body_kind = BodyKind::none;
    std::optional<std::uint64_t> body_length = {};  ///< Absent with a body: unknown, so it is sent chunked.
    ConnectionPreference connection = ConnectionPreference::keep;
};

/// Builds the head: request line, Host, `header` in its order (less Host), Connection: close if asked, framing.
///
/// A Host in `header` replaces the URL's (the first one if several). Content-Length and Transfer-Encoding in `header`
/// stay where they are and decide the framing; otherwise the framing field comes last. Without a body only POST, PUT
/// and PATCH get "Content-Length: 0". A zone id never reaches the wire.
/// Errors: request_invalid, before anything was built, for a method or field name that is no token, controls in a value
/// or target, spaces in a target, contradicting or malformed framing fields, a body that HTTP/1.0 cannot carry.
/// Messages name the field but never show its value.
Result<RequestHead> make_request_head(const RequestHeadInput& input);

/// Appends one chunk (RFC 9112 section 7.1). Nothing for empty data, as a chunk of size zero would end the body.
void append_chunk(std::string& out, std::string_view data);
/// The chunk's size line alone, for gathered writes; kChunkEnd follows the data. `size` is not zero.
void append_chunk_head(std::string& out, std::size_t size);

inline constexpr std::string_view kChunkEnd = "\r\n";
/// Ends a chunked body without trailers.
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace rtrip::http1
