// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "rtrip/result.hpp"

namespace rtrip::content {

/// The content codings that can be undone (RFC 9110 section 8.4.1, RFC 7932, RFC 8878).
enum class Coding : std::uint8_t { gzip, deflate, br, zstd };

/// The coding's registered name.
std::string_view coding_name(Coding coding);

/// What one call of Decoder::decode did. Neither used nor produced anything: there is nothing to do without more input.
struct DecodeStep {
    std::size_t used = 0;
    std::size_t produced = 0;
};

/// Undoes one coding, in a stream and in constant memory. Never waits, never keeps its arguments.
class Decoder {
public:
    virtual ~Decoder() = default;
    /// Takes some of `input` and fills some of `output`, which is not empty. There may be output without input, since
    /// decoders hold back what did not fit.
    /// Errors: body_coding (not this coding, broken, wrong checksum, a window beyond the bound, bytes behind the end).
    virtual Result<DecodeStep> decode(std::string_view input, std::span<char> output) = 0;
    /// Says that no more input comes. Errors: body_coding when the stream is not complete. No input at all is fine.
    [[nodiscard]] virtual Result<void> finish() const = 0;
};

/// gzip (RFC 1952): any number of members, checksums and lengths checked.
std::unique_ptr<Decoder> make_gzip_decoder();
/// deflate: the zlib format (RFC 1950) that its name stands for, or the bare stream (RFC 1951) that some servers send.
std::unique_ptr<Decoder> make_deflate_decoder();
/// br (RFC 7932), windows up to 16 MiB.
std::unique_ptr<Decoder> make_brotli_decoder();
/// zstd (RFC 8878): any number of frames, windows up to the 8 MiB that section 3.1.1.1.2 advises.
std::unique_ptr<Decoder> make_zstd_decoder();

std::unique_ptr<Decoder> make_decoder(Coding coding);

}  // namespace rtrip::content
