// SPDX-License-Identifier: MIT
#include "codec/http2/session_callbacks.hpp"

#include <charconv>
#include <utility>

#include "base/ascii.hpp"
#include "model/http2_names.hpp"

namespace rtrip::http2 {
namespace {

// RFC 9113 section 6.5.2: a field's size is that of its name and value and this.
constexpr std::uint64_t kFieldOverhead = 32;
// A debug text is for people; some servers put pages there.
constexpr std::size_t kMaxDebugBytes = 1024;
constexpr std::size_t kFrameHeadBytes = 9;

std::string_view view(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

ClientSession& self_of(void* user) {
    return *static_cast<ClientSession*>(user);
}

}  // namespace

void ClientSession::Callbacks::install(nghttp2_session_callbacks* callbacks) {
    nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, on_begin_frame);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, on_invalid_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid_frame);
    nghttp2_session_callbacks_set_error_callback2(callbacks, on_complaint);
}

ssize_t ClientSession::Callbacks::read_body(nghttp2_session* /*session*/, std::int32_t stream, std::uint8_t* buffer,
                                            std::size_t size, std::uint32_t* flags, nghttp2_data_source* /*source*/,
                                            void* user) {
    Open* open = self_of(user).find(static_cast<std::uint32_t>(stream));
    if (open == nullptr) return NGHTTP2_ERR_DEFERRED;
    const BodyPiece piece = open->listener->read_body({reinterpret_cast<char*>(buffer), size});
    switch (piece.state) {
        case BodyPiece::State::later: return NGHTTP2_ERR_DEFERRED;
        case BodyPiece::State::failed: return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        case BodyPiece::State::last: *flags |= NGHTTP2_DATA_FLAG_EOF; break;
        case BodyPiece::State::some: break;
    }
    return static_cast<ssize_t>(piece.bytes);
}

// Gives the connection up for what never ends, or must not be; what is said of it is the GOAWAY's reason.
void ClientSession::Callbacks::guard(ClientSession& self, const nghttp2_frame_hd& head) {
    if (self.given_up_) return;
    Http2Frame frame;
    frame.type = head.type;
    const Open* open = self.find(static_cast<std::uint32_t>(head.stream_id));
    // A head that nobody waits for moves nothing.
    const bool late = static_cast<FrameType>(head.type) == FrameType::headers && (open == nullptr || open->closed);
    if (late) frame.type = static_cast<std::uint8_t>(FrameType::priority);
    frame.flags = head.flags;
    frame.length_bytes = static_cast<std::uint32_t>(head.length);
    std::string why = self.guard_.count(frame);
    std::uint32_t code = NGHTTP2_ENHANCE_YOUR_CALM;
    // Even before our SETTINGS are acknowledged: no server that RFC 9113 section 8.4 is known to pushes unasked.
    if (static_cast<FrameType>(head.type) == FrameType::push_promise) {
        why = "PUSH_PROMISE, although push is off";
        code = NGHTTP2_PROTOCOL_ERROR;
    }
    if (why.empty()) return;
    self.given_up_ = true;
    self.last_complaint_ = std::move(why);
    static_cast<void>(nghttp2_session_terminate_session(self.session_->handle, code));
}

int ClientSession::Callbacks::on_begin_frame(nghttp2_session* /*session*/, const nghttp2_frame_hd* head, void* user) {
    guard(self_of(user), *head);
    Open* open = self_of(user).find(static_cast<std::uint32_t>(head->stream_id));
    if (open == nullptr) return 0;
    const auto type = static_cast<FrameType>(head->type);
    if (type == FrameType::headers) open->head_frame_bytes = 0;
    if (type == FrameType::headers || type == FrameType::continuation) {
        open->head_frame_bytes += kFrameHeadBytes + head->length;
    }
    return 0;
}

int ClientSession::Callbacks::on_begin_headers(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
    Open* open = self_of(user).find(static_cast<std::uint32_t>(frame->hd.stream_id));
    if (open == nullptr) return 0;
    open->head = ReceivedHead();
    if (!open->final_head) open->listener->on_head_begins();
    return 0;
}

std::string ClientSession::Callbacks::too_large(const ClientSession& self, const Open& open) {
    if (open.list_bytes > self.limits_.max_header_bytes) {
        return "the response head is larger than " + std::to_string(self.limits_.max_header_bytes) +
               " bytes (--max-header-bytes)";
    }
    if (open.fields > self.limits_.max_header_fields) {
        return "the response has more than " + std::to_string(self.limits_.max_header_fields) + " header fields";
    }
    return {};
}

// Ends the stream for a limit of ours.
int ClientSession::Callbacks::refuse(ClientSession& self, std::int32_t stream, Open& open, std::string detail) {
    // Until the reset is out, more of the same may come.
    if (open.end.limit) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    open.end.limit = ErrorCode::response_too_large;
    open.end.detail = std::move(detail);
    static_cast<void>(
        nghttp2_submit_rst_stream(self.session_->handle, NGHTTP2_FLAG_NONE, stream, NGHTTP2_ENHANCE_YOUR_CALM));
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

int ClientSession::Callbacks::on_header(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                        const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                                        std::size_t value_size, std::uint8_t /*flags*/, void* user) {
    ClientSession& self = self_of(user);
    Open* open = self.find(static_cast<std::uint32_t>(frame->hd.stream_id));
    if (open == nullptr) return 0;
    open->list_bytes += name_size + value_size + kFieldOverhead;
    ++open->fields;
    if (std::string why = too_large(self, *open); !why.empty()) {
        return refuse(self, frame->hd.stream_id, *open, std::move(why));
    }
    const std::string_view field = view(name, name_size);
    const std::string_view text = view(value, value_size);
    if (field == ":status") {
        // nghttp2 has seen to it that there are three digits, once.
        std::from_chars(text.data(), text.data() + text.size(), open->head.status);
        return 0;
    }
    const std::string_view trimmed = ascii::trim_ows(text);
    if (trimmed.size() != text.size()) open->head.padded_values = true;
    open->head.fields.add(std::string(field), std::string(trimmed));
    return 0;
}

// Ends the stream for what the peer got wrong.
int ClientSession::Callbacks::malformed(ClientSession& self, std::int32_t stream, Open& open, std::string detail) {
    if (!open.end.detail.empty()) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    open.end.detail = std::move(detail);
    static_cast<void>(
        nghttp2_submit_rst_stream(self.session_->handle, NGHTTP2_FLAG_NONE, stream, NGHTTP2_PROTOCOL_ERROR));
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

// Malformed is malformed: nghttp2 would leave the field out and go on.
int ClientSession::Callbacks::on_invalid_header(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                                const std::uint8_t* name, std::size_t name_size,
                                                const std::uint8_t* /*value*/, std::size_t /*value_size*/,
                                                std::uint8_t /*flags*/, void* user) {
    Open* open = self_of(user).find(static_cast<std::uint32_t>(frame->hd.stream_id));
    if (open == nullptr) return 0;
    return malformed(self_of(user), frame->hd.stream_id, *open,
                     "header field \"" + std::string(view(name, name_size)) + "\" is not allowed or holds what is not");
}

void ClientSession::Callbacks::headers_received(ClientSession& self, const nghttp2_frame& frame) {
    Open* open = self.find(static_cast<std::uint32_t>(frame.hd.stream_id));
    if (open == nullptr) return;
    ReceivedHead head = std::exchange(open->head, ReceivedHead());
    head.bytes = open->head_frame_bytes;
    if (open->final_head) {
        open->listener->on_trailers(std::move(head.fields));
        return;
    }
    if (open->end.limit) return;
    if (head.status < 100) {
        static_cast<void>(malformed(self, frame.hd.stream_id, *open, ":status is below 100"));
        return;
    }
    open->final_head = !head.interim();
    if (head.interim() && ++open->interim > self.limits_.max_interim) {
        static_cast<void>(refuse(self, frame.hd.stream_id, *open,
                                 "more than " + std::to_string(self.limits_.max_interim) + " interim responses"));
        return;
    }
    open->listener->on_head(std::move(head));
}

void ClientSession::Callbacks::settings_received(ClientSession& self, const nghttp2_frame& frame) {
    if ((frame.hd.flags & NGHTTP2_FLAG_ACK) != 0) {
        self.listener_.on_settings_acknowledged();
        return;
    }
    std::vector<Http2Setting> settings;
    for (std::size_t i = 0; i < frame.settings.niv; ++i) {
        const nghttp2_settings_entry& entry = frame.settings.iv[i];
        settings.push_back({setting_name(static_cast<std::uint32_t>(entry.settings_id)), entry.value});
    }
    self.listener_.on_settings(std::move(settings));
}

int ClientSession::Callbacks::on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
    ClientSession& self = self_of(user);
    const auto type = static_cast<FrameType>(frame->hd.type);
    Open* open = self.find(static_cast<std::uint32_t>(frame->hd.stream_id));
    if (type == FrameType::headers) headers_received(self, *frame);
    if (type == FrameType::settings) settings_received(self, *frame);
    if (type == FrameType::ping && (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0) self.listener_.on_ping_answered();
    if (type == FrameType::rst_stream && open != nullptr) open->end.by_peer = true;
    if (type == FrameType::goaway) {
        Http2GoAway goaway;
        goaway.last_stream_id = static_cast<std::uint32_t>(frame->goaway.last_stream_id);
        goaway.error = error_name(frame->goaway.error_code);
        goaway.debug = view(frame->goaway.opaque_data, frame->goaway.opaque_data_len).substr(0, kMaxDebugBytes);
        self.listener_.on_goaway(std::move(goaway));
    }
    const bool ends =
        (type == FrameType::headers || type == FrameType::data) && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    // Found wanting: the reset is on its way, and its reason is what counts.
    if (ends && open != nullptr && open->end.detail.empty()) open->listener->on_end();
    return 0;
}

int ClientSession::Callbacks::on_data(nghttp2_session* session, std::uint8_t /*flags*/, std::int32_t stream,
                                      const std::uint8_t* data, std::size_t size, void* user) {
    ClientSession& self = self_of(user);
    static_cast<void>(nghttp2_session_consume_connection(session, size));
    if (size > 0) self.guard_.progress();
    Open* open = self.find(static_cast<std::uint32_t>(stream));
    if (open == nullptr) return 0;
    if (open->listener->on_data(view(data, size)) == DataVerdict::go_on) return 0;
    self.paused_ = true;
    return NGHTTP2_ERR_PAUSE;
}

int ClientSession::Callbacks::on_close(nghttp2_session* /*session*/, std::int32_t stream, std::uint32_t error,
                                       void* user) {
    ClientSession& self = self_of(user);
    Open* open = self.find(static_cast<std::uint32_t>(stream));
    if (open == nullptr || open->closed) return 0;
    open->closed = true;
    --self.open_count_;
    const bool found_wanting = error == NGHTTP2_NO_ERROR && !open->end.by_peer && !open->end.detail.empty();
    open->end.error = found_wanting ? static_cast<std::uint32_t>(NGHTTP2_PROTOCOL_ERROR) : error;
    if (open->end.detail.empty() && !open->end.by_peer && error != NGHTTP2_NO_ERROR) {
        open->end.detail = self.last_complaint_;
    }
    open->listener->on_closed(std::move(open->end));
    return 0;
}

int ClientSession::Callbacks::on_invalid_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, int code,
                                               void* user) {
    ClientSession& self = self_of(user);
    Open* open = self.find(static_cast<std::uint32_t>(frame->hd.stream_id));
    std::string text = frame_name(frame->hd.type) + ": " + nghttp2_strerror(code);
    if (open != nullptr && open->end.detail.empty()) open->end.detail = text;
    return 0;
}

int ClientSession::Callbacks::on_complaint(nghttp2_session* /*session*/, int /*code*/, const char* text,
                                           std::size_t size, void* user) {
    self_of(user).last_complaint_.assign(text, size);
    return 0;
}

}  // namespace rtrip::http2
