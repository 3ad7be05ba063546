// SPDX-License-Identifier: MIT
#include "integration/resolver/fixture.hpp"

#include <unistd.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/steady_timer.hpp>
#include <cstdlib>
#include <exception>

#include "net/ares_resolver.hpp"
#include "net/use_result.hpp"
#include "support/catch.hpp"

namespace rtrip::test {
namespace {

asio::awaitable<void> resolve_into(Resolver& resolver, Context& ctx, const ResolveQuery& query, Resolved& out) {
    const auto result = co_await resolver.resolve(ctx, query, out.info);
    if (!result) out.error = result.error();
}

asio::awaitable<void> stop_when_asked(asio::io_context& io, const ScriptedDns& server, std::stop_source& stop) {
    asio::steady_timer timer(io);
    while (server.seen().empty()) {
        timer.expires_after(std::chrono::milliseconds(1));
        co_await timer.async_wait(net::use_result);
    }
    stop.request_stop();
}

void spawn(asio::io_context& io, asio::awaitable<void> task) {
    asio::co_spawn(io, std::move(task), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
}

}  // namespace

TempFile::TempFile(std::string_view text) {
    const char* directory = std::getenv("TMPDIR");
    path_ = std::string(directory ? directory : "/tmp") + "/rtrip-XXXXXX";
    const int descriptor = ::mkstemp(path_.data());
    REQUIRE(descriptor >= 0);
    REQUIRE(::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(descriptor);
}

TempFile::~TempFile() {
    ::unlink(path_.c_str());
}

const DnsQuery& Resolved::query(std::string_view type) const {
    const auto found =
        std::find_if(info.queries.begin(), info.queries.end(), [&](const DnsQuery& one) { return one.type == type; });
    REQUIRE(found != info.queries.end());
    return *found;
}

ResolverFixture::ResolverFixture() {
    options.hosts_path = "/nonexistent/hosts";
    options.resolv_conf_path = "/dev/null";
    ctx.timeouts.dns = std::chrono::seconds(10);
}

Resolver& ResolverFixture::resolver() {
    if (!resolver_) resolver_ = net::make_ares_resolver(io_.get_executor(), options);
    return *resolver_;
}

Resolved ResolverFixture::resolve(std::string_view host) {
    Resolved out;
    const ResolveQuery query(std::string(host), port, family, resolution_delay);
    spawn(io_, resolve_into(resolver(), ctx, query, out));
    io_.restart();
    io_.run();
    REQUIRE(out.info.done);
    REQUIRE(out.info.host == host);
    return out;
}

Resolved ResolverFixture::resolve_and_stop(std::string_view host, const ScriptedDns& server) {
    std::stop_source stop;
    ctx.stop = stop.get_token();
    spawn(io_, stop_when_asked(io_, server, stop));
    return resolve(host);
}

}  // namespace rtrip::test
