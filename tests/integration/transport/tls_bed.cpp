// SPDX-License-Identifier: MIT
#include "integration/transport/tls_bed.hpp"

namespace rtrip::test {

TlsBed::TlsBed()
    : leaf(ca.server({"IP:127.0.0.1", "DNS:test.example"})), ca_file(directory.write("ca.pem", ca.ca_pem())) {}

ServerOptions TlsBed::serving(const std::string& chain_pem, const Identity& identity) {
    TlsServerOptions tls;
    tls.chain_pem = chain_pem;
    tls.key_pem = identity.key_pem;
    ServerOptions options;
    options.tls = std::make_shared<const TlsServerContext>(tls);
    return options;
}

ConnectOptions TlsBed::trusting() const {
    ConnectOptions options;
    options.tls.ca_file = ca_file;
    return options;
}

LabOptions TlsBed::lab() const {
    LabOptions options;
    options.connect = trusting();
    return options;
}

}  // namespace rtrip::test
