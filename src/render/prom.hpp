// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <vector>

#include "render/report.hpp"

namespace rtrip::render {

/// How many metrics there are; docs/probes.md lists them.
inline constexpr std::size_t kPromMetricCount = 25;

/// The results of a run in Prometheus' text format, as node_exporter's textfile collector reads it.
///
/// A metric has blackbox_exporter's name (probe_...) where it means the same, and begins with rtrip_ otherwise. Each
/// has the label target, the URL as asked for without its user-info. Of one URL that is asked several times the last
/// result counts; of more than kMaxTargets URLs the others are left out.
class PromText {
public:
    static constexpr std::size_t kMaxTargets = 1000;

    void add(const Report& report);
    /// The whole, each metric's samples together. Ends with a newline; empty when nothing was added.
    [[nodiscard]] std::string text() const;
    /// Whether some URL was left out.
    [[nodiscard]] bool left_out() const { return left_out_; }

private:
    struct Target {
        std::string name;
        std::array<std::string, kPromMetricCount> samples;  ///< Lines, by metric.
    };
    std::vector<Target> targets_;
    bool left_out_ = false;
};

}  // namespace rtrip::render
