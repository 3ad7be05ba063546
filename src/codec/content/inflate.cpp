// SPDX-License-Identifier: MIT
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "codec/content/decoder_error.hpp"

namespace rtrip::content {
namespace {

constexpr int kGzip = 15 + 16;  // zlib's way to say: a window of 32 KiB, with gzip's header and trailer
constexpr int kZlib = 15;
constexpr int kRaw = -15;

// zlib behind a destructor. Its state is 40 KiB whatever comes; names and comments of gzip are skipped, not kept.
class Inflater {
public:
    explicit Inflater(std::string_view name) : name_(name) {}
    ~Inflater() {
        if (open_) inflateEnd(&stream_);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    [[nodiscard]] bool is_open() const { return open_; }
    [[nodiscard]] bool at_end() const { return ended_; }

    Result<void> open(int window_bits) {
        open_ = inflateInit2(&stream_, window_bits) == Z_OK;
        if (!open_) return fail(ErrorCode::out_of_memory, Phase::body, "no memory to decode the body");
        return {};
    }

    // The next member, with the same window.
    void restart() {
        inflateReset(&stream_);
        ended_ = false;
    }

    Result<DecodeStep> inflate_some(std::string_view input, std::span<char> output) {
        constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
        const auto in = static_cast<uInt>(std::min(input.size(), kMost));
        const auto out = static_cast<uInt>(std::min(output.size(), kMost));
        // zlib only reads through next_in; it is not const for the sake of old compilers.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
        stream_.avail_in = in;
        stream_.next_out = reinterpret_cast<Bytef*>(output.data());
        stream_.avail_out = out;
        const int status = inflate(&stream_, Z_NO_FLUSH);
        DecodeStep step;
        step.used = in - stream_.avail_in;
        step.produced = out - stream_.avail_out;
        stream_.next_in = nullptr;
        stream_.next_out = nullptr;
        switch (status) {
            case Z_STREAM_END: ended_ = true; return step;
            case Z_OK:
            case Z_BUF_ERROR: return step;  // no progress without more input
            case Z_NEED_DICT: return broken(name_, "a preset dictionary is needed");
            case Z_MEM_ERROR: return fail(ErrorCode::out_of_memory, Phase::body, "no memory to decode the body");
            default: return broken(name_, stream_.msg != nullptr ? stream_.msg : "broken stream");
        }
    }

private:
    std::string_view name_;
    z_stream stream_{};
    bool open_ = false;
    bool ended_ = false;
};

class GzipDecoder final : public Decoder {
public:
    Result<DecodeStep> decode(std::string_view input, std::span<char> output) override {
        if (!started_ && input.empty()) return DecodeStep{};
        if (!inflater_.is_open()) {
            if (auto opened = inflater_.open(kGzip); !opened) return fail(std::move(opened.error()));
        }
        started_ = true;
        if (inflater_.at_end()) {
            if (input.empty()) return DecodeStep{};
            // RFC 1952 section 2.2: members simply follow one another. Padding is no member.
            if (input.front() != '\x1f') return bytes_behind("gzip");
            inflater_.restart();
        }
        return inflater_.inflate_some(input, output);
    }

    [[nodiscard]] Result<void> finish() const override {
        if (!started_ || inflater_.at_end()) return {};
        return cut_short("gzip");
    }

private:
    Inflater inflater_{"gzip"};
    bool started_ = false;
};

class DeflateDecoder final : public Decoder {
public:
    Result<DecodeStep> decode(std::string_view input, std::span<char> output) override {
        if (inflater_.at_end()) {
            if (input.empty()) return DecodeStep{};
            return bytes_behind("deflate");
        }
        std::size_t taken = 0;
        if (!inflater_.is_open()) {
            while (held_count_ < held_.size() && taken < input.size()) held_[held_count_++] = input[taken++];
            if (held_count_ < held_.size()) return DecodeStep{taken, 0};
            if (auto opened = inflater_.open(format()); !opened) return fail(std::move(opened.error()));
        }
        if (held_used_ < held_count_) {
            const std::string_view held(held_.data() + held_used_, held_count_ - held_used_);
            auto step = inflater_.inflate_some(held, output);
            if (!step) return step;
            held_used_ += step->used;
            if (step->produced > 0 || inflater_.at_end()) return DecodeStep{taken, step->produced};
        }
        auto step = inflater_.inflate_some(input.substr(taken), output);
        if (step) step->used += taken;
        return step;
    }

    [[nodiscard]] Result<void> finish() const override {
        if (held_count_ == 0 || inflater_.at_end()) return {};
        return cut_short("deflate");
    }

private:
    // RFC 1950 section 2.2: method 8, a window of at most 32 KiB, and a check sum over both bytes. A bare stream that
    // looks so would have to begin with a stored block whose padding is not zero, which no compressor writes.
    [[nodiscard]] int format() const {
        const unsigned first = static_cast<unsigned char>(held_[0]);
        const unsigned second = static_cast<unsigned char>(held_[1]);
        const bool zlib = (first & 15U) == 8 && (first >> 4) <= 7 && (first * 256 + second) % 31 == 0;
        return zlib ? kZlib : kRaw;
    }

    Inflater inflater_{"deflate"};
    std::array<char, 2> held_{};
    std::size_t held_count_ = 0;
    std::size_t held_used_ = 0;
};

}  // namespace

std::unique_ptr<Decoder> make_gzip_decoder() {
    return std::make_unique<GzipDecoder>();
}

std::unique_ptr<Decoder> make_deflate_decoder() {
    return std::make_unique<DeflateDecoder>();
}

}  // namespace rtrip::content
