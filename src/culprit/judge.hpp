// SPDX-License-Identifier: MIT
#pragma once

#include "culprit/finding.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::culprit {

/// Everything that the rules find in a record, and what it comes down to. Pure; takes time in proportion to the record.
///
/// A failure decides whose fault it was. Otherwise the dearest finding does that is at least likely; with none, the
/// dearest that is inconclusive; with none at all nothing stands out, and the culprit is `none`.
Judgement judge(const Trace& trace);

}  // namespace rtrip::culprit
