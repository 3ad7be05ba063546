// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace rtrip::http1 {

/// What a peer may make the parser hold or skip before the response is refused. All sizes in bytes on the wire.
///
/// Nothing that a peer announces raises a limit; memory follows the bytes that came.
struct ParseLimits {
    /// The final head and all interim heads together. Go: 10 MiB; curl: 300 KB; nginx (as a client): one page or two.
    std::size_t max_header_bytes = std::size_t{1} << 20;
    /// Field lines of the final head and all interim heads together. curl: 5000; httpd: 100; Go: no bound.
    std::size_t max_header_fields = 5000;
    /// Interim (1xx) responses before the final one. Go: bounded by bytes alone.
    std::size_t max_interim = 32;
    /// One line of a head or trailer section, with its line end. curl: 100 KB; a field of 300 KB must pass here.
    std::size_t max_line_bytes = std::size_t{512} << 10;
    /// One chunk-size line with its extensions. Go: 4 KiB.
    std::size_t max_chunk_line_bytes = 4096;
    /// How far chunk framing may outweigh the payload: each chunk adds its framing and takes off 16 + 2 * size, not
    /// below zero (Go's rule since CVE-2023-39326, with Go's bound).
    std::size_t max_chunk_overhead_bytes = std::size_t{16} << 10;
    /// The trailer section. Go: 4 KiB.
    std::size_t max_trailer_bytes = std::size_t{64} << 10;

    friend bool operator==(const ParseLimits&, const ParseLimits&) = default;
};

}  // namespace rtrip::http1
