// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rtrip/header.hpp"

namespace rtrip::http1 {

/// What ResponseParser::next() found.
///
/// Legal sequences, with `?` for at most one and `*` for any number; need_more may stand anywhere before `end`:
///
///     any response             interim* head data* end
///     to HEAD, 204, 304        interim* head end
///     content-length n         interim* head data* end         the sizes of data add up to n
///     chunked                  interim* head data* end         trailers are complete at `end`
///     close-delimited          interim* head data*             then finish() gives `end`
///     2xx to CONNECT           interim* head end               what follows belongs to the tunnel
///     101 that was asked for   interim* head data*             the new protocol's bytes; finish() gives `end`
///
/// An error may take the place of any event and is final: every later call gives it again.
enum class EventKind : std::uint8_t {
    need_more,  ///< All input was consumed; feed more, or call finish() when the peer closed.
    interim,    ///< A 1xx head is complete: see head().
    head,       ///< The final head is complete: see head(), framing().
    data,       ///< Body bytes without framing.
    end,        ///< The response is complete. Bytes left in the input are not part of it.
};

struct Event {
    EventKind kind = EventKind::need_more;
    /// Never empty for `data`, empty otherwise. A view into the input of this call, so it lives as long as that.
    std::string_view data = {};
};

/// Status line and header section of one response, interim or final.
struct ResponseHead {
    int status = 0;
    std::string reason;       ///< As it came, without surrounding white space; may hold bytes above 0x7f.
    int major = 1;            ///< Always 1.
    int minor = 1;            ///< 0 or 1.
    Header header;
    std::uint64_t bytes = 0;  ///< Length on the wire, blank line included.
};

}  // namespace rtrip::http1
