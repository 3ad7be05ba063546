// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "rtrip/client_trace.hpp"
#include "rtrip/clock.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// Collects the hooks of one URL's round trips into a Trace; of several URLs one after the other, with restart().
///
/// Not copyable; must outlive every operation that was given its hooks. Hooks that fire after take() are ignored.
class TraceRecorder {
public:
    /// `keep_events`: also keep the line-by-line event list that -v shows.
    TraceRecorder(const Clock& clock, std::string method, std::string url, bool keep_events = false);
    ~TraceRecorder();
    TraceRecorder(const TraceRecorder&) = delete;
    TraceRecorder& operator=(const TraceRecorder&) = delete;

    /// The hooks to put into Context::trace. Valid as long as the recorder.
    [[nodiscard]] const ClientTrace& hooks() const;

    /// Begins another record, after take(); the hooks stay where they are. For many requests, one after the other.
    /// The record's time starts with its first round trip.
    void restart(std::string method, std::string url);

    /// Seals the record. A round trip that is still open is closed at this moment with `error`.
    [[nodiscard]] Trace take(std::optional<Error> error);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace rtrip
