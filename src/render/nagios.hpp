// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "render/report.hpp"

namespace rtrip::render {

/// The states of a monitoring plugin; their values are its exit statuses.
enum class NagiosState : std::uint8_t { ok = 0, warning = 1, critical = 2, unknown = 3 };

/// What a run comes to, as the one line of a Nagios plugin with its performance data.
///
/// critical: an expectation that is one was not met, or the target failed, however it did. warning: one that is only to
/// be warned of was not met. unknown: nothing can be said of the target, for it is the user's input, this machine or
/// the user's wish to end that kept it from being asked. Of several requests the gravest counts, critical before
/// unknown.
class NagiosLine {
public:
    void add(const Report& report);
    /// What was expected of the whole run.
    void add(std::span<const expect::Judgement> expectations);
    /// A command line that cannot be carried out.
    void add_problem(const Error& problem);
    /// A failure beside the requests, such as a file that could not be written.
    void add_failure(const Error& failure);

    [[nodiscard]] NagiosState state() const;
    /// "HTTP OK: ... | time=0.182400s;;;0 ...", with a newline. No byte of a peer's ends the line or begins the data.
    [[nodiscard]] std::string line() const;

private:
    void take(NagiosState state, std::string text);

    std::uint64_t requests_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t problems_ = 0;
    std::int64_t longest_us_ = 0;
    bool any_ = false;
    NagiosState state_ = NagiosState::ok;
    std::string text_;  ///< Of the gravest, the first of them.
    std::string first_;  ///< The performance data of the first request; there may be no other.
};

}  // namespace rtrip::render
