// SPDX-License-Identifier: MIT
#include <algorithm>

#include "render/json_facts.hpp"

namespace rtrip::render {
namespace {

void write_settings(JsonWriter& out, std::string_view key, std::vector<Http2Setting> settings) {
    const auto object = out.object(key);
    std::ranges::sort(settings, {}, &Http2Setting::name);
    for (const Http2Setting& setting : settings) out.count(setting.name, std::uint64_t{setting.value});
}

void write_goaway(JsonContext& json, const std::optional<Http2GoAway>& goaway) {
    if (!goaway) return json.out.null("goaway");
    const auto object = json.out.object("goaway");
    json.out.count("last_stream_id", std::uint64_t{goaway->last_stream_id});
    json.out.text("error", goaway->error);
    json.out.text_or_null("debug", json.redact.text(goaway->debug));
}

}  // namespace

void write_http2(JsonContext& json, const RoundTrip& rt) {
    JsonWriter& out = json.out;
    if (!rt.http2) return out.null("http2");
    const Http2Info& info = *rt.http2;
    const auto object = out.object("http2");
    out.count("stream_id", info.stream_id == 0 ? std::nullopt : std::optional<std::uint64_t>(info.stream_id));
    out.count("streams_at_once", std::uint64_t{info.streams_at_once});
    write_settings(out, "settings_sent", info.settings_sent);
    write_settings(out, "settings_received", info.settings_received);
    out.duration("ping_rtt_ms", info.ping_rtt);
    {
        const auto waits = out.object("waits");
        out.duration("slot_ms", info.waits.slot);
        out.duration("stream_window_ms", info.waits.stream_window);
        out.duration("connection_window_ms", info.waits.connection_window);
        out.duration("socket_ms", info.waits.socket);
    }
    write_goaway(json, info.goaway);
    if (info.reset_error.empty()) return out.null("reset");
    const auto reset = out.object("reset");
    out.text("error", info.reset_error);
    out.flag("by_peer", info.reset_by_peer);
}

}  // namespace rtrip::render
