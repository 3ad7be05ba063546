// SPDX-License-Identifier: MIT
//
// What resolving the name cost. The narrow rules come first; dns_slow speaks only about what none of them explains.
#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "culprit/rules.hpp"
#include "culprit/thresholds.hpp"

namespace rtrip::culprit {
namespace {

/// The look-up of a round trip, when name servers were asked in it.
const DnsInfo* asked(const Case& c) {
    return c.rt.dns && c.rt.dns->source == DnsSource::resolver && !c.rt.dns->queries.empty() ? &*c.rt.dns : nullptr;
}

bool has_addresses(const DnsQuery& query) {
    return query.done && query.rcode == "NOERROR" && !query.answers.empty();
}

std::string_view without_dot(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    return name;
}

/// No answer that could be used, whatever the reason.
bool failed(const DnsQuery& query) {
    return query.done && !query.rcode.empty() && query.rcode != "NOERROR" && query.rcode != "NXDOMAIN";
}

/// The questions that an earlier packet did not get an answer to, or that got a useless one, cost up to so much.
Duration time_of(const Case& c, const DnsQuery& query) {
    const TimePoint end = query.done.value_or(c.rt.done);
    return std::min(end - query.started, c.phase(Phase::dns));
}

/// The query that failed and took longest; null when none did.
const DnsQuery* worst(const Case& c, const DnsInfo& dns) {
    const DnsQuery* out = nullptr;
    for (const DnsQuery& query : dns.queries) {
        // What never was answered is a stall of the other question, or the failure of the whole.
        if (!failed(query) && (query.retries == 0 || !query.done || query.rcode.empty())) continue;
        if (out == nullptr || time_of(c, query) > time_of(c, *out)) out = &query;
    }
    return out;
}

bool explained(const Case& c) {
    return dns_failing_server(c) || dns_aaaa_stall(c) || dns_search_expansion(c);
}

std::string server_of(const DnsQuery& query) {
    return query.server.empty() ? "the name server" : query.server;
}

}  // namespace

std::optional<Finding> dns_slow(const Case& c) {
    const DnsInfo* dns = asked(c);
    const Duration cost = c.phase(Phase::dns);
    if (dns == nullptr || cost < kSlowDns || !c.is_share(cost, kSlowDnsPercent) || explained(c)) return std::nullopt;
    const auto slowest = std::max_element(dns->queries.begin(), dns->queries.end(),
                                          [&c](const auto& a, const auto& b) { return time_of(c, a) < time_of(c, b); });
    Finding out;
    out.cost = cost;
    out.confidence = has_addresses(*slowest) ? Confidence::sure : Confidence::likely;
    out.title = "resolving the name is slow";
    out.detail = server_of(*slowest) + " took " + time_text(time_of(c, *slowest)) + " to answer the " + slowest->type +
                 " question for " + slowest->name;
    out.fix = "use a name server that is nearer or has the name in its cache, or raise the record's TTL (" +
              (slowest->ttl_s ? std::to_string(*slowest->ttl_s) + " s" : std::string("unknown")) + ")";
    out.next = dig_command(*slowest);
    out.evidence.duration("dns_ms", cost).duration("query_ms", time_of(c, *slowest));
    out.evidence.text("server", slowest->server).text("name", slowest->name);
    return out;
}

std::optional<Finding> dns_failing_server(const Case& c) {
    const DnsInfo* dns = asked(c);
    const DnsQuery* query = dns == nullptr ? nullptr : worst(c, *dns);
    if (query == nullptr) return std::nullopt;
    const Duration cost = time_of(c, *query);
    // One packet that got lost is what the protocol repeats itself for; it is worth a word when it cost something.
    if (!failed(*query) && !c.matters(cost)) return std::nullopt;
    Finding out;
    out.cost = c.matters(cost) ? cost : Duration{};
    // Lost packets look the same, whoever lost them.
    out.confidence = failed(*query) && query->rcode != "TIMEOUT" ? Confidence::sure : Confidence::likely;
    const std::string question = "the " + query->type + " question for " + query->name;
    if (failed(*query)) {
        out.title = "a name server fails";
        out.detail =
            query->rcode == "TIMEOUT"
                ? server_of(*query) + " left " + question + " unanswered for " + time_text(cost)
                : server_of(*query) + " answered " + question + " with " + query->rcode + " after " + time_text(cost);
    } else {
        out.title = "name servers don't answer at once";
        const auto packets = static_cast<std::uint64_t>(query->retries) + 1;
        out.detail = "it took " + count_text(packets, "packet") + " and " + time_text(cost) + " until " +
                     server_of(*query) + " answered " + question;
    }
    out.fix = "take the server out of resolv.conf, or have it repaired; --dns-servers asks others";
    out.next = dig_command(*query);
    out.evidence.duration("query_ms", cost).count("retries", static_cast<std::uint64_t>(std::max(0, query->retries)));
    out.evidence.text("server", query->server).text("rcode", query->rcode);
    return out;
}

std::optional<Finding> dns_aaaa_stall(const Case& c) {
    const DnsInfo* dns = asked(c);
    if (dns == nullptr || !dns->done) return std::nullopt;
    const auto find = [dns](std::string_view type) -> const DnsQuery* {
        const auto last = std::find_if(dns->queries.rbegin(), dns->queries.rend(),
                                       [type](const DnsQuery& query) { return query.type == type; });
        return last == dns->queries.rend() ? nullptr : &*last;
    };
    const DnsQuery* a = find("A");
    const DnsQuery* aaaa = find("AAAA");
    if (a == nullptr || aaaa == nullptr || !has_addresses(*a) || failed(*aaaa)) return std::nullopt;
    if (aaaa->done && *aaaa->done <= *a->done) return std::nullopt;
    // Connecting could have begun with the A records.
    const Duration cost = std::min(*dns->done - *a->done, c.phase(Phase::dns));
    if (cost < kAaaaStall || !c.is_share(cost, kLeastPercent)) return std::nullopt;
    const bool unanswered = !aaaa->done || aaaa->rcode.empty();
    Finding out;
    out.cost = cost;
    out.confidence = unanswered ? Confidence::sure : Confidence::likely;
    out.title = "the AAAA question holds up the answer";
    out.detail = server_of(*aaaa) + (unanswered ? " never answered" : " answered late") + " the AAAA question for " +
                 aaaa->name + ", and connecting waited " + time_text(cost) +
                 " although the A records were there after " + time_text(*a->done - a->started) +
                 "; programs that wait for both answers stand still until their own limit, often 5 s";
    out.fix = "find the device that drops AAAA questions or their answers, a firewall or an old name server";
    out.next = dig_command(*aaaa);
    out.evidence.duration("waited_ms", cost).duration("a_ms", *a->done - a->started);
    out.evidence.text("server", aaaa->server).text("aaaa_rcode", aaaa->rcode);
    return out;
}

std::optional<Finding> dns_search_expansion(const Case& c) {
    const DnsInfo* dns = asked(c);
    if (dns == nullptr || dns->addresses.empty()) return std::nullopt;
    const std::string_view final_name = dns->queries.back().name;
    std::set<std::string_view> names;
    TimePoint last_started = dns->queries.back().started;
    for (const DnsQuery& query : dns->queries) {
        names.insert(without_dot(query.name));
        if (ascii::iequals(query.name, final_name)) last_started = std::min(last_started, query.started);
    }
    if (names.size() < 2) return std::nullopt;
    const Duration cost = std::min(last_started - dns->started, c.phase(Phase::dns));
    if (!c.matters(cost)) return std::nullopt;
    Finding out;
    out.cost = cost;
    out.confidence = Confidence::sure;
    out.title = "search domains are tried first";
    out.detail = dns->host + " was looked up under " + count_text(names.size() - 1, "other name") + " (" +
                 std::string(*names.begin() == without_dot(final_name) ? *names.rbegin() : *names.begin()) +
                 ") before " + std::string(final_name) + ", which took " + time_text(cost);
    out.fix = "write the name with a dot at its end, or take the search domains or ndots out of resolv.conf";
    out.next = dig_command(dns->queries.front());
    out.evidence.duration("wasted_ms", cost).count("names", names.size());
    out.evidence.text("host", dns->host).text("answered", std::string(final_name));
    return out;
}

}  // namespace rtrip::culprit
