// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "render/report.hpp"

namespace rtrip::cli {

/// What -w can speak of beside the record.
struct WriteOutContext {
    const Trace* trace = nullptr;
    render::Secrets secrets = render::Secrets::masked;
    int exit_code = 0;
    std::uint64_t url_number = 0;   ///< From 0, over all URLs of the run.
    std::string file_name;          ///< What the body was written to; or empty.
    bool escape_standard_output = false;  ///< It is a terminal: what a peer sent is escaped.
    bool escape_standard_error = false;
};

enum class WriteOutTarget : std::uint8_t { standard_output, standard_error, file };

/// Text for one destination. Pieces are to be written in order.
struct WriteOutPiece {
    WriteOutTarget target = WriteOutTarget::standard_output;
    std::string path;     ///< Of a file.
    bool append = false;  ///< %{output{>>FILE}}
    std::string text;
};

struct WrittenOut {
    std::vector<WriteOutPiece> pieces;
    std::vector<std::string> warnings;
};

/// Fills in curl's --write-out format from the record. Variables that do not apply give what curl gives for them:
/// zeros, or nothing. Secrets are masked as in reports.
WrittenOut expand_write_out(std::string_view format, const WriteOutContext& context);

/// One variable's value.
struct VariableValue {
    enum class Kind : std::uint8_t { text, number };
    Kind kind = Kind::text;
    std::string text;
};
/// Absent when there is no such variable.
std::optional<VariableValue> write_out_variable(std::string_view name, const WriteOutContext& context);
/// Every variable that %{json} holds, in its order.
std::vector<std::string_view> json_variables();
/// %{time{FORMAT}}: UTC, as strftime with %f for microseconds.
std::string format_time(WallTime at, std::string_view format);

}  // namespace rtrip::cli
