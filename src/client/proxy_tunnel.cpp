// SPDX-License-Identifier: MIT
#include "client/proxy_tunnel.hpp"

#include <array>
#include <vector>

#include "base/base64.hpp"
#include "base/escape.hpp"
#include "codec/http1/request_head.hpp"
#include "codec/http1/response_parser.hpp"
#include "codec/proxy/socks.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kBuffer = 4096;
constexpr std::size_t kShown = 80;

// Reads what is there, waiting until there is something. 0: the end.
asio::awaitable<Result<std::size_t>> read_some(Context& ctx, Stream& stream, std::span<char> buffer,
                                               Deadline deadline) {
    while (true) {
        auto got = stream.try_read(buffer);
        if (!got) co_return fail(std::move(got.error()));
        if (*got) co_return **got;
        auto flushed = stream.try_flush();
        if (!flushed) co_return fail(std::move(flushed.error()));
        WaitFor what;
        what.interest = *flushed ? Interest::read : Interest::read_or_write;
        auto waited = co_await stream.wait(ctx, what, deadline);
        if (!waited) co_return fail(std::move(waited.error()));
    }
}

// A stream's error as what it means here.
Error proxy_error(Error error, const TunnelRequest& request, const std::string& awaited) {
    error.phase = Phase::proxy;
    if (error.code == ErrorCode::interrupted) return error;
    const std::string proxy = "proxy " + request.route->server.host_port();
    if (error.is_timeout()) {
        error.code = ErrorCode::proxy_timeout;
        error.message = proxy + " did not send " + awaited + limit_text(request.deadline);
    } else {
        error.code = ErrorCode::proxy_closed;
        error.message = proxy + ": the connection was cut while " + awaited + " was awaited: " + error.message;
        error.hint.clear();
    }
    return error;
}

Error hung_up(const TunnelRequest& request, const std::string& awaited) {
    return Error(ErrorCode::proxy_closed, Phase::proxy,
                 "proxy " + request.route->server.host_port() + " closed the connection in place of " + awaited);
}

// ------------------------------------------------------------------------------------------------------------ CONNECT

Result<http1::RequestHead> connect_head(const TunnelRequest& request) {
    const std::string target = request.target.text();
    const ProxyServer& server = request.route->server;
    Header fields;
    fields.add("Host", std::string(request.options->header.get("Host").value_or(target)));
    if (server.credentials && !request.options->header.has("Proxy-Authorization")) {
        fields.add("Proxy-Authorization", basic_proxy_authorization(*server.credentials));
    }
    if (!request.options->user_agent.empty() && !request.options->header.has("User-Agent")) {
        fields.add("User-Agent", request.options->user_agent);
    }
    for (const HeaderField& field : request.options->header.fields()) fields.add(field.name, field.value);
    auto url = Url::parse("http://" + target);
    if (!url) return fail(std::move(url.error()));
    http1::RequestHeadInput input;
    input.method = "CONNECT";
    input.url = &*url;
    input.target = target;
    input.header = &fields;
    auto head = http1::make_request_head(input);
    if (!head) {
        head.error().phase = Phase::proxy;
        return fail(std::move(head.error()));
    }
    if (head->framing != http1::RequestFraming::none) {
        return fail(ErrorCode::request_invalid, Phase::proxy, "CONNECT has no body: take its length out of the header");
    }
    return head;
}

Error parse_error(Error error, const TunnelRequest& request) {
    const bool ended = error.code == ErrorCode::response_empty;
    if (ended) return hung_up(request, "an answer to CONNECT");
    Error out(ErrorCode::proxy_malformed, Phase::proxy,
              "proxy " + request.route->server.host_port() + ": answer to CONNECT: " + error.message);
    return out;
}

// The answer's head is there: is it a tunnel?
Result<void> judge(const http1::ResponseHead& head, std::string_view behind, const TunnelRequest& request) {
    const std::string said = "proxy " + request.route->server.host_port() + " answered CONNECT with " +
                             std::to_string(head.status) +
                             (head.reason.empty() ? "" : " " + escape_prefix(head.reason, kShown));
    if (head.status >= 200 && head.status < 300) {
        if (behind.empty()) return {};
        // They are not the target's, and must not be taken for its first words.
        return fail(ErrorCode::proxy_malformed, Phase::proxy,
                    said + " and " + std::to_string(behind.size()) + " bytes of its own, beginning with \"" +
                        escape_prefix(behind, kShown / 2) + "\"");
    }
    if (head.status != 407) return fail(ErrorCode::proxy_refused, Phase::proxy, said);
    Error error(ErrorCode::proxy_auth, Phase::proxy, said);
    if (request.route->server.credentials) error.hint = "the proxy refused this user and password, sent as Basic";
    return fail(std::move(error));
}

// Reads the heads of the proxy's answer. A body is left where it is, and dropped with the connection.
asio::awaitable<Result<void>> read_answer(Context& ctx, Stream& stream, const TunnelRequest& request, ProxyInfo& info) {
    http1::ParseLimits limits;
    limits.max_header_bytes = request.limits->max_header_bytes;
    limits.max_line_bytes = request.limits->max_header_bytes;
    limits.max_header_fields = request.limits->max_header_fields;
    limits.max_interim = request.limits->max_interim;
    http1::ResponseParser parser("CONNECT", limits);
    std::vector<char> buffer(kBuffer);
    while (true) {
        auto got = co_await read_some(ctx, stream, buffer, request.deadline);
        if (!got) co_return fail(proxy_error(std::move(got.error()), request, "an answer to CONNECT"));
        if (*got == 0) {
            auto end = parser.finish();
            co_return fail(end ? hung_up(request, "an answer to CONNECT") : parse_error(end.error(), request));
        }
        std::string_view input(buffer.data(), *got);
        emit(ctx.trace, &ClientTrace::bytes_in, ctx.now(), input);
        auto event = parser.next(input);
        while (event && event->kind == http1::EventKind::interim) event = parser.next(input);
        for (const Anomaly& anomaly : parser.take_anomalies()) {
            emit(ctx.trace, &ClientTrace::anomaly, ctx.now(), anomaly);
        }
        if (!event) co_return fail(parse_error(event.error(), request));
        if (event->kind == http1::EventKind::need_more) continue;
        const http1::ResponseHead& head = parser.head();
        ProxyResponse answer;
        answer.status = head.status;
        answer.reason = head.reason;
        answer.http_version = head.minor == 0 ? "1.0" : "1.1";
        answer.header = head.header;
        info.responses.push_back(std::move(answer));
        co_return judge(head, input, request);
    }
}

}  // namespace

std::string basic_proxy_authorization(const Credentials& credentials) {
    return "Basic " + base64_encode(credentials.user + ":" + credentials.password);
}

asio::awaitable<Result<void>> write_all(Context& ctx, Stream& stream, std::string bytes, Deadline deadline) {
    std::string_view rest = bytes;
    bool flushed = false;
    while (!rest.empty() || !flushed) {
        auto taken = stream.try_write(rest);
        if (!taken) co_return fail(std::move(taken.error()));
        rest.remove_prefix(*taken);
        auto all = stream.try_flush();
        if (!all) co_return fail(std::move(all.error()));
        flushed = *all;
        if ((rest.empty() && flushed) || *taken > 0) continue;
        WaitFor what;
        what.interest = Interest::write;
        auto waited = co_await stream.wait(ctx, what, deadline);
        if (!waited) co_return fail(std::move(waited.error()));
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> open_connect_tunnel(Context& ctx, Stream& stream, const TunnelRequest& request,
                                                  ProxyInfo& info) {
    auto head = connect_head(request);
    if (!head) co_return fail(std::move(head.error()));
    info.sent = head->fields;
    info.authenticated = info.sent.has("Proxy-Authorization");
    auto written = co_await write_all(ctx, stream, head->bytes, request.deadline);
    // Whoever does not read on may have said why: its answer beats the broken pipe.
    const bool cut = !written && written.error().code == ErrorCode::send_failed;
    if (!written && !cut) co_return fail(proxy_error(std::move(written.error()), request, "an answer to CONNECT"));
    emit(ctx.trace, &ClientTrace::bytes_out, ctx.now(), std::string_view(head->bytes));
    auto answered = co_await read_answer(ctx, stream, request, info);
    if (!answered) co_return fail(std::move(answered.error()));
    if (stream.idle_state() == IdleState::spoke) {
        co_return fail(ErrorCode::proxy_malformed, Phase::proxy,
                       "bytes came from " + request.route->server.host_port() + " before anything was sent");
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> open_socks_tunnel(Context& ctx, Stream& stream, const TunnelRequest& request,
                                                ProxyInfo& info) {
    const ProxyServer& server = request.route->server;
    const bool v4 = server.scheme == ProxyScheme::socks4 || server.scheme == ProxyScheme::socks4a;
    proxy::SocksRequest ask;
    ask.version = v4 ? proxy::SocksVersion::v4 : proxy::SocksVersion::v5;
    ask.host = request.target.host;
    ask.port = request.target.port;
    if (server.credentials) ask.credentials.emplace(server.credentials->user, server.credentials->password);
    auto socks = proxy::SocksHandshake::begin(ask);
    if (!socks) co_return fail(std::move(socks.error()));
    std::array<char, 512> buffer{};
    while (!socks->done()) {
        const std::string awaited(socks->awaited());
        std::string out(socks->output());
        if (!out.empty()) {
            auto written = co_await write_all(ctx, stream, std::move(out), request.deadline);
            if (!written) co_return fail(proxy_error(std::move(written.error()), request, awaited));
        }
        std::size_t have = 0;
        while (have < socks->wants()) {
            const std::span<char> room(buffer.data() + have, socks->wants() - have);
            auto got = co_await read_some(ctx, stream, room, request.deadline);
            if (!got) co_return fail(proxy_error(std::move(got.error()), request, awaited));
            if (*got == 0) co_return fail(hung_up(request, awaited));
            have += *got;
        }
        auto fine = socks->feed(std::string_view(buffer.data(), have));
        info.authenticated = socks->authenticated() || (v4 && server.credentials);
        if (!fine) co_return fail(std::move(fine.error()));
    }
    co_return Result<void>();
}

}  // namespace rtrip
