// SPDX-License-Identifier: MIT
#include "net/source_watch.hpp"

#include <sys/epoll.h>

namespace rtrip::net {

SourceWatch::SourceWatch(const asio::any_io_executor& executor, int source, const std::shared_ptr<Wake>& wake)
    : poll_(executor, ::epoll_create1(EPOLL_CLOEXEC)) {
    epoll_event event{};
    event.events = EPOLLIN;
    if (::epoll_ctl(poll_.native_handle(), EPOLL_CTL_ADD, source, &event) != 0) {
        // A regular file can't be watched and needs no watching.
        wake->notify();
        return;
    }
    poll_.async_wait(asio::posix::stream_descriptor::wait_read, [wake](const std::error_code& ec) {
        if (!ec) wake->notify();
    });
}

}  // namespace rtrip::net
