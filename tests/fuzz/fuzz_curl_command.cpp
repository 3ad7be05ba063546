// SPDX-License-Identifier: MIT
// libs: rtrip_cli
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/shell_quote.hpp"
#include "cli/curl_command.hpp"
#include "cli/parse.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rtrip::cli;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto words = split_curl_command(text);
    if (!words) {
        require(words.error().code == rtrip::ErrorCode::usage_invalid);
        require(words.error().message.size() < 200);
        return 0;
    }
    // An escape is never shorter than what it stands for, so words cannot outgrow the text.
    std::size_t total = 0;
    std::string again = "curl";
    for (const std::string& word : *words) {
        require(word.find('\0') == std::string::npos);
        total += word.size();
        again += " " + rtrip::shell_quote(word);
    }
    require(total <= size);
    // Quoting four letters for one may carry a long text beyond the limit.
    if (again.size() <= kMaxCurlCommand) {
        const auto reread = split_curl_command(again);
        require(reread && *reread == *words);
    }
    (void)parse(*words, Dialect::curl);
    return 0;
}
