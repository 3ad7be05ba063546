// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "codec/tls/engine.hpp"
#include "support/tls/test_ca.hpp"
#include "unit/tls/server_side.hpp"

namespace rtrip::test {

/// A CA, a good server for test.example and 127.0.0.1 under it, and options of a client that trusts it.
struct Fixture {
    Fixture();

    /// A context for `options` as they are now; made anew when they changed.
    std::shared_ptr<tls::ClientContext> context();
    /// A connection to test.example.
    tls::Engine engine();

    TestCa ca;
    Identity leaf;
    TestDirectory directory;
    ServerOptions server_options;  ///< Of `server`; changes do not reach it.
    ServerContext server;
    TlsOptions options;

private:
    std::shared_ptr<tls::ClientContext> context_;
};

}  // namespace rtrip::test
