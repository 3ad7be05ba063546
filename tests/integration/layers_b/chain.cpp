// SPDX-License-Identifier: MIT
#include "chain.hpp"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <exception>

#include "base/ascii.hpp"
#include "rtrip/client.hpp"
#include "rtrip/recorder.hpp"
#include "rtrip/transport.hpp"
#include "support/catch.hpp"

namespace rtrip::test {
namespace {

constexpr std::size_t kKeptBody = std::size_t{1} << 20;

TransportOptions transport_options() {
    TransportOptions options;
    options.resolver.hosts_path = "/nonexistent/hosts";
    options.resolver.resolv_conf_path = "/dev/null";
    return options;
}

asio::awaitable<void> read_body(Context& ctx, Body& body, Answer& answer) {
    while (true) {
        auto data = co_await body.read(ctx);
        if (!data) {
            answer.error = data.error();
            break;
        }
        if (data->empty()) break;
        answer.body_bytes += data->size();
        answer.body += data->substr(0, kKeptBody - std::min(kKeptBody, answer.body.size()));
    }
    // The same answer for ever.
    auto again = co_await body.read(ctx);
    CHECK(again.has_value() == !answer.error.has_value());
}

asio::awaitable<void> perform(Client& client, Context& ctx, Request request, BodyHandling handling, Answer& answer) {
    auto response = co_await client.send(ctx, request);
    if (!response) {
        answer.error = response.error();
        co_return;
    }
    answer.status = response->status;
    if (handling == BodyHandling::finish) {
        co_await response->body->finish(ctx);
        co_return;
    }
    std::unique_ptr<Body> body = std::move(response->body);
    co_await read_body(ctx, *body, answer);
}

}  // namespace

std::string Answer::verdict() const {
    if (!error) return std::to_string(status);
    return std::string(error_code_name(error->code)) + " " + std::to_string(exit_code_of(error->code));
}

std::string Answer::causes() const {
    std::string out;
    for (const RoundTrip& rt : trace.round_trips) out += (out.empty() ? "" : " ") + std::string(cause_name(rt.cause));
    return out;
}

struct Chain::Impl {
    explicit Impl(const std::vector<Layer>& layers) {
        auto owned = std::make_unique<Transport>(io.get_executor(), transport_options());
        transport = owned.get();
        client = std::make_unique<Client>(std::move(owned), layers);
    }
    asio::io_context io{1};
    Transport* transport = nullptr;
    std::unique_ptr<Client> client;
};

Chain::Chain(std::vector<Layer> layers) : impl_(std::make_unique<Impl>(layers)) {}
Chain::~Chain() = default;

Answer Chain::send(Request request, BodyHandling handling) {
    Answer answer;
    TraceRecorder recorder(system_clock(), request.method, request.url.to_string());
    Context ctx;
    ctx.trace = &recorder.hooks();
    ctx.timeouts.total = std::chrono::seconds(20);
    asio::co_spawn(impl_->io, perform(*impl_->client, ctx, std::move(request), handling, answer),
                   [](const std::exception_ptr& error) {
                       if (error) std::rethrow_exception(error);
                   });
    impl_->io.restart();
    impl_->io.run_for(std::chrono::seconds(60));
    answer.trace = recorder.take(answer.error);
    return answer;
}

Answer Chain::get(std::string_view url) {
    return send(make_request("GET", url));
}

PoolTotals Chain::pool_totals() {
    return impl_->transport->take_pool_totals();
}

Request make_request(std::string method, std::string_view url) {
    auto parsed = Url::parse(url);
    REQUIRE(parsed);
    return Request(std::move(method), std::move(*parsed));
}

std::optional<std::string> field(const std::string& head, std::string_view name) {
    std::size_t start = head.find("\r\n");
    while (start != std::string::npos && start + 2 < head.size()) {
        const std::size_t end = head.find("\r\n", start + 2);
        const std::string line = head.substr(start + 2, end - start - 2);
        if (line.size() > name.size() && line[name.size()] == ':' && ascii::istarts_with(line, name)) {
            return std::string(ascii::trim_ows(std::string_view(line).substr(name.size() + 1)));
        }
        start = end;
    }
    return std::nullopt;
}

std::string url_by_name(const ScriptedServer& server, const std::string& path) {
    return "http://localhost:" + std::to_string(server.port()) + path;
}

}  // namespace rtrip::test
