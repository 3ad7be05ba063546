// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "rtrip/result.hpp"

namespace rtrip::cli {

/// A file descriptor that is written to, every write checked. Closed by destruction, unless it is one of the standard
/// three, but only close() tells whether that worked.
class OutputDescriptor {
public:
    OutputDescriptor() = default;
    /// One that somebody else closes.
    static OutputDescriptor borrowed(int descriptor, std::string name);
    /// Takes over an open one.
    static OutputDescriptor owned(int descriptor, std::string name);
    ~OutputDescriptor();
    OutputDescriptor(OutputDescriptor&& other) noexcept;
    OutputDescriptor& operator=(OutputDescriptor&& other) noexcept;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int number() const { return descriptor_; }
    [[nodiscard]] const std::string& name() const { return name_; }

    /// Writes everything. Errors: output_write_failed with the system's reason (broken_pipe in `cause` when the reader
    /// has gone), interrupted when a signal asked for the end while the write could not go on.
    Result<void> write(std::string_view bytes);
    /// Errors: output_write_failed, for what the system kept back until now.
    Result<void> close();

private:
    int descriptor_ = -1;
    bool owned_ = false;
    std::string name_;
};

/// Whether a write failed because nobody reads any more.
bool is_broken_pipe(const Error& error);

enum class Existing : unsigned char { truncate, append, keep, refuse };

struct OpenOptions {
    /// keep: another name is found by appending .1 to .100 (--no-clobber). refuse: a file that exists is an error.
    Existing existing = Existing::truncate;
    bool create_directories = false;
};

/// Opens a file for writing. Symbolic links are followed, as by the shell. Errors: output_write_failed.
Result<OutputDescriptor> open_output(const std::string& path, const OpenOptions& options);

}  // namespace rtrip::cli
