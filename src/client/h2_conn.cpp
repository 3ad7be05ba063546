// SPDX-License-Identifier: MIT
#include "client/h2_conn.hpp"

#include <algorithm>
#include <utility>

#include "client/pool.hpp"
#include "net/socket_stream.hpp"
#include "net/source_watch.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kSmallBuffer = std::size_t{16} << 10;
constexpr std::size_t kLargeBuffer = std::size_t{128} << 10;
// Output that is made ahead of what the kernel takes.
constexpr std::size_t kOutputBytes = std::size_t{64} << 10;
// Silence that a PING looks into, and how long its answer is waited for. A host that acknowledges the PING is alive,
// and its server only busy: then the limits of the request decide.
constexpr Duration kSilence = std::chrono::seconds(15);
// A peer that talks for so long without having acknowledged our SETTINGS never will (RFC 9113 section 6.5.3).
constexpr Duration kSettingsTime = std::chrono::seconds(20);
// What a stream that was reset may still have had on its way, and some.
constexpr int kIdleReads = 256;
constexpr std::size_t kMaxSettingsListed = 32;
constexpr std::size_t kMaxFramesListed = 20000;

http2::SessionLimits session_limits(const ReceiveLimits& limits) {
    http2::SessionLimits out;
    out.max_header_bytes = limits.max_header_bytes;
    out.max_header_fields = limits.max_header_fields;
    out.max_interim = limits.max_interim;
    return out;
}

}  // namespace

H2Conn::H2Conn(Parts parts)
    : parts_(std::move(parts)),
      session_(session_limits(parts_.limits), *this),
      buffer_(std::make_shared<std::vector<char>>(kSmallBuffer)),
      flushed_at_(now()),
      read_at_(flushed_at_),
      idle_since_(flushed_at_),
      settings_sent_at_(flushed_at_) {}

H2Conn::~H2Conn() {
    if (!ended_ && !failure_) {
        // Best effort and without waiting: a server that hears it frees what it holds for us.
        session_.say_goodbye();
        static_cast<void>(flush());
    }
    parts_.conn->stream->close();
}

std::string H2Conn::unusable_because() {
    // Somebody reads already while a stream is open; without one, what came lies in the socket.
    if (streams_.empty() && !look_at_idle()) return "surplus_bytes";
    if (ping_failed_) return "h2_ping_timeout";
    if (failure_) return "poisoned_by_error";
    if (goaway_) return "h2_goaway";
    if (ended_ || send_error_) return "closed_by_peer";
    if (!retired_because_.empty()) return retired_because_;
    if (session_.open_streams() >= session_.max_streams()) return "h2_stream_limit";
    return session_.can_submit() ? std::string() : std::string("h2_goaway");
}

// Takes in what came while nobody read; false when it does not end.
bool H2Conn::look_at_idle() {
    for (int i = 0; i < kIdleReads; ++i) {
        if (failure_ || ended_ || !receive(nullptr)) return true;
        static_cast<void>(flush());
        session_.clear_frames();
    }
    return false;
}

Result<void> H2Conn::open(const Header& fields, H2Stream& stream) {
    if (failure_) return fail(*failure_);
    const bool sends_body = !stream.upload.ended();
    auto id = session_.submit(
        fields, sends_body ? http2::ClientSession::BodyKind::follows : http2::ClientSession::BodyKind::none, stream);
    if (!id) return fail(std::move(id.error()));
    stream.id = *id;
    streams_.push_back(&stream);
    // What is large is not stamped: each stamped write costs a message of the kernel's.
    stream.wants_stamps = stream.wants_stamps && !sends_body;
    if (stream.wants_stamps && ++stamped_streams_ == 1) parts_.conn->stream->start_stamps(*parts_.clock);
    const auto open = static_cast<std::uint32_t>(session_.open_streams());
    for (H2Stream* one : streams_) one->streams_at_once = std::max(one->streams_at_once, open);
    // One for each connection, with its first request: what a round trip to the server itself takes.
    if (!pinged_) send_ping();
    return {};
}

void H2Conn::close(H2Stream& stream) {
    if (stream.id == 0) return;
    std::erase(streams_, &stream);
    std::erase(sleepers_, &stream);
    if (driver_ == &stream) driver_ = nullptr;
    if (stream.wants_stamps && --stamped_streams_ == 0) parts_.conn->stream->stop_stamps();
    stream.wants_stamps = false;
    session_.forget(stream.id);
    stream.id = 0;
    if (!failure_ && !ended_) static_cast<void>(flush());
    if (!streams_.empty()) return leave();
    idle_since_ = now();
    parts_.conn->stream->end_waits();
}

// Writes until the kernel takes no more. True: something was written.
bool H2Conn::flush() {
    if (send_error_) return false;
    const std::uint64_t before = taken_;
    while (true) {
        if (out_position_ == out_.size()) {
            out_.clear();
            out_position_ = 0;
            auto made = session_.take_output(out_, kOutputBytes);
            if (!made && out_.empty()) break;
            if (out_.empty()) break;
        }
        auto n = parts_.conn->stream->try_write(std::string_view(out_).substr(out_position_));
        if (!n) {
            // The peer may have said why before it stopped reading: that is read first.
            send_error_ = std::move(n.error());
            return taken_ != before;
        }
        if (*n == 0) break;
        out_position_ += *n;
        taken_ += *n;
    }
    if (flushed_ == taken_) return false;
    auto flushed = parts_.conn->stream->try_flush();
    if (!flushed) send_error_ = std::move(flushed.error());
    if (flushed && *flushed) {
        flushed_ = taken_;
        note_flushed();
    }
    return taken_ != before;
}

// Whose requests the kernel has by now.
void H2Conn::note_flushed() {
    flushed_at_ = now();
    for (H2Stream* stream : streams_) {
        if (stream->request_sent_at) continue;
        const http2::ClientSession::Marks marks = session_.marks(stream->id);
        stream->sent_head_bytes = marks.head_bytes;
        if (!stream->head_sent_at && marks.head_end && flushed_ >= *marks.head_end) stream->head_sent_at = flushed_at_;
        if (marks.request_end && flushed_ >= *marks.request_end) {
            stream->request_sent_at = flushed_at_;
            stream->request_position = parts_.conn->stream->socket_position();
        }
    }
}

bool H2Conn::feed() {
    for (H2Stream* stream : streams_) stream->set_now(read_at_);
    auto used = session_.feed(unread_);
    if (!used) {
        unread_ = {};
        fail_all(std::move(used.error()));
        return true;
    }
    unread_.remove_prefix(*used);
    take_stamps();
    return true;
}

// The stamp of what was read last is that of a response's beginning as long as nothing else is read.
void H2Conn::take_stamps() {
    for (H2Stream* stream : streams_) {
        if (!stream->wants_stamps || !stream->saw_head_begin()) continue;
        stream->wants_stamps = false;
        if (stream->request_sent_at) {
            stream->stamps = parts_.conn->stream->read_stamps(*parts_.clock, stream->request_position);
        }
        if (--stamped_streams_ == 0) parts_.conn->stream->stop_stamps();
    }
}

// Takes in what is there. True: something was.
bool H2Conn::receive(H2Stream* reader) {
    if (!unread_.empty() || session_.paused()) {
        if (reader != nullptr) reader->begin_reading(buffer_);
        return feed();
    }
    if (ended_) return false;
    const std::size_t size = filled_buffer_ ? kLargeBuffer : buffer_->size();
    // Somebody still looks into it.
    if (buffer_.use_count() > 1) buffer_ = std::make_shared<std::vector<char>>(size);
    if (buffer_->size() < size) buffer_->resize(size);
    auto got = parts_.conn->stream->try_read(*buffer_);
    if (got && !*got) return false;
    read_at_ = now();
    if (!got || **got == 0) {
        ended_ = true;
        if (!got) cut_ = std::move(got.error());
        for (H2Stream* stream : streams_) stream->wake()->notify();
        return true;
    }
    filled_buffer_ = **got == buffer_->size();
    unread_ = std::string_view(buffer_->data(), **got);
    if (reader != nullptr) reader->begin_reading(buffer_);
    return feed();
}

Result<bool> H2Conn::pump(H2Stream& stream) {
    if (failure_) return fail(*failure_);
    bool moved = flush();
    share_frames();
    moved = receive(&stream) || moved;
    stream.end_reading();
    share_frames();
    moved = flush() || moved;
    share_frames();
    if (session_.error() && !failure_) fail_all(*session_.error());
    if (!settings_acknowledged_ && read_at_ - settings_sent_at_ > kSettingsTime) {
        fail_all(Error(ErrorCode::http2_settings_timeout, "the server never acknowledged the SETTINGS of HTTP/2"));
    }
    return moved;
}

void H2Conn::fail_all(Error error) {
    if (failure_) return;
    failure_ = std::move(error);
    // What the session had to say about it is on its way already.
    for (H2Stream* stream : streams_) stream->wake()->notify();
}

asio::awaitable<Result<void>> H2Conn::wait(Context& ctx, H2Stream& stream, Deadline deadline) {
    const int source = stream.upload.starved() ? stream.upload.descriptor() : -1;
    if (driver_ == nullptr) {
        driver_ = &stream;
        WaitFor what;
        if (output_pending() && !send_error_) what.interest = Interest::read_or_write;
        what.also_readable = source;
        auto waited = co_await parts_.conn->stream->wait(ctx, what, deadline);
        if (driver_ == &stream) driver_ = nullptr;
        co_return waited;
    }
    // The one who waits for the socket does not know yet that there is something to write.
    if (output_pending()) parts_.conn->stream->interrupt_wait();
    sleepers_.push_back(&stream);
    std::optional<net::SourceWatch> watch;
    if (source >= 0) watch.emplace(parts_.executor, source, stream.wake());
    const std::shared_ptr<net::Wake> wake = stream.wake();
    const net::WakeReason reason = co_await wake->sleep(ctx.stop, deadline.at);
    std::erase(sleepers_, &stream);
    if (reason == net::WakeReason::notified) co_return Result<void>();
    co_return fail(net::wait_error(reason, deadline));
}

void H2Conn::leave() {
    if (driver_ != nullptr || sleepers_.empty()) return;
    sleepers_.front()->wake()->notify();
}

void H2Conn::share_frames() {
    for (const Http2Frame& frame : session_.frames()) {
        for (H2Stream* stream : streams_) {
            if (!stream->wants_frames || (frame.stream_id != 0 && frame.stream_id != stream->id)) continue;
            if (stream->frames.size() < kMaxFramesListed)
                stream->frames.emplace_back(frame.sent ? flushed_at_ : read_at_, frame);
        }
    }
    session_.clear_frames();
}

void H2Conn::send_ping() {
    session_.ping();
    pinged_ = true;
    ping_sent_at_ = now();
}

TimePoint H2Conn::next_look() const {
    return std::max(read_at_, ping_sent_at_.value_or(read_at_)) + kSilence;
}

void H2Conn::look_into_silence() {
    if (now() < next_look() || failure_ || ended_) return;
    if (!ping_sent_at_) {
        send_ping();
        static_cast<void>(flush());
        return;
    }
    const auto tcp = parts_.conn->stream->tcp_info();
    if (!tcp || tcp->unacked_segments == 0) {
        // Alive, but busy: asked again later.
        send_ping();
        return;
    }
    ping_failed_ = true;
    fail_all(Error(ErrorCode::http2_ping_timeout,
                   "the connection is dead: nothing came for a while, and a PING was not even acknowledged by TCP"));
}

void H2Conn::on_settings(std::vector<Http2Setting> settings) {
    for (Http2Setting& setting : settings) {
        const auto known = std::ranges::find(peer_settings_, setting.name, &Http2Setting::name);
        if (known != peer_settings_.end()) {
            known->value = setting.value;
        } else if (peer_settings_.size() < kMaxSettingsListed) {
            peer_settings_.push_back(std::move(setting));
        }
    }
}

void H2Conn::on_ping_answered() {
    if (ping_sent_at_) ping_rtt_ = read_at_ - *ping_sent_at_;
    ping_sent_at_.reset();
}

void H2Conn::on_goaway(Http2GoAway goaway) {
    goaway_ = std::move(goaway);
}

void H2Conn::describe(Http2Info& info) const {
    info.settings_sent = session_.settings_sent();
    info.settings_received = peer_settings_;
    info.ping_rtt = ping_rtt_;
    info.goaway = goaway_;
}

}  // namespace rtrip
