// SPDX-License-Identifier: MIT
#include "rtrip/recorder.hpp"

#include <algorithm>

#include "model/http2_names.hpp"
#include "trace/event_text.hpp"

namespace rtrip {

using trace::event_text;

namespace {

// A connection that lives for long sees any number of frames; the first ones tell the story.
constexpr std::size_t kMaxFrameEvents = 2000;

}  // namespace

struct TraceRecorder::Impl {
    Impl(const Clock& clock_, bool keep_events_) : clock(clock_), keep_events(keep_events_) {}

    const Clock& clock;
    bool keep_events;
    Trace trace;
    ClientTrace hooks;
    bool open = false;    // the last round trip has not been closed
    bool sealed = false;  // take() was called
    TimePoint arrived;    // when response bytes came last

    void begin(TimePoint at) {
        trace.started_at = clock.wall_now();
        trace.started = at;
        trace.done = at;
    }

    RoundTrip* current() { return open && !sealed ? &trace.round_trips.back() : nullptr; }

    static std::string detail_of(const std::string& text) { return text; }
    static std::string detail_of(const char* text) { return text; }
    template <class Info>
    static std::string detail_of(const Info& info) {
        return event_text(info);
    }

    /// `what` is a text, or what a text can be made of; none is made unless somebody wants it.
    template <class What>
    void event(TimePoint at, const char* name, const What& what) {
        if (keep_events) insert(at, name, detail_of(what));
    }
    void event(TimePoint at, const char* name) {
        if (keep_events) insert(at, name, {});
    }

    void insert(TimePoint at, const char* name, std::string detail) {
        RoundTrip* rt = current();
        if (rt == nullptr) return;
        Event event;
        event.at = at;
        event.name = name;
        event.detail = std::move(detail);
        // Some are reported when they are understood, later than they happened.
        const auto later = std::upper_bound(rt->events.begin(), rt->events.end(), at,
                                            [](TimePoint t, const Event& other) { return t < other.at; });
        rt->events.insert(later, std::move(event));
    }

    // Begins a phase, unless it is going on already. A cut never lies before the one it follows, so that no phase
    // is negative even when a retroactive cut meets a later one.
    static void cut(RoundTrip& rt, Phase phase, TimePoint at) {
        if (!rt.cuts.empty() && rt.cuts.back().phase == phase) return;
        // Connecting ends when the connection stands, not when the first thing is done with it.
        if (!rt.cuts.empty() && rt.cuts.back().phase == Phase::connect && phase > Phase::connect) {
            for (const ConnectAttempt& attempt : rt.attempts) {
                if (attempt.won && attempt.done) at = std::min(at, *attempt.done);
            }
        }
        if (!rt.cuts.empty()) at = std::max(at, rt.cuts.back().at);
        rt.cuts.push_back(PhaseCut{phase, at});
    }

    void close(TimePoint at, const std::optional<Error>& error) {
        RoundTrip* rt = current();
        if (rt == nullptr) return;
        rt->done = std::max(at, rt->cuts.back().at);
        rt->error = error;
        rt->ok = !error.has_value();
        open = false;
    }

    // Decided by a layer that may have read the response to its end first, so the round trip may be closed.
    template <class Decision>
    void decided(TimePoint at, const char* name, const Decision& decision,
                 std::optional<Decision> RoundTrip::* member) {
        if (sealed || trace.round_trips.empty()) return;
        RoundTrip& rt = trace.round_trips.back();
        rt.*member = decision;
        if (!keep_events) return;
        Event event;
        event.at = at;
        event.name = name;
        event.detail = event_text(decision);
        rt.events.push_back(std::move(event));
    }

    // The wire's side of the round trip is over by now, so this is about the last one, open or closed.
    void body_decoded(const BodyDecodedInfo& info) {
        if (sealed || trace.round_trips.empty() || !trace.round_trips.back().received) return;
        RoundTrip& rt = trace.round_trips.back();
        rt.received->content_encoding = info.content_encoding;
        rt.received->decoded_bytes = info.decoded_bytes;
        if (!info.error) return;
        rt.received->complete = false;
        rt.ok = false;
        rt.error = info.error;
    }

    void kernel_figures(RoundTrip& rt, const ConnStateInfo& info) {
        rt.connection->tcp = info.tcp;
        rt.stamps = info.stamps;
        if (info.stamps.acknowledged) event(*info.stamps.acknowledged, "request_acknowledged", "by the peer's kernel");
        if (info.stamps.arrived) event(*info.stamps.arrived, "response_arrived", "in this machine's kernel");
    }

    void install();
    void install_connection_hooks();
    void install_handshake_hooks();
    void install_request_hooks();
    void install_response_hooks();
    void install_h2_hooks();
    void frame(TimePoint at, const Http2Frame& frame);

    std::optional<Http2Frame> run_of;  // DATA frames that the last event stands for
    std::uint64_t run_frames = 0;
    std::uint64_t run_bytes = 0;
};

void TraceRecorder::Impl::install() {
    hooks.round_trip_start = [this](TimePoint at, RoundTripCause cause, const std::string& method,
                                    const std::string& url) {
        if (sealed) return;
        // Making the request ready was no part of asking, and the phases must add up to the total.
        if (trace.round_trips.empty()) begin(at);
        const auto index = static_cast<std::uint32_t>(trace.round_trips.size());
        RoundTrip& rt = trace.round_trips.emplace_back();
        rt.index = index;
        rt.cause = cause;
        rt.method = method;
        rt.url = url;
        rt.started = at;
        rt.done = at;
        rt.cuts.reserve(kPhaseCount);
        rt.cuts.push_back(PhaseCut{Phase::queue, at});
        open = true;
    };
    hooks.round_trip_done = [this](TimePoint at, const std::optional<Error>& error) { close(at, error); };
    hooks.redirect = [this](TimePoint at, const RedirectDecision& decision) {
        decided(at, "redirect", decision, &RoundTrip::redirect);
    };
    hooks.retry = [this](TimePoint at, const RetryDecision& decision) {
        decided(at, "retry", decision, &RoundTrip::retry);
    };
    install_connection_hooks();
    install_handshake_hooks();
    install_request_hooks();
    install_response_hooks();
    install_h2_hooks();
}

void TraceRecorder::Impl::install_connection_hooks() {
    if (keep_events) hooks.get_conn = [this](const GetConnInfo& info) { event(info.at, "get_conn", info.host_port); };
    hooks.got_conn = [this](const GotConnInfo& info) {
        event(info.at, "got_conn", info);
        if (RoundTrip* rt = current()) {
            rt->connection = info.connection;
            if (info.connection.reused && info.tls) {
                // The facts hold for this round trip, the times of the old handshake don't.
                rt->tls = *info.tls;
                rt->tls->messages.clear();
            }
            if (info.connection.reused && info.proxy_tls) {
                rt->proxy_tls = *info.proxy_tls;
                rt->proxy_tls->messages.clear();
            }
            cut(*rt, Phase::send, info.at);
        }
    };
    hooks.dns_start = [this](const DnsStartInfo& info) {
        event(info.at, "dns_start", info.host);
        if (RoundTrip* rt = current()) cut(*rt, Phase::dns, info.at);
    };
    hooks.dns_done = [this](const DnsDoneInfo& info) {
        event(info.at, "dns_done", info);
        RoundTrip* rt = current();
        if (rt == nullptr) return;
        if (info.hop == Hop::first) {
            rt->dns = info.dns;
        } else if (rt->proxy) {
            rt->proxy->dns = info.dns;
        }
    };
    hooks.connect_start = [this](const ConnectStartInfo& info) {
        event(info.at, "connect_start", info.address);
        RoundTrip* rt = current();
        if (rt == nullptr) return;
        cut(*rt, Phase::connect, info.at);
        if (rt->attempts.size() <= info.attempt) rt->attempts.resize(info.attempt + 1);
        rt->attempts[info.attempt].address = info.address;
        rt->attempts[info.attempt].started = info.at;
    };
    hooks.connect_done = [this](const ConnectDoneInfo& info) {
        event(info.at, "connect_done", info);
        RoundTrip* rt = current();
        if (rt != nullptr && info.attempt < rt->attempts.size()) rt->attempts[info.attempt] = info.result;
    };
    hooks.put_idle_conn = [this](const PutIdleConnInfo& info) {
        event(info.at, "put_idle_conn", info);
        RoundTrip* rt = current();
        if (rt == nullptr || !rt->connection || rt->connection->id != info.connection_id) return;
        rt->connection->returned = info.returned;
        rt->connection->not_returned_because = info.returned ? std::string() : info.reason;
    };
    hooks.conn_state = [this](const ConnStateInfo& info) {
        RoundTrip* rt = current();
        if (rt != nullptr && rt->connection && rt->connection->id == info.connection_id) kernel_figures(*rt, info);
    };
}

void TraceRecorder::Impl::install_handshake_hooks() {
    hooks.tls_handshake_start = [this](const TlsHandshakeStartInfo& info) {
        event(info.at, info.peer == TlsPeer::proxy ? "proxy_tls_start" : "tls_handshake_start", info.sni);
        RoundTrip* rt = current();
        // The handshake with a proxy is part of what the proxy costs.
        if (rt != nullptr && info.peer == TlsPeer::origin) cut(*rt, Phase::tls, info.at);
    };
    hooks.tls_handshake_done = [this](const TlsHandshakeDoneInfo& info) {
        for (const HandshakeMessage& message : info.tls.messages) event(message.at, "tls_message", message);
        event(info.at, info.peer == TlsPeer::proxy ? "proxy_tls_done" : "tls_handshake_done", info);
        if (RoundTrip* rt = current()) (info.peer == TlsPeer::proxy ? rt->proxy_tls : rt->tls) = info.tls;
    };
    hooks.proxy_chosen = [this](const ProxyChosenInfo& info) {
        event(info.at, "proxy_chosen", info);
        if (RoundTrip* rt = current()) rt->proxy = info.proxy;
    };
    hooks.proxy_start = [this](const ProxyStartInfo& info) {
        event(info.at, "proxy_start", info);
        RoundTrip* rt = current();
        if (rt == nullptr) return;
        cut(*rt, Phase::proxy, info.at);
        if (rt->proxy) rt->proxy->started = info.at;
    };
    hooks.proxy_done = [this](const ProxyDoneInfo& info) {
        event(info.at, "proxy_done", info);
        RoundTrip* rt = current();
        if (rt == nullptr || !rt->proxy) return;
        rt->proxy->authenticated = info.proxy.authenticated;
        rt->proxy->target = info.proxy.target;
        rt->proxy->sent = info.proxy.sent;
        rt->proxy->responses = info.proxy.responses;
        rt->proxy->done = info.at;
    };
}

void TraceRecorder::Impl::install_request_hooks() {
    hooks.wrote_headers = [this](const WroteHeadersInfo& info) {
        event(info.at, "wrote_headers", info);
        if (RoundTrip* rt = current()) rt->sent = info.sent;
    };
    hooks.wait_100_continue = [this](TimePoint at) { event(at, "wait_100_continue"); };
    hooks.got_100_continue = [this](TimePoint at) { event(at, "got_100_continue"); };
    hooks.wrote_request = [this](const WroteRequestInfo& info) {
        event(info.at, "wrote_request", info);
        RoundTrip* rt = current();
        if (rt == nullptr) return;
        if (rt->sent) rt->sent->body_bytes = info.body_bytes;
        // After an early response the sending already ended with its first byte.
        if (!info.error && !rt->first_byte) cut(*rt, Phase::wait, info.at);
    };
}

void TraceRecorder::Impl::install_response_hooks() {
    hooks.got_first_response_byte = [this](TimePoint at) { event(at, "got_first_response_byte"); };
    hooks.got_1xx_response = [this](const Got1xxResponseInfo& info) {
        event(info.at, "got_1xx_response", info.response);
        if (RoundTrip* rt = current()) rt->interim.push_back(info.response);
    };
    hooks.got_final_response_byte = [this](TimePoint at) {
        event(at, "got_final_response_byte");
        if (RoundTrip* rt = current()) rt->first_byte = at;
    };
    hooks.got_response_headers = [this](const GotResponseHeadersInfo& info) {
        event(info.at, "got_response_headers", info);
        RoundTrip* rt = current();
        if (rt == nullptr) return;
        rt->received = info.response;
        arrived = rt->first_byte.value_or(info.at);
        cut(*rt, info.has_body ? Phase::body : Phase::wait, rt->first_byte.value_or(info.at));
    };
    hooks.got_body_bytes = [this](TimePoint at, std::size_t /*bytes*/) {
        RoundTrip* rt = current();
        if (rt == nullptr || !rt->received) return;
        auto& gap = rt->received->longest_gap;
        gap = std::max(gap.value_or(Duration{}), at - arrived);
        arrived = at;
    };
    hooks.body_done = [this](const BodyDoneInfo& info) {
        event(info.at, "body_done", info);
        RoundTrip* rt = current();
        if (rt == nullptr || !rt->received) return;
        rt->received->wire_bytes = info.wire_bytes;
        rt->received->decoded_bytes = info.decoded_bytes;
        rt->received->trailers = info.trailers;
        rt->received->complete = info.complete;
        if (!info.sha256.empty()) rt->received->sha256 = info.sha256;
    };
    hooks.body_decoded = [this](const BodyDecodedInfo& info) { body_decoded(info); };
    hooks.anomaly = [this](TimePoint at, const Anomaly& anomaly) {
        event(at, "anomaly", anomaly);
        if (RoundTrip* rt = current()) rt->anomalies.push_back(anomaly);
    };
}

// A body is thousands of DATA frames: those that follow one another are one event.
void TraceRecorder::Impl::frame(TimePoint at, const Http2Frame& frame) {
    RoundTrip* rt = current();
    if (rt == nullptr) return;
    const bool data = frame.type == static_cast<std::uint8_t>(http2::FrameType::data);
    const bool goes_on = data && run_of && run_of->sent == frame.sent && run_of->stream_id == frame.stream_id &&
                         !rt->events.empty() && rt->events.back().name == "h2_frame";
    if (!goes_on) {
        run_of = data ? std::optional(frame) : std::nullopt;
        run_frames = 1;
        run_bytes = frame.length_bytes;
        if (rt->events.size() < kMaxFrameEvents) event(at, "h2_frame", event_text(frame));
        return;
    }
    ++run_frames;
    run_bytes += frame.length_bytes;
    rt->events.back().detail = event_text(frame) + "; " + std::to_string(run_frames) + " frames, " +
                               std::to_string(run_bytes) + " bytes by then";
}

void TraceRecorder::Impl::install_h2_hooks() {
    // Collecting them costs; only the list of events shows them.
    if (keep_events) hooks.h2_frame = [this](TimePoint at, const Http2Frame& one) { frame(at, one); };
    hooks.h2_done = [this](TimePoint, const Http2Info& info) {
        if (RoundTrip* rt = current()) rt->http2 = info;
    };
}

TraceRecorder::TraceRecorder(const Clock& clock, std::string method, std::string url, bool keep_events)
    : impl_(std::make_unique<Impl>(clock, keep_events)) {
    impl_->install();
    restart(std::move(method), std::move(url));
}

void TraceRecorder::restart(std::string method, std::string url) {
    impl_->trace = Trace();
    impl_->trace.method = std::move(method);
    impl_->trace.url = std::move(url);
    impl_->open = false;
    impl_->sealed = false;
    impl_->run_of.reset();
}

TraceRecorder::~TraceRecorder() = default;

const ClientTrace& TraceRecorder::hooks() const {
    return impl_->hooks;
}

Trace TraceRecorder::take(std::optional<Error> error) {
    if (impl_->current() != nullptr) impl_->close(impl_->clock.now(), error);
    if (impl_->trace.round_trips.empty()) impl_->begin(impl_->clock.now());
    impl_->sealed = true;
    Trace out = std::move(impl_->trace);
    out.error = std::move(error);
    if (!out.round_trips.empty()) out.done = out.round_trips.back().done;
    return out;
}

}  // namespace rtrip
