// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/resolver.hpp"
#include "support/dns/scripted_dns.hpp"

namespace rtrip::test {

/// A file in the temporary directory, gone with its object.
class TempFile {
public:
    explicit TempFile(std::string_view text);
    ~TempFile();
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// What one resolve() came to.
struct Resolved {
    std::optional<Error> error;
    DnsInfo info;
    [[nodiscard]] const DnsQuery& query(std::string_view type) const;  ///< The first of that type; must be there.
    [[nodiscard]] Duration elapsed() const { return *info.done - info.started; }
};

/// A resolver that asks scripted servers, without the machine's own files.
class ResolverFixture {
public:
    ResolverFixture();
    /// Takes effect with the first resolve().
    ResolverOptions options;
    Context ctx;
    AddressFamily family = AddressFamily::any;
    Duration resolution_delay = std::chrono::milliseconds(50);
    std::uint16_t port = 443;

    void use(const ScriptedDns& server) { options.servers.push_back(server.address()); }
    Resolved resolve(std::string_view host);
    /// The same, with a stop request once the server has seen a query.
    Resolved resolve_and_stop(std::string_view host, const ScriptedDns& server);

private:
    Resolver& resolver();
    asio::io_context io_;
    std::unique_ptr<Resolver> resolver_;
};

}  // namespace rtrip::test
