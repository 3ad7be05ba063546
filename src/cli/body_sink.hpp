// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/descriptor.hpp"
#include "cli/plan.hpp"
#include "cli/terminal_guard.hpp"
#include "rtrip/result.hpp"

namespace rtrip::cli {

/// What a sink is made from.
struct SinkOptions {
    OutputKind kind = OutputKind::drop;
    std::string path;      ///< Of a file.
    Existing existing = Existing::truncate;
    bool create_directories = false;
    int standard_output = 1;
    bool terminal = false;  ///< Standard output is a terminal.
};

/// Where one body goes: nowhere, standard output, or a file that is made when there is something to put into it.
class BodySink {
public:
    explicit BodySink(SinkOptions options) : options_(std::move(options)) {}

    /// Makes the file. Errors: output_write_failed.
    Result<void> open();
    /// Heads and trailers (-i); escaped when they go to a terminal. Under `drop` they go to standard output.
    Result<void> write_head(std::string_view text);
    /// Errors: output_write_failed, also for a body that is no text on a terminal; interrupted.
    Result<void> write(std::string_view bytes);
    /// Why what was written cannot be taken back; empty when it can, or when there is nothing.
    [[nodiscard]] std::string kept_because() const;
    /// Takes back what was written, for another attempt. Errors: output_write_failed.
    Result<void> start_over();
    /// Everything is out. Errors: as write.
    Result<void> finish();
    /// Removes the file, where it is one of ours.
    void remove();

    [[nodiscard]] bool is_open() const { return out_.is_open(); }
    [[nodiscard]] bool is_file() const {
        return options_.kind == OutputKind::file || options_.kind == OutputKind::remote_name;
    }
    /// Bytes of the body that were written.
    [[nodiscard]] std::uint64_t written() const { return written_; }
    [[nodiscard]] bool drops() const { return options_.kind == OutputKind::drop; }
    /// The file's name, once it is there; "" for others.
    [[nodiscard]] const std::string& file_name() const { return file_name_; }

private:
    Result<void> refuse_binary() const;

    SinkOptions options_;
    OutputDescriptor out_;
    std::string file_name_;
    bool to_terminal_ = false;
    std::uint64_t written_ = 0;
    std::int64_t start_ = 0;  // where the file begins to be ours
    TerminalGuard guard_;
};

}  // namespace rtrip::cli
