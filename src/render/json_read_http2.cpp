// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

#include "render/json_read_facts.hpp"

namespace rtrip::render {
namespace {

constexpr std::size_t kMostSettings = 1000;

std::vector<Http2Setting> read_settings(const JsonNode& node) {
    std::vector<Http2Setting> out;
    for (const auto& [name, value] : node.members(kMostSettings)) out.push_back({name, value.small_count()});
    return out;
}

}  // namespace

std::optional<Http2Info> read_http2(const JsonNode& node) {
    if (node.is_null()) return std::nullopt;
    Http2Info out;
    out.stream_id = node.at("stream_id").optional_small_count().value_or(0);
    out.streams_at_once = node.at("streams_at_once").small_count();
    out.settings_sent = read_settings(node.at("settings_sent"));
    out.settings_received = read_settings(node.at("settings_received"));
    out.ping_rtt = node.at("ping_rtt_ms").optional_duration();
    const JsonNode waits = node.at("waits");
    out.waits.slot = waits.at("slot_ms").optional_duration();
    out.waits.stream_window = waits.at("stream_window_ms").optional_duration();
    out.waits.connection_window = waits.at("connection_window_ms").optional_duration();
    out.waits.socket = waits.at("socket_ms").optional_duration();
    const JsonNode goaway = node.at("goaway");
    if (!goaway.is_null()) {
        out.goaway = Http2GoAway{goaway.at("last_stream_id").small_count(), goaway.at("error").text(),
                                 goaway.at("debug").text_or_empty()};
    }
    const JsonNode reset = node.at("reset");
    if (reset.is_null()) return out;
    out.reset_error = reset.at("error").text();
    out.reset_by_peer = reset.at("by_peer").flag();
    return out;
}

KernelStamps read_stamps(const JsonNode& node, const RoundTrip& rt) {
    KernelStamps out;
    if (node.is_null() || node.at("method").text_or_empty() != "kernel_timestamps") return out;
    const auto wait = std::ranges::find(rt.cuts, Phase::wait, &PhaseCut::phase);
    if (wait == rt.cuts.end()) return out;
    const TimePoint end = std::next(wait) == rt.cuts.end() ? rt.done : std::next(wait)->at;
    if (const auto took = node.at("acknowledged_ms").optional_duration()) out.acknowledged = wait->at + *took;
    const auto lag = node.at("client_lag_ms").optional_duration();
    if (!lag) return out;
    out.arrived = end - *lag;
    // Within one microsecond the order is lost, and with it whether the acknowledgement came by itself.
    if (node.at("delivery_from").text_or_empty() == "acknowledgement") *out.arrived += std::chrono::nanoseconds(999);
    return out;
}

}  // namespace rtrip::render
