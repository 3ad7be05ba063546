// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace rtrip::probe {

/// How often each length of time came up, in whole microseconds, in memory that does not grow with the number of
/// values.
///
/// Buckets are those of an HDR histogram: up to 2047 us each value has its own, beyond that each power of two has 1024,
/// so that a value is known to better than one in a thousand. What is below 0 counts as 0, what is above kMaxUs falls
/// into its bucket; smallest, largest and mean are exact all the same. Counters are kept in pages of 8 KiB, of which
/// only those exist that something fell into.
class Histogram {
public:
    /// One hour.
    static constexpr std::int64_t kMaxUs = 3'600'000'000;

    void record(std::int64_t microseconds);
    /// Adds what `other` has.
    void merge(const Histogram& other);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// Exact; 0 when empty.
    [[nodiscard]] std::int64_t min_us() const { return count_ > 0 ? min_ : 0; }
    [[nodiscard]] std::int64_t max_us() const { return count_ > 0 ? max_ : 0; }
    /// Rounded to the nearest microsecond; 0 when empty.
    [[nodiscard]] std::int64_t mean_us() const;
    /// The value that at least `per_mille` thousandths of all values do not exceed (nearest rank), 0 when empty. The
    /// largest of its bucket, so never too small, and never above max_us().
    [[nodiscard]] std::int64_t percentile_us(unsigned per_mille) const;
    /// How many values lie in the buckets that end at or below `microseconds`.
    [[nodiscard]] std::uint64_t count_up_to(std::int64_t microseconds) const;

private:
    static constexpr unsigned kPageBits = 10;
    static constexpr std::size_t kPageSize = std::size_t{1} << kPageBits;
    /// Two for the values that have a bucket each, one for each power of two from 2^11 to above kMaxUs.
    static constexpr std::size_t kPages = 2 + 32 - 11;
    using Page = std::array<std::uint64_t, kPageSize>;

    static std::size_t index_of(std::int64_t microseconds);
    static std::int64_t largest_in(std::size_t index);

    std::array<std::unique_ptr<Page>, kPages> pages_;
    std::uint64_t count_ = 0;
    std::int64_t sum_ = 0;
    std::int64_t min_ = 0;
    std::int64_t max_ = 0;
};

}  // namespace rtrip::probe
