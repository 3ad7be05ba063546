// SPDX-License-Identifier: MIT
#include "codec/proxy/socks.hpp"

#include <array>

#include "model/ip_text.hpp"

namespace rtrip::proxy {
namespace {

constexpr std::size_t kLongest = 255;  // what one length byte can say
constexpr std::size_t kPortBytes = 2;
constexpr char kNoAuthentication = '\x00';
constexpr char kUserPassword = '\x02';
constexpr char kNoneAcceptable = '\xff';

unsigned byte(char c) {
    return static_cast<unsigned char>(c);
}

std::string number(char c) {
    return std::to_string(byte(c));
}

void add_port(std::string& out, std::uint16_t port) {
    out += static_cast<char>(port >> 8);
    out += static_cast<char>(port & 0xff);
}

void add_counted(std::string& out, std::string_view text) {
    out += static_cast<char>(text.size());
    out += text;
}

template <class Bytes>
void add_bytes(std::string& out, const Bytes& bytes) {
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::unexpected<Error> refuse(ErrorCode code, std::string message) {
    return fail(code, Phase::proxy, std::move(message));
}

// RFC 1928 section 6.
std::string_view reply_text(char code) {
    constexpr std::array<std::string_view, 9> kTexts{
        "succeeded",           "general failure",       "not allowed by the proxy's rules",
        "network unreachable", "host unreachable",      "connection refused",
        "TTL expired",         "command not supported", "address type not supported"};
    return byte(code) < kTexts.size() ? kTexts[byte(code)] : std::string_view("unknown reply code");
}

std::string_view v4_reply_text(char code) {
    switch (byte(code)) {
        case 91: return "rejected or failed";
        case 92: return "no identd answers here";
        case 93: return "identd names another user";
        default: return "unknown reply code";
    }
}

Result<void> check_v4(const SocksRequest& request) {
    if (parse_ipv6(request.host)) {
        return refuse(ErrorCode::proxy_refused, "SOCKS4 cannot connect to the IPv6 address " + request.host);
    }
    if (request.host.find('\0') != std::string::npos || request.host.size() > kLongest) {
        return refuse(ErrorCode::proxy_refused, "the target's name has a NUL or more than 255 bytes");
    }
    if (!request.credentials) return {};
    const std::string& user = request.credentials->first;
    if (user.find('\0') != std::string::npos || user.size() > kLongest) {
        return refuse(ErrorCode::proxy_auth, "SOCKS4 cannot carry a user name with a NUL or more than 255 bytes");
    }
    return {};
}

Result<void> check_v5(const SocksRequest& request) {
    if (request.host.empty() || request.host.size() > kLongest) {
        return refuse(ErrorCode::proxy_refused, "SOCKS5 cannot carry a name of " + std::to_string(request.host.size()) +
                                                    " bytes; the longest has 255");
    }
    if (!request.credentials) return {};
    if (request.credentials->first.size() > kLongest || request.credentials->second.size() > kLongest) {
        return refuse(ErrorCode::proxy_auth, "SOCKS5 cannot carry a user name or password of more than 255 bytes");
    }
    return {};
}

}  // namespace

Result<SocksHandshake> SocksHandshake::begin(const SocksRequest& request) {
    const bool v4 = request.version == SocksVersion::v4;
    auto fine = v4 ? check_v4(request) : check_v5(request);
    if (!fine) return fail(std::move(fine.error()));
    SocksHandshake out(request);
    if (v4) {
        out.begin_v4();
    } else {
        out.begin_v5();
    }
    return out;
}

std::string_view SocksHandshake::awaited() const {
    switch (state_) {
        case State::v4_reply: return "the reply to the request";
        case State::method: return "the choice of a method";
        case State::auth: return "the answer to user and password";
        case State::reply: return "the reply to the request";
        case State::name_length:
        case State::bound_address: return "the rest of the reply to the request";
        case State::done: return "nothing";
    }
    return "";
}

void SocksHandshake::await(State state, std::size_t count) {
    state_ = state;
    wants_ = count;
}

void SocksHandshake::begin_v4() {
    const auto address = parse_ipv4(request_.host);
    output_ = {'\x04', '\x01'};
    add_port(output_, request_.port);
    // 0.0.0.1 is no address of anybody's: SOCKS4a's sign that a name follows.
    add_bytes(output_, address.value_or(Ipv4Bytes{0, 0, 0, 1}));
    if (request_.credentials) output_ += request_.credentials->first;
    output_ += '\0';
    if (!address) {
        output_ += request_.host;
        output_ += '\0';
    }
    await(State::v4_reply, 8);
}

void SocksHandshake::begin_v5() {
    output_ = {'\x05'};
    add_counted(output_, request_.credentials ? std::string_view("\x00\x02", 2) : std::string_view("\x00", 1));
    await(State::method, 2);
}

void SocksHandshake::send_request() {
    output_ = {'\x05', '\x01', '\x00'};
    if (const auto v4 = parse_ipv4(request_.host)) {
        output_ += '\x01';
        add_bytes(output_, *v4);
    } else if (const auto v6 = parse_ipv6(request_.host)) {
        output_ += '\x04';
        add_bytes(output_, *v6);
    } else {
        output_ += '\x03';
        add_counted(output_, request_.host);
    }
    add_port(output_, request_.port);
    await(State::reply, 4);
}

Result<void> SocksHandshake::feed(std::string_view bytes) {
    output_.clear();
    if (bytes.size() != wants_ || done()) return refuse(ErrorCode::proxy_malformed, "SOCKS answer of a wrong length");
    switch (state_) {
        case State::v4_reply: return v4_reply(bytes);
        case State::method: return method(bytes);
        case State::auth: return auth(bytes);
        case State::reply: return reply(bytes);
        case State::name_length: await(State::bound_address, byte(bytes[0]) + kPortBytes); return {};
        case State::bound_address: await(State::done, 0); return {};
        case State::done: break;
    }
    return {};
}

Result<void> SocksHandshake::v4_reply(std::string_view bytes) {
    if (bytes[0] != '\0') {
        return refuse(ErrorCode::proxy_malformed, "not a SOCKS4 answer: it begins with " + number(bytes[0]));
    }
    if (byte(bytes[1]) == 90) {
        await(State::done, 0);
        return {};
    }
    const bool identd = byte(bytes[1]) == 92 || byte(bytes[1]) == 93;
    return refuse(identd ? ErrorCode::proxy_auth : ErrorCode::proxy_refused,
                  "the SOCKS4 proxy refused: " + std::string(v4_reply_text(bytes[1])) + " (" + number(bytes[1]) + ")");
}

Result<void> SocksHandshake::method(std::string_view bytes) {
    if (bytes[0] != '\x05') {
        return refuse(ErrorCode::proxy_malformed, "not a SOCKS5 answer: it begins with " + number(bytes[0]));
    }
    if (bytes[1] == kNoneAcceptable) {
        return refuse(ErrorCode::proxy_auth, request_.credentials
                                                 ? "the SOCKS5 proxy takes neither user and password nor nobody"
                                                 : "the SOCKS5 proxy does not serve without authentication");
    }
    if (bytes[1] == kNoAuthentication) {
        send_request();
        return {};
    }
    if (bytes[1] != kUserPassword || !request_.credentials) {
        return refuse(ErrorCode::proxy_malformed,
                      "the SOCKS5 proxy chose method " + number(bytes[1]) + ", which was not offered");
    }
    authenticated_ = true;
    output_ = {'\x01'};
    add_counted(output_, request_.credentials->first);
    add_counted(output_, request_.credentials->second);
    await(State::auth, 2);
    return {};
}

Result<void> SocksHandshake::auth(std::string_view bytes) {
    // RFC 1929 says 1; proxies that say 5 mean it.
    if (bytes[0] != '\x01' && bytes[0] != '\x05') {
        return refuse(ErrorCode::proxy_malformed,
                      "not an answer to user and password: it begins with " + number(bytes[0]));
    }
    if (bytes[1] != '\0') {
        return refuse(ErrorCode::proxy_auth, "the SOCKS5 proxy refused user and password (" + number(bytes[1]) + ")");
    }
    send_request();
    return {};
}

Result<void> SocksHandshake::reply(std::string_view bytes) {
    if (bytes[0] != '\x05') {
        return refuse(ErrorCode::proxy_malformed, "not a SOCKS5 reply: it begins with " + number(bytes[0]));
    }
    if (bytes[1] != '\0') {
        return refuse(ErrorCode::proxy_refused,
                      "the SOCKS5 proxy refused: " + std::string(reply_text(bytes[1])) + " (" + number(bytes[1]) + ")");
    }
    switch (byte(bytes[3])) {
        case 1: await(State::bound_address, 4 + kPortBytes); return {};
        case 3: await(State::name_length, 1); return {};
        case 4: await(State::bound_address, 16 + kPortBytes); return {};
        default: return refuse(ErrorCode::proxy_malformed, "SOCKS5 reply with address type " + number(bytes[3]));
    }
}

}  // namespace rtrip::proxy
