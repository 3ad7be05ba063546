// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rtrip/body.hpp"

namespace rtrip {
namespace {

/// What was read so far of a source that can be read once.
struct Spool {
    std::shared_ptr<BodySource> source;
    std::unique_ptr<BodyReader> reader;  ///< Of the source; opened once.
    std::uint64_t limit;
    std::string kept;
    bool overflowed = false;
    bool ended = false;

    /// Notes what a read gave.
    void keep(std::string_view bytes) {
        ended = bytes.empty();
        if (overflowed) return;
        if (bytes.size() > limit - kept.size()) {
            overflowed = true;
            kept = std::string();
            return;
        }
        kept += bytes;
    }
};

class SpoolReader final : public BodyReader {
public:
    explicit SpoolReader(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        Spool& spool = *spool_;
        if (!spool.overflowed && position_ < spool.kept.size()) {
            const std::size_t n = std::min(buffer.size(), spool.kept.size() - position_);
            std::copy_n(spool.kept.data() + position_, n, buffer.data());
            position_ += n;
            return std::optional<std::size_t>(n);
        }
        if (spool.ended) return std::optional<std::size_t>(0);
        auto got = spool.reader->try_read(buffer);
        if (!got || !*got) return got;
        spool.keep(std::string_view(buffer.data(), **got));
        position_ += **got;
        return got;
    }
    [[nodiscard]] int descriptor() const override { return spool_->reader->descriptor(); }

private:
    std::shared_ptr<Spool> spool_;
    std::size_t position_ = 0;
};

class SpooledBody final : public BodySource {
public:
    explicit SpooledBody(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}
    [[nodiscard]] BodyKind kind() const override { return spool_->source->kind(); }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return spool_->source->length(); }
    [[nodiscard]] bool rewindable() const override { return !spool_->overflowed; }
    [[nodiscard]] std::string not_rewindable_because() const override {
        return spool_->source->not_rewindable_because() + ", and it is longer than the " +
               std::to_string(spool_->limit) + " bytes that are kept of it";
    }

    Result<std::unique_ptr<BodyReader>> open() override {
        if (spool_->overflowed) {
            return fail(ErrorCode::upload_read_failed, "the body can't be read again: " + not_rewindable_because());
        }
        if (!spool_->reader) {
            auto reader = spool_->source->open();
            if (!reader) return reader;
            spool_->reader = std::move(*reader);
        }
        return std::make_unique<SpoolReader>(spool_);
    }

private:
    std::shared_ptr<Spool> spool_;
};

}  // namespace

std::shared_ptr<BodySource> make_spooled_body(std::shared_ptr<BodySource> source, std::uint64_t limit) {
    if (source->rewindable() || limit == 0) return source;
    auto spool = std::make_shared<Spool>();
    spool->source = std::move(source);
    spool->limit = limit;
    return std::make_shared<SpooledBody>(std::move(spool));
}

}  // namespace rtrip
