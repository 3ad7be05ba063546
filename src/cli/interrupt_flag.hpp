// SPDX-License-Identifier: MIT
#pragma once

namespace rtrip::cli {

/// How often SIGINT or SIGTERM has come since watch_interrupts(). For code that waits outside the event loop.
int interrupt_count();

/// Counts SIGINT and SIGTERM from now on; a second one ends the process at once with 130. The signal breaks system
/// calls that
/// wait. Gives a descriptor that becomes readable with the first one and belongs to the caller; -1 when there is none
/// to have.
int watch_interrupts();

/// SIGPIPE and SIGXFSZ are ignored from now on: writes say EPIPE and EFBIG instead.
void ignore_write_signals();

}  // namespace rtrip::cli
