// SPDX-License-Identifier: MIT
#include "client/attempt.hpp"

#include <utility>

#include "codec/http2/request_fields.hpp"
#include "model/method.hpp"

namespace rtrip {
namespace {

// Why a request must not be repeated; empty when that can't do harm: nothing of it has left, or doing it twice is the
// same as once.
std::string replay_objection(const Request& request, bool nothing_sent) {
    if (request.body && !request.body->rewindable()) return "the body cannot be read again";
    if (nothing_sent || is_idempotent(request.method)) return {};
    return request.method + " is not idempotent, and the server may have acted on it";
}

// What a server does that gave the connection up while it lay idle.
bool looks_stale(ErrorCode code) {
    return code == ErrorCode::response_empty || code == ErrorCode::response_reset || code == ErrorCode::send_failed;
}

// Why a failed exchange may be repeated although nobody asked for retries; empty: it may not.
template <class Exchange>
std::string_view replay_reason(const Exchange& exchange, ErrorCode code, bool reused) {
    if (exchange.unprocessed()) return code == ErrorCode::http2_refused_stream ? kRefusedStream : kGoAway;
    return reused && exchange.no_response_seen() && looks_stale(code) ? kStaleConnection : std::string_view();
}

// Why what became of the start of an exchange may be mended by asking again, and what speaks against it.
template <class Exchange>
void judge_replay(Attempt& attempt, const Exchange& exchange, const Request& request, ErrorCode code, bool reused) {
    attempt.replay_reason = replay_reason(exchange, code, reused);
    if (attempt.replay_reason.empty()) return;
    // RFC 9113 section 8.7: what was not processed was not acted on, so that only the body can stand in the way.
    attempt.objection = replay_objection(request, exchange.unprocessed() || exchange.nothing_sent());
}

Result<std::unique_ptr<H2Exchange>> over_http2(const Request& request, ExchangeInput input, Carrier& carrier,
                                               ConnSource& conns) {
    http2::RequestFieldsInput wanted;
    wanted.method = request.method;
    wanted.scheme = request.url.scheme();
    wanted.target = input.prepared->target;
    Header header = input.prepared->head.fields;
    if (request.expect_is_automatic) header.remove("Expect");
    wanted.header = &header;
    auto fields = http2::make_request_fields(wanted);
    if (!fields) return fail(std::move(fields.error()));
    ++carrier.h2->base().requests;
    H2ExchangeInput all(std::move(input), carrier.h2, std::move(*fields));
    const std::weak_ptr<H2Pool> pool = conns.h2_pool();
    const std::weak_ptr<H2Conn> conn = carrier.h2;
    all.on_released = [pool, conn](const std::string& reason) {
        const auto open_pool = pool.lock();
        const auto open_conn = conn.lock();
        if (open_pool && open_conn) open_pool->released(open_conn, reason);
    };
    return std::make_unique<H2Exchange>(std::move(all));
}

}  // namespace

void Attempt::begin(Context& ctx, const Result<Prepared>& prepared, const Request& request,
                    const ConnSource::Wanted& wanted, ConnSource& conns) {
    if (ctx.stop.stop_requested()) {
        result = fail(ErrorCode::interrupted, Phase::queue, "interrupted");
        return;
    }
    if (!prepared) {
        result = fail(prepared.error());
        return;
    }
    input_.prepared = *prepared;
    if (request.body && input_.prepared->head.framing != http1::RequestFraming::none) {
        auto opened = request.body->open();
        if (!opened) {
            result = fail(std::move(opened.error()));
            return;
        }
        input_.reader = std::move(*opened);
    }
    auto carrier = conns.take_idle(ctx, input_.prepared->route, wanted, search);
    lacks_carrier = !carrier;
    if (carrier) start(request, std::move(*carrier), conns);
}

void Attempt::carried_by(const Request& request, Result<Carrier> found, ConnSource& conns) {
    if (found) {
        start(request, std::move(*found), conns);
    } else {
        result = fail(std::move(found.error()));
    }
}

void Attempt::start(const Request& request, Carrier carrier, ConnSource& conns) {
    reused_ = carrier.reused;
    if (!carrier.h2) {
        ++carrier.h1->requests;
        h1 = std::make_unique<H1Exchange>(H1ExchangeInput(std::move(input_), std::move(carrier.h1), carrier.got_at));
        return;
    }
    auto exchange = over_http2(request, std::move(input_), carrier, conns);
    if (exchange) {
        h2 = std::move(*exchange);
    } else {
        result = fail(std::move(exchange.error()));
    }
}

void Attempt::settle(const Request& request, Result<void> started) {
    if (!started) {
        const ErrorCode code = started.error().code;
        if (h1) judge_replay(*this, *h1, request, code, reused_);
        if (h2) judge_replay(*this, *h2, request, code, reused_);
        h1.reset();
        h2.reset();
        result = fail(std::move(started.error()));
        return;
    }
    result = h1 ? h1->make_response() : h2->make_response();
    if (h1) result->body = std::move(h1);
    if (h2) result->body = std::move(h2);
}

}  // namespace rtrip
