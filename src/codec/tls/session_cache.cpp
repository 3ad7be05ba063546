// SPDX-License-Identifier: MIT
#include "codec/tls/session_cache.hpp"

#include <utility>

namespace rtrip::tls {
namespace {

// OpenSSL's servers send two tickets per TLS 1.3 connection; parallel connections use them up.
constexpr std::size_t kMaxPerServer = 8;
// A crawl over many hosts must not grow without end; at about 2 KiB each this is some megabytes.
constexpr std::size_t kMaxServers = 1024;

}  // namespace

void SessionCache::put(const std::string& server, StoredSession stored) {
    if (sessions_.size() >= kMaxServers && !sessions_.contains(server)) sessions_.erase(sessions_.begin());
    std::vector<StoredSession>& list = sessions_[server];
    if (list.size() >= kMaxPerServer) list.erase(list.begin());
    list.push_back(std::move(stored));
}

std::optional<StoredSession> SessionCache::take(const std::string& server) {
    const auto found = sessions_.find(server);
    if (found == sessions_.end() || found->second.empty()) return std::nullopt;
    std::vector<StoredSession>& list = found->second;
    if (SSL_SESSION_get_protocol_version(list.back().session.get()) >= TLS1_3_VERSION) {
        StoredSession taken = std::move(list.back());
        list.pop_back();
        if (list.empty()) sessions_.erase(found);
        return taken;
    }
    const StoredSession& kept = list.back();
    SSL_SESSION_up_ref(kept.session.get());
    return StoredSession{SslSessionPtr(kept.session.get()), kept.facts};
}

void SessionCache::forget(const std::string& server) {
    sessions_.erase(server);
}

std::size_t SessionCache::count(const std::string& server) const {
    const auto found = sessions_.find(server);
    return found == sessions_.end() ? 0 : found->second.size();
}

}  // namespace rtrip::tls
