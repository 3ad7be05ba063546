// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "codec/content/content_encoding.hpp"
#include "codec/content/decoder_chain.hpp"
#include "model/field_values.hpp"
#include "rtrip/layers.hpp"
#include "trace/emit.hpp"

namespace rtrip {
namespace {

using content::Coding;
using content::DecoderChain;

constexpr std::size_t kBuffer = std::size_t{64} << 10;
// How long decoding may keep the thread: a few bytes can be work for seconds, and signals and timers want their turn.
constexpr Duration kLongestRun = std::chrono::milliseconds(20);

content::DecodeLimits limits_of(const DecodePolicy& policy) {
    content::DecodeLimits limits;
    limits.max_bytes = policy.max_decoded_bytes;
    limits.max_ratio = policy.max_ratio;
    limits.ratio_floor_bytes = policy.ratio_floor_bytes;
    return limits;
}

/// A body whose codings are undone while it is read.
class DecodedBody final : public Body {
public:
    DecodedBody(std::unique_ptr<Body> coded, const std::vector<Coding>& codings, const DecodePolicy& policy)
        : coded_(std::move(coded)),
          chain_(codings, limits_of(policy)),
          content_encoding_(content::codings_text(codings)),
          buffer_(kBuffer) {}

    asio::awaitable<Result<std::string_view>> read(Context& ctx) override {
        if (error_) co_return fail(*error_);
        resumed_at_ = ctx.now();
        while (!ended_) {
            const auto progress = chain_.read(buffer_);
            if (!progress) {
                co_await give_up(ctx, progress.error());
                co_return fail(*error_);
            }
            if (progress->state == DecoderChain::State::ended) {
                report(ctx);
                break;
            }
            auto fine = co_await breathe(ctx);
            if (!fine) {
                co_await give_up(ctx, fine.error());
                co_return fail(*error_);
            }
            if (progress->state == DecoderChain::State::produced) {
                co_return std::string_view(buffer_.data(), progress->bytes);
            }
            if (progress->state == DecoderChain::State::busy) continue;
            auto more = co_await coded_->read(ctx);
            if (!more) {
                // What came in is reported by the body itself; here only that no more comes out.
                error_ = more.error();
                report(ctx);
                co_return fail(*error_);
            }
            if (more->empty()) {
                chain_.end_input();
            } else {
                chain_.feed(*more);
            }
        }
        co_return std::string_view();
    }

    asio::awaitable<void> finish(Context& ctx) override {
        // Nobody wants the content, so only the wire matters.
        co_await coded_->finish(ctx);
        if (!error_) report(ctx);
    }

    [[nodiscard]] const Header& trailers() const override { return coded_->trailers(); }

private:
    // The limits of the operation hold between any two steps, and others get their turn.
    asio::awaitable<Result<void>> breathe(Context& ctx) {
        const TimePoint now = ctx.now();
        if (ctx.stop.stop_requested()) co_return fail(ErrorCode::interrupted, Phase::body, "interrupted");
        const Deadline deadline = ctx.deadline(now, Duration::max() / 2, TimeoutKind::total);
        if (now >= deadline.at) {
            Error error(ErrorCode::body_timeout, Phase::body,
                        "the body was still being decoded" + limit_text(deadline));
            error.timeout = deadline.kind;
            co_return fail(std::move(error));
        }
        if (now - resumed_at_ > kLongestRun) {
            co_await ctx.sleeper->sleep_until(ctx.stop, now);
            resumed_at_ = ctx.now();
        }
        co_return Result<void>();
    }

    asio::awaitable<void> give_up(Context& ctx, const Error& error) {
        error_ = error;
        co_await coded_->finish(ctx);
        report(ctx);
    }

    void report(Context& ctx) {
        if (std::exchange(ended_, true)) return;
        BodyDecodedInfo info;
        info.at = ctx.now();
        info.content_encoding = content_encoding_;
        info.decoded_bytes = chain_.bytes_out();
        info.error = error_;
        emit(ctx.trace, &ClientTrace::body_decoded, info);
    }

    std::unique_ptr<Body> coded_;
    DecoderChain chain_;
    std::string content_encoding_;
    std::vector<char> buffer_;
    std::optional<Error> error_;
    TimePoint resumed_at_;
    bool ended_ = false;
};

/// A body that cannot be decoded, which matters only to those who read it.
class UndecodableBody final : public Body {
public:
    UndecodableBody(std::unique_ptr<Body> coded, Error error) : coded_(std::move(coded)), error_(std::move(error)) {}

    asio::awaitable<Result<std::string_view>> read(Context& ctx) override {
        if (!std::exchange(reported_, true)) {
            co_await coded_->finish(ctx);
            BodyDecodedInfo info;
            info.at = ctx.now();
            info.error = error_;
            emit(ctx.trace, &ClientTrace::body_decoded, info);
        }
        co_return fail(error_);
    }

    asio::awaitable<void> finish(Context& ctx) override { co_await coded_->finish(ctx); }

    [[nodiscard]] const Header& trailers() const override { return coded_->trailers(); }

private:
    std::unique_ptr<Body> coded_;
    Error error_;
    bool reported_ = false;
};

class DecodeLayer final : public RoundTripper {
public:
    DecodeLayer(DecodePolicy policy, std::unique_ptr<RoundTripper> next) : policy_(policy), next_(std::move(next)) {}

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
        const bool may_have_body = request.method != "HEAD" && request.method != "CONNECT";
        Request wishing = request;
        add_wishes(wishing);
        auto response = co_await next_->round_trip(ctx, wishing);
        if (response && may_have_body && !policy_.raw) wrap(*response);
        co_return response;
    }

private:
    void add_wishes(Request& request) const {
        if (policy_.content && policy_.advertise && !has_own_wish(request)) {
            request.header.add("Accept-Encoding", std::string(content::kAcceptEncoding));
        }
        if (policy_.transfer) {
            request.header.add("TE", "gzip");
            // RFC 9110 section 10.1.4: TE is for the next hop alone.
            request.header.add("Connection", "TE");
            request.transfer_form = TransferForm::coded;
        }
        if (policy_.raw) request.transfer_form = TransferForm::raw;
    }

    static bool has_own_wish(const Request& request) {
        return request.header.has("Accept-Encoding") ||
               std::any_of(request.removed_fields.begin(), request.removed_fields.end(),
                           [](const std::string& name) { return ascii::iequals(name, "Accept-Encoding"); });
    }

    void wrap(Response& response) const {
        auto codings = codings_of(response);
        if (!codings) {
            response.body = std::make_unique<UndecodableBody>(std::move(response.body), std::move(codings.error()));
        } else if (!codings->empty()) {
            response.body = std::make_unique<DecodedBody>(std::move(response.body), *codings, policy_);
        }
    }

    // In the order in which they were applied: those of the content first.
    [[nodiscard]] Result<std::vector<Coding>> codings_of(const Response& response) const {
        // A part of a coded whole (206) cannot be decoded by itself.
        constexpr std::array<int, 4> kUncoded{204, 205, 206, 304};
        const bool whole = std::find(kUncoded.begin(), kUncoded.end(), response.status) == kUncoded.end();
        std::vector<std::string_view> names;
        if (policy_.content && whole) names = response.header.values("Content-Encoding");
        if (policy_.transfer) {
            for (const std::string_view value : response.header.values("Transfer-Encoding")) {
                for (const std::string_view name : split_list(value)) {
                    // The framing has seen to it that this one is the last.
                    if (!ascii::iequals(name, "chunked")) names.push_back(name);
                }
            }
        }
        return content::parse_content_encoding(names);
    }

    DecodePolicy policy_;
    std::unique_ptr<RoundTripper> next_;
};

}  // namespace

Layer make_decode_layer(DecodePolicy policy) {
    return [policy](std::unique_ptr<RoundTripper> next) -> std::unique_ptr<RoundTripper> {
        return std::make_unique<DecodeLayer>(policy, std::move(next));
    };
}

}  // namespace rtrip
