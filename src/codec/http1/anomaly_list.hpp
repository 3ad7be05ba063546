// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rtrip/trace.hpp"

namespace rtrip::http1 {

/// The deviations seen in one response, bounded so that a peer cannot fill memory or the report with them.
class AnomalyList {
public:
    /// One kind may come this often, and all together this often; further ones are dropped.
    static constexpr std::size_t kMaxPerKind = 4;
    static constexpr std::size_t kMax = 32;

    /// Bytes of the peer in `detail` must be escaped already.
    void add(std::string_view kind, std::uint64_t offset, std::string detail, std::string_view source) {
        if (count(kind) < kMaxPerKind) push(kind, offset, std::move(detail), source);
    }
    /// The same for deviations that tend to come on every line: only the first one of its kind is kept.
    void add_first(std::string_view kind, std::uint64_t offset, std::string_view detail, std::string_view source) {
        if (count(kind) == 0) push(kind, offset, std::string(detail), source);
    }

    /// There are some that take() would give.
    [[nodiscard]] bool has_fresh() const { return taken_ < items_.size(); }
    /// Those added since the last call. Bounds go on counting what was taken.
    [[nodiscard]] std::vector<Anomaly> take() {
        std::vector<Anomaly> fresh(items_.begin() + static_cast<std::ptrdiff_t>(taken_), items_.end());
        taken_ = items_.size();
        return fresh;
    }

private:
    [[nodiscard]] std::size_t count(std::string_view kind) const {
        std::size_t n = 0;
        for (const Anomaly& item : items_) n += item.kind == kind ? 1 : 0;
        return n;
    }
    void push(std::string_view kind, std::uint64_t offset, std::string detail, std::string_view source) {
        if (items_.size() < kMax) items_.push_back({std::string(kind), offset, std::move(detail), std::string(source)});
    }

    std::vector<Anomaly> items_;
    std::size_t taken_ = 0;
};

}  // namespace rtrip::http1
