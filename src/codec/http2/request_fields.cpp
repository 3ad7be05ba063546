// SPDX-License-Identifier: MIT
#include "codec/http2/request_fields.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "model/field_values.hpp"

namespace rtrip::http2 {
namespace {

enum class Verdict : std::uint8_t { send, leave_out, refuse };

// Whether every element of a list is one of `known`, ignoring case; an empty list is.
bool all_of_list(std::string_view value, std::initializer_list<std::string_view> known) {
    const std::vector<std::string_view> elements = split_list(value);
    return std::ranges::all_of(elements, [known](std::string_view element) {
        return std::ranges::any_of(known, [element](std::string_view one) { return ascii::iequals(element, one); });
    });
}

Verdict judge(const std::string& name, std::string_view value) {
    if (name == "host" || name == "keep-alive" || name == "proxy-connection") return Verdict::leave_out;
    if (name == "connection")
        return all_of_list(value, {"close", "keep-alive", "te"}) ? Verdict::leave_out : Verdict::refuse;
    if (name == "transfer-encoding") return all_of_list(value, {"chunked"}) ? Verdict::leave_out : Verdict::refuse;
    if (name == "upgrade" || name == "http2-settings") return Verdict::refuse;
    if (name == "te") return all_of_list(value, {"trailers"}) ? Verdict::send : Verdict::refuse;
    return Verdict::send;
}

// RFC 9113 section 8.2.3: crumbs compress better, and servers join them again.
void add_crumbs(Header& out, std::string_view value) {
    while (!value.empty()) {
        const std::size_t end = value.find(';');
        const std::string_view crumb = ascii::trim_ows(value.substr(0, end));
        if (!crumb.empty()) out.add("cookie", std::string(crumb));
        value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
    }
}

}  // namespace

Result<Header> make_request_fields(const RequestFieldsInput& input) {
    if (input.method == "CONNECT") {
        return fail(ErrorCode::request_invalid,
                    "CONNECT as a request of its own is not sent over HTTP/2; use --http1.1");
    }
    Header out;
    out.add(":method", std::string(input.method));
    out.add(":scheme", std::string(input.scheme));
    if (const auto host = input.header->get("Host")) out.add(":authority", std::string(*host));
    out.add(":path", std::string(input.target));
    for (const HeaderField& field : input.header->fields()) {
        std::string name = ascii::lower(field.name);
        const Verdict verdict = judge(name, field.value);
        if (verdict == Verdict::leave_out) continue;
        if (verdict == Verdict::refuse) {
            return fail(ErrorCode::request_invalid,
                        "request header field \"" + field.name + "\" asks for what HTTP/2 cannot do; use --http1.1");
        }
        if (name == "cookie") {
            add_crumbs(out, field.value);
        } else {
            out.add(std::move(name), field.value);
        }
    }
    return out;
}

}  // namespace rtrip::http2
