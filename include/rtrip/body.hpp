// SPDX-License-Identifier: MIT
#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
    /// Whether open() may be called again, each time giving the same bytes. May turn false while the body is read, and
    /// stays so.
    [[nodiscard]] virtual bool rewindable() const = 0;
    /// Why it is not, as a clause.
    [[nodiscard]] virtual std::string not_rewindable_because() const {
        return "the body's source can be read only once";
    }
    /// A fresh reader. Errors: upload_read_failed (gone, changed since the first open, not rewindable).
    virtual Result<std::unique_ptr<BodyReader>> open() = 0;
};

/// A body held in memory.
std::shared_ptr<BodySource> make_memory_body(std::string bytes);
/// A file. A regular one is opened afresh by each open(); its size is taken now and a change between sends is an error.
/// Anything else (a FIFO, a device) is opened now, without waiting for a writer, and can be read once. The first `skip`
/// bytes of a regular file are left out.
/// Errors: upload_read_failed, also when a file is not longer than `skip`, or a skip is asked of what is no file.
Result<std::shared_ptr<BodySource>> make_file_body(const std::string& path, std::uint64_t skip = 0);
/// An open descriptor that can be read once (standard input, a pipe). Does not own the descriptor.
std::shared_ptr<BodySource> make_pipe_body(int descriptor);
/// `source`, which can be read once, with all that is read from it kept in memory so that it can be read again, until
/// that is more than `limit` bytes: then what was kept is dropped. A source that is rewindable is returned as it is.
std::shared_ptr<BodySource> make_spooled_body(std::shared_ptr<BodySource> source, std::uint64_t limit);

/// One part of a multipart body.
struct MultipartPart {
    std::string head;  ///< Its fields, each ended by CRLF. Written as it is.
    std::shared_ptr<BodySource> body;
};

/// 48 characters, 24 of them random, so that no content holds it (RFC 2046 section 5.1.1). Needs no quotes.
std::string make_boundary();
/// Parts in order between delimiters, read one after the other and never held as a whole. Its length is known when
/// those of all parts are; rewindable when all are. A part that gives more or fewer bytes than its length is an
/// upload_length_mismatch. Parts may be multipart themselves.
std::shared_ptr<BodySource> make_multipart_body(std::string boundary, std::vector<MultipartPart> parts);

/// The body of a response, read to its end or dropped. Owns the connection meanwhile: after the end it has gone back to
/// the pool or been closed, and dropping the object early closes it.
class Body {
public:
    virtual ~Body() = default;
    /// What read() would give, when that needs no waiting: most bodies are small and here with their head. Absent:
    /// read() is to be called next.
    virtual std::optional<Result<std::string_view>> read_ready(Context& /*ctx*/) { return std::nullopt; }
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
