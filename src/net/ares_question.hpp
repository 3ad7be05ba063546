// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "codec/dns/message.hpp"
#include "net/ares_channel.hpp"
#include "net/wake.hpp"
#include "rtrip/clock.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::net {

/// What became of a question. Only `pending` changes any more.
enum class AskOutcome : std::uint8_t {
    pending,
    addresses,
    no_data,         ///< The name exists, but not with this type.
    nxdomain,
    server_failure,  ///< SERVFAIL and every response code without a meaning of its own here.
    refused,
    malformed,
    timeout,
    no_server,       ///< No packet reached a server.
    abandoned,       ///< By its asker.
};

/// A server that only sends garbled answers gets this long for a good one.
inline constexpr Duration kGarbledGrace = std::chrono::seconds(1);

/// What several questions have in common.
struct AskSetup {
    AskSetup(asio::any_io_executor executor_, const Clock& clock_, std::shared_ptr<Wake> wake_,
             const AresChannelOptions& channel_)
        : executor(std::move(executor_)), clock(&clock_), wake(std::move(wake_)), channel(channel_) {}
    asio::any_io_executor executor;
    const Clock* clock;
    std::shared_ptr<Wake> wake;  ///< Notified when a question comes to its end or sets a time for itself.
    AresChannelOptions channel;
};

/// One question for one record type, from the first packet to its outcome, with the facts that were seen on the way.
///
/// A datagram counts when it comes from the address and port that were asked and repeats id and question; all else is
/// passed over, and so is an answer that cannot be read, until every server has given one and kGarbledGrace is over.
/// Not movable; one thread.
class AresQuestion final : private AresObserver {
public:
    /// Errors: dns_not_asked for a name without wire form, internal.
    static Result<std::unique_ptr<AresQuestion>> ask(const AskSetup& setup, dns::Question question);
    AresQuestion(const AresQuestion&) = delete;
    AresQuestion& operator=(const AresQuestion&) = delete;
    ~AresQuestion() override = default;

    [[nodiscard]] AskOutcome outcome() const { return outcome_; }
    /// The answer; empty unless the outcome came from one.
    [[nodiscard]] const dns::Answer& answer() const { return answer_; }
    [[nodiscard]] const DnsQuery& facts() const { return facts_; }
    /// When end_if_due() has something to do, however long the question is pending.
    [[nodiscard]] std::optional<TimePoint> due() const;
    void end_if_due(TimePoint now);
    /// Ends a pending question for its asker's reasons; no packet is sent or taken from then on.
    void end(AskOutcome outcome, std::string why);

private:
    AresQuestion(const AskSetup& setup, dns::Question question);

    void on_sent(const Endpoint& server, DnsTransport transport, std::string_view query) override;
    PacketVerdict on_datagram(const Endpoint& server, std::string_view packet) override;
    void on_tcp_message(const Endpoint& server, std::string_view message) override;
    void on_failed(const Endpoint& server, DnsTransport transport, int error_number) override;
    void on_finished(int status, std::string_view answer) override;

    [[nodiscard]] bool answers_us(std::string_view message) const;
    void note_answer(const Endpoint& server, DnsTransport transport, std::string_view message);
    void note_garbled(const Endpoint& server, std::string why);
    void take_answer(std::string_view message);
    void explain_silence(int status);
    void finish(AskOutcome outcome);

    const Clock* clock_;
    std::shared_ptr<Wake> wake_;
    std::size_t server_count_;
    dns::Question question_;
    DnsQuery facts_;
    AskOutcome outcome_ = AskOutcome::pending;
    dns::Answer answer_;
    std::vector<std::uint16_t> ids_;  // Of the queries sent.
    int datagrams_sent_ = 0;
    int streams_sent_ = 0;
    std::string failure_;             // The last reason why a server could not be reached.
    std::string garbled_why_;
    std::set<std::string> garbled_;   // Servers whose answers could not be read.
    std::optional<TimePoint> garbled_until_;
    std::unique_ptr<AresChannel> channel_;
};

}  // namespace rtrip::net
