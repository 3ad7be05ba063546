// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "render/report.hpp"
#include "rtrip/trace.hpp"

/// Records as the recorder would leave them, made by hand so that every renderer has the same ones to show.
namespace rtrip::render::fixtures {

struct Fixture {
    std::string name;  ///< Also the stem of its files: letters, digits and underscores.
    Trace trace;
    int exit_code = 0;
    std::vector<expect::Judgement> expectations = {};

    [[nodiscard]] Report report(Secrets secrets = Secrets::masked) const {
        return {&trace, exit_code, secrets, expectations};
    }
};

/// 200 over https, name resolved by a server, all phases, body of known length.
Fixture https_by_name();
/// The second request over the same connection.
Fixture reused();
/// Nobody listens on either address.
Fixture connect_refused();
/// Two name servers that stay silent.
Fixture dns_timeout();
/// The handshake went through, the certificate did not; with the chain.
Fixture tls_expired();
/// 500 of 1000 bytes, then the end.
Fixture body_cut();
/// Two interim responses with fields, then 200 by chunks with trailers.
Fixture interim_103();
/// ESC, C1, bidirectional overrides and bytes that are not UTF-8, wherever a peer may put them.
Fixture hostile_bytes();
/// HEAD, HTTP/1.0, no body.
Fixture head();
/// Credentials in every place where they occur.
Fixture secrets();
/// A stale pooled connection, then the silent replay on a fresh one.
Fixture stale_retry();
/// Refused before anything was tried.
Fixture bad_url();
/// Status 404 under -f.
Fixture http_status();
/// Over a Unix socket, in less than a millisecond.
Fixture unix_socket();

/// A POST that is redirected to another port, a 503 there, a retry, and one redirect too many.
Fixture chain();

/// Over HTTP/2, beside other streams, behind a GOAWAY with a text that nobody should trust; the stream was reset.
Fixture h2_reset();
/// 200, but not all of what was expected of it; the peer's bytes in what came.
Fixture expectations();
/// Connecting waited for AAAA records; TLS 1.2; a server's clock that is an hour ahead: something for several rules.
Fixture aaaa_stall();

std::vector<Fixture> all();

}  // namespace rtrip::render::fixtures
