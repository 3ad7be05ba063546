// SPDX-License-Identifier: MIT
#include "codec/http1/not_http.hpp"

#include <array>
#include <string>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "codec/http1/grammar.hpp"

namespace rtrip::http1 {
namespace {

constexpr std::size_t kTlsRecordHeader = 5;  // RFC 8446 section 5.1
constexpr std::size_t kHttp2FrameHeader = 9;  // RFC 9113 section 4.1

struct Look {
    std::string_view what;
    std::string_view hint;
};

unsigned byte_at(std::string_view bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

bool is_tls_record(std::string_view bytes) {
    return bytes.size() >= 3 && byte_at(bytes, 0) >= 0x14 && byte_at(bytes, 0) <= 0x17 && byte_at(bytes, 1) == 3 &&
           byte_at(bytes, 2) <= 4;
}

// A server's HTTP/2 preface is a SETTINGS frame on stream 0; GOAWAY answers a request it cannot read.
bool is_http2_frame(std::string_view bytes) {
    if (bytes.size() < kHttp2FrameHeader) return false;
    const unsigned type = byte_at(bytes, 3);
    const bool stream_zero = bytes.substr(5, 4) == std::string_view("\0\0\0\0", 4);
    return byte_at(bytes, 0) == 0 && stream_zero && (type == 4 || type == 7);
}

bool is_reply_code(std::string_view bytes) {
    return bytes.size() >= 4 && ascii::is_digit(bytes[0]) && ascii::is_digit(bytes[1]) && ascii::is_digit(bytes[2]) &&
           (bytes[3] == ' ' || bytes[3] == '-');
}

std::string_view skip_blank(std::string_view bytes) {
    const std::size_t at = bytes.find_first_not_of(" \t\r\n");
    return at == std::string_view::npos ? std::string_view() : bytes.substr(at);
}

Look look_at(std::string_view bytes) {
    constexpr std::array<std::string_view, 7> kMethods{"GET ",    "HEAD ",    "POST ", "PUT ",
                                                       "DELETE ", "OPTIONS ", "PATCH "};
    if (is_tls_record(bytes)) return {"a TLS record", "the port speaks TLS; try https://"};
    if (is_http2_frame(bytes)) return {"an HTTP/2 frame", "the server speaks HTTP/2 on this connection"};
    if (bytes.starts_with("PRI * HTTP/2")) return {"the HTTP/2 client preface", "the peer is no server"};
    if (bytes.starts_with("\xef\xbb\xbf")) return {"a byte order mark before the status line", ""};
    if (bytes.starts_with("SSH-")) return {"an SSH banner", "the port belongs to an SSH server"};
    if (is_reply_code(bytes)) return {"a banner of SMTP, FTP or the like", "the port belongs to another service"};
    if (bytes.starts_with("+OK") || bytes.starts_with("* OK")) {
        return {"a banner of a mail server", "the port belongs to another service"};
    }
    if (bytes.starts_with("ICY ")) return {"a Shoutcast status line", ""};
    if (bytes.starts_with("\r") || bytes.starts_with("\n")) return {"an empty line before the status line", ""};
    if (skip_blank(bytes).starts_with("<")) return {"a page without a header section (HTTP/0.9)", ""};
    if (ascii::istarts_with(bytes, kHttpName)) return {"a status line whose HTTP is not in capitals", ""};
    for (const std::string_view method : kMethods) {
        if (bytes.starts_with(method)) return {"a request", "the peer sends requests, or echoes what it gets"};
    }
    return {"no status line", ""};
}

}  // namespace

std::optional<std::size_t> junk_length(std::string_view bytes) {
    const std::string_view seen = bytes.substr(0, kJunkBytes);
    if (is_tls_record(seen)) return seen.size() < kTlsRecordHeader ? std::nullopt : std::optional(kTlsRecordHeader);
    bool binary = false;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (seen[i] == '\n' && !binary) return i + 1;
        // Binary: enough for a frame header tells it, and the peer may be waiting for our part of a handshake.
        binary = binary || (ascii::is_control(seen[i]) && seen[i] != '\r' && seen[i] != '\t');
        if (binary && i + 1 >= kHttp2FrameHeader) return i + 1;
    }
    if (seen.size() == kJunkBytes) return kJunkBytes;
    return std::nullopt;
}

Error not_http_error(std::string_view bytes, std::uint64_t offset) {
    const Look look = look_at(bytes);
    std::string message = "response is not HTTP/1: got ";
    message += look.what;
    message += " at byte " + std::to_string(offset) + ": \"" + escape_prefix(bytes, kJunkBytes) + "\"";
    return {ErrorCode::response_malformed, Phase::wait, std::move(message), std::string(look.hint)};
}

}  // namespace rtrip::http1
