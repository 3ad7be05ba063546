// SPDX-License-Identifier: MIT
#include "cli/heads.hpp"

#include "model/status.hpp"

namespace rtrip::cli {
namespace {

std::string field_lines(const Header& header) {
    std::string text;
    for (const HeaderField& field : header.fields()) {
        text += field.name;
        text += field.value.empty() ? ":" : ": ";
        text += field.value;
        text += "\r\n";
    }
    return text;
}

}  // namespace

std::string head_text(const ReceivedInfo& response) {
    std::string text = "HTTP/" + response.http_version + " " + std::to_string(response.status) + " " + response.reason;
    return text + "\r\n" + field_lines(response.header) + "\r\n";
}

std::string head_text(const InterimResponse& response) {
    std::string text = "HTTP/" + response.http_version + " " + std::to_string(response.status) + " ";
    // HTTP/2 has no reason phrases.
    if (response.http_version.starts_with("1.")) text += default_reason(response.status);
    return text + "\r\n" + field_lines(response.header) + "\r\n";
}

std::string head_text(const ProxyResponse& response) {
    std::string text = "HTTP/" + response.http_version + " " + std::to_string(response.status) + " " + response.reason;
    return text + "\r\n" + field_lines(response.header) + "\r\n";
}

std::string trailer_text(const Header& trailers) {
    return field_lines(trailers);
}

}  // namespace rtrip::cli
