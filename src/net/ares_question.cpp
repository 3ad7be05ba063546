// SPDX-License-Identifier: MIT
#include "net/ares_question.hpp"

#define CARES_NO_DEPRECATED
#include <ares.h>
#include <sys/random.h>

#include <algorithm>
#include <system_error>

#include "base/escape.hpp"
#include "codec/dns/name.hpp"
#include "codec/dns/rcode.hpp"
#include "model/ip_text.hpp"

namespace rtrip::net {
namespace {

/// What fits into a datagram without EDNS (RFC 1035 section 4.2.1); c-ares takes a longer one as truncated.
constexpr std::size_t kPlainDatagramBytes = 512;

/// RFC 5452 section 4.3: the id must not be foreseeable.
std::uint16_t random_id() {
    std::uint16_t id = 0;
    static_cast<void>(::getrandom(&id, sizeof id, GRND_NONBLOCK));
    return id;
}

std::string text_of(const dns::AddressBytes& address) {
    if (address.size == 16) return format_ipv6(address.bytes);
    Ipv4Bytes bytes{};
    std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
    return format_ipv4(bytes);
}

AskOutcome outcome_of(const dns::Answer& answer) {
    switch (answer.rcode) {
        case dns::kNoError: return answer.addresses.empty() ? AskOutcome::no_data : AskOutcome::addresses;
        case dns::kNameError: return AskOutcome::nxdomain;
        case dns::kRefused: return AskOutcome::refused;
        default: return AskOutcome::server_failure;
    }
}

std::string_view transport_name(DnsTransport transport) {
    return transport == DnsTransport::tcp ? "tcp" : "udp";
}

}  // namespace

AresQuestion::AresQuestion(const AskSetup& setup, dns::Question question)
    : clock_(setup.clock),
      wake_(setup.wake),
      server_count_(setup.channel.servers.size()),
      question_(std::move(question)) {
    facts_.name = question_.name;
    facts_.type = dns::record_type_name(question_.type);
    facts_.started = clock_->now();
}

Result<std::unique_ptr<AresQuestion>> AresQuestion::ask(const AskSetup& setup, dns::Question question) {
    const auto query = dns::encode_query(random_id(), question);
    if (!query) return fail(query.error());
    std::unique_ptr<AresQuestion> asked(new AresQuestion(setup, std::move(question)));
    auto channel = AresChannel::make(setup.executor, setup.channel, *asked);
    if (!channel) return fail(std::move(channel.error()));
    asked->channel_ = std::move(*channel);
    asked->channel_->send(*query);
    return asked;
}

std::optional<TimePoint> AresQuestion::due() const {
    return outcome_ == AskOutcome::pending ? garbled_until_ : std::nullopt;
}

void AresQuestion::end_if_due(TimePoint now) {
    const auto at = due();
    if (at && now >= *at) end(AskOutcome::malformed, "unusable answer: " + garbled_why_);
}

void AresQuestion::end(AskOutcome outcome, std::string why) {
    if (outcome_ != AskOutcome::pending) return;
    facts_.error = std::move(why);
    if (!facts_.rcode.empty()) facts_.error += "; an earlier answer was " + facts_.rcode;
    facts_.rcode.clear();
    finish(outcome);
    channel_.reset();
}

void AresQuestion::on_sent(const Endpoint& server, DnsTransport transport, std::string_view query) {
    facts_.server = server.to_string();
    facts_.transport = transport_name(transport);
    if (query.size() >= 2) {
        const auto id = static_cast<std::uint16_t>(static_cast<unsigned char>(query[0]) << 8U |
                                                   static_cast<unsigned char>(query[1]));
        if (std::find(ids_.begin(), ids_.end(), id) == ids_.end()) ids_.push_back(id);
    }
    ++(transport == DnsTransport::tcp ? streams_sent_ : datagrams_sent_);
    // Going to TCP because of a truncated answer is the protocol's way, not a repetition.
    const int expected = facts_.truncated && streams_sent_ > 0 ? 2 : 1;
    facts_.retries = std::max(0, datagrams_sent_ + streams_sent_ - expected);
}

bool AresQuestion::answers_us(std::string_view message) const {
    return std::any_of(ids_.begin(), ids_.end(),
                       [&](std::uint16_t id) { return dns::answers_question(message, id, question_); });
}

PacketVerdict AresQuestion::on_datagram(const Endpoint& server, std::string_view packet) {
    if (outcome_ != AskOutcome::pending || !answers_us(packet)) return PacketVerdict::pass_over;
    if (dns::is_truncated(packet) || packet.size() > kPlainDatagramBytes) {
        facts_.truncated = true;
        note_answer(server, DnsTransport::udp, packet);
        return PacketVerdict::deliver;
    }
    const auto read = dns::parse_answer(packet, question_);
    if (!read) {
        note_garbled(server, read.error().message);
        return PacketVerdict::pass_over;
    }
    note_answer(server, DnsTransport::udp, packet);
    return PacketVerdict::deliver;
}

void AresQuestion::on_tcp_message(const Endpoint& server, std::string_view message) {
    if (outcome_ == AskOutcome::pending && answers_us(message)) note_answer(server, DnsTransport::tcp, message);
}

void AresQuestion::note_answer(const Endpoint& server, DnsTransport transport, std::string_view message) {
    facts_.server = server.to_string();
    facts_.transport = transport_name(transport);
    facts_.rcode = dns::rcode_name(dns::rcode_of(message));
    answer_.rcode = dns::rcode_of(message);
}

void AresQuestion::note_garbled(const Endpoint& server, std::string why) {
    facts_.server = server.to_string();
    garbled_why_ = escape_for_terminal(why);
    garbled_.insert(server.to_string());
    if (garbled_.size() < server_count_ || garbled_until_) return;
    garbled_until_ = clock_->now() + kGarbledGrace;
    wake_->notify();
}

void AresQuestion::on_failed(const Endpoint& server, DnsTransport transport, int error_number) {
    if (facts_.server.empty()) facts_.server = server.to_string();
    failure_ = server.to_string() + (transport == DnsTransport::tcp ? " (tcp): " : ": ") +
               std::generic_category().message(error_number);
}

void AresQuestion::on_finished(int status, std::string_view answer) {
    if (outcome_ != AskOutcome::pending) return;
    if (status == ARES_SUCCESS && !answer.empty()) {
        take_answer(answer);
    } else {
        explain_silence(status);
    }
}

void AresQuestion::take_answer(std::string_view message) {
    auto read = dns::parse_answer(message, question_);
    if (!read) {
        facts_.error = "unusable answer: " + escape_for_terminal(read.error().message);
        return finish(AskOutcome::malformed);
    }
    answer_ = std::move(*read);
    facts_.rcode = dns::rcode_name(answer_.rcode);
    facts_.ttl_s = answer_.ttl_s;
    facts_.cname = answer_.chain;
    for (const auto& address : answer_.addresses) facts_.answers.push_back(text_of(address));
    if (answer_.misfits > 0) {
        facts_.error = std::to_string(answer_.misfits) + " address records of the wrong size were passed over";
    } else if (answer_.surplus > 0) {
        facts_.error = std::to_string(answer_.surplus) + " more addresses were passed over";
    }
    finish(outcome_of(answer_));
}

void AresQuestion::explain_silence(int status) {
    // c-ares says little about why it gave up; what was seen on the wire says more.
    if (!facts_.rcode.empty() && answer_.rcode != dns::kNoError) {
        facts_.error = "every server failed; the last answer was " + facts_.rcode;
        return finish(outcome_of(answer_));
    }
    facts_.rcode.clear();
    if (!garbled_.empty()) {
        facts_.error = "unusable answer: " + garbled_why_;
        return finish(AskOutcome::malformed);
    }
    if (status == ARES_ETIMEOUT) {
        facts_.error = "no answer after " + std::to_string(datagrams_sent_ + streams_sent_) + " packets";
        return finish(AskOutcome::timeout);
    }
    facts_.error = failure_.empty() ? std::string(ares_strerror(status)) : failure_;
    if (facts_.truncated) facts_.error = "the answer over UDP was truncated, and over TCP " + facts_.error;
    finish(AskOutcome::no_server);
}

void AresQuestion::finish(AskOutcome outcome) {
    outcome_ = outcome;
    if (outcome == AskOutcome::timeout) facts_.rcode = "TIMEOUT";
    if (outcome != AskOutcome::abandoned) facts_.done = clock_->now();
    wake_->notify();
}

}  // namespace rtrip::net
