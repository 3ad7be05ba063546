// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "codec/content/decoder_chain.hpp"
#include "support/catch.hpp"

namespace rtrip::content {

/// How a test feeds a chain: pieces of so many bytes in, buffers of so many bytes out.
struct Cuts {
    std::size_t in = 1 << 16;
    std::size_t out = 1 << 16;
};

/// Everything that a chain makes of `bytes`, and the error that ended it.
struct Decoded {
    std::string plain;
    std::string error;  ///< Empty: it was complete.
    ErrorCode code = ErrorCode::internal;
};

/// Reads until the chain wants input; false after an error or the end.
inline bool drain(DecoderChain& chain, std::vector<char>& buffer, Decoded& out) {
    while (true) {
        const auto progress = chain.read(buffer);
        if (!progress) {
            out.error = progress.error().message;
            out.code = progress.error().code;
            return false;
        }
        out.plain.append(buffer.data(), progress->bytes);
        if (progress->state == DecoderChain::State::needs_input) return true;
        if (progress->state == DecoderChain::State::ended) return false;
    }
}

inline Decoded decode(const std::vector<Coding>& codings, std::string_view bytes, Cuts cuts = {},
                      DecodeLimits limits = {}) {
    DecoderChain chain(codings, limits);
    std::vector<char> buffer(cuts.out);
    Decoded out;
    while (!bytes.empty()) {
        const std::size_t n = std::min(cuts.in, bytes.size());
        chain.feed(bytes.substr(0, n));
        bytes.remove_prefix(n);
        if (!drain(chain, buffer, out)) return out;
    }
    chain.end_input();
    drain(chain, buffer, out);
    return out;
}

/// A text that compresses, but not to nothing.
inline std::string sample(std::size_t bytes) {
    std::string text;
    unsigned state = 1;
    while (text.size() < bytes) {
        state = state * 1103515245U + 12345U;
        text += "line " + std::to_string(state >> 20) + " of many\n";
    }
    text.resize(bytes);
    return text;
}

}  // namespace rtrip::content
