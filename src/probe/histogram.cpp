// SPDX-License-Identifier: MIT
#include "probe/histogram.hpp"

#include <algorithm>
#include <bit>

namespace rtrip::probe {

// A value below 2 pages is its own index. Beyond that, a value with its highest bit at `top` is shifted right until its
// highest bit is that of a page's size: what is left of it without that bit is its place in the page.
std::size_t Histogram::index_of(std::int64_t microseconds) {
    const auto value = static_cast<std::uint64_t>(microseconds);
    if (value < 2 * kPageSize) return static_cast<std::size_t>(value);
    const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kPageBits;
    return (static_cast<std::size_t>(shift) << kPageBits) + static_cast<std::size_t>(value >> shift);
}

std::int64_t Histogram::largest_in(std::size_t index) {
    if (index < 2 * kPageSize) return static_cast<std::int64_t>(index);
    const auto shift = static_cast<unsigned>((index >> kPageBits) - 1);
    const std::uint64_t top = kPageSize + (index & (kPageSize - 1));
    return static_cast<std::int64_t>(((top + 1) << shift) - 1);
}

void Histogram::record(std::int64_t microseconds) {
    microseconds = std::max(microseconds, std::int64_t{0});
    const std::size_t index = index_of(std::min(microseconds, kMaxUs));
    std::unique_ptr<Page>& page = pages_[index >> kPageBits];
    if (!page) page = std::make_unique<Page>();
    ++(*page)[index & (kPageSize - 1)];
    min_ = count_ > 0 ? std::min(min_, microseconds) : microseconds;
    max_ = count_ > 0 ? std::max(max_, microseconds) : microseconds;
    sum_ += microseconds;
    ++count_;
}

void Histogram::merge(const Histogram& other) {
    if (other.count_ == 0) return;
    for (std::size_t i = 0; i < kPages; ++i) {
        if (!other.pages_[i]) continue;
        if (!pages_[i]) pages_[i] = std::make_unique<Page>();
        for (std::size_t j = 0; j < kPageSize; ++j) (*pages_[i])[j] += (*other.pages_[i])[j];
    }
    min_ = count_ > 0 ? std::min(min_, other.min_) : other.min_;
    max_ = count_ > 0 ? std::max(max_, other.max_) : other.max_;
    sum_ += other.sum_;
    count_ += other.count_;
}

std::int64_t Histogram::mean_us() const {
    if (count_ == 0) return 0;
    const auto count = static_cast<std::int64_t>(count_);
    return (sum_ + count / 2) / count;
}

std::int64_t Histogram::percentile_us(unsigned per_mille) const {
    if (count_ == 0) return 0;
    const std::uint64_t share = std::min(per_mille, 1000U);
    // Rounded up; in two parts, so that no count is too large.
    const std::uint64_t rank = std::max<std::uint64_t>(1, count_ / 1000 * share + (count_ % 1000 * share + 999) / 1000);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kPages; ++i) {
        if (!pages_[i]) continue;
        for (std::size_t j = 0; j < kPageSize; ++j) {
            seen += (*pages_[i])[j];
            if (seen >= rank) return std::clamp(largest_in((i << kPageBits) + j), min_, max_);
        }
    }
    return max_;
}

std::uint64_t Histogram::count_up_to(std::int64_t microseconds) const {
    if (count_ == 0 || microseconds < 0) return 0;
    if (microseconds >= max_) return count_;
    // The bucket of the next value begins above `microseconds` exactly when that is the last of its own.
    const std::size_t end = index_of(std::min(microseconds, kMaxUs) + 1);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i <= end >> kPageBits; ++i) {
        if (!pages_[i]) continue;
        const std::size_t stop = i == end >> kPageBits ? end & (kPageSize - 1) : kPageSize;
        for (std::size_t j = 0; j < stop; ++j) seen += (*pages_[i])[j];
    }
    return seen;
}

}  // namespace rtrip::probe
