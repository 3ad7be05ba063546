// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rtrip/body.hpp"

namespace rtrip {
namespace {

class MemoryReader final : public BodyReader {
public:
    explicit MemoryReader(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        const std::size_t n = std::min(buffer.size(), bytes_->size() - position_);
        std::copy_n(bytes_->data() + position_, n, buffer.data());
        position_ += n;
        return std::optional<std::size_t>(n);
    }

private:
    std::shared_ptr<const std::string> bytes_;
    std::size_t position_ = 0;
};

class MemoryBody final : public BodySource {
public:
    explicit MemoryBody(std::string bytes) : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}
    [[nodiscard]] BodyKind kind() const override { return BodyKind::memory; }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return bytes_->size(); }
    [[nodiscard]] bool rewindable() const override { return true; }
    Result<std::unique_ptr<BodyReader>> open() override { return std::make_unique<MemoryReader>(bytes_); }

private:
    std::shared_ptr<const std::string> bytes_;
};

}  // namespace

std::shared_ptr<BodySource> make_memory_body(std::string bytes) {
    return std::make_shared<MemoryBody>(std::move(bytes));
}

}  // namespace rtrip
