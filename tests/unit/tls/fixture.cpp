// SPDX-License-Identifier: MIT
#include "unit/tls/fixture.hpp"

#include "support/catch.hpp"

namespace rtrip::test {
namespace {

ServerOptions options_of(const TestCa& ca, const Identity& leaf) {
    ServerOptions options;
    options.chain_pem = ca.chain_pem(leaf);
    options.key_pem = leaf.key_pem;
    return options;
}

}  // namespace

Fixture::Fixture()
    : leaf(ca.server({"DNS:test.example", "IP:127.0.0.1"})),
      server_options(options_of(ca, leaf)),
      server(server_options) {
    options.ca_file = directory.write("ca.pem", ca.ca_pem());
}

std::shared_ptr<tls::ClientContext> Fixture::context() {
    if (context_ == nullptr || !(context_->options() == options)) {
        auto made = tls::ClientContext::make(options);
        INFO((made ? std::string() : made.error().message));
        REQUIRE(made);
        context_ = *made;
    }
    return context_;
}

tls::Engine Fixture::engine() {
    return tls::Engine(context(), {"test.example"}, "443");
}

}  // namespace rtrip::test
