// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "rtrip/result.hpp"

namespace rtrip::render {

/// One JSON object within a longer text.
struct JsonDocument {
    std::string_view text;
    std::size_t line = 1;  ///< On which it begins.
};

/// Finds the objects that stand one behind the other in a text, on one line each or spread over several.
///
/// It looks at brackets and strings alone; whether what is between them is JSON is the parser's to say. It bounds what
/// a parser is given: size, depth and number of values.
class JsonDocuments {
public:
    /// `text` must outlive this and what it gives.
    explicit JsonDocuments(std::string_view text);

    /// The next object; absent at the end. Errors: config_unreadable with the line; after one there is no next.
    Result<std::optional<JsonDocument>> next();

    static constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
    static constexpr std::size_t kMaxDepth = 32;  ///< Reports have 8.
    static constexpr std::size_t kMaxValues = 500'000;  ///< A round trip has about 200.

private:
    void skip_space();
    Result<std::size_t> find_end() const;

    std::string_view rest_;
    std::size_t line_ = 1;
};

}  // namespace rtrip::render
