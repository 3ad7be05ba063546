// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <stop_token>

namespace rtrip::cli {

/// Turns the first SIGINT into a request to stop. One per process.
class Interrupt {
public:
    /// `stop` must outlive this object; the request is made in the context's thread.
    Interrupt(asio::io_context& context, std::stop_source& stop);
    /// Stops listening, so that the context can run out of work.
    void cancel();

private:
    asio::posix::stream_descriptor signalled_;
};

}  // namespace rtrip::cli
