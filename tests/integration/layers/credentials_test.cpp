// SPDX-License-Identifier: MIT
// Every walk from one place to another and back, over real connections: what each server was told.
#include <algorithm>
#include <array>

#include "rtrip/layers.hpp"
#include "support/catch.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/tls/test_ca.hpp"
#include "support/wire.hpp"

namespace rtrip::test {
namespace {

/// A scheme, a host and a port. All hosts have one address, so that only the name tells them apart.
struct Place {
    std::string scheme;
    std::string host;
    std::size_t port;  ///< Index of the server; from 2 on they speak TLS.

    friend bool operator==(const Place&, const Place&) = default;
};

/// Where the user wrote the credentials.
enum class Form : std::uint8_t { fields, options, url };

const std::vector<std::string> kHosts{"a.lab", "b.lab", "sub.a.lab"};

std::vector<Place> places() {
    return {{"http", "a.lab", 0},  {"http", "b.lab", 0},  {"http", "sub.a.lab", 0}, {"http", "a.lab", 1},
            {"https", "a.lab", 2}, {"https", "b.lab", 2}, {"https", "a.lab", 3}};
}

std::shared_ptr<const TlsServerContext> tls_context() {
    static const auto context = [] {
        const Identity identity = make_self_signed(server_spec({"DNS:a.lab"}));
        TlsServerOptions options;
        options.chain_pem = identity.certificate_pem;
        options.key_pem = identity.key_pem;
        return std::make_shared<const TlsServerContext>(options);
    }();
    return context;
}

// Locations must name ports before the servers are there.
std::array<std::uint16_t, 4> free_ports() {
    std::array<std::uint16_t, 4> ports{};
    for (std::size_t i = 0; i < ports.size(); ++i) {
        do {
            ports[i] = refused_port();
        } while (std::count(ports.begin(), ports.begin() + static_cast<std::ptrdiff_t>(i), ports[i]) > 0);
    }
    return ports;
}

std::string url_of(const Place& place, const std::array<std::uint16_t, 4>& ports, const std::string& userinfo) {
    return place.scheme + "://" + userinfo + place.host + ":" + std::to_string(ports[place.port]) + "/";
}

std::string to(const std::string& url) {
    return wire::response("302 Found", {"Location: " + url, "Content-Length: 0"});
}

// In plain and as Basic has it.
bool has_secret(const std::string& head) {
    return head.find("hunter2") != std::string::npos || head.find("dTpodW50ZXIy") != std::string::npos;
}

LabOptions lab_for(const std::array<std::uint16_t, 4>& ports, Form form, const RedirectPolicy& policy) {
    LabOptions lab;
    for (const std::string& host : kHosts) {
        for (const std::uint16_t port : ports) lab.names.push_back({host, port, {"127.0.0.1"}});
    }
    lab.connect.tls.verify = false;
    AuthPolicy auth;
    if (form == Form::options) auth.credentials = Credentials{"u", "hunter2"};
    lab.layers = {make_redirect_layer(policy), make_auth_layer(auth),
                  make_cookie_layer(nullptr, form == Form::options ? "c=hunter2" : "")};
    return lab;
}

struct Walk {
    std::string first, second, third;  ///< The heads: at the one place, at the other, at the one again.
    Outcome outcome;
};

Walk walk(const Place& from, const Place& there, Form form, const RedirectPolicy& policy = {}) {
    const auto ports = free_ports();
    const std::string back = url_of(from, ports, "");
    const std::string away = url_of(there, ports, "");
    std::vector<std::vector<Script>> scripts(4);
    if (from == there) {
        scripts[from.port] = {Script().answer(to(away)).answer(to(back)).answer(wire::ok("end"))};
    } else {
        // The connection that was left is taken again on the way back.
        scripts[from.port].push_back(Script().answer(to(away)).answer(wire::ok("end")));
        scripts[there.port].push_back(Script().answer(to(back)));
    }
    std::vector<std::unique_ptr<ScriptedServer>> servers;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        ServerOptions options;
        options.port = ports[i];
        if (i >= 2) options.tls = tls_context();
        servers.push_back(scripts[i].empty() ? nullptr : std::make_unique<ScriptedServer>(scripts[i], options));
    }
    RequestSpec spec(url_of(from, ports, form == Form::url ? "u:hunter2@" : ""));
    if (form == Form::fields) {
        spec.with("Authorization", "Bearer hunter2").with("Cookie", "c=hunter2");
        spec.with("Proxy-Authorization", "Basic hunter2");
    }
    Walk out;
    out.outcome = fetch(spec, lab_for(ports, form, policy));
    for (const auto& server : servers) {
        if (server) CHECK(server->finish().empty());
    }
    const Received one = servers[from.port]->received(0);
    const bool second_of_same = from.port == there.port && !(from == there);
    const Received other = from == there ? one : servers[there.port]->received(second_of_same ? 1 : 0);
    REQUIRE(one.heads.size() == (from == there ? 3U : 2U));
    out.first = one.heads.front();
    out.second = from == there ? one.heads[1] : other.heads.at(0);
    out.third = one.heads.back();
    return out;
}

}  // namespace

TEST_CASE("credentials: none reaches another scheme, host or port, nor comes back with the chain",
          "[layers][credentials]") {
    for (const Form form : {Form::fields, Form::options, Form::url}) {
        for (const Place& from : places()) {
            for (const Place& there : places()) {
                INFO(from.scheme << "://" << from.host << ":" << from.port << " to " << there.scheme << "://"
                                 << there.host << ":" << there.port << ", form " << static_cast<int>(form));
                const Walk made = walk(from, there, form);
                CHECK(made.outcome.body == "end");
                CHECK(has_secret(made.first));
                CHECK(has_secret(made.second) == (from == there));
                CHECK(has_secret(made.third) == (from == there));
                if (form != Form::fields) continue;
                const auto& stripped = made.outcome.trace.round_trips[0].redirect->stripped_headers;
                CHECK(stripped.size() == (from == there ? 0U : 3U));
            }
        }
    }
}

TEST_CASE("credentials: trust lets -u and -H travel, but nothing of a URL", "[layers][credentials]") {
    RedirectPolicy trusted;
    trusted.trusted = true;
    const Place here{"http", "a.lab", 0};
    const Place there{"http", "b.lab", 1};
    for (const Form form : {Form::fields, Form::options}) {
        const Walk made = walk(here, there, form, trusted);
        CHECK(has_secret(made.second));
        CHECK(has_secret(made.third));
        CHECK(made.second.find("Proxy-Authorization") == std::string::npos);
    }
    CHECK_FALSE(has_secret(walk(here, there, Form::url, trusted).second));
}

}  // namespace rtrip::test
