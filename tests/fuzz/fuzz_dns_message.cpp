// SPDX-License-Identifier: MIT
// libs: rtrip_dns
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "codec/dns/message.hpp"
#include "codec/dns/name.hpp"

/// The whole input is one message that claims to answer "www.test", for A and for AAAA.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string message(reinterpret_cast<const char*>(data), size);
    for (const auto type : {rtrip::dns::RecordType::a, rtrip::dns::RecordType::aaaa}) {
        const rtrip::dns::Question question{"www.test", type};
        static_cast<void>(rtrip::dns::answers_question(message, 0x1234, question));
        const auto answer = rtrip::dns::parse_answer(message, question);
        if (!answer) continue;
        if (answer->chain.size() > rtrip::dns::kMaxChain) std::abort();
        if (answer->addresses.size() > rtrip::dns::kMaxAddresses) std::abort();
        const std::size_t expected = type == rtrip::dns::RecordType::a ? 4 : 16;
        for (const auto& address : answer->addresses) {
            if (address.size != expected) std::abort();
        }
    }
    for (std::size_t offset = 0; offset < size && offset < 64; ++offset) {
        const auto name = rtrip::dns::decode_name(message, offset);
        if (name && (name->end > size || name->text.size() > 4 * rtrip::dns::kMaxNameBytes)) std::abort();
    }
    return 0;
}
