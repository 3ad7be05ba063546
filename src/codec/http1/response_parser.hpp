// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/http1/anomaly_list.hpp"
#include "codec/http1/body_framing.hpp"
#include "codec/http1/chunked_decoder.hpp"
#include "codec/http1/events.hpp"
#include "codec/http1/head_memo.hpp"
#include "codec/http1/head_parser.hpp"
#include "codec/http1/parse_limits.hpp"
#include "rtrip/header.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::http1 {

/// Reads one response (interim heads, final head, body, trailers) from the bytes of a connection.
///
/// Bytes in, events out; no clock and no socket. The same bytes give the same events, errors and anomalies however they
/// are cut (adjacent data events joined). One object reads one response. Typical use:
///
///     ResponseParser parser(request.method);
///     for (;;) {
///         auto event = parser.next(input);
///         if (!event) return fail(event.error());
///         if (event->kind == EventKind::need_more) { ... read; at the end of the stream: parser.finish() ... }
///         ...
///     }
///
/// Not thread safe.
class ResponseParser {
public:
    explicit ResponseParser(std::string_view request_method, ParseLimits limits = {});

    /// The request asked for another protocol: 101 is then the final response, followed by that protocol's bytes.
    /// Without this a 101 is an error. Call before the first byte.
    void expect_upgrade() { upgrade_expected_ = true; }

    /// Transfer codings below chunked (gzip, deflate) were asked for, and stay. Call before the first byte.
    void expect_codings() { codings_expected_ = true; }
    /// As expect_codings(); chunk lines and trailers stay too, as data. Call before the first byte.
    void keep_chunks() { codings_expected_ = keeps_chunks_ = true; }

    /// What was learnt of earlier responses of the same server, and is to be of this one. `memo` must outlive the
    /// parser. Call before the first byte.
    void use(HeadMemo& memo) { memo_ = &memo; }

    /// Consumes from the front of `input`, advancing it, and gives one event. need_more comes only when all of it
    /// was consumed; after `end` nothing more is consumed, so what is left in `input` is surplus. `input` may be empty:
    /// what follows from the bytes so far is then still given (`end` after the last body byte).
    /// Errors: response_malformed, response_too_large, response_unexpected_protocol, body_malformed. They are final.
    Result<Event> next(std::string_view& input);

    /// The peer closed its side after the bytes fed so far. `end` when that completes the response (a close-delimited
    /// body) or it was complete before.
    /// Errors: response_empty (nothing came, or interim responses alone), response_malformed (a head was cut),
    /// body_incomplete (with the counts). As for next(), events due from earlier bytes must have been taken.
    Result<Event> finish();

    /// The last interim or final head that next() announced.
    [[nodiscard]] const ResponseHead& head() const { return head_; }
    /// Valid once the final head came.
    [[nodiscard]] BodyFraming framing() const { return framing_.framing; }
    /// What Content-Length says, also for HEAD and 304; absent when chunked overrode it.
    [[nodiscard]] std::optional<std::uint64_t> content_length() const { return framing_.content_length; }
    /// False for HEAD, 204, 304, a tunnel, and Content-Length: 0.
    [[nodiscard]] bool has_body() const { return framing_.has_body; }
    /// Complete once `end` came. Kept apart from the header: nothing in it has any effect.
    [[nodiscard]] const Header& trailers() const { return chunked_.trailers(); }

    /// At least one byte of the head being read was seen; false again after each `interim`, true for good after `head`.
    [[nodiscard]] bool head_started() const { return state_ != State::head || heads_.started(); }
    [[nodiscard]] bool seen_any_byte() const { return offset_ > 0; }
    [[nodiscard]] bool ended() const { return state_ == State::ended; }
    /// Bytes consumed in all.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    /// Payload bytes given in data events.
    [[nodiscard]] std::uint64_t body_bytes() const { return body_bytes_; }
    /// Bytes of all heads, interim ones included.
    [[nodiscard]] std::uint64_t header_bytes() const { return heads_.offset(); }

    /// Whether the connection may carry another request once `end` came: empty means yes, otherwise why not, as one of
    /// "connection_close_header", "http_1_0_without_keepalive", "close_delimited_body", "both_framings",
    /// "bad_framing_recovered", "upgraded", "tunnel". The view has static lifetime.
    [[nodiscard]] std::string_view not_reusable_because() const;

    /// There are deviations to be taken.
    [[nodiscard]] bool has_anomalies() const { return anomalies_.has_fresh(); }
    /// Deviations that were borne, since the last call; bounded in number.
    [[nodiscard]] std::vector<Anomaly> take_anomalies() { return anomalies_.take(); }

private:
    enum class State : std::uint8_t { head, no_body, counted, chunked, until_close, ended, failed };

    Result<Event> step(std::string_view& input);
    Result<Event> read_head(std::string_view& input);
    Result<Event> head_complete();
    Result<Event> final_head();
    void begin_body();
    [[nodiscard]] HeadMemo::Asked asked() const { return {method_, limits_, codings_expected_}; }
    Result<Event> counted_data(std::string_view& input);
    Result<Event> chunked_data(std::string_view& input);
    [[nodiscard]] Error end_of_stream_error() const;

    std::string method_;
    ParseLimits limits_;
    HeadMemo* memo_ = nullptr;
    AnomalyList anomalies_;
    HeadParser heads_;
    ChunkedDecoder chunked_;
    ResponseHead head_;
    FramingDecision framing_;
    std::optional<Error> error_;
    std::optional<Error> held_error_;  // follows the data that came before it
    std::uint64_t offset_ = 0;
    std::uint64_t body_bytes_ = 0;
    std::uint64_t body_left_ = 0;
    std::size_t interim_count_ = 0;
    State state_ = State::head;
    bool upgrade_expected_ = false;
    bool codings_expected_ = false;
    bool keeps_chunks_ = false;
};

}  // namespace rtrip::http1
