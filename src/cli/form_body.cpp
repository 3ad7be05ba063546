// SPDX-License-Identifier: MIT
#include "cli/form_body.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "policy/multipart_head.hpp"

namespace rtrip::cli {
namespace {

constexpr int kStandardInput = 0;

/// What the server is told of a part's type: what was asked for, or what the name stands for (as curl).
std::string type_of(const FormPart& part) {
    if (!part.type.empty()) return part.type;
    const std::string_view by_name = media_type_of(part.filename.value_or(""));
    switch (part.source) {
        case PartSource::parts: return "multipart/mixed";
        case PartSource::file: {
            const std::string_view by_path = media_type_of(part.content);
            if (!by_name.empty()) return std::string(by_name);
            return std::string(by_path.empty() ? "application/octet-stream" : by_path);
        }
        case PartSource::file_text: {
            // RFC 7578 section 4.4: text/plain is what a field without a type is anyway.
            const std::string_view type = by_name.empty() ? media_type_of(part.content) : by_name;
            return std::string(type == "text/plain" && !part.filename ? std::string_view() : type);
        }
        case PartSource::text: break;
    }
    return std::string(by_name);
}

Result<std::shared_ptr<BodySource>> open_content(const FormPart& part, std::uint64_t spool) {
    if (part.source == PartSource::text) return make_memory_body(part.content);
    if (part.content == "-") return make_spooled_body(make_pipe_body(kStandardInput), spool);
    Result<std::shared_ptr<BodySource>> file = make_file_body(part.content);
    if (!file) return file;
    return make_spooled_body(std::move(*file), spool);
}

PartHead head_of(const FormPart& part, std::string_view disposition) {
    PartHead head;
    head.disposition = disposition;
    head.name = part.name;
    head.filename = part.filename;
    if (part.source == PartSource::file && !head.filename) head.filename = std::string(base_name(part.content));
    // Where parts are not fields of a form, one that has neither name nor file is just content.
    if (disposition != "form-data" && !head.name && !head.filename) head.disposition = {};
    head.type = type_of(part);
    head.fields = part.headers;
    return head;
}

Result<MultipartPart> make_part(const FormPart& part, const FormLayout& layout) {
    PartHead head = head_of(part, layout.disposition);
    Result<std::shared_ptr<BodySource>> body = std::shared_ptr<BodySource>();
    if (part.source == PartSource::parts) {
        FormLayout inner{make_boundary(), disposition_in(head.type), layout.spool};
        head.type += "; boundary=" + inner.boundary;
        body = make_form_body(part.parts, std::move(inner));
    } else {
        body = open_content(part, layout.spool);
    }
    if (!body) return fail(std::move(body.error()));
    return MultipartPart{format_part_head(head), std::move(*body)};
}

}  // namespace

std::string_view disposition_in(std::string_view media_type) {
    const std::string_view type = ascii::trim_ows(media_type.substr(0, media_type.find(';')));
    return ascii::iequals(type, "multipart/form-data") ? "form-data" : "attachment";
}

Result<std::shared_ptr<BodySource>> make_form_body(const std::vector<FormPart>& parts, FormLayout layout) {
    std::vector<MultipartPart> made;
    made.reserve(parts.size());
    for (const FormPart& part : parts) {
        Result<MultipartPart> one = make_part(part, layout);
        if (!one) return fail(std::move(one.error()));
        made.push_back(std::move(*one));
    }
    return make_multipart_body(std::move(layout.boundary), std::move(made));
}

}  // namespace rtrip::cli
