// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "rtrip/result.hpp"

namespace rtrip::tls {

/// The SSLKEYLOGFILE that lets other tools decrypt a capture; each line is appended whole.
class KeyLog {
public:
    /// Opens for appending, readable by the owner alone; an empty path gives a log that drops its lines.
    /// Errors: output_write_failed.
    static Result<KeyLog> open(const std::string& path);

    KeyLog() = default;
    ~KeyLog();
    KeyLog(KeyLog&& other) noexcept;
    KeyLog& operator=(KeyLog&& other) noexcept;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    void append(std::string_view line);

private:
    int descriptor_ = -1;
};

}  // namespace rtrip::tls
