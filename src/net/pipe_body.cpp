// SPDX-License-Identifier: MIT
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "rtrip/body.hpp"

namespace rtrip {
namespace {

class PipeReader final : public BodyReader {
public:
    PipeReader(int fd, std::shared_ptr<bool> touched) : fd_(fd), touched_(std::move(touched)) {}

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        while (true) {
            // The descriptor may be shared with other processes, so its blocking mode is left alone: a read is only
            // begun when it can't block.
            if (!readable()) return std::optional<std::size_t>();
            const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
            if (n >= 0) {
                *touched_ = true;
                return std::optional<std::size_t>(static_cast<std::size_t>(n));
            }
            if (errno == EAGAIN || errno == EWOULDBLOCK) return std::optional<std::size_t>();
            if (errno != EINTR) {
                return fail(ErrorCode::upload_read_failed, "standard input: " + std::generic_category().message(errno));
            }
        }
    }
    [[nodiscard]] int descriptor() const override { return fd_; }

private:
    [[nodiscard]] bool readable() const {
        pollfd p{};
        p.fd = fd_;
        p.events = POLLIN;
        return ::poll(&p, 1, 0) == 1;
    }
    int fd_;
    std::shared_ptr<bool> touched_;
};

class PipeBody final : public BodySource {
public:
    explicit PipeBody(int fd) : fd_(fd) {}
    [[nodiscard]] BodyKind kind() const override { return BodyKind::pipe; }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }
    [[nodiscard]] bool rewindable() const override { return false; }

    Result<std::unique_ptr<BodyReader>> open() override {
        // An attempt that failed before it read anything leaves the pipe as it was.
        if (*touched_) return fail(ErrorCode::upload_read_failed, "the body comes from a pipe and can't be read again");
        return std::make_unique<PipeReader>(fd_, touched_);
    }

private:
    int fd_;
    std::shared_ptr<bool> touched_ = std::make_shared<bool>(false);
};

}  // namespace

std::shared_ptr<BodySource> make_pipe_body(int descriptor) {
    return std::make_shared<PipeBody>(descriptor);
}

}  // namespace rtrip
