// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "codec/http2/client_session.hpp"
#include "model/http2_names.hpp"

/// A session whose events are written down.
namespace rtrip::test::h2 {

/// What happened on one stream, as one line: "head 200 x=y; data abc; end; closed NO_ERROR".
class StreamLog final : public http2::StreamListener {
public:
    explicit StreamLog(std::string body = {}) : body_(std::move(body)) {}

    std::string log;
    bool pauses = false;

    void on_head_begins() override {}
    void on_head(http2::ReceivedHead head) override {
        add("head " + std::to_string(head.status) + (head.padded_values ? " padded" : "") + text(head.fields));
    }
    http2::DataVerdict on_data(std::string_view data) override {
        // Cut where the input was cut: joined again.
        if (in_data_) {
            log += data;
        } else {
            add("data " + std::string(data));
        }
        in_data_ = true;
        return pauses ? http2::DataVerdict::pause : http2::DataVerdict::go_on;
    }
    void on_trailers(Header trailers) override { add("trailers" + text(trailers)); }
    void on_end() override { add("end"); }
    void on_closed(http2::StreamEnd end) override {
        add("closed " + http2::error_name(end.error) + (end.by_peer ? " by peer" : "") + (end.limit ? " limit" : ""));
    }
    http2::BodyPiece read_body(std::span<char> buffer) override {
        const std::size_t size = std::min(buffer.size(), body_.size());
        body_.copy(buffer.data(), size);
        body_.erase(0, size);
        return {body_.empty() ? http2::BodyPiece::State::last : http2::BodyPiece::State::some, size};
    }

private:
    static std::string text(const Header& fields) {
        std::string out;
        for (const HeaderField& field : fields.fields()) out += " " + field.name + "=" + field.value;
        return out;
    }
    void add(const std::string& event) {
        in_data_ = false;
        log += (log.empty() ? "" : "; ") + event;
    }

    std::string body_;
    bool in_data_ = false;
};

/// A session with streams, fed in pieces.
class Player final : public http2::ConnectionListener {
public:
    explicit Player(http2::SessionLimits limits = {}) : session(limits, *this) {}
    ~Player() override {
        for (const auto& [id, log] : streams) session.forget(id);
    }
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    http2::ClientSession session;
    std::map<std::uint32_t, std::unique_ptr<StreamLog>> streams;
    std::string connection;  ///< Its events: "settings MAX_CONCURRENT_STREAMS=1; goaway NO_ERROR 3 text".
    std::string sent;        ///< All output.

    StreamLog& get(std::string_view method = "GET", std::string body = {}) {
        Header fields;
        fields.add(":method", std::string(method));
        fields.add(":scheme", "https");
        fields.add(":authority", "example.com");
        fields.add(":path", "/");
        const auto kind = body.empty() ? http2::ClientSession::BodyKind::none : http2::ClientSession::BodyKind::follows;
        auto stream = std::make_unique<StreamLog>(std::move(body));
        StreamLog& out = *stream;
        const auto id = session.submit(fields, kind, out);
        if (id) streams[*id] = std::move(stream);
        static_cast<void>(flush());
        if (!id) refused_.push_back(std::move(stream));
        return out;
    }
    /// Feeds `bytes` in pieces of `piece`; the name of the error that broke the session, or nothing.
    std::string feed(std::string_view bytes, std::size_t piece = static_cast<std::size_t>(-1)) {
        while (!bytes.empty() || session.paused()) {
            const std::string_view now = bytes.substr(0, piece);
            const auto used = session.feed(now);
            if (!used) return std::string(error_code_name(used.error().code));
            bytes.remove_prefix(*used);
            if (std::string broken = flush(); !broken.empty()) return broken;
        }
        return flush();
    }
    std::string flush() {
        while (true) {
            std::string out;
            const auto some = session.take_output(out, 1 << 16);
            sent += out;
            if (!some) return std::string(error_code_name(some.error().code));
            if (!*some) break;
        }
        return session.error() ? std::string(error_code_name(session.error()->code)) : std::string();
    }

    void on_settings(std::vector<Http2Setting> settings) override {
        std::string text = "settings";
        for (const Http2Setting& setting : settings) text += " " + setting.name + "=" + std::to_string(setting.value);
        add(text);
    }
    void on_settings_acknowledged() override { add("acknowledged"); }
    void on_ping_answered() override { add("pong"); }
    void on_goaway(Http2GoAway goaway) override {
        add("goaway " + goaway.error + " " + std::to_string(goaway.last_stream_id) + " " + goaway.debug);
    }

private:
    void add(const std::string& event) { connection += (connection.empty() ? "" : "; ") + event; }

    std::vector<std::unique_ptr<StreamLog>> refused_;
};

}  // namespace rtrip::test::h2
