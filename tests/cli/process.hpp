// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace rtrip::test {

enum class StandardOutput { captured, closed, full, terminal, pipe_without_reader };

struct RunOptions {
    std::string input;                                         ///< On standard input.
    StandardOutput out = StandardOutput::captured;
    std::vector<std::string> environment;                      ///< "NAME=value"; otherwise empty.
    std::function<void(pid_t)> meanwhile = [](pid_t) {};       ///< Called once the process runs.
};

struct Finished {
    int status = -1;  ///< Exit code, or -N for signal N.
    std::string out;
    std::string err;
};

/// A fresh directory, removed with everything in it at the end.
class Directory {
public:
    Directory();
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    void write(const std::string& name, const std::string& text) const;
    [[nodiscard]] std::string read(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;

    /// Runs the command here and waits for it.
    [[nodiscard]] Finished run(const std::vector<std::string>& words, const RunOptions& options = {}) const;

private:
    std::string path_;
};

/// The text between `before` and the next `after`; empty when it isn't there.
std::string between(const std::string& text, const std::string& before, const std::string& after);

}  // namespace rtrip::test
