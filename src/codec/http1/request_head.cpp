// SPDX-License-Identifier: MIT
#include "codec/http1/request_head.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "codec/http1/grammar.hpp"

namespace rtrip::http1 {
namespace {

constexpr std::size_t kShownBytes = 64;

// The framing fields of the user's own.
struct OwnFraming {
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
};

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::request_invalid, std::move(message));
}

std::string shown(std::string_view name) {
    return "\"" + escape_prefix(name, kShownBytes) + "\"";
}

bool is_removed(const RequestHeadInput& input, std::string_view name) {
    if (input.removed_fields == nullptr) return false;
    return std::any_of(input.removed_fields->begin(), input.removed_fields->end(),
                       [name](const std::string& removed) { return ascii::iequals(removed, name); });
}

const std::vector<HeaderField>& user_fields(const RequestHeadInput& input) {
    static const std::vector<HeaderField> kNone;
    return input.header == nullptr ? kNone : input.header->fields();
}

std::string target_of(const RequestHeadInput& input) {
    if (!input.target.empty()) return std::string(input.target);
    return input.method == "CONNECT" ? input.url->host_port() : input.url->target();
}

std::optional<Error> check_text(const RequestHeadInput& input, std::string_view target) {
    const auto error = [](std::string message) { return Error(ErrorCode::request_invalid, std::move(message)); };
    if (input.method.empty()) return error("request method is empty");
    if (find_non_token(input.method) != std::string_view::npos) {
        return error("request method has a character that is not allowed: " + shown(input.method));
    }
    for (std::size_t i = 0; i < target.size(); ++i) {
        if (ascii::is_control(target[i]) || target[i] == ' ') {
            return error("request target has a space or control character at position " + std::to_string(i));
        }
    }
    for (const HeaderField& field : user_fields(input)) {
        if (field.name.empty()) return error("request header field has no name");
        if (find_non_token(field.name) != std::string_view::npos) {
            return error("request header field name has a character that is not allowed: " + shown(field.name));
        }
        // The value may be a secret, so it is never shown.
        if (const std::size_t at = find_non_text(field.value); at != std::string_view::npos) {
            return error("value of request header field " + shown(field.name) +
                         " has a control character at position " + std::to_string(at));
        }
    }
    return std::nullopt;
}

Result<std::uint64_t> own_length(std::string_view value) {
    std::uint64_t length = 0;
    const std::string_view text = ascii::trim_ows(value);
    const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (!digits || error != std::errc() || end != text.data() + text.size() || length > kMaxLength) {
        return invalid("Content-Length of the request is not a number from 0 to 2^63-1");
    }
    return length;
}

// Adds the codings of one Transfer-Encoding field. Only a list that ends in chunked marks where a request ends.
void add_codings(OwnFraming& own, std::string_view value, std::string& problem) {
    for_each_element(value, [&](std::string_view coding) {
        if (own.chunked) problem = "chunked must be the last transfer coding of the request, and come once";
        own.chunked = ascii::iequals(coding, "chunked");
        return problem.empty();
    });
}

Result<OwnFraming> own_framing(const RequestHeadInput& input) {
    OwnFraming own;
    bool coded = false;
    for (const HeaderField& field : user_fields(input)) {
        if (ascii::iequals(field.name, "Content-Length")) {
            if (own.content_length) return invalid("request has more than one Content-Length");
            auto length = own_length(field.value);
            if (!length) return fail(std::move(length.error()));
            own.content_length = *length;
        } else if (ascii::iequals(field.name, "Transfer-Encoding")) {
            std::string problem;
            coded = true;
            add_codings(own, field.value, problem);
            if (!problem.empty()) return invalid(std::move(problem));
        }
    }
    if (coded && !own.chunked) return invalid("Transfer-Encoding of the request does not end in chunked");
    if (coded && own.content_length) return invalid("request has both Content-Length and Transfer-Encoding");
    if (coded && input.version == HttpVersion::http1_0) return invalid("HTTP/1.0 has no Transfer-Encoding");
    return own;
}

struct Framing {
    RequestFraming kind = RequestFraming::none;
    std::optional<std::uint64_t> length;
    bool add_field = false;  // the field that says so is ours to add
};

Result<Framing> framing_without_body(const RequestHeadInput& input, const OwnFraming& own) {
    if (own.content_length.value_or(0) > 0) {
        // The server would take the next request on the connection for this one's body.
        return invalid("Content-Length of the request is not 0, but there is no body");
    }
    if (own.content_length) return Framing{RequestFraming::content_length, 0, false};
    const bool expects_body = input.method == "POST" || input.method == "PUT" || input.method == "PATCH";
    if (!expects_body || is_removed(input, "Content-Length")) return Framing{};
    return Framing{RequestFraming::content_length, 0, true};
}

Result<Framing> choose_framing(const RequestHeadInput& input) {
    auto own = own_framing(input);
    if (!own) return fail(std::move(own.error()));
    if (own->chunked) return Framing{RequestFraming::chunked, std::nullopt, false};
    if (input.body_kind == BodyKind::none) return framing_without_body(input, *own);
    if (own->content_length) return Framing{RequestFraming::content_length, own->content_length, false};
    if (input.body_length) {
        if (is_removed(input, "Content-Length")) {
            return invalid("request body cannot be sent without Content-Length or Transfer-Encoding");
        }
        return Framing{RequestFraming::content_length, input.body_length, true};
    }
    if (input.version == HttpVersion::http1_0) return invalid("HTTP/1.0 cannot send a body of unknown length");
    if (is_removed(input, "Transfer-Encoding")) {
        return invalid("request body of unknown length cannot be sent without Transfer-Encoding");
    }
    return Framing{RequestFraming::chunked, std::nullopt, true};
}

// The fields as they go out.
Header collect_fields(const RequestHeadInput& input, const Framing& framing) {
    Header fields;
    const auto host = input.header == nullptr ? std::nullopt : input.header->get("Host");
    if (host) {
        fields.add("Host", std::string(*host));
    } else if (!is_removed(input, "Host")) {
        fields.add("Host", input.url->host_header());
    }
    for (const HeaderField& field : user_fields(input)) {
        if (!ascii::iequals(field.name, "Host")) fields.add(field.name, field.value);
    }
    const bool close = input.connection == ConnectionPreference::close && !fields.has_token("Connection", "close");
    if (close && !is_removed(input, "Connection")) fields.add("Connection", "close");
    if (framing.add_field && framing.kind == RequestFraming::content_length) {
        fields.add("Content-Length", std::to_string(framing.length.value_or(0)));
    } else if (framing.add_field && framing.kind == RequestFraming::chunked) {
        fields.add("Transfer-Encoding", "chunked");
    }
    return fields;
}

std::string serialize(std::string_view method, std::string_view target, HttpVersion version, const Header& fields) {
    const std::string_view tail = version == HttpVersion::http1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
    std::size_t size = method.size() + 1 + target.size() + tail.size() + 2;
    for (const HeaderField& field : fields.fields()) size += field.name.size() + field.value.size() + 4;
    std::string bytes;
    bytes.reserve(size);
    bytes += method;
    bytes += ' ';
    bytes += target;
    bytes += tail;
    for (const HeaderField& field : fields.fields()) {
        bytes += field.name;
        bytes += field.value.empty() ? ":" : ": ";
        bytes += field.value;
        bytes += "\r\n";
    }
    bytes += "\r\n";
    return bytes;
}

}  // namespace

Result<RequestHead> make_request_head(const RequestHeadInput& input) {
    const std::string target = target_of(input);
    if (auto error = check_text(input, target)) return fail(std::move(*error));
    const auto framing = choose_framing(input);
    if (!framing) return fail(framing.error());
    RequestHead head;
    head.fields = collect_fields(input, *framing);
    head.bytes = serialize(input.method, target, input.version, head.fields);
    head.framing = framing->kind;
    head.content_length = framing->length;
    return head;
}

void append_chunk_head(std::string& out, std::size_t size) {
    char digits[16];
    const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), size, 16);
    static_cast<void>(error);  // sixteen digits hold every size
    out.append(digits, end);
    out += kChunkEnd;
}

void append_chunk(std::string& out, std::string_view data) {
    if (data.empty()) return;
    append_chunk_head(out, data.size());
    out += data;
    out += kChunkEnd;
}

}  // namespace rtrip::http1
