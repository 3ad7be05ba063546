// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "layers/resendable.hpp"
#include "model/percent.hpp"
#include "policy/digest.hpp"
#include "rtrip/layers.hpp"

namespace rtrip {
namespace {

// More origins than a chain of redirects has; beyond it sessions are forgotten, which costs a round trip each.
constexpr std::size_t kMaxSessions = 64;

std::string random_cnonce() {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::random_device random;
    std::string out;
    for (int word = 0; word < 4; ++word) {
        auto bits = static_cast<std::uint32_t>(random());
        for (int digit = 0; digit < 8; ++digit, bits >>= 4) out += kHex[bits & 15];
    }
    return out;
}

/// What an origin has asked a user for, so that the next request brings it unasked.
struct Session {
    bool basic = false;
    DigestChallenge digest;
    std::string cnonce;
    std::uint32_t count = 0;  // uses of the nonce
};

/// The request as it stands between challenges.
struct Negotiation {
    Negotiation(const Request& given, Credentials credentials_) : request(given), credentials(std::move(credentials_)) {
        const Url& url = given.url;
        // A user's name holds no newline in a URL, and must not pretend to be an origin's end.
        key = url.scheme() + "://" + url.host_port() + "%" + url.zone() + "\n" + credentials.user;
    }

    Resendable request;
    Credentials credentials;
    std::string key;
    std::string sent_nonce;      // of the last request; empty: it carried no Digest
    bool sent_basic = false;
    bool answered = false;       // a challenge to this very request has been answered
    bool answered_stale = false;
};

bool is_left_to_user(const Request& request) {
    return request.header.has("Authorization") ||
           std::any_of(request.removed_fields.begin(), request.removed_fields.end(),
                       [](const std::string& name) { return ascii::iequals(name, "Authorization"); });
}

std::string basic_authorization(const Credentials& credentials) {
    return "Basic " + base64_encode(credentials.user + ":" + credentials.password);
}

// The head alone: the body follows once the server has said what it wants.
Request without_body(Request request) {
    request.body.reset();
    for (const std::string_view name : {"Content-Length", "Transfer-Encoding", "Expect"}) request.header.remove(name);
    request.header.add("Content-Length", "0");
    return request;
}

class AuthLayer final : public RoundTripper {
public:
    AuthLayer(AuthPolicy policy, std::unique_ptr<RoundTripper> next)
        : policy_(std::move(policy)), next_(std::move(next)) {
        if (!policy_.make_cnonce) policy_.make_cnonce = random_cnonce;
    }

    asio::awaitable<Result<Response>> round_trip(Context& ctx, const Request& request) override {
        if (is_left_to_user(request)) return next_->round_trip(ctx, request);
        if (!policy_.bearer.empty() && !request.crossed_origin) {
            return with_authorization(ctx, request, "Bearer " + policy_.bearer);
        }
        auto credentials = credentials_for(request);
        if (!credentials) return next_->round_trip(ctx, request);
        if (policy_.mode == AuthMode::basic) {
            return with_authorization(ctx, request, basic_authorization(*credentials));
        }
        return negotiate(ctx, request, std::move(*credentials));
    }

private:
    [[nodiscard]] std::optional<Credentials> credentials_for(const Request& request) const {
        if (policy_.credentials && !request.crossed_origin) return policy_.credentials;
        const Url& url = request.url;
        const std::string user = percent_decode(url.user().value_or(""));
        const bool netrc_rules = policy_.netrc && policy_.netrc_use == NetrcUse::required;
        if (url.password() && !netrc_rules) return Credentials{user, percent_decode(*url.password())};
        if (policy_.netrc) {
            const auto wanted = user.empty() ? std::nullopt : std::optional<std::string>(user);
            if (auto found = policy_.netrc->find(url.host(), wanted)) return found;
        }
        if (url.password()) return Credentials{user, percent_decode(*url.password())};
        if (user.empty()) return std::nullopt;
        return Credentials{user, {}};
    }

    asio::awaitable<Result<Response>> with_authorization(Context& ctx, Request request, std::string value) {
        request.header.add("Authorization", std::move(value));
        auto response = co_await next_->round_trip(ctx, request);
        co_return response;
    }

    asio::awaitable<Result<Response>> negotiate(Context& ctx, const Request& request, Credentials credentials) {
        Negotiation state(request, std::move(credentials));
        Request first = state.request.get();
        const bool known = sessions_.contains(state.key);
        const bool probe = !known && policy_.mode == AuthMode::digest && request.body != nullptr;
        if (known) authorize(state, first);
        if (probe) first = without_body(std::move(first));
        bool body_sent = request.body != nullptr && !probe;
        auto response = co_await next_->round_trip(ctx, first);
        if (!response) co_return response;
        if (probe && response->status < 300) {
            // Nobody asks for credentials, so the request is made in earnest.
            co_await prepare_next(ctx, *response, state.request.edit());
            response = co_await next_->round_trip(ctx, state.request.get());
            body_sent = true;
        }
        while (response && response->status == 401 && learn(state, response->header)) {
            const bool gone = body_sent && state.request.body() == BodySupply::gone;
            const std::string why = gone ? state.request.get().body->not_rewindable_because() : std::string();
            co_await prepare_next(ctx, *response, state.request.edit());
            if (gone) {
                co_return fail(ErrorCode::auth_body_not_rewindable,
                               "the server asks for credentials (401), but the body was sent, and " + why);
            }
            Request again = state.request.get();
            authorize(state, again);
            body_sent = true;
            response = co_await next_->round_trip(ctx, again);
        }
        co_return response;
    }

    // Gets the refused response out of the way.
    static asio::awaitable<void> prepare_next(Context& ctx, Response& response, Request& request) {
        co_await response.body->finish(ctx);
        request.cause = RoundTripCause::auth;
        // Who speaks the older version in its refusal cannot be trusted with the newer one's framing, as in curl.
        if (response.http_version == "1.0") request.version = HttpVersion::http1_0;
        response.body.reset();
    }

    // Adds what the session says.
    void authorize(Negotiation& state, Request& request) {
        const auto found = sessions_.find(state.key);
        if (found == sessions_.end()) return;
        Session& session = found->second;
        state.sent_basic = session.basic;
        if (session.basic) {
            request.header.set("Authorization", basic_authorization(state.credentials));
            return;
        }
        const std::string uri = request.target.empty() ? request.url.target() : request.target;
        state.sent_nonce = session.digest.nonce;
        DigestRequest digest;
        digest.method = request.method;
        digest.uri = uri;
        digest.cnonce = session.cnonce;
        digest.count = ++session.count;
        request.header.set("Authorization", digest_authorization(session.digest, state.credentials, digest));
    }

    // Takes a refusal's challenge; false when there is nothing more to try.
    bool learn(Negotiation& state, const Header& header) {
        const auto challenges = parse_challenges(header.values("WWW-Authenticate"));
        auto digest = strongest_digest(challenges);
        const bool basic = policy_.mode == AuthMode::any && !digest &&
                           std::any_of(challenges.begin(), challenges.end(),
                                       [](const Challenge& challenge) { return challenge.scheme == "basic"; });
        if (!may_answer(state, digest, basic)) {
            sessions_.erase(state.key);
            return false;
        }
        state.answered_stale = state.answered_stale || (state.answered && digest && digest->stale);
        state.answered = true;
        if (sessions_.size() >= kMaxSessions) sessions_.clear();
        Session session;
        session.basic = basic;
        if (digest) session.digest = std::move(*digest);
        session.cnonce = policy_.make_cnonce();
        sessions_.insert_or_assign(state.key, std::move(session));
        return true;
    }

    // Credentials that were refused are wrong, unless they came with a nonce that was not this response's to give: one
    // of an earlier request, or one that went stale on the way.
    static bool may_answer(const Negotiation& state, const std::optional<DigestChallenge>& digest, bool basic) {
        if (!digest && !basic) return false;
        if (basic) return !state.sent_basic && !state.answered;
        if (state.answered) return digest->stale && !state.answered_stale;
        return digest->stale || state.sent_nonce != digest->nonce;
    }

    AuthPolicy policy_;
    std::unique_ptr<RoundTripper> next_;
    std::map<std::string, Session> sessions_;
};

}  // namespace

Layer make_auth_layer(AuthPolicy policy) {
    return [policy = std::move(policy)](std::unique_ptr<RoundTripper> next) -> std::unique_ptr<RoundTripper> {
        return std::make_unique<AuthLayer>(policy, std::move(next));
    };
}

}  // namespace rtrip
