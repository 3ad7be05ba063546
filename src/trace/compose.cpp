// SPDX-License-Identifier: MIT
#include "rtrip/client_trace.hpp"

namespace rtrip {
namespace {

template <class... Args>
std::function<void(Args...)> both(const std::function<void(Args...)>& first,
                                  const std::function<void(Args...)>& second) {
    if (!first) return second;
    if (!second) return first;
    return [&first, &second](Args... args) {
        first(args...);
        second(args...);
    };
}

}  // namespace

ClientTrace compose(const ClientTrace& outer, const ClientTrace& inner) {
    ClientTrace t;
    t.get_conn = both(outer.get_conn, inner.get_conn);
    t.got_conn = both(outer.got_conn, inner.got_conn);
    t.put_idle_conn = both(outer.put_idle_conn, inner.put_idle_conn);
    t.proxy_chosen = both(outer.proxy_chosen, inner.proxy_chosen);
    t.proxy_start = both(outer.proxy_start, inner.proxy_start);
    t.proxy_done = both(outer.proxy_done, inner.proxy_done);
    t.dns_start = both(outer.dns_start, inner.dns_start);
    t.dns_done = both(outer.dns_done, inner.dns_done);
    t.connect_start = both(outer.connect_start, inner.connect_start);
    t.connect_done = both(outer.connect_done, inner.connect_done);
    t.tls_handshake_start = both(outer.tls_handshake_start, inner.tls_handshake_start);
    t.tls_handshake_done = both(outer.tls_handshake_done, inner.tls_handshake_done);
    t.wrote_header_field = both(outer.wrote_header_field, inner.wrote_header_field);
    t.wrote_headers = both(outer.wrote_headers, inner.wrote_headers);
    t.wait_100_continue = both(outer.wait_100_continue, inner.wait_100_continue);
    t.got_100_continue = both(outer.got_100_continue, inner.got_100_continue);
    t.wrote_request = both(outer.wrote_request, inner.wrote_request);
    t.got_first_response_byte = both(outer.got_first_response_byte, inner.got_first_response_byte);
    t.got_1xx_response = both(outer.got_1xx_response, inner.got_1xx_response);
    t.got_final_response_byte = both(outer.got_final_response_byte, inner.got_final_response_byte);
    t.got_response_headers = both(outer.got_response_headers, inner.got_response_headers);
    t.got_body_bytes = both(outer.got_body_bytes, inner.got_body_bytes);
    t.body_done = both(outer.body_done, inner.body_done);
    t.body_decoded = both(outer.body_decoded, inner.body_decoded);
    t.anomaly = both(outer.anomaly, inner.anomaly);
    t.redirect = both(outer.redirect, inner.redirect);
    t.retry = both(outer.retry, inner.retry);
    t.conn_state = both(outer.conn_state, inner.conn_state);
    t.bytes_out = both(outer.bytes_out, inner.bytes_out);
    t.bytes_in = both(outer.bytes_in, inner.bytes_in);
    t.h2_frame = both(outer.h2_frame, inner.h2_frame);
    t.h2_done = both(outer.h2_done, inner.h2_done);
    t.round_trip_start = both(outer.round_trip_start, inner.round_trip_start);
    t.round_trip_done = both(outer.round_trip_done, inner.round_trip_done);
    return t;
}

}  // namespace rtrip
