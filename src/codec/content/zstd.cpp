// SPDX-License-Identifier: MIT
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "codec/content/decoder_error.hpp"

namespace rtrip::content {
namespace {

// 8 MiB: what RFC 8878 section 3.1.1.1.2 advises, and all that RFC 9659 lets a server use in HTTP.
constexpr int kWindowLog = 23;

// RFC 8878 section 3.1.1: magic number and the longest frame header.
constexpr std::size_t kFrameHeadBytes = 18;

struct Close {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class ZstdDecoder final : public Decoder {
public:
    Result<DecodeStep> decode(std::string_view input, std::span<char> output) override {
        if (between_frames_ && input.empty()) return DecodeStep{};
        if (!may_be_frame(input)) return broken("zstd", "no zstd frame where one should begin");
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
        count(input.substr(0, in.pos), out.pos);
        if (status == 0 && !size_is_as_announced()) return broken("zstd", "the frame's size is not the announced one");
        return DecodeStep{in.pos, out.pos};
    }

    [[nodiscard]] Result<void> finish() const override {
        if (between_frames_) return {};
        return cut_short("zstd");
    }

private:
    // Whether the frame's first bytes, as far as they are known, are those of RFC 8878 sections 3.1.1 and 3.1.2. The
    // library would also take the formats of before there was a standard.
    [[nodiscard]] bool may_be_frame(std::string_view input) const {
        constexpr std::string_view kZstandard = "\x28\xb5\x2f\xfd";
        constexpr std::string_view kSkippable = "\x50\x2a\x4d\x18";
        if (frame_head_size_ >= kZstandard.size()) return true;
        std::string start(frame_head_.data(), frame_head_size_);
        start += input.substr(0, kZstandard.size() - start.size());
        if (kZstandard.starts_with(start)) return true;
        start.front() = static_cast<char>(start.front() & '\xf0');
        return kSkippable.starts_with(start);
    }

    void count(std::string_view taken, std::size_t out) {
        const std::string_view head = taken.substr(0, kFrameHeadBytes - frame_head_size_);
        std::ranges::copy(head, frame_head_.begin() + static_cast<std::ptrdiff_t>(frame_head_size_));
        frame_head_size_ += head.size();
        frame_out_ += out;
    }

    // zstd 1.5.4 forgets this check where an empty last block comes in a piece of its own.
    bool size_is_as_announced() {
        const unsigned long long announced = ZSTD_getFrameContentSize(frame_head_.data(), frame_head_size_);
        const std::uint64_t out = std::exchange(frame_out_, 0);
        frame_head_size_ = 0;
        return announced == ZSTD_CONTENTSIZE_UNKNOWN || announced == ZSTD_CONTENTSIZE_ERROR || announced == out;
    }

    std::unique_ptr<ZSTD_DStream, Close> stream_;
    std::array<char, kFrameHeadBytes> frame_head_{};
    std::size_t frame_head_size_ = 0;
    std::uint64_t frame_out_ = 0;
    bool between_frames_ = true;
};

}  // namespace

std::unique_ptr<Decoder> make_zstd_decoder() {
    return std::make_unique<ZstdDecoder>();
}

}  // namespace rtrip::content
