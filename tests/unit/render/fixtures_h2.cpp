// SPDX-License-Identifier: MIT
#include "fixture_parts.hpp"
#include "fixtures.hpp"

namespace rtrip::render::fixtures {

Fixture h2_reset() {
    Trace trace = make_trace("POST", "https://example.com/upload");
    RoundTrip rt = https_round_trip(trace);
    rt.method = "POST";
    rt.tls->alpn = "h2";
    rt.tls->alpn_offered = {"h2", "http/1.1"};
    rt.connection->protocol = Protocol::h2;
    rt.connection->returned = false;
    rt.connection->not_returned_because = "h2_goaway";
    Http2Info info;
    info.stream_id = 7;
    info.streams_at_once = 4;
    info.settings_sent = {{"ENABLE_PUSH", 0}, {"INITIAL_WINDOW_SIZE", 524288}};
    info.settings_received = {{"MAX_CONCURRENT_STREAMS", 128}, {"0x1234", 7}};
    info.ping_rtt = std::chrono::microseconds(12345);
    info.waits.slot = std::chrono::microseconds(2000);
    info.waits.stream_window = std::chrono::microseconds(31500);
    info.goaway = Http2GoAway{7, "ENHANCE_YOUR_CALM", "too\x1b[31m many"};
    info.reset_error = "INTERNAL_ERROR";
    info.reset_by_peer = true;
    rt.http2 = info;
    rt.received->http_version = "2";
    rt.received->reason.clear();
    rt.received->framing = BodyFraming::h2;
    rt.received->complete = false;
    rt.ok = false;
    rt.error = Error(ErrorCode::http2_stream_reset, Phase::body,
                     "the server reset the stream (INTERNAL_ERROR) after 100 bytes of the body");
    finish(trace, std::move(rt));
    return {"h2_reset", std::move(trace), 92};
}

}  // namespace rtrip::render::fixtures
