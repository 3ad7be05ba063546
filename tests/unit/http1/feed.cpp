// SPDX-License-Identifier: MIT
#include "unit/http1/feed.hpp"

#include <algorithm>

#include "support/catch.hpp"

namespace rtrip::http1::testing {
namespace {

constexpr std::size_t kAllSplitsUpTo = 700;  // bytes; every cut of longer wires would take too long
constexpr std::string_view kJunk("\0HTTP/1.1 500 Junk\r\n\r\n", 23);

void add_event(Outcome& outcome, std::string_view event) {
    if (event == "data" && outcome.events.ends_with("data")) return;
    if (!outcome.events.empty()) outcome.events += ", ";
    outcome.events += event;
}

// Takes one answer of the parser; false when nothing more can come from this piece.
bool take(Outcome& outcome, const ResponseParser& parser, const Result<Event>& event) {
    if (!event) {
        outcome.error = error_code_name(event.error().code);
        outcome.message = event.error().message;
        return false;
    }
    switch (event->kind) {
        case EventKind::need_more: return false;
        case EventKind::interim: add_event(outcome, "interim " + std::to_string(parser.head().status)); return true;
        case EventKind::head: add_event(outcome, "head " + std::to_string(parser.head().status)); return true;
        case EventKind::data:
            if (event->data.empty()) FAIL("data event without data");
            outcome.body += event->data;
            add_event(outcome, "data");
            return true;
        case EventKind::end: add_event(outcome, "end"); return false;
    }
    return false;
}

std::string describe(const Outcome& o) {
    std::string text = o.events + " | " + o.error + " | " + o.message + " | body " + o.body + " | surplus " + o.surplus;
    for (const std::string& anomaly : o.anomalies) text += " | " + anomaly;
    return text + " | " + o.not_reusable_because;
}

bool same_head(const ResponseHead& a, const ResponseHead& b) {
    return a.status == b.status && a.reason == b.reason && a.minor == b.minor && a.header == b.header &&
           a.bytes == b.bytes;
}

bool same(const Outcome& a, const Outcome& b) {
    return describe(a) == describe(b) && same_head(a.head, b.head) && a.trailers == b.trailers &&
           a.framing == b.framing && a.content_length == b.content_length && a.has_body == b.has_body &&
           a.header_bytes == b.header_bytes && a.body_bytes == b.body_bytes;
}

void require_same(const Outcome& first, const Outcome& other, const std::string& way) {
    if (same(first, other)) return;
    FAIL("way of feeding: " << way << "\nfirst: " << describe(first) << "\nother: " << describe(other));
}

}  // namespace

bool Outcome::saw(std::string_view anomaly) const {
    return std::any_of(anomalies.begin(), anomalies.end(), [anomaly](const std::string& seen) {
        return std::string_view(seen).substr(0, seen.find('@')) == anomaly;
    });
}

std::string Outcome::value(std::string_view name) const {
    return std::string(head.header.get(name).value_or("(absent)"));
}

Outcome feed(const Exchange& exchange, const std::vector<std::string_view>& pieces, HeadMemo* memo) {
    ResponseParser parser(exchange.method, exchange.limits);
    if (memo != nullptr) parser.use(*memo);
    if (exchange.keep == Keep::codings) parser.expect_codings();
    if (exchange.keep == Keep::chunks) parser.keep_chunks();
    Outcome outcome;
    for (std::string_view piece : pieces) {
        const std::uint64_t before = parser.offset();
        const std::size_t size = piece.size();
        while (take(outcome, parser, parser.next(piece))) {
        }
        if (parser.offset() - before != size - piece.size()) FAIL("offset() does not count what was consumed");
        if (!outcome.error.empty()) break;
        if (!parser.ended() && !piece.empty()) FAIL("need_more with input left");
        outcome.surplus += piece;
    }
    if (outcome.error.empty() && !parser.ended() && exchange.behind == Behind::closes) {
        take(outcome, parser, parser.finish());
    }
    for (const Anomaly& anomaly : parser.take_anomalies()) {
        if (anomaly.detail.empty() || !anomaly.source.starts_with("RFC ")) FAIL("anomaly without detail or source");
        outcome.anomalies.push_back(anomaly.kind + "@" + std::to_string(anomaly.offset));
    }
    // A repeated end is part of how the pieces were cut, not of the response.
    while (outcome.events.ends_with(", end, end")) outcome.events.resize(outcome.events.size() - 5);
    outcome.head = parser.head();
    outcome.trailers = parser.trailers();
    outcome.framing = parser.framing();
    outcome.content_length = parser.content_length();
    outcome.has_body = parser.has_body();
    outcome.not_reusable_because = parser.not_reusable_because();
    outcome.body_bytes = parser.body_bytes();
    if (outcome.error.empty()) outcome.header_bytes = parser.header_bytes();
    return outcome;
}

Outcome feed_all_ways(const Exchange& exchange) {
    const std::string_view wire = exchange.wire;
    const Outcome first = feed(exchange, {wire});
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < wire.size(); ++i) bytes.push_back(wire.substr(i, 1));
    require_same(first, feed(exchange, bytes), "byte by byte");
    for (std::size_t cut = 0; wire.size() <= kAllSplitsUpTo && cut <= wire.size(); ++cut) {
        require_same(first, feed(exchange, {wire.substr(0, cut), wire.substr(cut)}), "cut at " + std::to_string(cut));
    }
    HeadMemo memo;
    require_same(first, feed(exchange, {wire}, &memo), "whole, remembering");
    require_same(first, feed(exchange, {wire}, &memo), "whole, remembered");
    require_same(first, feed(exchange, bytes, &memo), "byte by byte, remembered");
    const std::size_t half = wire.size() / 2;
    require_same(first, feed(exchange, {wire.substr(0, half), wire.substr(half)}, &memo), "in two, remembered");
    Exchange open = exchange;
    open.behind = Behind::stays_open;
    if (feed(open, {wire}).events.ends_with("end")) {
        Outcome expected = first;
        expected.surplus += kJunk;
        open.wire += kJunk;
        require_same(expected, feed(open, {open.wire}), "with junk behind");
        require_same(expected, feed(open, {wire, kJunk}), "with junk in a piece of its own");
    }
    return first;
}

Outcome feed_all_ways(std::string_view wire) {
    return feed_all_ways(Exchange{std::string(wire)});
}

}  // namespace rtrip::http1::testing
