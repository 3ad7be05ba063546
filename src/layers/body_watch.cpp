// SPDX-License-Identifier: MIT
#include "layers/body_watch.hpp"

#include <utility>

#include "layers/body_supply.hpp"

namespace rtrip {
namespace {

class WatchedReader final : public BodyReader {
public:
    WatchedReader(std::unique_ptr<BodyReader> inner, std::shared_ptr<bool> touched)
        : inner_(std::move(inner)), touched_(std::move(touched)) {}

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        auto got = inner_->try_read(buffer);
        // Nothing there yet takes nothing away; the end and a failure do not come twice.
        if (!got || *got) *touched_ = true;
        return got;
    }
    [[nodiscard]] int descriptor() const override { return inner_->descriptor(); }

private:
    std::unique_ptr<BodyReader> inner_;
    std::shared_ptr<bool> touched_;
};

class WatchedBody final : public BodySource {
public:
    WatchedBody(std::shared_ptr<BodySource> inner, std::shared_ptr<bool> touched)
        : inner_(std::move(inner)), touched_(std::move(touched)) {}

    [[nodiscard]] BodyKind kind() const override { return inner_->kind(); }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return inner_->length(); }
    [[nodiscard]] bool rewindable() const override { return inner_->rewindable(); }
    [[nodiscard]] std::string not_rewindable_because() const override { return inner_->not_rewindable_because(); }
    Result<std::unique_ptr<BodyReader>> open() override {
        auto reader = inner_->open();
        if (!reader) return reader;
        return std::make_unique<WatchedReader>(std::move(*reader), touched_);
    }

private:
    std::shared_ptr<BodySource> inner_;
    std::shared_ptr<bool> touched_;
};

}  // namespace

BodyWatch::BodyWatch(Request& request) {
    if (!is_needed(request)) return;
    touched_ = std::make_shared<bool>(false);
    request.body = std::make_shared<WatchedBody>(std::move(request.body), touched_);
}

BodySupply BodyWatch::supply(const Request& request) const {
    const BodySupply told = body_supply(request);
    // Whoever turns out not to be rewindable later has been read from.
    return told == BodySupply::gone && touched_ && !*touched_ ? BodySupply::rewindable : told;
}

}  // namespace rtrip
