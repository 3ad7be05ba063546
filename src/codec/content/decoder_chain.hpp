// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "codec/content/decoder.hpp"

namespace rtrip::content {

/// How much a decoded body may grow. Looked at while decoding, between steps of bounded size, so that a bomb ends in
/// the middle of its input.
struct DecodeLimits {
    std::optional<std::uint64_t> max_bytes;  ///< Absent: no bound on the size as such.
    /// Bytes out for each byte in; 0: no bound. Deflate cannot exceed 1032, real texts stay below 100.
    std::uint64_t max_ratio = 500;
    /// Below this size the ratio does not matter.
    std::uint64_t ratio_floor_bytes = std::uint64_t{64} << 20;
};

/// Undoes a stack of codings. Memory is that of the decoders and 16 KiB for each of them.
///
///     chain.feed(bytes); while (there is progress) chain.read(buffer); ... chain.end_input(); chain.read(buffer) ...
class DecoderChain {
public:
    /// What read() came back with.
    enum class State : std::uint8_t {
        produced,  ///< `bytes` are in the buffer.
        busy,  ///< A bounded piece of work was done and nothing came out yet; call again.
        needs_input,  ///< Call feed() or end_input().
        ended,  ///< After end_input(): everything is decoded, and was complete.
    };
    struct Progress {
        State state = State::needs_input;
        std::size_t bytes = 0;
    };

    /// `codings` in the order in which they were applied; not empty.
    explicit DecoderChain(const std::vector<Coding>& codings, DecodeLimits limits = {});

    /// Gives the next coded bytes; they must live until read() says needs_input. Not before it said so.
    void feed(std::string_view bytes);
    /// No more input will come.
    void end_input() { input_ended_ = true; }
    /// Decodes into `output`, which is not empty. After an error the object is of no more use.
    /// Errors: body_coding, body_decoded_too_large.
    Result<Progress> read(std::span<char> output);

    [[nodiscard]] std::uint64_t bytes_in() const { return bytes_in_; }
    [[nodiscard]] std::uint64_t bytes_out() const { return stages_.back().produced; }

private:
    struct Stage {
        std::unique_ptr<Decoder> decoder;
        std::vector<char> buffer;  // coded bytes that the stage below made; empty for the first
        std::string_view pending;  // what is left of them
        std::uint64_t produced = 0;
        bool ended = false;
    };

    Result<State> advance(std::size_t index, std::span<char> output, std::size_t& bytes);
    Result<State> refill(std::size_t index);
    [[nodiscard]] Result<void> check(const Stage& stage) const;

    std::vector<Stage> stages_;  // the last coding applied comes first
    DecodeLimits limits_;
    std::uint64_t bytes_in_ = 0;
    bool input_ended_ = false;
};

}  // namespace rtrip::content
