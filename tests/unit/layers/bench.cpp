// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <algorithm>
#include <array>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <exception>

#include "model/http_date.hpp"
#include "support/catch.hpp"
#include "trace/emit.hpp"

namespace rtrip::test {
namespace {

class FakeReader final : public BodyReader {
public:
    FakeReader(std::string_view bytes, bool& read) : rest_(bytes), read_(read) {}
    Result<std::optional<std::size_t>> try_read(std::span<char> buffer) override {
        read_ = true;
        const std::size_t n = std::min(buffer.size(), rest_.size());
        std::copy_n(rest_.begin(), n, buffer.begin());
        rest_.remove_prefix(n);
        return std::optional<std::size_t>(n);
    }

private:
    std::string_view rest_;
    bool& read_;
};

std::string read_all(const std::shared_ptr<BodySource>& source) {
    if (!source) return {};
    auto reader = source->open();
    if (!reader) return "CANNOT OPEN";
    std::string out;
    std::array<char, 7> buffer{};
    while (true) {
        auto n = (*reader)->try_read(buffer);
        REQUIRE(n);
        REQUIRE(*n);
        if (**n == 0) return out;
        out.append(buffer.data(), **n);
    }
}

}  // namespace

WallTime FakeClock::wall_now() const {
    return *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") + std::chrono::duration_cast<WallTime::duration>(since_) -
           std::chrono::seconds(5000);
}

Result<std::unique_ptr<BodyReader>> FakeSource::open() {
    ++opened;
    if (rewind_ == Rewind::no && read) return fail(ErrorCode::upload_read_failed, "read already");
    return std::make_unique<FakeReader>(bytes_, read);
}

Reply& Reply::with(std::string name, std::string value) {
    header.add(std::move(name), std::move(value));
    return *this;
}

Reply& Reply::taking(Duration time) {
    takes = time;
    return *this;
}

std::string Seen::line() const {
    return method + " " + url + (body.empty() ? "" : " with " + std::to_string(body.size()) + " bytes");
}

Reply& Reply::before_the_body() {
    reads_body = false;
    return *this;
}

struct Bench::Impl {
    explicit Impl(Bench& bench_) : bench(bench_), sleeper(*this) {}

    class FakeBody final : public Body {
    public:
        explicit FakeBody(Impl& impl) : impl_(impl) { ++impl_.open_bodies; }
        ~FakeBody() override { --impl_.open_bodies; }
        asio::awaitable<Result<std::string_view>> read(Context&) override { co_return std::string_view(); }
        asio::awaitable<void> finish(Context&) override {
            ++impl_.bench.finished;
            co_return;
        }
        [[nodiscard]] const Header& trailers() const override { return trailers_; }

    private:
        Impl& impl_;
        Header trailers_;
    };

    class FakeTransport final : public RoundTripper {
    public:
        explicit FakeTransport(Impl& impl) : impl_(impl) {}
        asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
            auto result = impl_.answer(ctx, request);
            co_return result;
        }

    private:
        Impl& impl_;
    };

    class FakeSleeper final : public Sleeper {
    public:
        explicit FakeSleeper(Impl& impl) : impl_(impl) {}
        asio::awaitable<bool> sleep_until(std::stop_token stop, TimePoint until) override {
            CHECK(impl_.open_bodies == 0);
            impl_.bench.waits.push_back(until - impl_.bench.clock.now());
            if (static_cast<int>(impl_.bench.waits.size()) == impl_.stop_in) impl_.stopper.request_stop();
            if (stop.stop_requested()) co_return false;
            impl_.bench.clock.advance(until - impl_.bench.clock.now());
            co_return true;
        }

    private:
        Impl& impl_;
    };

    Result<Response> answer(Context& ctx, const Request& request) {
        Seen seen;
        seen.method = request.method;
        seen.url = request.url.to_string();
        seen.header = request.header;
        REQUIRE_FALSE(replies.empty());
        const Reply reply = replies.front();
        if (replies.size() > 1 || !repeats) replies.pop_front();
        if (reply.reads_body) seen.body = read_all(request.body);
        if (!reply.reads_body && request.body) CHECK(request.body->open());
        seen.cause = request.cause;
        seen.crossed_origin = request.crossed_origin;
        seen.before_was_finished = open_bodies == 0;
        bench.seen.push_back(std::move(seen));
        emit(ctx.trace, &ClientTrace::round_trip_start, ctx.now(), request.cause, request.method,
             request.url.to_string());
        bench.clock.advance(reply.takes);
        emit(ctx.trace, &ClientTrace::round_trip_done, ctx.now(), reply.error);
        if (reply.error) return fail(*reply.error);
        Response response;
        response.status = reply.status;
        response.header = reply.header;
        response.body = std::make_unique<FakeBody>(*this);
        return response;
    }

    asio::awaitable<void> run(RoundTripper& chain, Request request) {
        auto result = co_await chain.round_trip(bench.ctx, std::move(request));
        if (!result) {
            bench.error = result.error();
        } else {
            bench.status = result->status;
        }
    }

    Bench& bench;
    FakeSleeper sleeper;
    std::deque<Reply> replies;
    bool repeats = false;
    std::vector<Layer> layers;
    std::stop_source stopper;
    int stop_in = 0;
    int open_bodies = 0;
};

Bench::Bench() : impl_(std::make_unique<Impl>(*this)) {
    ctx.clock = &clock;
    ctx.sleeper = &impl_->sleeper;
    ctx.stop = impl_->stopper.get_token();
}

Bench::~Bench() = default;

Bench& Bench::reply(Reply reply) {
    impl_->replies.push_back(std::move(reply));
    return *this;
}

Bench& Bench::for_ever() {
    impl_->repeats = true;
    return *this;
}

Bench& Bench::layer(const Layer& layer) {
    impl_->layers.push_back(layer);
    return *this;
}

void Bench::stop_in_wait(int number) {
    impl_->stop_in = number;
}

void Bench::send(Request request) {
    TraceRecorder recorder(clock, request.method, request.url.to_string(), true);
    ctx.trace = &recorder.hooks();
    ctx.start_total();
    std::unique_ptr<RoundTripper> chain = std::make_unique<Impl::FakeTransport>(*impl_);
    for (auto layer = impl_->layers.rbegin(); layer != impl_->layers.rend(); ++layer)
        chain = (*layer)(std::move(chain));
    asio::io_context io(1);
    asio::co_spawn(io, impl_->run(*chain, std::move(request)), [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
    io.run();
    trace = recorder.take(error);
    ctx.trace = nullptr;
}

std::string Bench::lines() const {
    std::string out;
    for (const Seen& one : seen) out += (out.empty() ? "" : "; ") + one.line();
    return out;
}

std::string Bench::outcome() const {
    return error ? std::string(error_code_name(error->code)) : "ok " + std::to_string(status);
}

Request make_request(const std::string& method, const std::string& url) {
    auto parsed = Url::parse(url);
    REQUIRE(parsed);
    return {method, std::move(*parsed)};
}

Request make_request(const std::string& method, const std::string& url, std::shared_ptr<BodySource> body) {
    Request request = make_request(method, url);
    request.body = std::move(body);
    return request;
}

}  // namespace rtrip::test
