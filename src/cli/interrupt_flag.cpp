// SPDX-License-Identifier: MIT
#include "cli/interrupt_flag.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

namespace rtrip::cli {
namespace {

constexpr int kInterruptedExit = 130;

std::atomic<int> interrupts{0};
std::atomic<int> pipe_writer{-1};
static_assert(std::atomic<int>::is_always_lock_free);

void on_interrupt(int) {
    const int before = errno;
    if (interrupts.fetch_add(1) > 0) ::_exit(kInterruptedExit);
    const char byte = 1;
    // A pipe that is gone changes nothing: the count says it as well.
    [[maybe_unused]] const ssize_t ignored = ::write(pipe_writer.load(), &byte, 1);
    errno = before;
}

}  // namespace

int interrupt_count() {
    return interrupts.load();
}

int watch_interrupts() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) pipe_writer = ends[1];
    // Without SA_RESTART, so that a write to a reader that has stopped reading returns.
    struct sigaction action{};
    action.sa_handler = on_interrupt;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    return ends[0];
}

void ignore_write_signals() {
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace rtrip::cli
