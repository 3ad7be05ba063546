// SPDX-License-Identifier: MIT
// libs: rtrip_render
//
// Saved reports, as `rtrip explain` is given them: whatever can be read can be judged and shown, and what is shown as
// JSON can be read again and is the same then.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "render/human.hpp"
#include "render/json.hpp"
#include "render/json_documents.hpp"
#include "render/json_read.hpp"

namespace {

using namespace rtrip::render;

void take(const JsonDocument& document) {
    (void)other_schema(document.text);
    const auto saved = read_report(document.text, document.line);
    if (!saved) {
        if (saved.error().message.empty()) std::abort();
        return;
    }
    const Report masked{&saved->trace, saved->exit_code, Secrets::masked};
    HumanStyle style;
    style.detail = Detail::verbose;
    (void)render_human(masked, style);
    (void)to_json(masked);
    const std::string shown = to_json(Report{&saved->trace, saved->exit_code, Secrets::shown});
    const auto again = read_report(shown);
    if (!again) std::abort();
    if (to_json(Report{&again->trace, again->exit_code, Secrets::shown}) != shown) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    JsonDocuments documents(std::string_view(reinterpret_cast<const char*>(data), size));
    while (true) {
        const auto next = documents.next();
        if (!next || !*next) return 0;
        take(**next);
    }
}
