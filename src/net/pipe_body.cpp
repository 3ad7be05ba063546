// SPDX-License-Identifier: MIT
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include "net/body_descriptor.hpp"
#include "rtrip/body.hpp"

namespace rtrip {
namespace {

/// What the source and its reader know in common.
struct PipeState {
    int fd;
    std::string name;  ///< For messages.
    bool touched = false;
    std::optional<net::BodyDescriptor> owned;
};

class PipeReader final : public BodyReader {
public:
    explicit PipeReader(std::shared_ptr<PipeState> pipe) : pipe_(std::move(pipe)) {}

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        while (true) {
            // The descriptor may be shared with other processes, so its blocking mode is left alone: a read is only
            // begun when it can't block.
            if (!readable()) return std::optional<std::size_t>();
            const ssize_t n = ::read(pipe_->fd, buffer.data(), buffer.size());
            if (n >= 0) {
                pipe_->touched = true;
                return std::optional<std::size_t>(static_cast<std::size_t>(n));
            }
            if (errno == EAGAIN || errno == EWOULDBLOCK) return std::optional<std::size_t>();
            if (errno != EINTR) {
                return fail(ErrorCode::upload_read_failed, pipe_->name + ": " + std::generic_category().message(errno));
            }
        }
    }
    [[nodiscard]] int descriptor() const override { return pipe_->fd; }

private:
    [[nodiscard]] bool readable() const {
        pollfd p{};
        p.fd = pipe_->fd;
        p.events = POLLIN;
        return ::poll(&p, 1, 0) == 1;
    }
    std::shared_ptr<PipeState> pipe_;
};

class PipeBody final : public BodySource {
public:
    explicit PipeBody(std::shared_ptr<PipeState> pipe) : pipe_(std::move(pipe)) {}
    [[nodiscard]] BodyKind kind() const override { return BodyKind::pipe; }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }
    [[nodiscard]] bool rewindable() const override { return false; }
    [[nodiscard]] std::string not_rewindable_because() const override { return pipe_->name + " can be read only once"; }

    Result<std::unique_ptr<BodyReader>> open() override {
        // An attempt that failed before it read anything leaves the pipe as it was.
        if (pipe_->touched) {
            return fail(ErrorCode::upload_read_failed, "the body comes from a pipe and can't be read again");
        }
        return std::make_unique<PipeReader>(pipe_);
    }

private:
    std::shared_ptr<PipeState> pipe_;
};

}  // namespace

std::shared_ptr<BodySource> make_pipe_body(int descriptor) {
    auto pipe = std::make_shared<PipeState>();
    pipe->fd = descriptor;
    pipe->name = "standard input";
    return std::make_shared<PipeBody>(std::move(pipe));
}

std::shared_ptr<BodySource> net::make_owned_pipe_body(BodyDescriptor descriptor, std::string name) {
    auto pipe = std::make_shared<PipeState>();
    pipe->fd = descriptor.get();
    pipe->name = std::move(name);
    pipe->owned.emplace(std::move(descriptor));
    return std::make_shared<PipeBody>(std::move(pipe));
}

}  // namespace rtrip
