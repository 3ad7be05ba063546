// SPDX-License-Identifier: MIT
#include "rtrip/trace.hpp"

namespace rtrip {

std::string_view dns_source_name(DnsSource source) {
    switch (source) {
        case DnsSource::literal: return "literal";
        case DnsSource::hosts: return "hosts";
        case DnsSource::cache: return "cache";
        case DnsSource::resolver: return "resolver";
        case DnsSource::option: return "option";
        case DnsSource::unix_socket: return "unix_socket";
    }
    return "";
}

std::string_view protocol_name(Protocol protocol) {
    switch (protocol) {
        case Protocol::http1_0: return "http/1.0";
        case Protocol::http1_1: return "http/1.1";
        case Protocol::h2: return "h2";
        case Protocol::h2c: return "h2c";
        case Protocol::h3: return "h3";
    }
    return "";
}

std::string_view body_kind_name(BodyKind kind) {
    switch (kind) {
        case BodyKind::none: return "none";
        case BodyKind::memory: return "memory";
        case BodyKind::file: return "file";
        case BodyKind::pipe: return "pipe";
        case BodyKind::multipart: return "multipart";
    }
    return "";
}

std::string_view body_framing_name(BodyFraming framing) {
    switch (framing) {
        case BodyFraming::none: return "none";
        case BodyFraming::content_length: return "content-length";
        case BodyFraming::chunked: return "chunked";
        case BodyFraming::close: return "close";
        case BodyFraming::h2: return "h2";
    }
    return "";
}

std::string_view cause_name(RoundTripCause cause) {
    switch (cause) {
        case RoundTripCause::initial: return "initial";
        case RoundTripCause::redirect: return "redirect";
        case RoundTripCause::retry: return "retry";
        case RoundTripCause::auth: return "auth";
    }
    return "";
}

std::string_view wait_method_name(WaitMethod method) {
    switch (method) {
        case WaitMethod::unknown: return "";
        case WaitMethod::tcp_info: return "tcp_info";
        case WaitMethod::kernel_timestamps: return "kernel_timestamps";
    }
    return "";
}

std::string_view delivery_source_name(DeliverySource source) {
    switch (source) {
        case DeliverySource::unknown: return "";
        case DeliverySource::acknowledgement: return "acknowledgement";
        case DeliverySource::round_trip_time: return "round_trip_time";
    }
    return "";
}

}  // namespace rtrip
