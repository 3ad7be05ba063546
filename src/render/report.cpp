// SPDX-License-Identifier: MIT
#include "render/report.hpp"

#include <algorithm>

namespace rtrip::render {

const Error* final_error(const Trace& trace) {
    if (trace.error) return &*trace.error;
    if (!trace.round_trips.empty() && trace.round_trips.back().error) return &*trace.round_trips.back().error;
    return nullptr;
}

int final_exit_code(const Report& report) {
    const Error* error = final_error(*report.trace);
    return report.exit_code == 0 && error ? exit_code_of(error->code) : report.exit_code;
}

bool final_ok(const Report& report) {
    const Trace& trace = *report.trace;
    if (final_error(trace) || final_exit_code(report) != 0 || trace.round_trips.empty()) return false;
    const RoundTrip& last = trace.round_trips.back();
    return last.ok && last.received && last.received->complete;
}

std::int64_t final_total_microseconds(const Trace& trace) {
    const TimePoint end = trace.round_trips.empty() ? trace.done : trace.round_trips.back().done;
    const auto total = std::chrono::floor<std::chrono::microseconds>(end - trace.started);
    return std::max<std::int64_t>(0, total.count());
}

}  // namespace rtrip::render
