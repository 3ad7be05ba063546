// SPDX-License-Identifier: MIT
#include "base/hash.hpp"

#include "support/catch.hpp"

// FIPS 180-4's own examples.
TEST_CASE("sha256: known values, in pieces too", "[base]") {
    rtrip::Sha256 empty;
    CHECK(empty.finish() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    rtrip::Sha256 abc;
    abc.update("a");
    abc.update("bc");
    CHECK(abc.finish() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("hash_hex: known values of the hashes that Digest uses", "[base]") {
    using rtrip::hash_hex;
    using rtrip::HashKind;
    CHECK(hash_hex(HashKind::md5, "abc") == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(hash_hex(HashKind::sha256, "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash_hex(HashKind::sha512_256, "abc") == "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
    CHECK(hash_hex(HashKind::md5, "") == "d41d8cd98f00b204e9800998ecf8427e");
}
