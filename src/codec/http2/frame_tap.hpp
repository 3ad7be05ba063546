// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rtrip/http2.hpp"

namespace rtrip::http2 {

/// Reads the frame headers off one direction of a connection (RFC 9113 section 4.1), whatever becomes of the frames:
/// those that the session refuses are seen as well. Payloads are passed over.
class FrameTap {
public:
    enum class Side : std::uint8_t { client, server };
    /// A client's bytes begin with the connection preface (section 3.4), which is no frame.
    explicit FrameTap(Side side);

    /// Appends a frame for each header that is complete with `bytes`; the next bytes of the same direction.
    void feed(std::string_view bytes, std::vector<Http2Frame>& frames);

private:
    static constexpr std::size_t kHeadBytes = 9;

    Http2Frame parse() const;

    Side side_;
    std::array<unsigned char, kHeadBytes> head_{};
    std::size_t head_size_ = 0;
    std::size_t skip_;
};

}  // namespace rtrip::http2
