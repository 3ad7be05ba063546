// SPDX-License-Identifier: MIT
// libs: rtrip_http2
// A server's bytes to the client's session: the first byte says how many streams there are, which one has a body and
// whether readers pause, the second how the bytes are cut. However they are cut, the same happens.
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

std::string play(std::string_view bytes, unsigned setup, std::size_t piece) {
    rtrip::http2::SessionLimits limits;
    limits.max_header_bytes = 4096;
    limits.max_interim = 4;
    Player player(limits);
    for (unsigned i = 0; i <= (setup & 3U); ++i) {
        player.get((setup & 4U) != 0 ? "POST" : "GET", (setup & 4U) != 0 ? std::string(3000, 'b') : "").pauses =
            (setup & 8U) != 0;
    }
    std::string out = player.feed((setup & 16U) != 0 ? rtrip::test::h2::settings() : "", piece);
    if (out.empty()) out = player.feed(bytes, piece);
    // Answers never outgrow what was asked.
    require(player.sent.size() < 65536 + 64 * bytes.size());
    require(player.session.open_streams() <= 4);
    // Where a broken connection ends depends on the cut; what came before it is not compared.
    if (!out.empty()) return out;
    for (const auto& [id, stream] : player.streams) out += "|" + stream->log;
    return out + "|" + player.connection;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::string whole = play(bytes, data[0], bytes.size() + 1);
    const std::string cut = play(bytes, data[0], 1U + (data[1] & 31U));
    require(whole == cut);
    return 0;
}
