// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/pool_key.hpp"
#include "rtrip/time.hpp"
#include "rtrip/trace.hpp"

namespace rtrip {

/// The bookkeeping of idle connections: what may be taken, what must go, and why. Does no I/O: it says "close these"
/// and the caller closes. `Conn` is anything movable; tests use integers.
template <class Conn>
class IdleList {
public:
    struct Entry {
        std::shared_ptr<const PoolKey> key;  ///< Never null.
        std::uint64_t id = 0;
        TimePoint idle_since;
        Conn conn;
    };
    struct Closed {
        std::uint64_t id = 0;
        std::string reason;
        Conn conn;
    };
    struct Limits {
        std::size_t max_idle = 100;
        std::size_t max_idle_per_key = 2;
        Duration idle_timeout = std::chrono::seconds(90);
    };
    struct Taken {
        std::optional<Entry> entry;              ///< Absent: none fits.
        std::vector<PoolCandidate> candidates;   ///< What was looked at, newest first, at most kMaxCandidates.
        std::vector<Closed> closed;              ///< Found dead or too old on the way; to be closed.
        std::string none_because;  ///< When there is none: the nearest candidate's reason, or "no_entry".
        int nearest = 0;
    };
    /// A look-up's record stays small also when very many connections are idle.
    static constexpr std::size_t kMaxCandidates = 16;

    explicit IdleList(Limits limits) : limits_(limits) {}

    /// Takes the newest connection that fits `key` (LIFO: it is the likeliest to be still open). `defect_of(conn)`
    /// looks at a fitting connection and gives the reason why it can't serve, or an empty text.
    template <class DefectOf>
    Taken take(const PoolKey& key, TimePoint now, const DefectOf& defect_of) {
        Taken out;
        for (std::size_t i = entries_.size(); i-- > 0 && !out.entry;) {
            Entry& entry = entries_[i];
            const KeyMismatch mismatch = compare(key, *entry.key);
            if (!mismatch.reason.empty()) {
                note(out, entry.id, mismatch, nearness(mismatch));
                continue;
            }
            std::string defect = now - entry.idle_since > limits_.idle_timeout ? "idle_timeout" : defect_of(entry.conn);
            if (defect.empty()) {
                list(out, PoolCandidate{entry.id, true, "taken", {}, {}, {}});
                out.entry = std::move(entry);
            } else {
                note(out, entry.id, KeyMismatch{defect, {}, {}, {}}, kRightKey);
                out.closed.push_back(Closed{entry.id, std::move(defect), std::move(entry.conn)});
            }
            entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (!out.entry && out.none_because.empty()) out.none_because = "no_entry";
        return out;
    }

    /// Puts a connection back. What has to go for it is in the result: the returning connection itself when its key is
    /// full, otherwise the globally oldest.
    std::vector<Closed> put(Entry entry) {
        std::vector<Closed> closed;
        const auto same = std::count_if(entries_.begin(), entries_.end(), [&](const Entry& other) {
            return compare(*entry.key, *other.key).reason.empty();
        });
        if (static_cast<std::size_t>(same) >= limits_.max_idle_per_key) {
            closed.push_back(Closed{entry.id, "max_idle_per_host", std::move(entry.conn)});
            return closed;
        }
        if (limits_.max_idle == 0) {
            closed.push_back(Closed{entry.id, "max_idle", std::move(entry.conn)});
            return closed;
        }
        entries_.push_back(std::move(entry));
        if (entries_.size() > limits_.max_idle) {
            Entry& oldest = entries_.front();
            closed.push_back(Closed{oldest.id, "max_idle", std::move(oldest.conn)});
            entries_.erase(entries_.begin());
        }
        return closed;
    }

    /// Takes out the oldest connection of `key`, if any, to make room for another one of its kind.
    std::vector<Closed> evict(const PoolKey& key, std::string_view reason) {
        std::vector<Closed> closed;
        const auto oldest = std::find_if(entries_.begin(), entries_.end(),
                                         [&](const Entry& entry) { return compare(key, *entry.key).reason.empty(); });
        if (oldest == entries_.end()) return closed;
        closed.push_back(Closed{oldest->id, std::string(reason), std::move(oldest->conn)});
        entries_.erase(oldest);
        return closed;
    }

    /// Takes everything out.
    std::vector<Closed> clear(std::string_view reason) {
        std::vector<Closed> closed;
        for (Entry& entry : entries_) closed.push_back(Closed{entry.id, std::string(reason), std::move(entry.conn)});
        entries_.clear();
        return closed;
    }

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    static constexpr int kRightKey = 4;

    // The candidate that came nearest explains best why there is none: a dead one of the right key before one with
    // other options before one of another host.
    static int nearness(const KeyMismatch& mismatch) {
        if (mismatch.reason == "different_scheme") return 1;
        if (mismatch.reason == "different_host" || mismatch.reason == "different_port") return 2;
        return 3;
    }
    static void note(Taken& out, std::uint64_t id, const KeyMismatch& mismatch, int near) {
        if (near > out.nearest) {
            out.nearest = near;
            out.none_because = mismatch.reason;
        }
        list(out, PoolCandidate{id, false, mismatch.reason, mismatch.field, mismatch.want, mismatch.have});
    }
    static void list(Taken& out, PoolCandidate candidate) {
        if (out.candidates.size() < kMaxCandidates) out.candidates.push_back(std::move(candidate));
    }

    Limits limits_;
    std::vector<Entry> entries_;  // oldest first
};

}  // namespace rtrip
