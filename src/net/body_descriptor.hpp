// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "rtrip/body.hpp"

namespace rtrip::net {

/// Owns a descriptor.
class BodyDescriptor {
public:
    explicit BodyDescriptor(int fd) : fd_(fd) {}
    ~BodyDescriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    BodyDescriptor(BodyDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    BodyDescriptor(const BodyDescriptor&) = delete;
    BodyDescriptor& operator=(const BodyDescriptor&) = delete;
    BodyDescriptor& operator=(BodyDescriptor&&) = delete;
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

/// As make_pipe_body, for a descriptor of its own. `name` is for messages.
std::shared_ptr<BodySource> make_owned_pipe_body(BodyDescriptor descriptor, std::string name);

}  // namespace rtrip::net
