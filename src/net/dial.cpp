// SPDX-License-Identifier: MIT
#include "net/dial.hpp"

#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

#include <asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/duration_text.hpp"
#include "net/socket_options.hpp"
#include "net/socket_stream.hpp"
#include "net/tcp_info.hpp"
#include "net/wake.hpp"
#include "policy/race_plan.hpp"

namespace rtrip::net {
namespace {

std::string errno_text(int number) {
    return std::generic_category().message(number);
}

int socket_error(int socket) {
    int error = 0;
    socklen_t length = sizeof(error);
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
    return error;
}

bool is_writable_now(int socket) {
    pollfd p{};
    p.fd = socket;
    p.events = POLLOUT;
    return ::poll(&p, 1, 0) == 1;
}

// An ephemeral port may connect to itself when nothing listens there; that is no server.
bool is_self_connected(int socket) {
    const Endpoint local = local_endpoint(socket);
    const Endpoint remote = remote_endpoint(socket);
    return local.family() != AF_UNIX && local.length == remote.length && local.length != 0 &&
           std::memcmp(&local.storage, &remote.storage, local.length) == 0;
}

ErrorCode code_of_errno(int number) {
    switch (number) {
        case ECONNREFUSED: return ErrorCode::connect_refused;
        case ETIMEDOUT: return ErrorCode::connect_timeout;
        case EHOSTUNREACH:
        case ENETUNREACH:
        case EHOSTDOWN:
        case ENETDOWN:
        case EADDRNOTAVAIL: return ErrorCode::connect_unreachable;
        case ECONNRESET: return ErrorCode::connect_reset;
        default: return ErrorCode::connect_failed;
    }
}

struct Attempt {
    ConnectAttempt record;
    std::unique_ptr<asio::posix::stream_descriptor> descriptor;  // null: not running
    std::optional<Error> setup_error;                            // the socket could not even be made
};

/// One race. Lives on the frame of dial(); handlers hold only the shared wake.
class Race {
public:
    Race(asio::any_io_executor executor, Context& ctx, const DialTarget& target, const DialOptions& options)
        : executor_(std::move(executor)),
          ctx_(ctx),
          target_(target),
          options_(options),
          plan_(target.endpoints.size(), options.attempt_delay),
          wake_(std::make_shared<Wake>(executor_)) {
        attempts_.reserve(target.endpoints.size());  // winner_ points into it
    }

    // Starts what is due and looks at what became ready. True: there is a winner.
    bool step() {
        if (collect()) return true;
        while (const auto index = plan_.next_to_start(ctx_.now())) {
            if (start(*index)) return true;
        }
        return false;
    }

    [[nodiscard]] bool exhausted() const { return plan_.exhausted(); }

    asio::awaitable<WakeReason> wait(TimePoint deadline) {
        const auto next = plan_.next_start();
        const TimePoint until = next && *next < deadline ? *next : deadline;
        const WakeReason reason = co_await wake_->sleep(ctx_.stop, until);
        co_return reason == WakeReason::deadline&& until != deadline ? WakeReason::notified : reason;
    }

    // Ends every attempt that is still running, but for the winner.
    void end_running(const std::string& why) {
        for (Attempt& attempt : attempts_) {
            if (attempt.descriptor && &attempt != winner_) finish(attempt, why, 0);
        }
    }

    std::unique_ptr<Stream> take_winner() {
        std::error_code ignored;
        // Found ready without its wait having ended, which nobody is to hear of any more.
        winner_->descriptor->cancel(ignored);
        const auto index = static_cast<std::size_t>(winner_ - attempts_.data());
        auto stream = std::make_unique<SocketStream>(std::move(*winner_->descriptor), winner_->record.address);
        const bool listens = ctx_.trace != nullptr && ctx_.trace->conn_state;
        if (listens && target_.endpoints[index].family() != AF_UNIX) stream->enable_stamps();
        return stream;
    }

    // Every attempt failed: the first one's failure, which is that of the preferred address, names the code.
    [[nodiscard]] Error failure() const {
        const Attempt& first = attempts_.front();
        if (first.setup_error) return *first.setup_error;
        Error error(code_of_errno(first.record.error_number), Phase::connect, describe());
        error.cause = std::error_code(first.record.error_number, std::generic_category());
        return error;
    }

    [[nodiscard]] std::string describe() const {
        if (attempts_.size() == 1) {
            const ConnectAttempt& only = attempts_.front().record;
            return (only.address == target_.name ? only.address : target_.name + " at " + only.address) + ": " +
                   only.error;
        }
        constexpr std::size_t kShown = 4;
        std::string out =
            target_.name + ": none of " + std::to_string(target_.endpoints.size()) + " addresses answered";
        for (std::size_t i = 0; i < attempts_.size() && i < kShown; ++i) {
            out += (i == 0 ? " (" : "; ") + attempts_[i].record.address + ": " + attempts_[i].record.error;
        }
        if (!attempts_.empty()) out += attempts_.size() > kShown ? "; ...)" : ")";
        return out;
    }

private:
    bool start(std::size_t index) {
        attempts_.emplace_back();
        Attempt& attempt = attempts_.back();
        const Endpoint& endpoint = target_.endpoints[index];
        attempt.record.address = endpoint.to_string();
        auto socket = open_socket(endpoint, options_);
        if (socket) {
            attempt.descriptor = std::make_unique<asio::posix::stream_descriptor>(executor_, *socket);
        }
        // Only now, so that an attempt takes as long as its packets do.
        attempt.record.started = ctx_.now();
        if (ctx_.trace != nullptr && ctx_.trace->connect_start) {
            ConnectStartInfo info{attempt.record.started, index, attempt.record.address};
            ctx_.trace->connect_start(info);
        }
        if (!socket) {
            attempt.setup_error = socket.error();
            finish(attempt, socket.error().message, socket.error().cause.value());
            plan_.failed();
            return false;
        }
        const int rc = ::connect(*socket, endpoint.data(), endpoint.length);
        if (rc != 0 && errno != EINPROGRESS) {
            finish(attempt, errno_text(errno), errno);
            plan_.failed();
            return false;
        }
        // On loopback the handshake is over by now, which saves a turn through the reactor.
        if (rc == 0 || is_writable_now(*socket)) return settle(attempt);
        attempt.descriptor->async_wait(asio::posix::stream_descriptor::wait_write,
                                       [wake = wake_](const std::error_code& ec) {
                                           if (!ec) wake->notify();
                                       });
        return false;
    }

    // Looks at every running attempt.
    bool collect() {
        for (Attempt& attempt : attempts_) {
            if (!attempt.descriptor || !is_writable_now(attempt.descriptor->native_handle())) continue;
            if (settle(attempt)) return true;
        }
        return false;
    }

    bool settle(Attempt& attempt) {
        attempt.record.done = ctx_.now();
        const int socket = attempt.descriptor->native_handle();
        int error = socket_error(socket);
        if (error == 0 && is_self_connected(socket)) error = ECONNREFUSED;
        if (error != 0) {
            finish(attempt, errno_text(error), error);
            plan_.failed();
            return false;
        }
        attempt.record.ok = true;
        attempt.record.won = true;
        winner_ = &attempt;
        report(attempt);
        return true;
    }

    void finish(Attempt& attempt, std::string why, int error_number) {
        if (!attempt.record.done) attempt.record.done = ctx_.now();
        attempt.record.error = std::move(why);
        attempt.record.error_number = error_number;
        report(attempt);
        attempt.descriptor.reset();
    }

    void report(Attempt& attempt) {
        // Until the connection is made, the segments sent again are SYNs and nothing else.
        if (attempt.descriptor) {
            const auto tcp = read_tcp_info(attempt.descriptor->native_handle());
            if (tcp) attempt.record.syn_retransmits = tcp->retransmits;
        }
        if (ctx_.trace == nullptr || !ctx_.trace->connect_done) return;
        ConnectDoneInfo info;
        info.at = *attempt.record.done;
        info.attempt = static_cast<std::size_t>(&attempt - attempts_.data());
        info.result = attempt.record;
        ctx_.trace->connect_done(info);
    }

    asio::any_io_executor executor_;
    Context& ctx_;
    const DialTarget& target_;
    const DialOptions& options_;
    RacePlan plan_;
    std::shared_ptr<Wake> wake_;
    std::vector<Attempt> attempts_;
    Attempt* winner_ = nullptr;
};

}  // namespace

asio::awaitable<Result<std::unique_ptr<Stream>>> dial(asio::any_io_executor executor, Context& ctx, DialTarget target,
                                                      const DialOptions& options, Deadline deadline) {
    Race race(std::move(executor), ctx, target, options);
    while (!race.step()) {
        if (race.exhausted()) co_return fail(race.failure());
        if (target.meanwhile) {
            std::exchange(target.meanwhile, nullptr)();
            continue;
        }
        const WakeReason reason = co_await race.wait(deadline.at);
        if (reason == WakeReason::notified) continue;
        if (reason == WakeReason::cancelled) {
            race.end_running("cancelled: interrupted");
            co_return fail(ErrorCode::interrupted, Phase::connect, "interrupted while connecting to " + target.name);
        }
        race.end_running("no answer");
        Error error(ErrorCode::connect_timeout, Phase::connect, race.describe() + limit_text(deadline));
        error.timeout = deadline.kind;
        co_return fail(std::move(error));
    }
    race.end_running("cancelled: lost the race");
    co_return race.take_winner();
}

}  // namespace rtrip::net
