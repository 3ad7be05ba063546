// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/plan.hpp"
#include "rtrip/header.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::cli {

enum class Direction : std::uint8_t { out, in };

/// Writes what --trace and --trace-ascii show: every byte with its offset, secrets of heads masked.
///
/// A head is held back until its lines are whole, so that a secret cut in two is masked as well; bodies are not held.
/// What a request's head had as secrets is masked in the answer's head too, wherever it stands there.
class TraceDump {
public:
    TraceDump(TraceStyle style, bool show_secrets) : style_(style), show_secrets_(show_secrets) {}

    /// A new exchange: what comes next begins with a head, in both directions.
    void begin_exchange();
    /// Text to append to the file.
    [[nodiscard]] std::string bytes(Direction direction, std::string_view bytes);
    /// "== Info: ..." in curl's manner. `text` is one line.
    [[nodiscard]] std::string info(std::string_view text) const;
    /// What is still held back.
    [[nodiscard]] std::string finish();

private:
    struct Side {
        bool in_head = true;
        std::string held;
    };
    Side& side(Direction direction) { return direction == Direction::out ? out_ : in_; }
    [[nodiscard]] std::string dump(Direction direction, std::string_view what, std::string_view bytes) const;
    [[nodiscard]] std::string masked(std::string head) const;
    void learn(std::string_view request_head);

    TraceStyle style_;
    bool show_secrets_;
    Side out_;
    Side in_;
    Trace sent_;  ///< One round trip: the fields of the last request.
};

}  // namespace rtrip::cli
