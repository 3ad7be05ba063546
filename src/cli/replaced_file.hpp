// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "cli/descriptor.hpp"

namespace rtrip::cli {

/// A file that is replaced as a whole: whoever reads it finds the old one or the new one and never half of it.
///
/// It is written under another name beside it, which no collector takes for one of its own, and renamed. What is no
/// regular file (a device, a pipe) is written to as it stands. Symbolic links stay and lead to the new file.
class ReplacedFile {
public:
    ReplacedFile() = default;
    /// Errors: output_write_failed, before anything was done that would have to be undone.
    static Result<ReplacedFile> open(const std::string& path);
    ReplacedFile(ReplacedFile&& other) noexcept;
    ReplacedFile& operator=(ReplacedFile&& other) noexcept;
    /// What was not committed never was.
    ~ReplacedFile();

    [[nodiscard]] bool is_open() const { return file_.is_open(); }
    /// Errors: output_write_failed.
    Result<void> write(std::string_view bytes) { return file_.write(bytes); }
    /// Puts the new file in the old one's place. Errors: output_write_failed; then the old one is still there.
    Result<void> commit();

private:
    OutputDescriptor file_;
    std::string temporary_;  ///< Empty: written to directly.
    std::string path_;
};

}  // namespace rtrip::cli
