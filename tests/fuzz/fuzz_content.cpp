// SPDX-License-Identifier: MIT
// libs: rtrip_content
// The first byte chooses the stack of codings, the second how input and output are cut; the rest is the coded body.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "codec/content/content_encoding.hpp"
#include "codec/content/decoder_chain.hpp"

namespace {

using namespace rtrip;
using content::Coding;
using content::DecoderChain;

void require(bool holds) {
    if (!holds) std::abort();
}

struct Decoded {
    std::string plain;
    std::string error;
};

Decoded decode(const std::vector<Coding>& codings, std::string_view bytes, std::size_t in, std::size_t out) {
    content::DecodeLimits limits;
    limits.max_bytes = 1 << 16;
    DecoderChain chain(codings, limits);
    std::vector<char> buffer(out);
    Decoded result;
    bool ended = false;
    while (true) {
        const auto progress = chain.read(buffer);
        if (!progress) {
            require(progress.error().code == ErrorCode::body_coding ||
                    progress.error().code == ErrorCode::body_decoded_too_large);
            result.error = progress.error().message;
            return result;
        }
        require(progress->bytes <= buffer.size());
        result.plain.append(buffer.data(), progress->bytes);
        require(result.plain.size() <= *limits.max_bytes);
        if (progress->state == DecoderChain::State::ended) return result;
        if (progress->state != DecoderChain::State::needs_input) continue;
        require(!ended);
        const std::string_view piece = bytes.substr(0, in);
        bytes.remove_prefix(piece.size());
        ended = piece.empty();
        if (ended) {
            chain.end_input();
        } else {
            chain.feed(piece);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    std::vector<Coding> codings{static_cast<Coding>(data[0] & 3)};
    if ((data[0] & 4) != 0) codings.push_back(static_cast<Coding>((data[0] >> 3) & 3));
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const Decoded whole = decode(codings, bytes, 1 << 16, 1 << 16);
    const Decoded cut = decode(codings, bytes, 1U + (data[1] & 15), 1U + (data[1] >> 4));
    // However it is cut, the outcome is the same; what came out before an error may differ by what was buffered.
    require(whole.error.empty() == cut.error.empty());
    if (whole.error.empty()) require(whole.plain == cut.plain);
    return 0;
}
