// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "codec/tls/openssl_ptr.hpp"

/// What the two halves of test_ca share. A failing OpenSSL call here is a broken test bed: it ends the program.
namespace rtrip::test {

template <class T>
T must(T value, const char* what) {
    if (value) return value;
    std::fprintf(stderr, "test CA: %s failed\n", what);
    std::abort();
}

tls::X509Ptr parse_certificate(const std::string& pem);
tls::EvpPkeyPtr parse_key(const std::string& pem);
/// All that was written to a memory BIO.
std::string text_of(BIO* memory);

}  // namespace rtrip::test
