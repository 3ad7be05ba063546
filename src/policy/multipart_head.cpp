// SPDX-License-Identifier: MIT
#include "policy/multipart_head.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"

namespace rtrip {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes{{
    {".gif", "image/gif"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain"},
    {".htm", "text/html"},
    {".html", "text/html"},
    {".pdf", "application/pdf"},
    {".xml", "application/xml"},
}};

void append_quoted(std::string& out, std::string_view parameter, std::string_view value) {
    out += "; ";
    out += parameter;
    out += "=\"";
    for (const char c : value) {
        switch (c) {
            case '"': out += "%22"; break;
            case '\r': out += "%0D"; break;
            case '\n': out += "%0A"; break;
            default: out += c;
        }
    }
    out += '"';
}

bool has_field(const PartHead& head, std::string_view name) {
    return std::any_of(head.fields.begin(), head.fields.end(), [name](const std::string& field) {
        return ascii::iequals(ascii::trim_ows(std::string_view(field).substr(0, field.find(':'))), name);
    });
}

}  // namespace

std::string format_part_head(const PartHead& head) {
    std::string out;
    if (!head.disposition.empty() && !has_field(head, "Content-Disposition")) {
        out += "Content-Disposition: ";
        out += head.disposition;
        if (head.name) append_quoted(out, "name", *head.name);
        if (head.filename) append_quoted(out, "filename", *head.filename);
        out += "\r\n";
    }
    if (!head.type.empty() && !has_field(head, "Content-Type")) out += "Content-Type: " + head.type + "\r\n";
    for (const std::string& field : head.fields) out += field + "\r\n";
    return out;
}

std::string_view media_type_of(std::string_view file_name) {
    const auto found = std::find_if(kTypes.begin(), kTypes.end(), [file_name](const auto& type) {
        return file_name.size() >= type.first.size() &&
               ascii::iequals(file_name.substr(file_name.size() - type.first.size()), type.first);
    });
    return found == kTypes.end() ? std::string_view() : found->second;
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace rtrip
