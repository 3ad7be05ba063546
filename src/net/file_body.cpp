// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/escape.hpp"
#include "net/body_descriptor.hpp"
#include "rtrip/body.hpp"

namespace rtrip {
namespace {

using net::BodyDescriptor;

Error read_error(const std::string& path, int number) {
    Error error(ErrorCode::upload_read_failed,
                escape_for_terminal(path) + ": " + std::generic_category().message(number));
    error.cause = std::error_code(number, std::generic_category());
    return error;
}

// What tells one state of a file from another.
struct FileState {
    dev_t device;
    ino_t inode;
    off_t size;
    timespec modified;
    bool operator==(const FileState& o) const {
        return device == o.device && inode == o.inode && size == o.size && modified.tv_sec == o.modified.tv_sec &&
               modified.tv_nsec == o.modified.tv_nsec;
    }
};

struct OpenFile {
    BodyDescriptor descriptor;
    FileState state;
    bool regular;
};

Result<OpenFile> open_file(const std::string& path) {
    // A FIFO without a writer must not hang here, where no limit holds; it has nothing to read until one comes.
    BodyDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status{};
    if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) return fail(read_error(path, errno));
    if (S_ISDIR(status.st_mode)) return fail(read_error(path, EISDIR));
    const FileState state{status.st_dev, status.st_ino, status.st_size, status.st_mtim};
    return OpenFile{std::move(descriptor), state, S_ISREG(status.st_mode)};
}

class FileReader final : public BodyReader {
public:
    FileReader(BodyDescriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        while (true) {
            const ssize_t n = ::read(descriptor_.get(), buffer.data(), buffer.size());
            if (n >= 0) return std::optional<std::size_t>(static_cast<std::size_t>(n));
            if (errno != EINTR) return fail(read_error(path_, errno));
        }
    }

private:
    BodyDescriptor descriptor_;
    std::string path_;
};

class FileBody final : public BodySource {
public:
    FileBody(std::string path, FileState state, off_t skip) : path_(std::move(path)), state_(state), skip_(skip) {}
    [[nodiscard]] BodyKind kind() const override { return BodyKind::file; }
    [[nodiscard]] std::optional<std::uint64_t> length() const override {
        return static_cast<std::uint64_t>(state_.size - skip_);
    }
    [[nodiscard]] bool rewindable() const override { return true; }

    Result<std::unique_ptr<BodyReader>> open() override {
        auto file = open_file(path_);
        if (!file) return fail(std::move(file.error()));
        // Half of the old and half of the new would be a third file that nobody wrote.
        if (!(file->state == state_)) {
            return fail(ErrorCode::upload_length_mismatch,
                        escape_for_terminal(path_) + ": changed since it was first read");
        }
        if (skip_ > 0 && ::lseek(file->descriptor.get(), skip_, SEEK_SET) != skip_)
            return fail(read_error(path_, errno));
        return std::make_unique<FileReader>(std::move(file->descriptor), path_);
    }

private:
    std::string path_;
    FileState state_;
    off_t skip_;
};

}  // namespace

Result<std::shared_ptr<BodySource>> make_file_body(const std::string& path, std::uint64_t skip) {
    auto file = open_file(path);
    if (!file) return fail(std::move(file.error()));
    if (!file->regular && skip == 0) {
        return net::make_owned_pipe_body(std::move(file->descriptor), escape_for_terminal(path));
    }
    if (skip > 0 && (!file->regular || static_cast<std::uint64_t>(file->state.size) <= skip)) {
        return fail(ErrorCode::upload_read_failed, escape_for_terminal(path) + ": there is nothing behind its first " +
                                                       std::to_string(skip) + " bytes");
    }
    return std::make_shared<FileBody>(path, file->state, static_cast<off_t>(skip));
}

}  // namespace rtrip
