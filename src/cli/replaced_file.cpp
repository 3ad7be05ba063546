// SPDX-License-Identifier: MIT
#include "cli/replaced_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace rtrip::cli {
namespace {

/// Where a path leads through symbolic links; as it stands when that cannot be found out.
std::string followed(const std::string& path) {
    std::error_code error;
    const auto target = std::filesystem::canonical(path, error);
    return error ? path : target.string();
}

}  // namespace

Result<ReplacedFile> ReplacedFile::open(const std::string& path) {
    ReplacedFile out;
    out.path_ = followed(path);
    struct stat status{};
    const bool exists = ::stat(out.path_.c_str(), &status) == 0;
    // A link that leads nowhere yet is followed by the system, as by the shell.
    std::error_code ignored;
    const bool dangling = !exists && std::filesystem::is_symlink(out.path_, ignored);
    OpenOptions options;
    if (dangling || (exists && !S_ISREG(status.st_mode))) {
        Result<OutputDescriptor> file = open_output(path, options);
        if (!file) return fail(std::move(file.error()));
        out.file_ = std::move(*file);
        return out;
    }
    const std::filesystem::path target(out.path_);
    const std::string name = "." + target.filename().string() + "." + std::to_string(::getpid()) + ".tmp";
    out.temporary_ = (target.parent_path() / name).string();
    options.existing = Existing::refuse;
    Result<OutputDescriptor> file = open_output(out.temporary_, options);
    if (!file && file.error().cause == std::errc::file_exists) {
        // Left behind by one of our number that was killed.
        ::unlink(out.temporary_.c_str());
        file = open_output(out.temporary_, options);
    }
    if (!file) {
        out.temporary_.clear();
        // The name that was typed is the one that says something.
        Error error = std::move(file.error());
        error.message = "cannot write " + path + ": " + error.cause.message();
        return fail(std::move(error));
    }
    if (exists) (void)::fchmod(file->number(), status.st_mode & 0777U);
    out.file_ = std::move(*file);
    return out;
}

ReplacedFile::ReplacedFile(ReplacedFile&& other) noexcept
    : file_(std::move(other.file_)), temporary_(std::exchange(other.temporary_, {})), path_(std::move(other.path_)) {}

ReplacedFile& ReplacedFile::operator=(ReplacedFile&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(temporary_, other.temporary_);
    std::swap(path_, other.path_);
    return *this;
}

ReplacedFile::~ReplacedFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> ReplacedFile::commit() {
    if (Result<void> closed = file_.close(); !closed || temporary_.empty()) return closed;
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        Error error(ErrorCode::output_write_failed, "cannot replace " + path_);
        error.cause = std::error_code(errno, std::generic_category());
        error.message += ": " + error.cause.message();
        return fail(std::move(error));
    }
    temporary_.clear();
    return {};
}

}  // namespace rtrip::cli
