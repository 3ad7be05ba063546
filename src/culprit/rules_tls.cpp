// SPDX-License-Identifier: MIT
//
// Handshakes that take more round trips than they have to.
#include <algorithm>

#include "culprit/rules.hpp"
#include "culprit/thresholds.hpp"
#include "rtrip/url.hpp"

namespace rtrip::culprit {
namespace {

/// The handshake with the server, when it was made in this round trip and finished.
const TlsInfo* handshake(const Case& c) {
    return c.rt.tls && c.is_fresh() && !c.rt.tls->version.empty() ? &*c.rt.tls : nullptr;
}

const HandshakeMessage* find_message(const TlsInfo& tls, std::string_view name) {
    const auto found = std::find_if(tls.messages.begin(), tls.messages.end(),
                                    [name](const HandshakeMessage& m) { return m.name == name && !m.sent; });
    return found == tls.messages.end() ? nullptr : &*found;
}

/// Until the server's next message after a HelloRetryRequest.
std::optional<Duration> retry_took(const TlsInfo& tls) {
    const HandshakeMessage* retry = find_message(tls, "HelloRetryRequest");
    const HandshakeMessage* hello = find_message(tls, "ServerHello");
    if (retry == nullptr || hello == nullptr || hello->at <= retry->at) return std::nullopt;
    return hello->at - retry->at;
}

/// Where a URL leads: "https://host:443"; empty when it is none.
std::string origin_of(std::string_view text) {
    const Result<Url> url = Url::parse(text);
    if (!url) return {};
    return url->scheme() + "://" + url->host() + ":" + std::to_string(url->port());
}

}  // namespace

std::optional<Finding> tls_extra_round_trip(const Case& c) {
    const TlsInfo* tls = handshake(c);
    if (tls == nullptr) return std::nullopt;
    const auto retry = retry_took(*tls);
    const bool old = tls->version != "TLSv1.3" && !tls->resumed;
    const auto rtt = c.path_rtt();
    if (!retry && (!old || !rtt)) return std::nullopt;
    Finding out;
    out.cost = std::min(retry ? *retry : *rtt, c.phase(Phase::tls));
    if (!c.matters(out.cost)) return std::nullopt;
    out.confidence = Confidence::sure;
    out.title = "the handshake takes a round trip more than it has to";
    if (retry) {
        out.detail = "the server refused the key share that it was offered (HelloRetryRequest) and wanted " +
                     (tls->group.empty() ? std::string("another group") : tls->group) + ", which took " +
                     time_text(out.cost);
        out.fix = "let the server take X25519, or offer its group first with --curves";
        out.next = tls->group.empty() ? std::string() : c.rtrip("--curves " + tls->group);
    } else {
        out.detail = "a full handshake of " + tls->version +
                     " needs two round trips, that of TLS 1.3 one: " + time_text(out.cost) + " more";
        out.fix = "switch TLS 1.3 on in the server, or take --tls-max away";
        out.next = c.rtrip("--tlsv1.3");
    }
    out.evidence.text("version", tls->version).duration("extra_ms", out.cost).duration("tls_ms", c.phase(Phase::tls));
    return out;
}

std::optional<Finding> tls_no_resumption(const Case& c) {
    const TlsInfo* tls = handshake(c);
    // Most records have one round trip, and taking URLs apart is the dearest thing that rules do.
    if (tls == nullptr || tls->resumed || c.rt.index == 0) return std::nullopt;
    const std::string origin = origin_of(c.rt.url);
    const auto earlier = std::find_if(c.trace.round_trips.begin(), c.trace.round_trips.end(), [&](const RoundTrip& rt) {
        return rt.index < c.rt.index && rt.tls && !rt.tls->version.empty() && rt.connection &&
               rt.connection->id != c.rt.connection->id && origin_of(rt.url) == origin;
    });
    if (origin.empty() || earlier == c.trace.round_trips.end()) return std::nullopt;
    Finding out;
    // A resumed handshake takes one round trip; what is beyond that is certificates, signatures and, before TLS 1.3, a
    // second one.
    out.cost = std::max(Duration{}, c.phase(Phase::tls) - c.path_rtt().value_or(Duration{}));
    if (!c.matters(out.cost)) return std::nullopt;
    out.confidence = Confidence::likely;
    out.title = "a further handshake starts from nothing";
    out.detail = "a second connection to " + origin + " made a full handshake of " + time_text(c.phase(Phase::tls)) +
                 " although a session of the first was there to be resumed";
    out.fix = "let the server issue session tickets whose keys all its machines share, or keep connections open";
    out.next = handshake_command(c, "-reconnect");
    out.evidence.duration("tls_ms", c.phase(Phase::tls)).text("version", tls->version);
    out.evidence.count("earlier_round_trip", earlier->index);
    return out;
}

std::optional<Finding> tls_big_certificate_chain(const Case& c) {
    const TlsInfo* tls = handshake(c);
    const HandshakeMessage* certificates = tls == nullptr ? nullptr : find_message(*tls, "Certificate");
    const auto rtt = c.path_rtt();
    if (certificates == nullptr || !rtt) return std::nullopt;
    // The server's flight has to wait for acknowledgements when it does not fit into the first window.
    const std::uint64_t window = kInitialWindowSegments * c.mss();
    const std::uint64_t waits = slow_start_waits(tls->bytes_in, c.mss());
    if (certificates->bytes <= window / 2 || waits == 0) return std::nullopt;
    Finding out;
    out.cost = std::min(*rtt * static_cast<std::int64_t>(waits), c.phase(Phase::tls));
    if (!c.matters(out.cost)) return std::nullopt;
    out.confidence = Confidence::likely;
    out.title = "the certificates don't fit into the server's first window";
    out.detail = "the server's side of the handshake has " + size_text(tls->bytes_in) + ", of which " +
                 size_text(certificates->bytes) + " are " + count_text(tls->chain.size(), "certificate") +
                 ", and a server may send " + size_text(window) + " before it has to wait for an acknowledgement";
    out.fix = "send no root and no unneeded certificates, fewer names in one, or elliptic-curve keys";
    out.next = handshake_command(c, "-showcerts");
    out.evidence.count("certificate_bytes", certificates->bytes).count("in_bytes", tls->bytes_in);
    out.evidence.count("window_bytes", window).count("waits", waits).duration("rtt_ms", *rtt);
    return out;
}

}  // namespace rtrip::culprit
