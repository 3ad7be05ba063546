// SPDX-License-Identifier: MIT
#include "net/ares_resolver.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "codec/dns/name.hpp"
#include "net/ares_lookup.hpp"
#include "net/endpoint.hpp"
#include "net/hosts_file.hpp"
#include "net/resolver_cache.hpp"
#include "net/resolver_config.hpp"
#include "net/resolver_errors.hpp"
#include "net/resolver_files.hpp"
#include "net/resolver_local.hpp"
#include "net/resolver_order.hpp"

namespace rtrip::net {
namespace {

/// RFC 1035 section 4.2.1 suggests two to five seconds between repetitions.
constexpr std::chrono::milliseconds kFirstTimeout{2000};
constexpr std::chrono::milliseconds kLeastTimeout{50};
constexpr int kTries = 3;

/// A first wait that leaves room for repetitions within a short limit.
std::chrono::milliseconds first_timeout(const ResolvConf& conf, Duration room) {
    const std::chrono::milliseconds usual = conf.timeout ? std::chrono::milliseconds(*conf.timeout) : kFirstTimeout;
    const auto quarter = std::chrono::duration_cast<std::chrono::milliseconds>(room / 4);
    return std::max(kLeastTimeout, std::min(usual, quarter));
}

/// Whether the next name of the search list may fare better.
bool worth_going_on(const LookupOutcome& out) {
    if (out.interrupted || out.at_deadline) return false;
    return out.outcome == AskOutcome::nxdomain || out.outcome == AskOutcome::no_data ||
           out.outcome == AskOutcome::server_failure;
}

class AresResolver final : public Resolver {
public:
    AresResolver(asio::any_io_executor executor, ResolverOptions options)
        : executor_(std::move(executor)), options_(std::move(options)), hosts_(options_.hosts_path) {}

    asio::awaitable<Result<void>> resolve(Context& ctx, const ResolveQuery& query, DnsInfo& info) override;

private:
    Result<bool> resolve_here(const ResolveQuery& query, TimePoint now, DnsInfo& info);
    asio::awaitable<Result<void>> ask_servers(Context& ctx, const ResolveQuery& query, DnsInfo& info);
    Result<void> load_configuration();
    LookupPlan plan_for(Context& ctx, const ResolveQuery& query, TimePoint started) const;

    asio::any_io_executor executor_;
    ResolverOptions options_;
    HostsFile hosts_;
    ResolverCache cache_;
    std::optional<ResolvConf> conf_;  ///< Read when the first name is to be asked for.
};

asio::awaitable<Result<void>> AresResolver::resolve(Context& ctx, const ResolveQuery& query, DnsInfo& info) {
    info.host = query.host;
    info.started = ctx.now();
    Result<void> out;
    const auto here = resolve_here(query, info.started, info);
    if (!here) {
        out = fail(here.error());
    } else if (!*here) {
        out = co_await ask_servers(ctx, query, info);
    }
    info.done = ctx.now();
    co_return out;
}

/// Whether the name was answered without asking anyone.
Result<bool> AresResolver::resolve_here(const ResolveQuery& query, TimePoint now, DnsInfo& info) {
    auto literal = resolve_literal(query, info);
    if (!literal || *literal) return literal;
    auto option = resolve_by_option(options_.entries, query, info);
    if (!option || *option) return option;
    auto reserved = resolve_reserved_name(query, hosts_, info);
    if (!reserved || *reserved) return reserved;
    const auto named = hosts_.find(without_last_dot(query.host), query.family);
    if (!named.empty()) {
        info.source = DnsSource::hosts;
        info.addresses = order_for_connecting(named);
        return true;
    }
    info.addresses = cache_.find(query.host, query.family, now);
    info.source = info.addresses.empty() ? DnsSource::resolver : DnsSource::cache;
    return !info.addresses.empty();
}

Result<void> AresResolver::load_configuration() {
    if (conf_) return {};
    ResolvConf conf = parse_resolv_conf(read_system_file(options_.resolv_conf_path).value_or(std::string()));
    if (!conf.has_search) conf.search = local_domain();
    if (!options_.servers.empty()) conf.servers.clear();
    for (const std::string& text : options_.servers) {
        const auto server = parse_name_server(text);
        if (!server) return fail(server.error());
        if (conf.servers.size() < kMaxOptionServers) conf.servers.push_back(*server);
    }
    // resolv.conf(5): without a nameserver line the one on the local machine is asked.
    if (conf.servers.empty()) conf.servers.push_back(*make_ip_endpoint("127.0.0.1", 53));
    conf_ = std::move(conf);
    return {};
}

LookupPlan AresResolver::plan_for(Context& ctx, const ResolveQuery& query, TimePoint started) const {
    LookupPlan plan(executor_, ctx.deadline(started, ctx.timeouts.dns, TimeoutKind::dns));
    plan.channel.servers = conf_->servers;
    plan.channel.first_timeout = first_timeout(*conf_, plan.deadline.at - started);
    plan.channel.tries = conf_->attempts.value_or(kTries);
    plan.family = query.family;
    plan.resolution_delay = query.resolution_delay;
    return plan;
}

asio::awaitable<Result<void>> AresResolver::ask_servers(Context& ctx, const ResolveQuery& query, DnsInfo& info) {
    const auto encoded = dns::encode_name(query.host);
    if (!encoded) co_return fail(encoded.error());
    if (auto loaded = load_configuration(); !loaded) co_return fail(std::move(loaded.error()));
    const LookupPlan plan = plan_for(ctx, query, info.started);
    FailedLookup failed{query.host, {}, {}, {}, plan.deadline, {}};
    for (const std::string& name : search_names(query.host, *conf_)) {
        // A search domain may make the name too long to be asked for; the C library passes over it too.
        if (!dns::encode_name(name)) continue;
        failed.names.push_back(name);
        if (ctx.stop.stop_requested()) {
            failed.last.interrupted = true;
            break;
        }
        auto out = co_await look_up(ctx, plan, name, info);
        if (!out) co_return fail(std::move(out.error()));
        if (out->outcome == AskOutcome::addresses && !out->interrupted) {
            info.addresses = order_for_connecting(out->addresses);
            const Duration ttl = std::chrono::seconds(out->ttl_s.value_or(0));
            if (ttl > Duration::zero()) cache_.keep(query.host, query.family, info.addresses, ctx.now() + ttl);
            co_return Result<void>();
        }
        const bool more = worth_going_on(*out);
        const bool tells_more = combine(failed.last.outcome, out->outcome) != failed.last.outcome;
        if (tells_more || !more) failed.last = std::move(*out);
        if (!more) break;
    }
    if (failed.last.interrupted) {
        co_return fail(ErrorCode::interrupted, Phase::dns,
                       "interrupted while " + escape_prefix(query.host, dns::kMaxNameBytes) + " was being resolved");
    }
    for (const Endpoint& server : plan.channel.servers) failed.servers.push_back(server.to_string());
    failed.elapsed = ctx.now() - info.started;
    info.note = unasked_note();
    co_return fail(lookup_error(failed));
}

}  // namespace

std::unique_ptr<Resolver> make_ares_resolver(asio::any_io_executor executor, ResolverOptions options) {
    return std::make_unique<AresResolver>(std::move(executor), std::move(options));
}

}  // namespace rtrip::net
