// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rtrip/context.hpp"
#include "rtrip/header.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// Reads one copy of a request body from its beginning. Never waits.
class BodyReader {
public:
    virtual ~BodyReader() = default;
    /// Fills some of `buffer`. 0: the end. Absent: nothing now, wait for descriptor() to become readable.
    /// Errors: upload_read_failed.
    virtual Result<std::optional<std::size_t>> try_read(std::span<char> buffer) = 0;
    /// What to wait for when try_read had nothing; -1: try_read always has something.
    [[nodiscard]] virtual int descriptor() const { return -1; }
};

/// A request body that can say what it knows of itself and be opened (Go's Body, GetBody and ContentLength in one).
class BodySource {
public:
    virtual ~BodySource() = default;
    [[nodiscard]] virtual BodyKind kind() const = 0;
    /// The number of bytes when known; unknown means chunked coding.
    [[nodiscard]] virtual std::optional<std::uint64_t> length() const = 0;
    /// Whether open() may be called more than once, each time giving the same bytes.
    [[nodiscard]] virtual bool rewindable() const = 0;
    /// A fresh reader. Errors: upload_read_failed (gone, changed since the first open, not rewindable).
    virtual Result<std::unique_ptr<BodyReader>> open() = 0;
};

/// A body held in memory.
std::shared_ptr<BodySource> make_memory_body(std::string bytes);
/// A regular file, opened afresh by each open(); its size is taken now and a change between sends is an error.
/// Errors: upload_read_failed.
Result<std::shared_ptr<BodySource>> make_file_body(const std::string& path);
/// An open descriptor that can be read once (standard input, a pipe). Does not own the descriptor.
std::shared_ptr<BodySource> make_pipe_body(int descriptor);

/// The body of a response, read to its end or dropped. Owns the connection meanwhile: after the end it has gone back to
/// the pool or been closed, and dropping the object early closes it.
class Body {
public:
    virtual ~Body() = default;
    /// The next bytes; empty means the end. The view is valid until the next call.
    /// Errors: body_*, interrupted; after an error or the end only the same answer is given.
    virtual asio::awaitable<Result<std::string_view>> read(Context& ctx) = 0;
    /// Reads on to the end within a small bound of bytes and time, so that the connection can be kept; beyond it the
    /// connection is closed. For bodies that nobody wants.
    virtual asio::awaitable<void> finish(Context& ctx) = 0;
    /// The trailer section; complete once read() gave the end.
    [[nodiscard]] virtual const Header& trailers() const = 0;
};

}  // namespace rtrip
