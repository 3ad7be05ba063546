// SPDX-License-Identifier: MIT
#include "codec/content/content_encoding.hpp"

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "model/field_values.hpp"

namespace rtrip::content {
namespace {

constexpr std::size_t kShownBytes = 40;

}  // namespace

std::string_view coding_name(Coding coding) {
    switch (coding) {
        case Coding::gzip: return "gzip";
        case Coding::deflate: return "deflate";
        case Coding::br: return "br";
        case Coding::zstd: return "zstd";
    }
    return "";
}

std::unique_ptr<Decoder> make_decoder(Coding coding) {
    switch (coding) {
        case Coding::gzip: return make_gzip_decoder();
        case Coding::deflate: return make_deflate_decoder();
        case Coding::br: return make_brotli_decoder();
        case Coding::zstd: return make_zstd_decoder();
    }
    return nullptr;
}

Result<std::vector<Coding>> parse_content_encoding(const std::vector<std::string_view>& values) {
    std::vector<Coding> codings;
    for (const std::string_view value : values) {
        for (const std::string_view name : split_list(value)) {
            if (ascii::iequals(name, "identity")) continue;
            if (codings.size() == kMaxCodings) {
                return fail(ErrorCode::body_coding, Phase::body,
                            "more than " + std::to_string(kMaxCodings) + " content codings");
            }
            if (ascii::iequals(name, "gzip") || ascii::iequals(name, "x-gzip")) {
                codings.push_back(Coding::gzip);
            } else if (ascii::iequals(name, "deflate")) {
                codings.push_back(Coding::deflate);
            } else if (ascii::iequals(name, "br")) {
                codings.push_back(Coding::br);
            } else if (ascii::iequals(name, "zstd")) {
                codings.push_back(Coding::zstd);
            } else {
                return fail(ErrorCode::body_coding, Phase::body,
                            "unknown content coding \"" + escape_prefix(name, kShownBytes) + "\"");
            }
        }
    }
    return codings;
}

std::string codings_text(const std::vector<Coding>& codings) {
    std::string text;
    for (const Coding coding : codings) {
        if (!text.empty()) text += ", ";
        text += coding_name(coding);
    }
    return text;
}

}  // namespace rtrip::content
