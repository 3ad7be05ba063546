// SPDX-License-Identifier: MIT
#include "support/coded.hpp"

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include "support/catch.hpp"

namespace rtrip::test {
namespace {

std::string deflate_with(std::string_view plain, int window_bits, gz_header* header = nullptr) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    if (header != nullptr) REQUIRE(deflateSetHeader(&stream, header) == Z_OK);
    const std::size_t texts = header == nullptr ? 0 : std::size_t{2} << 20;
    std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())) + texts, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

std::string gzip(std::string_view plain) {
    return deflate_with(plain, 15 + 16);
}

std::string gzip_with_texts(std::string_view plain, std::size_t text_bytes) {
    std::string name(text_bytes, 'n');
    std::string comment(text_bytes, 'c');
    std::string extra(40, 'e');
    gz_header header{};
    header.name = reinterpret_cast<Bytef*>(name.data());
    header.comment = reinterpret_cast<Bytef*>(comment.data());
    header.extra = reinterpret_cast<Bytef*>(extra.data());
    header.extra_len = static_cast<uInt>(extra.size());
    header.hcrc = 1;
    return deflate_with(plain, 15 + 16, &header);
}

std::string zlib(std::string_view plain) {
    return deflate_with(plain, 15);
}

std::string raw_deflate(std::string_view plain) {
    return deflate_with(plain, -15);
}

std::string brotli(std::string_view plain) {
    std::size_t size = BrotliEncoderMaxCompressedSize(plain.size()) + 16;
    std::string out(size, '\0');
    REQUIRE(BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, plain.size(),
                                  reinterpret_cast<const std::uint8_t*>(plain.data()), &size,
                                  reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_TRUE);
    out.resize(size);
    return out;
}

std::string zstd(std::string_view plain) {
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3);
    REQUIRE(ZSTD_isError(size) == 0);
    out.resize(size);
    return out;
}

std::string zstd_with_window(std::string_view plain, int window_log) {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    REQUIRE(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log)) == 0);
    REQUIRE(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)) == 0);
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    ZSTD_inBuffer in{plain.data(), plain.size(), 0};
    ZSTD_outBuffer buffer{out.data(), out.size(), 0};
    // In two steps, so that the size is not known beforehand and the window is what was asked for.
    REQUIRE(ZSTD_isError(ZSTD_compressStream2(context, &buffer, &in, ZSTD_e_flush)) == 0);
    REQUIRE(ZSTD_compressStream2(context, &buffer, &in, ZSTD_e_end) == 0);
    ZSTD_freeCCtx(context);
    out.resize(buffer.pos);
    return out;
}

std::string coded(std::string_view coding, std::string_view plain) {
    if (coding == "gzip") return gzip(plain);
    if (coding == "deflate") return zlib(plain);
    if (coding == "br") return brotli(plain);
    if (coding == "zstd") return zstd(plain);
    FAIL("no such coding");
    return {};
}

}  // namespace rtrip::test
