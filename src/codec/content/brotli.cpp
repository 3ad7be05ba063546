// SPDX-License-Identifier: MIT
#include <brotli/decode.h>

#include "codec/content/decoder_error.hpp"

namespace rtrip::content {
namespace {

struct Close {
    void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

class BrotliDecoder final : public Decoder {
public:
    Result<DecodeStep> decode(std::string_view input, std::span<char> output) override {
        if (!started_ && input.empty()) return DecodeStep{};
        if (ended_) {
            if (input.empty()) return DecodeStep{};
            return bytes_behind("br");
        }
        // Windows beyond the 16 MiB of RFC 7932 would have to be asked for, which nobody here does.
        if (!state_) state_.reset(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
        if (!state_) return fail(ErrorCode::out_of_memory, Phase::body, "no memory to decode the body");
        started_ = true;
        std::size_t in = input.size();
        std::size_t out = output.size();
        const auto* next_in = reinterpret_cast<const std::uint8_t*>(input.data());
        auto* next_out = reinterpret_cast<std::uint8_t*>(output.data());
        const auto status = BrotliDecoderDecompressStream(state_.get(), &in, &next_in, &out, &next_out, nullptr);
        if (status == BROTLI_DECODER_RESULT_ERROR) {
            return broken("br", BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state_.get())));
        }
        ended_ = status == BROTLI_DECODER_RESULT_SUCCESS;
        return DecodeStep{input.size() - in, output.size() - out};
    }

    [[nodiscard]] Result<void> finish() const override {
        if (!started_ || ended_) return {};
        return cut_short("br");
    }

private:
    std::unique_ptr<BrotliDecoderState, Close> state_;
    bool started_ = false;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_brotli_decoder() {
    return std::make_unique<BrotliDecoder>();
}

}  // namespace rtrip::content
