// SPDX-License-Identifier: MIT
#include "codec/http2/client_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/escape.hpp"
#include "codec/http2/session_callbacks.hpp"
#include "model/http2_names.hpp"

namespace rtrip::http2 {
namespace {

// What one stream may hold unread: many streams whose readers wait for their turn must not fill the memory.
constexpr std::uint32_t kFirstWindow = std::uint32_t{512} << 10;
// Enough for 1 Gbit/s over 128 ms of path.
constexpr std::int32_t kWidestWindow = std::int32_t{16} << 20;
// The connection's own window never holds a stream up: one stream that is not read must not starve the others.
constexpr std::int32_t kConnectionWindow = std::int32_t{1} << 30;

constexpr std::size_t kFrameHeadBytes = 9;
constexpr std::size_t kGoAwayHeadBytes = 8;
constexpr std::size_t kShownBytes = 200;

std::uint32_t number(std::string_view bytes) {
    std::uint32_t out = 0;
    for (const char c : bytes) out = (out << 8U) | static_cast<unsigned char>(c);
    return out;
}

// RFC 7541 section 7.1.3: what is secret, and short enough to be guessed, stays out of the compression's table.
bool is_secret(std::string_view name) {
    return name == "authorization" || name == "proxy-authorization" || name == "cookie";
}

nghttp2_nv name_value(const HeaderField& field) {
    nghttp2_nv out{};
    // nghttp2 takes no constants, but changes nothing: it copies.
    out.name = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(field.name.data()));
    out.namelen = field.name.size();
    out.value = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(field.value.data()));
    out.valuelen = field.value.size();
    out.flags = static_cast<std::uint8_t>(is_secret(field.name) ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE);
    return out;
}

}  // namespace

ClientSession::ClientSession(const SessionLimits& limits, ConnectionListener& listener)
    : limits_(limits), listener_(listener), session_(std::make_unique<Session>()) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_option* option = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_option_new(&option) != 0) {
        error_ = fatal(NGHTTP2_ERR_NOMEM);
        nghttp2_session_callbacks_del(callbacks);
        return;
    }
    Callbacks::install(callbacks);
    // Windows are opened as bodies are read, not as they arrive.
    nghttp2_option_set_no_auto_window_update(option, 1);
    // Servers pad values with white space; that is read, and noted.
    nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(option, 1);
    // Closed streams are kept for priorities, which nobody uses.
    nghttp2_option_set_no_closed_streams(option, 1);
    nghttp2_option_set_max_send_header_block_length(option, std::size_t{1} << 20);
#ifdef RTRIP_NGHTTP2_MAX_CONTINUATIONS
    // FloodGuard's bound is the one that counts; nghttp2's own would refuse sections of 128 KiB.
    nghttp2_option_set_max_continuations(option, 1024);
#endif
    const int made = nghttp2_session_client_new2(&session_->handle, callbacks, this, option);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_option_del(option);
    if (made != 0) {
        error_ = fatal(made);
        return;
    }
    submit_settings(limits);
}

ClientSession::~ClientSession() = default;

void ClientSession::submit_settings(const SessionLimits& limits) {
    const auto list = static_cast<std::uint32_t>(std::min<std::size_t>(limits.max_header_bytes, 0x7fffffff));
    const std::array<nghttp2_settings_entry, 3> entries{{{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                                                         {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kFirstWindow},
                                                         {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, list}}};
    for (const nghttp2_settings_entry& entry : entries) {
        settings_sent_.push_back({setting_name(static_cast<std::uint32_t>(entry.settings_id)), entry.value});
    }
    int code = nghttp2_submit_settings(session_->handle, NGHTTP2_FLAG_NONE, entries.data(), entries.size());
    if (code == 0) {
        code = nghttp2_session_set_local_window_size(session_->handle, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
    }
    if (code != 0) error_ = fatal(code);
}

ClientSession::Open* ClientSession::find(std::uint32_t stream) const {
    const auto found = streams_.find(stream);
    return found == streams_.end() ? nullptr : found->second.get();
}

Result<std::uint32_t> ClientSession::submit(const Header& fields, BodyKind body, StreamListener& listener) {
    if (error_) return fail(*error_);
    std::vector<nghttp2_nv> list;
    list.reserve(fields.size());
    for (const HeaderField& field : fields.fields()) list.push_back(name_value(field));
    auto open = std::make_unique<Open>();
    open->listener = &listener;
    nghttp2_data_provider provider{};
    provider.read_callback = Callbacks::read_body;
    const std::int32_t id = nghttp2_submit_request(session_->handle, nullptr, list.data(), list.size(),
                                                   body == BodyKind::follows ? &provider : nullptr, nullptr);
    if (id == NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE) {
        return fail(ErrorCode::http2_goaway, Phase::send, "no further stream can be begun on the connection");
    }
    if (id < 0) return fail(fatal(id));
    ++open_count_;
    streams_[static_cast<std::uint32_t>(id)] = std::move(open);
    return static_cast<std::uint32_t>(id);
}

void ClientSession::resume(std::uint32_t stream) {
    // Fails where nothing was put off, which is as good.
    static_cast<void>(nghttp2_session_resume_data(session_->handle, static_cast<std::int32_t>(stream)));
}

void ClientSession::forget(std::uint32_t stream) {
    const auto found = streams_.find(stream);
    if (found == streams_.end()) return;
    if (!found->second->closed) {
        --open_count_;
        const auto id = static_cast<std::int32_t>(stream);
        static_cast<void>(nghttp2_submit_rst_stream(session_->handle, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL));
    }
    streams_.erase(found);
}

void ClientSession::consume(std::uint32_t stream, std::size_t bytes) {
    if (bytes == 0) return;
    static_cast<void>(nghttp2_session_consume_stream(session_->handle, static_cast<std::int32_t>(stream), bytes));
}

void ClientSession::widen_window(std::uint32_t stream) {
    const auto id = static_cast<std::int32_t>(stream);
    const std::int32_t now = nghttp2_session_get_stream_effective_local_window_size(session_->handle, id);
    if (now <= 0 || now >= kWidestWindow) return;
    const std::int32_t wider = std::min(now * 2, kWidestWindow);
    static_cast<void>(nghttp2_session_set_local_window_size(session_->handle, NGHTTP2_FLAG_NONE, id, wider));
}

void ClientSession::ping() {
    static_cast<void>(nghttp2_submit_ping(session_->handle, NGHTTP2_FLAG_NONE, nullptr));
}

void ClientSession::say_goodbye() {
    if (error_) return;
    static_cast<void>(nghttp2_submit_goaway(session_->handle, NGHTTP2_FLAG_NONE, 0, NGHTTP2_NO_ERROR, nullptr, 0));
}

Result<std::size_t> ClientSession::feed(std::string_view bytes) {
    if (error_) return fail(*error_);
    if (first_bytes_.size() < kFrameHeadBytes) {
        first_bytes_ += bytes.substr(0, kFrameHeadBytes - first_bytes_.size());
        if (first_bytes_.starts_with("HTTP/")) {
            error_ = Error(ErrorCode::http2_not_http2, "HTTP/2 was agreed on, but what came is HTTP/1");
            return fail(*error_);
        }
    }
    paused_ = false;
    const auto taken =
        nghttp2_session_mem_recv(session_->handle, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    const auto used = static_cast<std::size_t>(std::max<decltype(taken)>(taken, 0));
    const std::size_t before = frames_.size();
    received_tap_.feed(bytes.substr(0, used), frames_);
    // Of frames that it does not know nghttp2 says nothing.
    for (std::size_t i = before; i < frames_.size() && !given_up_; ++i) {
        if (frames_[i].type <= static_cast<std::uint8_t>(FrameType::continuation)) continue;
        const std::string flood = guard_.count(frames_[i]);
        if (flood.empty()) continue;
        given_up_ = true;
        last_complaint_ = flood;
        static_cast<void>(nghttp2_session_terminate_session(session_->handle, NGHTTP2_ENHANCE_YOUR_CALM));
    }
    if (taken < 0) {
        error_ = fatal(static_cast<int>(taken));
        return fail(*error_);
    }
    return used;
}

Result<bool> ClientSession::take_output(std::string& out, std::size_t enough) {
    if (error_) return fail(*error_);
    bool some = false;
    while (out.size() < enough) {
        const std::uint8_t* data = nullptr;
        const auto size = nghttp2_session_mem_send(session_->handle, &data);
        if (size < 0) {
            error_ = fatal(static_cast<int>(size));
            return fail(*error_);
        }
        if (size == 0) break;
        const std::string_view piece(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
        out += piece;
        note_sent(piece);
        some = true;
    }
    return some;
}

// nghttp2 gives out whole frames, the preface in front of the first one.
void ClientSession::note_sent(std::string_view piece) {
    const std::size_t before = frames_.size();
    sent_tap_.feed(piece, frames_);
    given_ += piece.size();
    for (std::size_t i = before; i < frames_.size(); ++i) {
        const Http2Frame& frame = frames_[i];
        const auto type = static_cast<FrameType>(frame.type);
        if (type == FrameType::data && frame.length_bytes > 0) guard_.progress();
        if (type == FrameType::goaway && piece.size() >= kFrameHeadBytes + kGoAwayHeadBytes) {
            const std::string_view payload = piece.substr(piece.size() - frame.length_bytes);
            if (number(payload.substr(4, 4)) != NGHTTP2_NO_ERROR) error_ = violated(payload);
        }
        Open* open = find(frame.stream_id);
        if (open == nullptr) continue;
        const bool head = type == FrameType::headers || type == FrameType::continuation;
        if (head) open->marks.head_bytes += kFrameHeadBytes + frame.length_bytes;
        if (head && (frame.flags & kFlagEndHeaders) != 0) open->marks.head_end = given_;
        if ((head || type == FrameType::data) && (frame.flags & kFlagEndStream) != 0) open->marks.request_end = given_;
    }
}

ClientSession::Marks ClientSession::marks(std::uint32_t stream) const {
    const Open* open = find(stream);
    return open == nullptr ? Marks() : open->marks;
}

std::size_t ClientSession::max_streams() const {
    return nghttp2_session_get_remote_settings(session_->handle, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
}

bool ClientSession::can_submit() const {
    return !error_ && nghttp2_session_check_request_allowed(session_->handle) != 0;
}

std::int64_t ClientSession::stream_window(std::uint32_t stream) const {
    return nghttp2_session_get_stream_remote_window_size(session_->handle, static_cast<std::int32_t>(stream));
}

std::int64_t ClientSession::connection_window() const {
    return nghttp2_session_get_remote_window_size(session_->handle);
}

Error ClientSession::fatal(int code) const {
    if (code == NGHTTP2_ERR_NOMEM) return Error(ErrorCode::out_of_memory, "memory ran out over HTTP/2 frames");
    if (code == NGHTTP2_ERR_FLOODED) {
        return Error(ErrorCode::http2_flood, "the server asks for answers faster than it reads them");
    }
    std::string message = "the server broke the rules of HTTP/2: " + std::string(nghttp2_strerror(code));
    if (!last_complaint_.empty()) message += " (" + escape_prefix(last_complaint_, kShownBytes) + ")";
    return Error(ErrorCode::http2_protocol, std::move(message));
}

// What nghttp2 tells the peer when it gives the connection up.
Error ClientSession::violated(std::string_view goaway_payload) const {
    const std::uint32_t code = number(goaway_payload.substr(4, 4));
    std::string message = "the server broke the rules of HTTP/2 (" + error_name(code) + ")";
    const std::string_view debug = goaway_payload.substr(kGoAwayHeadBytes);
    if (!debug.empty()) message += ": " + escape_prefix(debug, kShownBytes);
    if (!last_complaint_.empty()) message += ": " + escape_prefix(last_complaint_, kShownBytes);
    return Error(code == NGHTTP2_ENHANCE_YOUR_CALM ? ErrorCode::http2_flood : ErrorCode::http2_protocol,
                 std::move(message));
}

}  // namespace rtrip::http2
