// SPDX-License-Identifier: MIT
#include "codec/content/decoder_chain.hpp"

#include <algorithm>
#include <string>

namespace rtrip::content {
namespace {

constexpr std::size_t kBetweenStages = std::size_t{16} << 10;

}  // namespace

DecoderChain::DecoderChain(const std::vector<Coding>& codings, DecodeLimits limits) : limits_(limits) {
    for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
        Stage stage;
        stage.decoder = make_decoder(*coding);
        if (!stages_.empty()) stage.buffer.resize(kBetweenStages);
        stages_.push_back(std::move(stage));
    }
}

void DecoderChain::feed(std::string_view bytes) {
    stages_.front().pending = bytes;
    bytes_in_ += bytes.size();
}

Result<DecoderChain::Progress> DecoderChain::read(std::span<char> output) {
    Progress progress;
    auto state = advance(stages_.size() - 1, output, progress.bytes);
    if (!state) return fail(std::move(state.error()));
    progress.state = *state;
    return progress;
}

// One step of one stage, after at most one step of each below it: the work of a call is bounded.
Result<DecoderChain::State> DecoderChain::advance(std::size_t index, std::span<char> output, std::size_t& bytes) {
    Stage& stage = stages_[index];
    bytes = 0;
    if (stage.ended) return State::ended;
    auto step = stage.decoder->decode(stage.pending, output);
    if (!step) return fail(std::move(step.error()));
    stage.pending.remove_prefix(step->used);
    stage.produced += step->produced;
    bytes = step->produced;
    if (auto fine = check(stage); !fine) return fail(std::move(fine.error()));
    if (bytes > 0) return State::produced;
    if (step->used > 0) return State::busy;
    // A decoder that wants nothing of what it has is at fault, not the peer; without this it would spin.
    if (!stage.pending.empty()) return fail(ErrorCode::internal, Phase::body, "the decoder makes no progress");
    auto more = refill(index);
    if (!more) return fail(std::move(more.error()));
    if (*more != State::ended) return *more;
    if (auto complete = stage.decoder->finish(); !complete) return fail(std::move(complete.error()));
    stage.ended = true;
    return State::ended;
}

// Gets coded bytes for a stage: from the stage below, or from outside.
Result<DecoderChain::State> DecoderChain::refill(std::size_t index) {
    if (index == 0) return input_ended_ ? State::ended : State::needs_input;
    Stage& stage = stages_[index];
    std::size_t bytes = 0;
    auto state = advance(index - 1, stage.buffer, bytes);
    if (!state || *state != State::produced) return state;
    stage.pending = std::string_view(stage.buffer.data(), bytes);
    return State::busy;
}

// The largest of all stages counts: a bomb may be in the middle, and its last layer say nothing at all.
Result<void> DecoderChain::check(const Stage& stage) const {
    if (limits_.max_bytes && stage.produced > *limits_.max_bytes) {
        return fail(
            ErrorCode::body_decoded_too_large, Phase::body,
            "the decoded body is larger than " + std::to_string(*limits_.max_bytes) + " bytes (--max-decoded-bytes)");
    }
    if (limits_.max_ratio == 0 || stage.produced <= limits_.ratio_floor_bytes) return {};
    if (stage.produced / limits_.max_ratio <= bytes_in_) return {};
    return fail(ErrorCode::body_decoded_too_large, Phase::body,
                std::to_string(bytes_in_) + " bytes of the coded body became " + std::to_string(stage.produced) +
                    ": more than " + std::to_string(limits_.max_ratio) + " times as many");
}

}  // namespace rtrip::content
