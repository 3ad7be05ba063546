// SPDX-License-Identifier: MIT
#include "model/idn.hpp"

#include <idn2.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

struct IdnFree {
    void operator()(std::uint8_t* text) const { idn2_free(text); }
};

std::optional<std::string> lookup(const std::string& host, int flags) {
    std::uint8_t* raw = nullptr;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(host.c_str());
    const int status = idn2_lookup_u8(bytes, &raw, flags);
    const std::unique_ptr<std::uint8_t, IdnFree> owner(raw);
    if (status != IDN2_OK || raw == nullptr) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(raw));
}

}  // namespace

bool needs_idn(std::string_view host) {
    const bool plain =
        std::all_of(host.begin(), host.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!plain) return true;
    while (true) {
        if (ascii::istarts_with(host, "xn--")) return true;
        const std::size_t dot = host.find('.');
        if (dot == std::string_view::npos) return false;
        host.remove_prefix(dot + 1);
    }
}

std::optional<std::string> map_idn(std::string_view host) {
    // A NUL would hide the rest of the name from the library.
    if (host.find('\0') != std::string_view::npos) return std::nullopt;
    const std::string text(host);
    if (auto mapped = lookup(text, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)) return mapped;
    return lookup(text, IDN2_NFC_INPUT | IDN2_TRANSITIONAL);
}

}  // namespace rtrip
