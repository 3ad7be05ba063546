// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "codec/tls/openssl_ptr.hpp"

namespace rtrip::tls {

/// The two ends between which OpenSSL reads and writes ciphertext.
struct CipherPipe {
    std::string_view input;  ///< Not yet consumed bytes of the peer.
    std::string output;      ///< Bytes for the peer.
    std::size_t bytes_in = 0;
    std::size_t bytes_out = 0;
};

/// A BIO that reads straight out of pipe.input ("retry" when that is empty) and appends to pipe.output.
///
/// Unlike OpenSSL's memory BIO it does not copy input into a buffer of its own. Lifetime: `pipe` outlives the BIO.
BioPtr make_pipe_bio(CipherPipe& pipe);

}  // namespace rtrip::tls
