// SPDX-License-Identifier: MIT
#include "cli/interrupt.hpp"

#include <asio/error_code.hpp>

#include "cli/interrupt_flag.hpp"

namespace rtrip::cli {

Interrupt::Interrupt(asio::io_context& context, std::stop_source& stop) : signalled_(context) {
    const int reader = watch_interrupts();
    asio::error_code ignored;
    if (reader >= 0) signalled_.assign(reader, ignored);
    if (!signalled_.is_open()) return;
    signalled_.async_wait(asio::posix::stream_descriptor::wait_read, [&stop](const asio::error_code& error) {
        if (!error) stop.request_stop();
    });
}

void Interrupt::cancel() {
    asio::error_code ignored;
    signalled_.close(ignored);
}

}  // namespace rtrip::cli
