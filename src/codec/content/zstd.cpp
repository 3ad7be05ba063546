// SPDX-License-Identifier: MIT
#include <zstd.h>

#include "codec/content/decoder_error.hpp"

namespace rtrip::content {
namespace {

// 8 MiB: what RFC 8878 section 3.1.1.1.2 advises, and all that RFC 9659 lets a server use in HTTP.
constexpr int kWindowLog = 23;

struct Close {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class ZstdDecoder final : public Decoder {
public:
    Result<DecodeStep> decode(std::string_view input, std::span<char> output) override {
        if (between_frames_ && input.empty()) return DecodeStep{};
        if (!stream_) {
            stream_.reset(ZSTD_createDStream());
            if (!stream_) return fail(ErrorCode::out_of_memory, Phase::body, "no memory to decode the body");
            ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kWindowLog);
        }
        ZSTD_inBuffer in{input.data(), input.size(), 0};
        ZSTD_outBuffer out{output.data(), output.size(), 0};
        const std::size_t status = ZSTD_decompressStream(stream_.get(), &out, &in);
        if (ZSTD_isError(status) != 0) return broken("zstd", ZSTD_getErrorName(status));
        // Zero: a frame is complete and all of it is out. Frames simply follow one another; anything else is an error.
        if (in.pos > 0 || out.pos > 0) between_frames_ = status == 0;
        return DecodeStep{in.pos, out.pos};
    }

    [[nodiscard]] Result<void> finish() const override {
        if (between_frames_) return {};
        return cut_short("zstd");
    }

private:
    std::unique_ptr<ZSTD_DStream, Close> stream_;
    bool between_frames_ = true;
};

}  // namespace

std::unique_ptr<Decoder> make_zstd_decoder() {
    return std::make_unique<ZstdDecoder>();
}

}  // namespace rtrip::content
