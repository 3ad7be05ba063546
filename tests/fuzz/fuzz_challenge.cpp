// SPDX-License-Identifier: MIT
// libs: rtrip_policy
// Lines are WWW-Authenticate values of one response.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.hpp"
#include "policy/digest.hpp"

namespace {

using namespace rtrip;

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<std::string_view> fields;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        fields.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    const auto challenges = parse_challenges(fields);
    for (const Challenge& challenge : challenges) {
        require(ascii::is_token(challenge.scheme) && ascii::lower(challenge.scheme) == challenge.scheme);
        for (const Parameter& parameter : challenge.parameters) require(ascii::is_token(parameter.name));
    }
    const auto digest = strongest_digest(challenges);
    if (!digest) return 0;
    DigestRequest request;
    request.method = "GET";
    request.uri = "/x?\"y\\";
    request.cnonce = "c";
    const std::string value = digest_authorization(*digest, {"user", "password"}, request);
    // Nothing of the server's can end the field or begin another.
    require(std::none_of(value.begin(), value.end(), ascii::is_control));
    // What is sent is a field of the same grammar, with the server's words unchanged.
    const auto echoed = parse_challenges({value});
    require(echoed.size() == 1 && echoed[0].parameter("nonce") == digest->nonce &&
            echoed[0].parameter("realm") == digest->realm && echoed[0].parameter("uri") == request.uri);
    return 0;
}
