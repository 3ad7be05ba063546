// SPDX-License-Identifier: MIT
// libs: rtrip_cli rtrip_policy
// Lines are --form options of one request; no head of a part may come to hold a line that was not meant.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/form.hpp"
#include "policy/multipart_head.hpp"

namespace {

using namespace rtrip;
using namespace rtrip::cli;

void require(bool holds) {
    if (!holds) std::abort();
}

std::size_t lines_of(std::string_view head) {
    std::size_t lines = 0;
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) ++lines;
    return lines;
}

void check_parts(const std::vector<FormPart>& parts, std::size_t depth) {
    require(depth <= 17);
    for (const FormPart& part : parts) {
        const bool file = part.source == PartSource::file || part.source == PartSource::file_text;
        require(!file || !part.content.empty());
        require(part.source == PartSource::parts || part.parts.empty());
        PartHead head;
        head.name = part.name;
        head.filename = part.filename;
        head.type = part.type;
        head.fields = part.headers;
        const std::string text = format_part_head(head);
        require(lines_of(text) <= 2 + part.headers.size());
        require(text.empty() || text.ends_with("\r\n"));
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\n') require(i > 0 && text[i - 1] == '\r');
            if (text[i] == '\r') require(i + 1 < text.size() && text[i + 1] == '\n');
        }
        check_parts(part.parts, depth + 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    FormBuilder form;
    // NUL parts the options, since the values of interest hold line breaks.
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find('\0', start), text.size());
        if (!form.add(text.substr(start, end - start))) (void)form.add_string(text.substr(start, end - start));
        start = end + 1;
    }
    (void)form.take_warnings();
    check_parts(form.take(), 0);
    return 0;
}
