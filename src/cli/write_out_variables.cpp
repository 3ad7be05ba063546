// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <ctime>

#include "base/ascii.hpp"
#include "cli/last_attempt.hpp"
#include "cli/values.hpp"
#include "cli/write_out.hpp"
#include "render/redact.hpp"
#include "rtrip/url.hpp"

namespace rtrip::cli {
namespace {

using Kind = VariableValue::Kind;

/// What the variables are computed from.
struct Facts {
    const WriteOutContext& context;
    const Trace& trace;
    const RoundTrip* last;            // Null: nothing was tried.
    const ReceivedInfo* received;     // Null: no response.
    const ConnectionInfo* connection;  // Null: no connection.
    LastAttempt attempt;
};

/// Seconds with six decimals, as curl prints times.
std::string seconds(Duration span) {
    const auto total = std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(span).count(), 0);
    std::string fraction = std::to_string(total % 1'000'000);
    fraction.insert(0, 6 - fraction.size(), '0');
    return std::to_string(total / 1'000'000) + "." + fraction;
}

using Moment = std::optional<TimePoint> (*)(const RoundTrip&);

/// curl adds up the offsets of all round trips of a chain, each from its own start.
std::string offset(const Facts& facts, Moment moment) {
    Duration sum{};
    for (const RoundTrip* trip : facts.attempt.trips) {
        if (const auto at = moment(*trip)) sum += *at - trip->started;
    }
    return seconds(sum);
}

template <Phase Wanted>
std::optional<TimePoint> start_of(const RoundTrip& trip) {
    for (const PhaseCut& cut : trip.cuts) {
        if (cut.phase == Wanted) return cut.at;
    }
    return std::nullopt;
}

std::optional<TimePoint> connected(const RoundTrip& trip) {
    for (const ConnectAttempt& attempt : trip.attempts) {
        if (attempt.won) return attempt.done;
    }
    return std::nullopt;
}

std::optional<TimePoint> resolved(const RoundTrip& trip) {
    return trip.dns ? trip.dns->done : std::nullopt;
}

std::optional<TimePoint> handshaken(const RoundTrip& trip) {
    // Without a send phase the handshake is what failed.
    if (!trip.tls || !start_of<Phase::send>(trip)) return std::nullopt;
    return trip.tls->done;
}

std::optional<TimePoint> first_byte(const RoundTrip& trip) {
    return trip.first_byte;
}

std::string per_second(const Facts& facts, std::uint64_t bytes) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(facts.attempt.total).count();
    if (us <= 0) return "0";
    return std::to_string(static_cast<std::uint64_t>(static_cast<double>(bytes) * 1e6 / static_cast<double>(us)));
}

std::uint64_t sent_body(const Facts& facts) {
    return facts.last != nullptr && facts.last->sent ? facts.last->sent->body_bytes : 0;
}

std::string status(const Facts& facts, std::size_t width) {
    std::string digits = std::to_string(facts.received != nullptr ? facts.received->status : 0);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

struct HostPort {
    std::string host;
    std::string port;
};

/// "192.0.2.1:443" and "[2001:db8::1]:443" in their parts; nothing for Unix sockets.
HostPort split_address(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || text.starts_with("unix:")) return {};
    std::string host = text.substr(0, colon);
    if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
    return {std::move(host), text.substr(colon + 1)};
}

HostPort remote(const Facts& facts) {
    return facts.connection != nullptr ? split_address(facts.connection->remote) : HostPort{};
}

HostPort local(const Facts& facts) {
    return facts.connection != nullptr ? split_address(facts.connection->local) : HostPort{};
}

std::string field(const Facts& facts, std::string_view name) {
    const auto value = facts.received != nullptr ? facts.received->header.get(name) : std::nullopt;
    return std::string(value.value_or(""));
}

/// Where a redirect would have led.
std::string redirect_url(const Facts& facts) {
    if (facts.received == nullptr || facts.received->status / 100 != 3) return {};
    const std::string location = field(facts, "Location");
    const Result<Url> base = Url::parse(facts.last->url);
    if (location.empty() || !base) return {};
    const Result<Url> target = base->resolve(location);
    return target ? target->to_string() : location;
}

std::string certificates(const Facts& facts) {
    std::string text;
    if (facts.last == nullptr || !facts.last->tls) return text;
    for (const CertificateInfo& certificate : facts.last->tls->chain) {
        text += "Subject:" + certificate.subject + "\nIssuer:" + certificate.issuer +
                "\nSerial Number:" + certificate.serial + "\nSignature Algorithm:" + certificate.signature +
                "\nPublic Key Algorithm:" + certificate.key + "\nSHA-256:" + certificate.sha256 + "\n";
    }
    return text;
}

std::uint64_t new_connections(const Facts& facts) {
    std::uint64_t count = 0;
    for (const RoundTrip* trip : facts.attempt.trips) {
        for (const ConnectAttempt& attempt : trip->attempts) count += attempt.won ? 1 : 0;
    }
    return count;
}

std::uint64_t head_bytes(const Facts& facts) {
    std::uint64_t sum = 0;
    for (const RoundTrip* trip : facts.attempt.trips) sum += trip->received ? trip->received->header_bytes : 0;
    return sum;
}

std::uint64_t request_bytes(const Facts& facts) {
    std::uint64_t sum = 0;
    for (const RoundTrip* trip : facts.attempt.trips) {
        if (trip->sent) sum += trip->sent->header_bytes + trip->sent->body_bytes;
    }
    return sum;
}

std::string effective_url(const Facts& facts) {
    return facts.last != nullptr ? facts.last->url : facts.trace.url;
}

template <std::optional<TlsInfo> RoundTrip::* Member>
std::string verify_result(const Facts& facts) {
    const TlsInfo* tls = facts.last != nullptr && facts.last->*Member ? &*(facts.last->*Member) : nullptr;
    return std::to_string(tls != nullptr && !tls->problems.empty() ? tls->problems.front().code : 0);
}

/// The last answer to a CONNECT, of whichever round trip.
std::string connect_status(const Facts& facts) {
    int status = 0;
    for (const RoundTrip& trip : facts.trace.round_trips) {
        if (trip.proxy && !trip.proxy->responses.empty()) status = trip.proxy->responses.back().status;
    }
    std::string text = std::to_string(status);
    return std::string(3 - std::min<std::size_t>(3, text.size()), '0') + text;
}

std::string scheme(const Facts& facts) {
    if (facts.connection == nullptr) return {};
    return effective_url(facts).starts_with("https") ? "HTTPS" : "HTTP";
}

struct Variable {
    std::string_view name;
    Kind kind;
    std::string (*value)(const Facts&);
};

template <auto Member>
std::string received_count(const Facts& facts) {
    return std::to_string(facts.received != nullptr ? facts.received->*Member : 0);
}

// In the order of curl's %{json}, which is that of the alphabet.
constexpr std::array kVariables{
    Variable{"certs", Kind::text, certificates},
    Variable{"conn_id", Kind::number,
             [](const Facts& f) { return f.connection ? std::to_string(f.connection->id - 1) : std::string("-1"); }},
    Variable{"content_type", Kind::text, [](const Facts& f) { return field(f, "Content-Type"); }},
    Variable{"errormsg", Kind::text,
             [](const Facts& f) { return f.trace.error ? f.trace.error->message : std::string(); }},
    Variable{"exitcode", Kind::number, [](const Facts& f) { return std::to_string(f.context.exit_code); }},
    Variable{"filename_effective", Kind::text, [](const Facts& f) { return f.context.file_name; }},
    Variable{"ftp_entry_path", Kind::text, [](const Facts&) { return std::string(); }},
    Variable{"http_code", Kind::number, [](const Facts& f) { return status(f, 3); }},
    Variable{"http_connect", Kind::number, connect_status},
    Variable{"http_version", Kind::text,
             [](const Facts& f) { return f.received ? f.received->http_version : std::string("0"); }},
    Variable{"local_ip", Kind::text, [](const Facts& f) { return local(f).host; }},
    Variable{"local_port", Kind::number,
             [](const Facts& f) { return local(f).port.empty() ? std::string("0") : local(f).port; }},
    Variable{"method", Kind::text, [](const Facts& f) { return f.last ? f.last->method : f.trace.method; }},
    Variable{"num_certs", Kind::number,
             [](const Facts& f) { return std::to_string(f.last && f.last->tls ? f.last->tls->chain.size() : 0); }},
    Variable{"num_connects", Kind::number, [](const Facts& f) { return std::to_string(new_connections(f)); }},
    Variable{"num_headers", Kind::number,
             [](const Facts& f) { return std::to_string(f.received ? f.received->header.size() : 0); }},
    Variable{"num_redirects", Kind::number, [](const Facts& f) { return std::to_string(f.attempt.redirects); }},
    Variable{"num_retries", Kind::number,
             [](const Facts& f) { return std::to_string(count_round_trips(f.trace).retries); }},
    Variable{"proxy_ssl_verify_result", Kind::number, verify_result<&RoundTrip::proxy_tls>},
    Variable{"proxy_used", Kind::number,
             [](const Facts& f) { return std::string(f.connection && !f.connection->proxy.empty() ? "1" : "0"); }},
    Variable{"redirect_url", Kind::text, redirect_url},
    Variable{"referer", Kind::text,
             [](const Facts& f) {
                 const auto sent = f.last && f.last->sent ? f.last->sent->header.get("Referer") : std::nullopt;
                 return std::string(sent.value_or(""));
             }},
    Variable{"remote_ip", Kind::text, [](const Facts& f) { return remote(f).host; }},
    Variable{"remote_port", Kind::number,
             [](const Facts& f) { return remote(f).port.empty() ? std::string("0") : remote(f).port; }},
    Variable{"response_code", Kind::number, [](const Facts& f) { return status(f, 3); }},
    Variable{"scheme", Kind::text, scheme},
    Variable{"size_delivered", Kind::number, received_count<&ReceivedInfo::decoded_bytes>},
    Variable{"size_download", Kind::number, received_count<&ReceivedInfo::wire_bytes>},
    Variable{"size_header", Kind::number, [](const Facts& f) { return std::to_string(head_bytes(f)); }},
    Variable{"size_request", Kind::number, [](const Facts& f) { return std::to_string(request_bytes(f)); }},
    Variable{"size_upload", Kind::number, [](const Facts& f) { return std::to_string(sent_body(f)); }},
    Variable{"speed_download", Kind::number,
             [](const Facts& f) { return per_second(f, f.received ? f.received->wire_bytes : 0); }},
    Variable{"speed_upload", Kind::number, [](const Facts& f) { return per_second(f, sent_body(f)); }},
    Variable{"ssl_verify_result", Kind::number, verify_result<&RoundTrip::tls>},
    Variable{"time_appconnect", Kind::number, [](const Facts& f) { return offset(f, handshaken); }},
    Variable{"time_connect", Kind::number, [](const Facts& f) { return offset(f, connected); }},
    Variable{"time_namelookup", Kind::number, [](const Facts& f) { return offset(f, resolved); }},
    Variable{"time_posttransfer", Kind::number, [](const Facts& f) { return offset(f, start_of<Phase::wait>); }},
    Variable{"time_pretransfer", Kind::number, [](const Facts& f) { return offset(f, start_of<Phase::send>); }},
    Variable{"time_queue", Kind::number, [](const Facts&) { return seconds({}); }},
    Variable{"time_redirect", Kind::number, [](const Facts& f) { return seconds(f.attempt.before_last_redirect); }},
    Variable{"time_starttransfer", Kind::number, [](const Facts& f) { return offset(f, first_byte); }},
    Variable{"time_total", Kind::number, [](const Facts& f) { return seconds(f.attempt.total); }},
    Variable{"tls_earlydata", Kind::number, [](const Facts&) { return std::string("0"); }},
    Variable{"url", Kind::text, [](const Facts& f) { return f.trace.url; }},
    Variable{"url_effective", Kind::text, effective_url},
    Variable{"urlnum", Kind::number, [](const Facts& f) { return std::to_string(f.context.url_number); }},
    Variable{"xfer_id", Kind::number, [](const Facts& f) { return std::to_string(f.context.url_number); }},
};

/// url.PART and urle.PART.
std::optional<VariableValue> url_part(std::string_view part, const std::string& text) {
    const Result<Url> url = Url::parse(text);
    const auto value = [](std::string what) { return VariableValue{Kind::text, std::move(what)}; };
    constexpr std::array<std::string_view, 9> kParts{"scheme", "user", "password", "options", "host",
                                                     "port",   "path", "query",    "fragment"};
    if (part != "zoneid" && std::find(kParts.begin(), kParts.end(), part) == kParts.end()) return std::nullopt;
    if (!url) return value({});
    if (part == "scheme") return value(url->scheme());
    if (part == "user") return value(url->user().value_or(""));
    if (part == "password") return value(url->password().value_or(""));
    if (part == "host") return value(url->host_kind() == HostKind::ipv6 ? "[" + url->host() + "]" : url->host());
    if (part == "port") return value(std::to_string(url->port()));
    if (part == "path") return value(url->path());
    if (part == "query") return value(url->query().value_or(""));
    if (part == "fragment") return value(url->fragment().value_or(""));
    return value(part == "zoneid" ? url->zone() : std::string());
}

Facts facts_of(const WriteOutContext& context) {
    const Trace& trace = *context.trace;
    const RoundTrip* last = trace.round_trips.empty() ? nullptr : &trace.round_trips.back();
    return {context,
            trace,
            last,
            last != nullptr && last->received ? &*last->received : nullptr,
            last != nullptr && last->connection ? &*last->connection : nullptr,
            last_attempt(trace)};
}

}  // namespace

std::optional<VariableValue> write_out_variable(std::string_view name, const WriteOutContext& context) {
    const Facts facts = facts_of(context);
    const render::Redactor redact(*context.trace, context.secrets);
    if (name.starts_with("url.")) return url_part(name.substr(4), redact.url(facts.trace.url));
    if (name.starts_with("urle.")) return url_part(name.substr(5), redact.url(effective_url(facts)));
    for (const Variable& variable : kVariables) {
        if (variable.name != name) continue;
        std::string text = variable.value(facts);
        if (variable.kind == Kind::number) return VariableValue{Kind::number, std::move(text)};
        const bool is_url = name.find("url") != std::string_view::npos || name == "referer";
        return VariableValue{Kind::text, is_url ? redact.url(text) : redact.text(text)};
    }
    return std::nullopt;
}

std::vector<std::string_view> json_variables() {
    std::vector<std::string_view> names;
    for (const Variable& variable : kVariables) {
        names.push_back(variable.name);
    }
    return names;
}

std::string format_time(WallTime at, std::string_view format) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
    std::string fraction = std::to_string(us % 1'000'000);
    fraction.insert(0, 6 - std::min<std::size_t>(fraction.size(), 6), '0');
    std::string expanded;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format.substr(i).starts_with("%f")) {
            expanded += fraction;
            ++i;
        } else if (format.substr(i).starts_with("%%")) {
            expanded += "%%";
            ++i;
        } else {
            expanded += format[i];
        }
    }
    const std::time_t whole = static_cast<std::time_t>(us / 1'000'000);
    std::tm parts{};
    if (expanded.empty() || ::gmtime_r(&whole, &parts) == nullptr) return {};
    std::array<char, 512> buffer;
    return std::string(buffer.data(), std::strftime(buffer.data(), buffer.size(), expanded.c_str(), &parts));
}

}  // namespace rtrip::cli
