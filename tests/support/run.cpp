// SPDX-License-Identifier: MIT
#include "support/run.hpp"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <exception>
#include <stop_token>

#include "rtrip/body.hpp"
#include "rtrip/recorder.hpp"
#include "rtrip/request.hpp"
#include "rtrip/transport.hpp"
#include "support/catch.hpp"
#include "support/hook_log.hpp"

namespace rtrip::test {
namespace {

constexpr std::size_t kKeptBody = std::size_t{1} << 20;

Request make_request(const RequestSpec& spec) {
    auto url = Url::parse(spec.url);
    REQUIRE(url);
    Request request(spec.method, std::move(*url));
    request.header = spec.header;
    request.body = spec.body;
    request.version = spec.http1_0 ? HttpVersion::http1_0 : HttpVersion::http1_1;
    request.close = spec.close;
    request.fresh_connection = spec.fresh_connection;
    request.connect = spec.connect;
    return request;
}

TransportOptions transport_options(const LabOptions& lab) {
    TransportOptions out;
    out.connect = lab.connect;
    for (const LabName& name : lab.names) {
        ResolveEntry entry;
        entry.host = name.host;
        entry.port = name.port;
        entry.addresses = name.addresses;
        out.resolver.entries.push_back(std::move(entry));
    }
    out.resolver.servers = lab.dns_servers;
    out.resolver.hosts_path = "/nonexistent/hosts";
    out.resolver.resolv_conf_path = "/dev/null";
    out.pool.enabled = lab.pool;
    out.pool.max_idle_per_host = lab.max_idle_per_host;
    out.pool.max_conns_per_host = lab.max_conns_per_host;
    out.pool.idle_timeout = lab.idle_timeout;
    if (lab.max_header_bytes) out.limits.max_header_bytes = *lab.max_header_bytes;
    out.limits.max_body_bytes = lab.max_body_bytes;
    return out;
}

// One request on its way.
struct Flight {
    Flight(const RequestSpec& spec_, asio::io_context& io_)
        : spec(spec_), io(io_), recorder(system_clock(), spec.method, spec.url, true) {
        log = make_hook_log([this](const std::string& hook) { saw(hook); },
                            [this](std::size_t n) { out.sent_bytes += n; }, [this](std::size_t n) { got(n); });
        hooks = compose(log, recorder.hooks());
        ctx.trace = &hooks;
        ctx.stop = spec.stop_with->token();
        ctx.timeouts = spec.timeouts;
    }
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;

    void got(std::size_t n) {
        out.got_bytes += n;
        act_on("bytes_in");
    }

    void saw(const std::string& hook) {
        out.hooks.push_back(hook);
        act_on(hook);
    }

    void act_on(const std::string& hook) {
        if (const auto found = spec.actions.find(hook); found != spec.actions.end()) {
            for (const auto& act : found->second) act();
        }
        // A hook may not call back into the client.
        if (hook == spec.stop_after) asio::post(io, [stop = spec.stop_with] { stop->stop(); });
    }

    const RequestSpec& spec;
    asio::io_context& io;
    TraceRecorder recorder;
    ClientTrace log;
    ClientTrace hooks;
    Context ctx;
    Outcome out;
    bool done = false;
    std::chrono::steady_clock::time_point done_at;
};

void keep(Outcome& out, std::string_view data) {
    out.body_bytes += data.size();
    out.body += data.substr(0, kKeptBody - std::min(kKeptBody, out.body.size()));
}

asio::awaitable<Result<std::string_view>> next_bytes(Flight& flight, Body& body) {
    if (flight.spec.use == BodyUse::read_ready) {
        auto ready = body.read_ready(flight.ctx);
        // Having nothing changes nothing: whoever asks once more hears the same, and read() goes on from there.
        if (!ready && body.read_ready(flight.ctx)) flight.out.hooks.push_back("READY WITHOUT A WAIT");
        if (ready) co_return std::move(*ready);
        flight.saw("not_ready");
    }
    auto data = co_await body.read(flight.ctx);
    co_return data;
}

asio::awaitable<void> use_body(Flight& flight, std::unique_ptr<Body> body) {
    if (flight.spec.use == BodyUse::drop) co_return;
    if (flight.spec.use == BodyUse::finish) {
        co_await body->finish(flight.ctx);
        co_return;
    }
    while (true) {
        auto data = co_await next_bytes(flight, *body);
        if (!data) {
            flight.out.error = data.error();
            break;
        }
        if (data->empty()) break;
        keep(flight.out, *data);
        if (flight.spec.use == BodyUse::read_once_and_drop) co_return;
    }
    flight.out.trailers = body->trailers();
    // The same answer for ever.
    auto again = co_await body->read(flight.ctx);
    if (again.has_value() == flight.out.error.has_value()) flight.out.hooks.push_back("CHANGED ITS MIND");
}

asio::awaitable<void> fly_once(std::unique_ptr<RoundTripper>& chain, Flight& flight) {
    Request request = make_request(flight.spec);
    flight.ctx.start_total();
    auto response = co_await chain->round_trip(flight.ctx, request);
    flight.out.hooks.push_back("return");
    if (!response) {
        flight.out.error = response.error();
    } else {
        flight.out.got_response = true;
        flight.out.status = response->status;
        flight.out.reason = response->reason;
        flight.out.header = response->header;
        std::unique_ptr<Body> body = std::move(response->body);
        if (flight.spec.use == BodyUse::outlive_transport) chain.reset();
        co_await use_body(flight, std::move(body));
        flight.out.hooks.push_back("body_end");
    }
}

asio::awaitable<void> fly(std::unique_ptr<RoundTripper>& chain, Flight& flight) {
    for (int i = 0; i < flight.spec.repeat; ++i) co_await fly_once(chain, flight);
    flight.out.trace = flight.recorder.take(flight.out.error);
    flight.done = true;
    flight.done_at = std::chrono::steady_clock::now();
}

}  // namespace

RequestSpec& RequestSpec::with(std::string name, std::string value) {
    header.add(std::move(name), std::move(value));
    return *this;
}

RequestSpec& RequestSpec::sending(std::shared_ptr<BodySource> source) {
    body = std::move(source);
    return *this;
}

RequestSpec& RequestSpec::on(const std::string& hook, std::function<void()> act) {
    actions[hook].push_back(std::move(act));
    return *this;
}

std::optional<Duration> Outcome::phase(Phase phase) const {
    return phase_durations(last())[static_cast<std::size_t>(phase)];
}

std::string Outcome::sequence() const {
    std::string out;
    std::string_view before;
    for (const std::string& hook : hooks) {
        const bool many = hook == "wrote_header_field" || hook == "got_body_bytes";
        if (!(many && hook == before) && hook != "conn_state") out += (out.empty() ? "" : " ") + hook;
        if (hook != "conn_state") before = hook;
    }
    return out;
}

std::size_t Outcome::count(std::string_view hook) const {
    return static_cast<std::size_t>(std::count(hooks.begin(), hooks.end(), hook));
}

std::string Outcome::verdict() const {
    if (!error) return "ok";
    return std::string(error_code_name(error->code)) + " " + std::to_string(exit_code_of(error->code)) + " " +
           (error->phase ? std::string(phase_name(*error->phase)) : "none");
}

struct Lab::Impl {
    explicit Impl(const LabOptions& options) {
        auto owned = std::make_unique<Transport>(io.get_executor(), transport_options(options));
        transport = owned.get();
        chain = std::move(owned);
        for (auto layer = options.layers.rbegin(); layer != options.layers.rend(); ++layer) {
            chain = (*layer)(std::move(chain));
        }
    }
    asio::io_context io{1};
    std::unique_ptr<RoundTripper> chain;
    Transport* transport = nullptr;  // at the end of the chain
};

Lab::Lab(LabOptions options) : impl_(std::make_unique<Impl>(options)) {}
Lab::~Lab() = default;

std::vector<Outcome> Lab::fetch_together(const std::vector<RequestSpec>& specs) {
    std::vector<std::unique_ptr<Flight>> flights;
    for (const RequestSpec& spec : specs) {
        flights.push_back(std::make_unique<Flight>(spec, impl_->io));
        asio::co_spawn(impl_->io, fly(impl_->chain, *flights.back()), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }
    impl_->io.restart();
    impl_->io.run_for(std::chrono::seconds(60));
    const auto dry_at = std::chrono::steady_clock::now();
    std::vector<Outcome> out;
    auto last_done = dry_at;
    for (const auto& flight : flights) {
        REQUIRE(flight->done);
        last_done = flight == flights.front() ? flight->done_at : std::max(last_done, flight->done_at);
        check_record(flight->out);
        out.push_back(std::move(flight->out));
    }
    // Nothing may be left that keeps the loop busy, idle connections neither.
    CHECK(dry_at - last_done < std::chrono::seconds(1));
    return out;
}

Outcome Lab::fetch(const RequestSpec& spec) {
    return std::move(fetch_together({spec}).front());
}

PoolTotals Lab::pool_totals() {
    return impl_->transport->take_pool_totals();
}

void Lab::close_idle() {
    impl_->transport->close_idle_connections();
}

Outcome fetch(const RequestSpec& spec, LabOptions options) {
    Lab lab(std::move(options));
    return lab.fetch(spec);
}

}  // namespace rtrip::test
