// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/tls/test_ca.hpp"

namespace rtrip::test {

/// A CA made for the run, servers under it, and a client that trusts it.
class TlsBed {
public:
    TlsBed();

    /// A good server for 127.0.0.1 and test.example.
    [[nodiscard]] ServerOptions server() const { return serving(ca.chain_pem(leaf), leaf); }
    /// A server that shows `chain_pem` and has the key of `identity`.
    [[nodiscard]] static ServerOptions serving(const std::string& chain_pem, const Identity& identity);
    [[nodiscard]] LabOptions lab() const;
    [[nodiscard]] ConnectOptions trusting() const;

    TestCa ca;
    Identity leaf;
    TestDirectory directory;
    std::string ca_file;
};

}  // namespace rtrip::test
