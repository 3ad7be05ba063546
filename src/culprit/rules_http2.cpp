// SPDX-License-Identifier: MIT
//
// What a request waited for on an HTTP/2 connection (RFC 9113 sections 5.1.2 and 5.2).
#include "culprit/rules.hpp"

namespace rtrip::culprit {

std::optional<Finding> h2_stream_limit(const Case& c) {
    if (!c.rt.http2 || !c.rt.http2->waits.slot || !c.matters(*c.rt.http2->waits.slot)) return std::nullopt;
    const Http2Info& http2 = *c.rt.http2;
    Finding out;
    out.cost = *http2.waits.slot;
    out.confidence = Confidence::sure;
    out.title = "the server's limit on streams is reached";
    out.detail = "the request waited " + time_text(out.cost) + " for a place among the streams of its connection";
    out.fix = "raise the server's limit on concurrent streams, or ask for less at a time";
    out.evidence.duration("slot_ms", out.cost).count("streams_at_once", http2.streams_at_once);
    for (const Http2Setting& setting : http2.settings_received) {
        if (setting.name == "MAX_CONCURRENT_STREAMS") out.evidence.count("max_concurrent_streams", setting.value);
    }
    return out;
}

std::optional<Finding> h2_window_closed(const Case& c) {
    if (!c.rt.http2) return std::nullopt;
    const Duration stream = c.rt.http2->waits.stream_window.value_or(Duration{});
    const Duration connection = c.rt.http2->waits.connection_window.value_or(Duration{});
    if (!c.matters(stream + connection)) return std::nullopt;
    Finding out;
    out.cost = stream + connection;
    out.confidence = Confidence::sure;
    out.title = "the server's HTTP/2 window holds the upload up";
    out.detail = "sending waited " + time_text(out.cost) + " for the server to open the window of its " +
                 (stream >= connection ? "stream" : "connection");
    out.fix = "let the server read faster, or give it larger HTTP/2 windows for request bodies";
    out.evidence.duration("stream_window_ms", stream).duration("connection_window_ms", connection);
    return out;
}

}  // namespace rtrip::culprit
