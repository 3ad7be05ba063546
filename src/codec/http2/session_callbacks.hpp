// SPDX-License-Identifier: MIT
#pragma once

#include <nghttp2/nghttp2.h>

#include "codec/http2/client_session.hpp"

namespace rtrip::http2 {

struct ClientSession::Session {
    nghttp2_session* handle = nullptr;
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { nghttp2_session_del(handle); }
};

/// What nghttp2 calls; user data is the ClientSession.
struct ClientSession::Callbacks {
    static void install(nghttp2_session_callbacks* callbacks);
    static ssize_t read_body(nghttp2_session* session, std::int32_t stream, std::uint8_t* buffer, std::size_t size,
                             std::uint32_t* flags, nghttp2_data_source* source, void* user);

private:
    static int on_begin_headers(nghttp2_session* session, const nghttp2_frame* frame, void* user);
    static int on_begin_frame(nghttp2_session* session, const nghttp2_frame_hd* head, void* user);
    static int on_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                         std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t flags,
                         void* user);
    static int on_invalid_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                                 std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                                 std::uint8_t flags, void* user);
    static int on_frame(nghttp2_session* session, const nghttp2_frame* frame, void* user);
    static int on_data(nghttp2_session* session, std::uint8_t flags, std::int32_t stream, const std::uint8_t* data,
                       std::size_t size, void* user);
    static int on_close(nghttp2_session* session, std::int32_t stream, std::uint32_t error, void* user);
    static int on_invalid_frame(nghttp2_session* session, const nghttp2_frame* frame, int code, void* user);
    static int on_complaint(nghttp2_session* session, int code, const char* text, std::size_t size, void* user);

    static void headers_received(ClientSession& self, const nghttp2_frame& frame);
    static void settings_received(ClientSession& self, const nghttp2_frame& frame);
    static void guard(ClientSession& self, const nghttp2_frame_hd& head);
    static int malformed(ClientSession& self, std::int32_t stream, Open& open, std::string detail);
    static int refuse(ClientSession& self, std::int32_t stream, Open& open, std::string detail);
    static std::string too_large(const ClientSession& self, const Open& open);
};

}  // namespace rtrip::http2
