// SPDX-License-Identifier: MIT
#include "support/hook_log.hpp"

namespace rtrip::test {
namespace {

template <class... Args>
void name(std::function<void(Args...)>& hook, const std::function<void(const std::string&)>& saw, std::string text) {
    hook = [saw, text = std::move(text)](Args...) { saw(text); };
}

}  // namespace

ClientTrace make_hook_log(std::function<void(const std::string&)> saw, std::function<void(std::size_t)> out,
                          std::function<void(std::size_t)> in) {
    ClientTrace t;
    name(t.get_conn, saw, "get_conn");
    name(t.got_conn, saw, "got_conn");
    name(t.put_idle_conn, saw, "put_idle_conn");
    name(t.proxy_chosen, saw, "proxy_chosen");
    name(t.proxy_start, saw, "proxy_start");
    name(t.proxy_done, saw, "proxy_done");
    name(t.dns_start, saw, "dns_start");
    name(t.dns_done, saw, "dns_done");
    name(t.connect_start, saw, "connect_start");
    name(t.connect_done, saw, "connect_done");
    name(t.tls_handshake_start, saw, "tls_handshake_start");
    name(t.tls_handshake_done, saw, "tls_handshake_done");
    name(t.wrote_header_field, saw, "wrote_header_field");
    name(t.wrote_headers, saw, "wrote_headers");
    name(t.wait_100_continue, saw, "wait_100_continue");
    name(t.got_100_continue, saw, "got_100_continue");
    name(t.wrote_request, saw, "wrote_request");
    name(t.got_first_response_byte, saw, "got_first_response_byte");
    name(t.got_1xx_response, saw, "got_1xx_response");
    name(t.got_final_response_byte, saw, "got_final_response_byte");
    name(t.got_response_headers, saw, "got_response_headers");
    name(t.got_body_bytes, saw, "got_body_bytes");
    name(t.body_done, saw, "body_done");
    name(t.body_decoded, saw, "body_decoded");
    name(t.anomaly, saw, "anomaly");
    name(t.redirect, saw, "redirect");
    name(t.retry, saw, "retry");
    name(t.conn_state, saw, "conn_state");
    name(t.h2_frame, saw, "h2_frame");
    name(t.h2_done, saw, "h2_done");
    name(t.round_trip_start, saw, "round_trip_start");
    name(t.round_trip_done, saw, "round_trip_done");
    t.bytes_out = [out = std::move(out)](TimePoint, std::string_view bytes) { out(bytes.size()); };
    t.bytes_in = [in = std::move(in)](TimePoint, std::string_view bytes) { in(bytes.size()); };
    return t;
}

}  // namespace rtrip::test
