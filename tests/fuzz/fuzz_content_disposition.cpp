// SPDX-License-Identifier: MIT
// libs: rtrip_model
// A name by a server stays in the directory and shows what it is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/content_disposition.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check(std::string_view proposed) {
    const auto name = rtrip::safe_file_name(proposed);
    if (!name) return;
    require(!name->empty() && name->size() <= 255);
    require(name->front() != '.');
    require(name->find_first_of("/\\") == std::string::npos);
    for (const char c : *name) {
        const auto u = static_cast<unsigned char>(c);
        require(u >= 0x20 && u != 0x7f);
    }
    require(name->find("\xe2\x80\xae") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(text);
    if (const auto name = rtrip::disposition_filename(text)) check(*name);
    return 0;
}
