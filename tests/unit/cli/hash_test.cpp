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
