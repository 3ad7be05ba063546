// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <memory>

#include "net/wake.hpp"

namespace rtrip::net {

/// Wakes a sleeper once a descriptor that isn't ours (standard input) can be read. Forgets about it on destruction.
///
/// An epoll descriptor stands between it and Asio, which would otherwise make it non-blocking for every process that
/// shares it.
class SourceWatch {
public:
    SourceWatch(const asio::any_io_executor& executor, int source, const std::shared_ptr<Wake>& wake);

private:
    asio::posix::stream_descriptor poll_;
};

}  // namespace rtrip::net
