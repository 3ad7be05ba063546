// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "rtrip/trace.hpp"

namespace rtrip::expect {

/// Whether a request made its connection or found one: their times are not the same thing.
enum class ConnectionKind : std::uint8_t { cold, warm };
inline constexpr std::size_t kKindCount = 2;
std::string_view kind_name(ConnectionKind kind);

/// The phases by Phase, and behind them the total of a round trip.
inline constexpr std::size_t kFigureCount = kPhaseCount + 1;
/// "queue", ..., "body", "total".
std::string_view figure_name(std::size_t figure);

/// Where the middle of a set of times lies, in whole microseconds.
///
/// `low` and `high` hold the true median between them in 95 of 100 cases, whatever the times' distribution: they are
/// the values whose ranks the binomial distribution says so of. Fewer than kLeastCount values have no such two.
struct Center {
    std::uint64_t count = 0;
    std::int64_t median_us = 0;
    std::optional<std::int64_t> low_us;
    std::optional<std::int64_t> high_us;

    [[nodiscard]] bool is_known() const { return low_us && high_us; }
};

/// With 5 values, not even the smallest and the largest hold the median between them in 95 of 100 cases.
inline constexpr std::uint64_t kLeastCount = 6;

Center center_of(std::vector<std::int64_t> times_us);

using Centers = std::array<std::array<std::optional<Center>, kFigureCount>, kKindCount>;

/// The times of a run's requests, to be held against those of another run.
///
/// Only requests that succeeded count, each with its last round trip: what failed took another way.
class Samples {
public:
    /// Of more than so many requests of a kind the first ones count. Ten thousand tell a median to a few per mille.
    static constexpr std::size_t kMaxRequests = 10'000;

    void add(const Trace& trace);
    [[nodiscard]] bool empty() const { return counts_[0] + counts_[1] == 0; }
    /// Absent: it did not happen.
    [[nodiscard]] Centers centers() const;

private:
    std::array<std::array<std::vector<std::int64_t>, kFigureCount>, kKindCount> times_us_;
    std::array<std::size_t, kKindCount> counts_{};
};

}  // namespace rtrip::expect
