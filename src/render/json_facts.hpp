// SPDX-License-Identifier: MIT
#pragma once

#include "render/json_writer.hpp"
#include "render/redact.hpp"

/// The members of a round trip's JSON object that say how its connection came to be.
namespace rtrip::render {

/// What the pieces of one document are written with.
struct JsonContext {
    JsonWriter& out;
    const Redactor& redact;
    const Trace& trace;
};

// Each writes one member, null when it doesn't apply.
void write_dns(JsonContext& json, const RoundTrip& rt);
void write_connect(JsonContext& json, const RoundTrip& rt);
void write_proxy(JsonContext& json, const RoundTrip& rt);
void write_tls(JsonContext& json, std::string_view key, const RoundTrip& rt, const std::optional<TlsInfo>& info);
void write_connection(JsonContext& json, const RoundTrip& rt);
void write_http2(JsonContext& json, const RoundTrip& rt);

/// The fields in order, as pairs, with secrets masked.
void write_header(JsonContext& json, std::string_view key, const Header& header);

}  // namespace rtrip::render
