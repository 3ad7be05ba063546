// SPDX-License-Identifier: MIT
// libs: rtrip_http2
// A server's bytes to the client's session: the first byte says how many streams there are, which one has a body and
// whether readers pause, the second how the bytes are cut. However they are cut, the same happens
// where nothing goes wrong.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "support/h2_frames.hpp"
#include "support/h2_session_log.hpp"

namespace {

using rtrip::test::h2::Player;

void require(bool holds) {
    if (!holds) std::abort();
}

struct Outcome {
    bool clean = false;  // nothing was wrong, and nothing was given up
    std::string log;
};

Outcome play(std::string_view bytes, unsigned setup, std::size_t piece) {
    rtrip::http2::SessionLimits limits;
    limits.max_header_bytes = 4096;
    limits.max_interim = 4;
    Player player(limits);
    for (unsigned i = 0; i <= (setup & 3U); ++i) {
        player.get((setup & 4U) != 0 ? "POST" : "GET", (setup & 4U) != 0 ? std::string(3000, 'b') : "").pauses =
            (setup & 8U) != 0;
    }
    std::string error = player.feed((setup & 16U) != 0 ? rtrip::test::h2::settings() : "", piece);
    if (error.empty()) error = player.feed(bytes, piece);
    // Answers never outgrow what was asked.
    require(player.sent.size() < 65536 + 64 * bytes.size());
    require(player.session.open_streams() <= 4);
    Outcome out;
    for (const auto& [id, stream] : player.streams) out.log += "|" + stream->log;
    out.log += "|" + player.connection;
    std::size_t closed = 0;
    std::size_t well = 0;
    for (std::size_t at = out.log.find("closed "); at != std::string::npos; at = out.log.find("closed ", at + 1)) {
        ++closed;
        if (out.log.substr(at).starts_with("closed NO_ERROR")) ++well;
    }
    out.clean = error.empty() && closed == well && out.log.find("goaway") == std::string::npos;
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const Outcome whole = play(bytes, data[0], bytes.size() + 1);
    const Outcome cut = play(bytes, data[0], 1U + (data[1] & 31U));
    // What a reset stream, or a connection that was given up, still takes in depends on when our answer goes out.
    if (whole.clean && cut.clean) require(whole.log == cut.log);
    return 0;
}
