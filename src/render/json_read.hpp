// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "expect/judgement.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::render {

/// A report as it was saved, made a record again.
struct SavedReport {
    Trace trace;
    int exit_code = 0;
    std::vector<expect::Judgement> expectations;
};

/// Reads what to_json() wrote, of this version or another: keys that are not known are passed over, ones that may be
/// null may be missing.
///
/// The record has all that the report holds, to the microsecond: to_json() gives the same document again, with the
/// findings of today's rules. What a report does not hold is lost: the list of events, what `-j` masked, bytes that are
/// no UTF-8, the order of phases that interleave, the path of a Unix socket as a look-up.
///
/// Errors: config_unreadable, with the line (`first_line` is where `document` begins in its file) and the place.
Result<SavedReport> read_report(std::string_view document, std::size_t first_line = 1);

/// The "schema" of a document that read_report() would refuse for being something else ("rtrip.summary/1"); empty when
/// there is none, or it is none of rtrip's, or the document is no JSON.
std::string other_schema(std::string_view document);

}  // namespace rtrip::render
