// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <random>

#include "base/escape.hpp"
#include "rtrip/body.hpp"

namespace rtrip {
namespace {

struct Multipart {
    std::string boundary;
    std::vector<MultipartPart> parts;

    /// What stands in front of part `index`; behind the last one when there is no such part. RFC 2046 section 5.1.1:
    /// the line break before a delimiter belongs to it.
    [[nodiscard]] std::string lead(std::size_t index) const {
        const std::string delimiter = (index == 0 ? "--" : "\r\n--") + boundary;
        if (index == parts.size()) return delimiter + "--\r\n";
        return delimiter + "\r\n" + parts[index].head + "\r\n";
    }
};

class MultipartReader final : public BodyReader {
public:
    explicit MultipartReader(std::shared_ptr<const Multipart> form) : form_(std::move(form)), text_(form_->lead(0)) {}

    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        while (true) {
            if (position_ < text_.size()) {
                const std::size_t n = std::min(buffer.size(), text_.size() - position_);
                std::copy_n(text_.data() + position_, n, buffer.data());
                position_ += n;
                return std::optional<std::size_t>(n);
            }
            if (part_ == form_->parts.size()) return std::optional<std::size_t>(0);
            auto got = read_part(buffer);
            if (!got || !*got || **got > 0) return got;
            reader_.reset();
            text_ = form_->lead(++part_);
            position_ = 0;
        }
    }
    [[nodiscard]] int descriptor() const override { return reader_ ? reader_->descriptor() : -1; }

private:
    Result<std::optional<std::size_t>> read_part(std::span<char> buffer) {
        BodySource& source = *form_->parts[part_].body;
        if (!reader_) {
            // Not before its turn: a form of many files would take as many descriptors.
            auto opened = source.open();
            if (!opened) return fail(std::move(opened.error()));
            reader_ = std::move(*opened);
            left_ = source.length();
        }
        auto got = reader_->try_read(buffer);
        if (!got || !*got || !left_) return got;
        // One part's surplus must not pass for another's content.
        if (**got > *left_ || (**got == 0 && *left_ > 0)) {
            return fail(ErrorCode::upload_length_mismatch, Phase::send,
                        "part " + std::to_string(part_ + 1) + " of the form is " + (**got > 0 ? "longer" : "shorter") +
                            " than the " + std::to_string(*source.length()) + " bytes announced");
        }
        *left_ -= **got;
        return got;
    }

    std::shared_ptr<const Multipart> form_;
    std::size_t part_ = 0;
    std::string text_;  // what stands in front of the part
    std::size_t position_ = 0;
    std::unique_ptr<BodyReader> reader_;
    std::optional<std::uint64_t> left_;
};

class MultipartBody final : public BodySource {
public:
    explicit MultipartBody(std::shared_ptr<const Multipart> form) : form_(std::move(form)) {}
    [[nodiscard]] BodyKind kind() const override { return BodyKind::multipart; }

    [[nodiscard]] std::optional<std::uint64_t> length() const override {
        std::uint64_t sum = form_->lead(form_->parts.size()).size();
        for (std::size_t i = 0; i < form_->parts.size(); ++i) {
            const std::optional<std::uint64_t> part = form_->parts[i].body->length();
            if (!part) return std::nullopt;
            sum += form_->lead(i).size() + *part;
        }
        return sum;
    }
    [[nodiscard]] bool rewindable() const override { return gone_part() == nullptr; }
    [[nodiscard]] std::string not_rewindable_because() const override {
        const BodySource* part = gone_part();
        return part == nullptr ? std::string() : part->not_rewindable_because();
    }
    Result<std::unique_ptr<BodyReader>> open() override { return std::make_unique<MultipartReader>(form_); }

private:
    [[nodiscard]] const BodySource* gone_part() const {
        const auto gone = std::find_if(form_->parts.begin(), form_->parts.end(),
                                       [](const MultipartPart& part) { return !part.body->rewindable(); });
        return gone == form_->parts.end() ? nullptr : gone->body.get();
    }
    std::shared_ptr<const Multipart> form_;
};

}  // namespace

std::string make_boundary() {
    // Characters that need no quotes in a parameter (RFC 9110 section 5.6.2), 64 of them.
    static constexpr std::string_view kAlphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";
    constexpr std::size_t kRandom = 24;
    std::string boundary(24, '-');
    std::random_device random;
    for (std::size_t i = 0; i < kRandom; ++i) boundary += kAlphabet[random() % kAlphabet.size()];
    return boundary;
}

std::shared_ptr<BodySource> make_multipart_body(std::string boundary, std::vector<MultipartPart> parts) {
    auto form = std::make_shared<Multipart>();
    form->boundary = std::move(boundary);
    form->parts = std::move(parts);
    return std::make_shared<MultipartBody>(std::move(form));
}

}  // namespace rtrip
