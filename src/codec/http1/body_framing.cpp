// SPDX-License-Identifier: MIT
#include "codec/http1/body_framing.hpp"

#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "codec/http1/field_section.hpp"
#include "codec/http1/grammar.hpp"

namespace rtrip::http1 {
namespace {

constexpr std::size_t kShownBytes = 64;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;
constexpr std::string_view kRecovered = "bad_framing_recovered";

enum class Coding : std::uint8_t { none, identity, identity_chunked, coded, chunked };

bool is_known_coding(std::string_view element) {
    return ascii::iequals(element, "gzip") || ascii::iequals(element, "x-gzip") || ascii::iequals(element, "deflate");
}

std::string quoted(std::string_view bytes) {
    return "\"" + escape_prefix(bytes, kShownBytes) + "\"";
}

// Digits alone, at most 2^63 - 1.
std::optional<std::uint64_t> parse_length(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) {
        if (!ascii::is_digit(c)) return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (value > (kMaxLength - digit) / 10) return std::nullopt;
        value = value * 10 + digit;
    }
    return value;
}

struct Lengths {
    std::optional<std::uint64_t> value;
    std::size_t count = 0;
    std::string problem;
};

void add_length(Lengths& lengths, std::string_view element) {
    const auto value = parse_length(element);
    if (!value) {
        lengths.problem = element.empty() ? "empty Content-Length"
                                          : "Content-Length is not a number from 0 to 2^63-1: " + quoted(element);
    } else if (lengths.value && *lengths.value != *value) {
        lengths.problem =
            "Content-Length contradicts itself: " + std::to_string(*lengths.value) + " and " + std::to_string(*value);
    }
    lengths.value = value;
    ++lengths.count;
}

Result<std::optional<std::uint64_t>> content_length(const FramingInput& input, AnomalyList& anomalies) {
    Lengths lengths;
    for (const std::string_view field : input.header->values("Content-Length")) {
        for_each_element(field, [&](std::string_view element) {
            add_length(lengths, element);
            return lengths.problem.empty();
        });
        if (!lengths.problem.empty()) return fail(section_error(SectionKind::head, input.offset, lengths.problem));
    }
    if (lengths.count > 1) {
        anomalies.add("duplicate_content_length", input.offset, "the same Content-Length more than once",
                      "RFC 9112 section 6.3");
    }
    return lengths.value;
}

// What the Transfer-Encoding fields, taken as one list, come to.
Result<Coding> transfer_coding(const FramingInput& input, AnomalyList& anomalies) {
    Coding coding = Coding::none;
    std::string problem;
    const auto add = [&](std::string_view element) {
        if (coding == Coding::chunked || coding == Coding::identity_chunked) {
            problem = "chunked is not the last transfer coding, but followed by " + quoted(element);
        } else if (ascii::iequals(element, "chunked")) {
            coding = coding == Coding::identity ? Coding::identity_chunked : Coding::chunked;
        } else if (ascii::iequals(element, "identity")) {
            coding = Coding::identity;
        } else if (input.codings_asked_for && is_known_coding(element)) {
            coding = Coding::coded;
        } else {
            problem = element.empty() ? "empty Transfer-Encoding" : "transfer coding is unknown: " + quoted(element);
        }
        return problem.empty();
    };
    for (const std::string_view field : input.header->values("Transfer-Encoding")) {
        if (!for_each_element(field, add)) return fail(section_error(SectionKind::head, input.offset, problem));
    }
    if (coding == Coding::identity || coding == Coding::identity_chunked) {
        anomalies.add("identity_coding", input.offset, "Transfer-Encoding: identity ignored", "RFC 9112 section 7");
    }
    return coding;
}

bool is_chunked(Coding coding) {
    return coding == Coding::chunked || coding == Coding::identity_chunked;
}

// What Connection and the version say (RFC 9112 section 9.3).
std::string_view persistence(const FramingInput& input) {
    if (input.header->has_token("Connection", "close")) return "connection_close_header";
    if (input.minor == 0 && !input.header->has_token("Connection", "keep-alive")) return "http_1_0_without_keepalive";
    return {};
}

// Deviations that leave it open whether everybody sees the same end of this message.
std::string_view doubtful(const FramingInput& input, Coding coding, bool has_length, AnomalyList& anomalies) {
    std::string_view reason;
    if (coding == Coding::identity || coding == Coding::identity_chunked) reason = kRecovered;
    if (is_chunked(coding) && input.minor == 0) {
        anomalies.add("chunked_in_http_1_0", input.offset, "Transfer-Encoding in an HTTP/1.0 response",
                      "RFC 9112 section 6.1");
        reason = kRecovered;
    }
    if (coding != Coding::none && has_length) {
        anomalies.add("both_framings", input.offset,
                      "Content-Length beside Transfer-Encoding" + std::string(is_chunked(coding) ? " ignored" : ""),
                      "RFC 9112 section 6.1");
        reason = "both_framings";
    }
    return reason;
}

// 2xx to CONNECT: whatever the fields say, a tunnel follows (RFC 9110 section 9.3.6).
FramingDecision tunnel(const FramingInput& input, AnomalyList& anomalies) {
    if (input.header->has("Content-Length") || input.header->has("Transfer-Encoding")) {
        anomalies.add("framing_of_tunnel", input.offset, "framing fields in a 2xx response to CONNECT ignored",
                      "RFC 9110 section 9.3.6");
    }
    return {BodyFraming::none, std::nullopt, false, "tunnel"};
}

// No body by status, but announced as if there were one: others may wait for it.
std::string_view no_content_reason(const FramingInput& input, const FramingDecision& decision, Coding coding,
                                   AnomalyList& anomalies) {
    if (input.status != kNoContent || (coding == Coding::none && !decision.content_length)) return {};
    anomalies.add("framing_of_no_content", input.offset, "framing fields in a 204 response ignored",
                  "RFC 9110 section 8.6, RFC 9112 section 6.1");
    const bool announced = coding != Coding::none || decision.content_length.value_or(0) > 0;
    return announced ? kRecovered : std::string_view();
}

}  // namespace

Result<FramingDecision> decide_framing(const FramingInput& input, AnomalyList& anomalies) {
    if (input.request_method == "CONNECT" && input.status / 100 == 2) return tunnel(input, anomalies);
    auto coding = transfer_coding(input, anomalies);
    if (!coding) return fail(std::move(coding.error()));
    auto length = content_length(input, anomalies);
    if (!length) return fail(std::move(length.error()));

    FramingDecision decision;
    if (!is_chunked(*coding) && *coding != Coding::coded) decision.content_length = *length;
    decision.not_reusable_because = doubtful(input, *coding, length->has_value(), anomalies);
    const std::string_view asked = persistence(input);
    if (decision.not_reusable_because.empty()) decision.not_reusable_because = asked;
    if (input.request_method == "HEAD" || input.status == kNoContent || input.status == kNotModified) {
        const std::string_view reason = no_content_reason(input, decision, *coding, anomalies);
        if (!reason.empty()) decision.not_reusable_because = reason;
        return decision;
    }
    if (is_chunked(*coding)) {
        decision.framing = BodyFraming::chunked;
        decision.has_body = true;
    } else if (decision.content_length) {
        decision.framing = BodyFraming::content_length;
        decision.has_body = *decision.content_length > 0;
    } else {
        decision.framing = BodyFraming::close;
        decision.has_body = true;
        if (decision.not_reusable_because.empty()) decision.not_reusable_because = "close_delimited_body";
    }
    return decision;
}

}  // namespace rtrip::http1
