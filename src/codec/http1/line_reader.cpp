// SPDX-License-Identifier: MIT
#include "codec/http1/line_reader.hpp"

namespace rtrip::http1 {

LineReader::Outcome LineReader::next(std::string_view& input, std::size_t max_bytes) {
    if (complete_) {
        buffer_.clear();
        complete_ = false;
    }
    const std::size_t lf = input.find('\n');
    const std::size_t bytes = lf == std::string_view::npos ? input.size() : lf + 1;
    if (bytes > max_bytes || buffer_.size() > max_bytes - bytes) return Outcome::too_long;
    if (lf == std::string_view::npos) {
        buffer_ += input;
        offset_ += bytes;
        input.remove_prefix(bytes);
        return Outcome::need_more;
    }
    std::string_view text = input.substr(0, lf);
    std::uint64_t start = offset_;
    if (!buffer_.empty()) {
        start -= buffer_.size();
        buffer_ += text;
        text = buffer_;
    }
    offset_ += bytes;
    input.remove_prefix(bytes);
    const bool crlf = text.ends_with('\r');
    if (crlf) text.remove_suffix(1);
    line_ = {text, start, !crlf};
    complete_ = true;
    return Outcome::line;
}

}  // namespace rtrip::http1
