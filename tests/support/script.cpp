// SPDX-License-Identifier: MIT
#include "support/script.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <thread>
#include <utility>

namespace rtrip::test {
namespace {

using Kind = ChannelResult::Kind;

constexpr std::size_t kKeptBody = std::size_t{1} << 20;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

// The value of a field of a head, in lower case.
std::optional<std::string> field_of(const std::string& head, std::string_view name) {
    const std::string text = lower(head);
    const std::string wanted = "\r\n" + lower(name) + ":";
    const std::size_t at = text.find(wanted);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t from = text.find_first_not_of(' ', at + wanted.size());
    return text.substr(from, text.find("\r\n", from) - from);
}

}  // namespace

bool ServerConnection::fill() {
    if (peer_gone_) return false;
    std::array<char, 65536> buffer;
    const ChannelResult got = channel_.read(buffer);
    if (got.kind == Kind::moved) {
        received_.bytes += got.bytes;
        pending_.append(buffer.data(), got.bytes);
        return true;
    }
    received_.peer_reset = got.kind == Kind::reset;
    peer_gone_ = true;
    return false;
}

bool ServerConnection::read_head() {
    std::size_t end = 0;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill()) return false;
    }
    received_.heads.push_back(pending_.substr(0, end + 4));
    received_.bodies.emplace_back();
    pending_.erase(0, end + 4);
    return true;
}

void ServerConnection::keep_body(std::string_view bytes) {
    std::string& body = received_.bodies.empty() ? received_.preface : received_.bodies.back();
    body += bytes.substr(0, kKeptBody - std::min(kKeptBody, body.size()));
}

bool ServerConnection::read_body(std::uint64_t count) {
    while (count > 0) {
        if (pending_.empty() && !fill()) return false;
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(count, pending_.size()));
        keep_body(std::string_view(pending_).substr(0, n));
        pending_.erase(0, n);
        count -= n;
    }
    return true;
}

bool ServerConnection::read_line(std::string& line) {
    std::size_t end = 0;
    while ((end = pending_.find("\r\n")) == std::string::npos) {
        if (!fill()) return false;
    }
    line = pending_.substr(0, end);
    pending_.erase(0, end + 2);
    return true;
}

bool ServerConnection::read_announced_body() {
    const std::string head = received_.heads.back();
    const auto number = [](std::string_view digits, int base) {
        std::uint64_t value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
        return value;
    };
    if (const auto length = field_of(head, "content-length")) return read_body(number(*length, 10));
    if (field_of(head, "transfer-encoding").value_or("") != "chunked") return true;
    while (true) {
        std::string line;
        if (!read_line(line)) return false;
        const std::uint64_t size = number(line, 16);
        if (!read_body(size) || !read_line(line)) return false;
        if (size == 0) return true;
    }
}

bool ServerConnection::send(std::string_view bytes) {
    return channel_.write(bytes).kind == Kind::moved;
}

std::uint64_t ServerConnection::read_to_end() {
    std::uint64_t count = pending_.size();
    pending_.clear();
    while (fill()) {
        count += pending_.size();
        pending_.clear();
    }
    return count;
}

std::string ServerConnection::read_some() {
    if (pending_.empty()) fill();
    return std::exchange(pending_, {});
}

Script& Script::add(std::string name, std::function<bool(ServerConnection&)> act) {
    steps_.push_back(Step{std::move(name), std::move(act)});
    return *this;
}

Script& Script::expect_head() {
    return add("expect head", [](ServerConnection& c) { return c.read_head(); });
}

Script& Script::expect_request() {
    return add("expect request", [](ServerConnection& c) { return c.read_head() && c.read_announced_body(); });
}

Script& Script::expect_body(std::uint64_t count) {
    return add("expect body", [count](ServerConnection& c) { return c.read_body(count); });
}

Script& Script::send(std::string bytes) {
    return add("send", [bytes = std::move(bytes)](ServerConnection& c) { return c.send(bytes); });
}

Script& Script::send_bytewise(std::string bytes) {
    return add("send byte by byte", [bytes = std::move(bytes)](ServerConnection& c) {
        return std::all_of(bytes.begin(), bytes.end(),
                           [&](const char& byte) { return c.send(std::string_view(&byte, 1)); });
    });
}

Script& Script::answer(std::string response) {
    expect_request();
    return send(std::move(response));
}

Script& Script::drip(std::string piece, std::chrono::milliseconds pause) {
    return add("drip", [piece = std::move(piece), pause](ServerConnection& c) {
        // The pause is what is tested here, not a way to wait for something.
        while (!c.stop().stop_requested() && c.send(piece)) std::this_thread::sleep_for(pause);
        return true;
    });
}

Script& Script::send_slowly(std::string piece, int times, std::chrono::milliseconds pause) {
    return add("send slowly", [piece = std::move(piece), times, pause](ServerConnection& c) {
        for (int i = 0; i < times; ++i) {
            if (i > 0) std::this_thread::sleep_for(pause);
            if (!c.send(piece)) return false;
        }
        return true;
    });
}

Script& Script::send_bulk(std::uint64_t count) {
    return add("send bulk", [count](ServerConnection& c) {
        static const std::string block(std::size_t{256} << 10, 'x');
        for (std::uint64_t left = count; left > 0;) {
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
            if (!c.send(std::string_view(block).substr(0, n))) return false;
            left -= n;
        }
        return true;
    });
}

Script& Script::flood(std::string piece) {
    return add("flood", [piece = std::move(piece)](ServerConnection& c) {
        while (!c.stop().stop_requested() && c.send(piece)) {
        }
        return true;
    });
}

Script& Script::echo(std::uint64_t count) {
    return add("echo", [count](ServerConnection& c) {
        for (std::uint64_t done = 0; done < count;) {
            const std::string piece = c.read_some();
            if (piece.empty() || !c.send(piece)) return false;
            done += piece.size();
        }
        return true;
    });
}

Script& Script::wait(SharedGate gate) {
    return add("wait at a gate", [gate = std::move(gate)](ServerConnection& c) { return gate->wait(c.stop()); });
}

Script& Script::signal(SharedGate gate) {
    return add("signal", [gate = std::move(gate)](ServerConnection&) {
        gate->open();
        return true;
    });
}

Script& Script::half_close() {
    return add("half close", [](ServerConnection& c) {
        c.channel().half_close();
        return true;
    });
}

Script& Script::close() {
    return add("close", [](ServerConnection& c) {
        c.channel().close();
        c.mark_closed();
        return true;
    });
}

Script& Script::cut() {
    return add("cut", [](ServerConnection& c) {
        c.channel().cut();
        c.mark_closed();
        return true;
    });
}

Script& Script::reset() {
    return add("reset", [](ServerConnection& c) {
        c.channel().reset();
        c.mark_closed();
        return true;
    });
}

Script& Script::ignore_until(SharedGate gate) {
    return wait(std::move(gate));
}

Script& Script::swallow() {
    swallows_ = true;
    return *this;
}

Script& Script::peer_may_leave() {
    peer_may_leave_ = true;
    return *this;
}

std::string Script::run(ServerConnection& connection, const std::function<void()>& lingering) const {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        if (steps_[i].act(connection)) continue;
        if (peer_may_leave_) return {};
        return "step " + std::to_string(i + 1) + " (" + steps_[i].name + ") was not fulfilled";
    }
    if (connection.closed()) return {};
    lingering();
    const std::uint64_t surplus = connection.read_to_end();
    if (surplus == 0 || swallows_ || peer_may_leave_) return {};
    return std::to_string(surplus) + " bytes came that the script did not expect";
}

}  // namespace rtrip::test
