// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "codec/http1/body_framing.hpp"
#include "codec/http1/events.hpp"
#include "codec/http1/parse_limits.hpp"

namespace rtrip::http1 {

/// The last head that came on a connection, and what it was found to say. What a head says follows from its bytes and
/// the few things compared here, so that a server that says the same again need not be read again. Heads with
/// deviations are not kept.
class HeadMemo {
public:
    /// Of what a head is the answer to, as far as its meaning depends on it.
    struct Asked {
        std::string_view method;
        ParseLimits limits;
        bool codings = false;  ///< FramingInput::codings_asked_for
    };

    /// Whether `input` begins with the head that is kept, asked for in the same way.
    [[nodiscard]] bool matches(const Asked& asked, std::string_view input) const {
        return !bytes_.empty() && input.starts_with(bytes_) && method_ == asked.method && limits_ == asked.limits &&
               codings_ == asked.codings;
    }
    void keep(const Asked& asked, std::string_view bytes, const ResponseHead& head, const FramingDecision& framing) {
        if (bytes.size() > kMostBytes) return;
        bytes_ = bytes;
        method_ = asked.method;
        limits_ = asked.limits;
        codings_ = asked.codings;
        head_ = head;
        framing_ = framing;
    }

    [[nodiscard]] const ResponseHead& head() const { return head_; }
    [[nodiscard]] const FramingDecision& framing() const { return framing_; }

private:
    /// A longer one is not worth its memory on each connection.
    static constexpr std::size_t kMostBytes = 2048;

    std::string bytes_;  ///< Empty: none.
    std::string method_;
    ParseLimits limits_;
    bool codings_ = false;
    ResponseHead head_;
    FramingDecision framing_;
};

}  // namespace rtrip::http1
