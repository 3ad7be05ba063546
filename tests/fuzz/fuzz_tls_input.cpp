// SPDX-License-Identifier: MIT
// libs: rtrip_tls
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "codec/tls/engine.hpp"

namespace {

using rtrip::tls::Engine;

void require(bool holds) {
    if (!holds) std::abort();
}

std::shared_ptr<rtrip::tls::ClientContext> make_context() {
    rtrip::TlsOptions options;
    options.verify = false;  // an unauthenticated server reaches more of the code
    options.resume = false;
    auto made = rtrip::tls::ClientContext::make(options);
    require(made.has_value());
    return *made;
}

}  // namespace

// The input's first byte is the size of the pieces in which the rest reaches the client as a server's answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::shared_ptr<rtrip::tls::ClientContext> context = make_context();
    if (size < 1) return 0;
    const std::size_t piece = data[0] == 0 ? size : data[0];
    std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
    Engine engine(context, {"test.example"}, "key");
    rtrip::Result<Engine::Progress> progress = engine.handshake(rtrip::TimePoint{}, rtrip::WallTime{});
    require(progress.has_value() && *progress == Engine::Progress::want_read);
    require(!engine.output().empty());
    while (!rest.empty() && progress) {
        engine.set_input(rest.substr(0, piece));
        rest.remove_prefix(std::min(piece, rest.size()));
        progress = engine.handshake(rtrip::TimePoint{}, rtrip::WallTime{});
        // Without the client's secrets nobody gets through.
        require(!progress || *progress == Engine::Progress::want_read);
        require(!progress || engine.input_left() == 0);
    }
    require(!(progress ? engine.end_of_input() : progress.error()).message.empty());
    require(engine.info().messages.size() <= 64);
    return 0;
}
