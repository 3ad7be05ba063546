// SPDX-License-Identifier: MIT
#include "render/human_verbose.hpp"

#include <algorithm>

#include "render/units.hpp"

namespace rtrip::render {
namespace {

std::string field_lines(const Header& header, std::string_view prefix, const Screen& screen) {
    std::string out;
    for (const HeaderField& field : header.fields()) {
        out += prefix;
        out += printable(field.name, screen.style.charset);
        out += ": ";
        out += printable(screen.redact.field_value(field.name, field.value), screen.style.charset);
        out += '\n';
    }
    return out;
}

std::string_view request_version(const RoundTrip& rt) {
    if (!rt.connection) return "HTTP/1.1";
    switch (rt.connection->protocol) {
        case Protocol::http1_0: return "HTTP/1.0";
        case Protocol::http1_1: return "HTTP/1.1";
        case Protocol::h2:
        case Protocol::h2c: return "HTTP/2";
        case Protocol::h3: return "HTTP/3";
    }
    return "";
}

}  // namespace

std::string render_heads(const RoundTrip& rt, const Screen& screen) {
    std::string out;
    if (rt.proxy && !rt.proxy->sent.empty()) {
        out += "> CONNECT " + screen.shown(rt.proxy->target) + " HTTP/1.1\n";
        out += field_lines(rt.proxy->sent, "> ", screen) + ">\n";
        for (const ProxyResponse& answer : rt.proxy->responses) {
            out += "< HTTP/" + screen.shown(answer.http_version) + " " + std::to_string(answer.status);
            if (!answer.reason.empty()) out += " " + screen.shown(answer.reason);
            out += "\n" + field_lines(answer.header, "< ", screen) + "<\n";
        }
    }
    if (rt.sent) {
        out += "> " + screen.shown(rt.sent->method) + " " + screen.shown(rt.sent->target) + " ";
        out += request_version(rt);
        out += "\n" + field_lines(rt.sent->header, "> ", screen) + ">\n";
    }
    for (const InterimResponse& interim : rt.interim) {
        out +=
            "< HTTP/1.1 " + std::to_string(interim.status) + "\n" + field_lines(interim.header, "< ", screen) + "<\n";
    }
    if (rt.received) {
        out += "< HTTP/" + screen.shown(rt.received->http_version) + " " + std::to_string(rt.received->status);
        if (!rt.received->reason.empty()) out += " " + screen.shown(rt.received->reason);
        out += "\n" + field_lines(rt.received->header, "< ", screen) + "<\n";
        out += field_lines(rt.received->trailers, "< (trailer) ", screen);
    }
    return out;
}

std::string render_events(const RoundTrip& rt, const Screen& screen) {
    std::size_t name_width = 0;
    for (const Event& event : rt.events) name_width = std::max(name_width, event.name.size());
    // One scale for the column, so that offsets can be compared at a glance.
    const Scale scale = scale_for(total_microseconds(rt));
    const std::size_t figure_width = scale.format(scale.steps(total_microseconds(rt)), screen.style.charset).size();
    std::string out;
    for (const Event& event : rt.events) {
        const auto us = std::chrono::floor<std::chrono::microseconds>(event.at - rt.started).count();
        const std::string offset = scale.format(scale.steps(std::max<std::int64_t>(0, us)), screen.style.charset);
        std::string line = "  " + pad_left(offset, figure_width) + "  " + pad_right(event.name, name_width);
        if (!event.detail.empty()) line += "  " + screen.shown(event.detail);
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

}  // namespace rtrip::render
