// SPDX-License-Identifier: MIT
#include "render/http2_facts.hpp"

#include <algorithm>
#include <utility>

#include "model/field_values.hpp"
#include "render/units.hpp"

namespace rtrip::render {
namespace {

std::string stream_text(const Http2Info& info, const Screen& screen) {
    std::string text = info.stream_id == 0 ? "no stream" : "stream " + std::to_string(info.stream_id);
    if (info.streams_at_once > 1) text += ", up to " + std::to_string(info.streams_at_once) + " at once";
    for (const Http2Setting& setting : info.settings_received) {
        if (setting.name == "MAX_CONCURRENT_STREAMS") text += ", server takes " + std::to_string(setting.value);
    }
    if (info.ping_rtt) text += ", ping " + format_duration(*info.ping_rtt, screen.style.charset);
    if (!info.reset_error.empty()) {
        text += ", reset by " + std::string(info.reset_by_peer ? "the server" : "us") + " (" + info.reset_error + ")";
    }
    return text;
}

std::string waits_text(const Http2Waits& waits, const Screen& screen) {
    std::string text;
    const auto add = [&](const std::optional<Duration>& time, std::string_view what) {
        if (!time) return;
        text += text.empty() ? "waited " : ", ";
        text += format_duration(*time, screen.style.charset) + " for " + std::string(what);
    };
    add(waits.slot, "a place among the streams");
    add(waits.stream_window, "the stream's window");
    add(waits.connection_window, "the connection's window");
    add(waits.socket, "the socket");
    return text;
}

// Where else HTTP/2 or HTTP/3 is announced (RFC 7838): "h2=\":443\"".
std::string alternatives(const RoundTrip& rt) {
    std::string text;
    if (!rt.received) return text;
    for (const std::string_view value : rt.received->header.values("alt-svc")) {
        for (const std::string_view entry : split_list(value)) {
            const std::string_view protocol = entry.substr(0, entry.find('='));
            const bool known = protocol == "h2" || protocol == "h2c" || protocol.starts_with("h3");
            if (!known || text.size() > 100) continue;
            if (!text.empty()) text += ", ";
            text += entry.substr(0, entry.find(';'));
        }
    }
    return text;
}

std::string not_spoken(const RoundTrip& rt) {
    if (!rt.tls || !rt.connection || !rt.received) return {};
    const auto& offered = rt.tls->alpn_offered;
    if (std::find(offered.begin(), offered.end(), "h2") == offered.end()) return {};
    const std::string announced = alternatives(rt);
    std::string text =
        rt.tls->alpn.empty() ? "offered; the server knows no ALPN" : "offered; the server chose " + rt.tls->alpn;
    if (!announced.empty()) text += ", but announces in Alt-Svc: " + announced;
    return text;
}

}  // namespace

std::vector<std::string> http2_facts(const RoundTrip& rt, const Screen& screen) {
    std::vector<std::string> out;
    const auto add = [&](const std::string& text) {
        if (!text.empty()) out.push_back(screen.shown(text));
    };
    if (!rt.http2) {
        add(not_spoken(rt));
        return out;
    }
    add(stream_text(*rt.http2, screen));
    add(waits_text(rt.http2->waits, screen));
    if (const auto& goaway = rt.http2->goaway) {
        std::string text = "GOAWAY " + goaway->error + ", last stream " + std::to_string(goaway->last_stream_id);
        if (!goaway->debug.empty()) text += ": " + goaway->debug;
        add(text);
    }
    return out;
}

}  // namespace rtrip::render
