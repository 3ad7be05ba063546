// SPDX-License-Identifier: MIT
#include "cli/trace_dump.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "render/redact.hpp"

namespace rtrip::cli {
namespace {

/// Beyond this nothing is a head any more that could be held back as a whole.
constexpr std::size_t kMaxHeld = 2 * 1024 * 1024;

std::string hex(std::size_t number, std::size_t width) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string digits;
    for (; number != 0; number >>= 4) digits.insert(0, 1, kHex[number & 15]);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

char printable(char c) {
    return c >= ' ' && c < '\x7f' ? c : '.';
}

/// Behind the empty line that ends a head; nothing while there is none. A bare LF ends lines as well.
std::optional<std::size_t> head_end(std::string_view text) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        if (text.substr(at + 1).starts_with("\n")) return at + 2;
        if (text.substr(at + 1).starts_with("\r\n")) return at + 3;
    }
    return std::nullopt;
}

/// A 1xx is followed by another head.
bool is_interim(std::string_view head) {
    const std::size_t space = head.find(' ');  // "HTTP/1.1 103", "HTTP/2 103"
    return head.starts_with("HTTP/") && space != std::string_view::npos && head.substr(space + 1, 1) == "1";
}

}  // namespace

void TraceDump::begin_exchange() {
    out_ = {};
    in_ = {};
}

std::string TraceDump::info(std::string_view text) const {
    return "== Info: " + std::string(text) + "\n";
}

std::string TraceDump::masked(std::string head) const {
    if (show_secrets_) return head;
    return render::Redactor(sent_, render::Secrets::masked).head(head);
}

void TraceDump::learn(std::string_view request_head) {
    RoundTrip trip;
    SentInfo& sent = trip.sent.emplace();
    while (!request_head.empty()) {
        const std::string_view line = request_head.substr(0, request_head.find('\n'));
        request_head.remove_prefix(std::min(request_head.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !ascii::is_token(line.substr(0, colon))) continue;
        const std::string_view value = line.substr(colon + 1, line.find('\r') - colon - 1);
        sent.header.add(std::string(line.substr(0, colon)), std::string(ascii::trim_ows(value)));
    }
    sent_.round_trips.clear();
    sent_.round_trips.push_back(std::move(trip));
}

std::string TraceDump::bytes(Direction direction, std::string_view bytes) {
    Side& state = side(direction);
    if (!state.in_head) return dump(direction, "data", bytes);
    state.held += bytes;
    std::string text;
    while (state.in_head) {
        const std::optional<std::size_t> end = head_end(state.held);
        if (!end && state.held.size() < kMaxHeld) return text;
        std::string head = state.held.substr(0, end.value_or(state.held.size()));
        state.held.erase(0, head.size());
        state.in_head = end && direction == Direction::in && is_interim(head);
        if (direction == Direction::out) learn(head);
        text += dump(direction, "header", masked(std::move(head)));
    }
    if (!state.held.empty()) text += dump(direction, "data", state.held);
    state.held.clear();
    return text;
}

std::string TraceDump::finish() {
    std::string text;
    for (const Direction direction : {Direction::out, Direction::in}) {
        Side& state = side(direction);
        if (!state.held.empty()) text += dump(direction, "header", masked(std::move(state.held)));
        state = {};
    }
    return text;
}

std::string TraceDump::dump(Direction direction, std::string_view what, std::string_view bytes) const {
    std::string text = direction == Direction::out ? "=> Send " : "<= Recv ";
    text += what;
    text += ", " + std::to_string(bytes.size()) + " bytes (0x" + hex(bytes.size(), 1) + ")\n";
    const std::size_t width = style_ == TraceStyle::hex ? 16 : 64;
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t count = std::min(width, bytes.size() - at);
        std::size_t skip = 0;
        if (style_ == TraceStyle::text) {
            // Lines of text stay lines.
            const std::size_t end = bytes.substr(at, count).find("\r\n");
            if (end != std::string_view::npos) {
                count = end;
                skip = 2;
            }
        }
        text += hex(at, 4) + ":";
        for (std::size_t i = 0; style_ == TraceStyle::hex && i < width; ++i) {
            text += i < count ? " " + hex(static_cast<unsigned char>(bytes[at + i]), 2) : "   ";
        }
        text += ' ';
        for (const char c : bytes.substr(at, count)) text += printable(c);
        text += '\n';
        at += count + skip;
    }
    return text;
}

}  // namespace rtrip::cli
