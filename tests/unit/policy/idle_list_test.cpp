// SPDX-License-Identifier: MIT
#include "policy/idle_list.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using rtrip::IdleList;
using rtrip::PoolKey;
using rtrip::TimePoint;

namespace {

const TimePoint kNow = TimePoint{} + 1h;

PoolKey key_of(const std::string& host) {
    static const auto options = std::make_shared<const rtrip::ConnectOptions>();
    PoolKey key;
    key.scheme = "http";
    key.host = host;
    key.port = 80;
    key.options = options;
    return key;
}

using List = IdleList<int>;

List::Entry entry(const std::string& host, std::uint64_t id, TimePoint idle_since = kNow) {
    return List::Entry{std::make_shared<const PoolKey>(key_of(host)), id, idle_since, static_cast<int>(id)};
}

List make_list(std::size_t max_idle = 100, std::size_t max_per_key = 2) {
    List::Limits limits;
    limits.max_idle = max_idle;
    limits.max_idle_per_key = max_per_key;
    return List(limits);
}

std::string sound(int) {
    return {};
}

}  // namespace

TEST_CASE("idle list: the newest connection of the key is taken", "[idle_list]") {
    List list = make_list();
    REQUIRE(list.put(entry("a", 1)).empty());
    REQUIRE(list.put(entry("b", 2)).empty());
    REQUIRE(list.put(entry("a", 3)).empty());
    auto taken = list.take(key_of("a"), kNow, sound);
    REQUIRE(taken.entry);
    REQUIRE(taken.entry->id == 3);
    REQUIRE(taken.candidates.size() == 1);
    REQUIRE(taken.candidates[0].taken);
    REQUIRE(list.size() == 2);
}

TEST_CASE("idle list: every candidate passed over says why", "[idle_list]") {
    List list = make_list();
    static_cast<void>(list.put(entry("a", 1)));
    static_cast<void>(list.put(entry("b", 2)));
    auto taken = list.take(key_of("a"), kNow, sound);
    REQUIRE(taken.candidates.size() == 2);
    REQUIRE(taken.candidates[0].connection_id == 2);
    REQUIRE(taken.candidates[0].reason == "different_host");
    REQUIRE(taken.candidates[0].want == "a");
    REQUIRE(taken.candidates[0].have == "b");
    REQUIRE(taken.candidates[1].reason == "taken");
}

TEST_CASE("idle list: without candidates the reason is no_entry", "[idle_list]") {
    List list = make_list();
    const auto taken = list.take(key_of("a"), kNow, sound);
    REQUIRE_FALSE(taken.entry);
    REQUIRE(taken.none_because == "no_entry");
}

TEST_CASE("idle list: a dead connection is handed out for closing and the next one tried", "[idle_list]") {
    List list = make_list();
    static_cast<void>(list.put(entry("a", 1)));
    static_cast<void>(list.put(entry("a", 2)));
    auto taken = list.take(key_of("a"), kNow, [](int conn) { return conn == 2 ? std::string("closed_by_peer") : ""; });
    REQUIRE(taken.entry);
    REQUIRE(taken.entry->id == 1);
    REQUIRE(taken.closed.size() == 1);
    REQUIRE(taken.closed[0].id == 2);
    REQUIRE(taken.closed[0].reason == "closed_by_peer");
    REQUIRE(list.size() == 0);
}

TEST_CASE("idle list: the nearest candidate explains best why there is none", "[idle_list]") {
    List list = make_list();
    static_cast<void>(list.put(entry("a", 1)));
    static_cast<void>(list.put(entry("b", 2)));
    static_cast<void>(list.put(entry("c", 3)));
    const auto taken = list.take(key_of("a"), kNow, [](int) { return std::string("closed_by_peer"); });
    REQUIRE_FALSE(taken.entry);
    REQUIRE(taken.none_because == "closed_by_peer");
    REQUIRE(list.take(key_of("z"), kNow, sound).none_because == "different_host");
}

TEST_CASE("idle list: too old is dead, without looking at the connection", "[idle_list]") {
    List list = make_list();
    static_cast<void>(list.put(entry("a", 1, kNow - 91s)));
    bool looked = false;
    const auto taken = list.take(key_of("a"), kNow, [&](int) {
        looked = true;
        return std::string();
    });
    REQUIRE_FALSE(taken.entry);
    REQUIRE_FALSE(looked);
    REQUIRE(taken.closed.at(0).reason == "idle_timeout");
    static_cast<void>(list.put(entry("a", 2, kNow - 90s)));
    REQUIRE(list.take(key_of("a"), kNow, sound).entry);
}

TEST_CASE("idle list: over the limit of its key the returning connection goes", "[idle_list]") {
    List list = make_list(100, 1);
    REQUIRE(list.put(entry("a", 1)).empty());
    const auto closed = list.put(entry("a", 2));
    REQUIRE(closed.size() == 1);
    REQUIRE(closed[0].id == 2);
    REQUIRE(closed[0].reason == "max_idle_per_host");
    REQUIRE(list.put(entry("b", 3)).empty());
}

TEST_CASE("idle list: over the total limit the oldest connection goes", "[idle_list]") {
    List list = make_list(2, 2);
    static_cast<void>(list.put(entry("a", 1)));
    static_cast<void>(list.put(entry("b", 2)));
    const auto closed = list.put(entry("c", 3));
    REQUIRE(closed.size() == 1);
    REQUIRE(closed[0].id == 1);
    REQUIRE(closed[0].reason == "max_idle");
    REQUIRE(list.size() == 2);
}

TEST_CASE("idle list: room for none closes what returns", "[idle_list]") {
    List list = make_list(0, 2);
    REQUIRE(list.put(entry("a", 1)).at(0).id == 1);
    REQUIRE(list.size() == 0);
}

TEST_CASE("idle list: the record of a look-up is bounded", "[idle_list]") {
    List list = make_list(1000, 1000);
    for (std::uint64_t id = 1; id <= 100; ++id) static_cast<void>(list.put(entry("a", id)));
    const auto taken = list.take(key_of("b"), kNow, sound);
    REQUIRE(taken.candidates.size() == List::kMaxCandidates);
    REQUIRE(list.size() == 100);
}

TEST_CASE("idle list: clear gives everything back with the reason", "[idle_list]") {
    List list = make_list();
    static_cast<void>(list.put(entry("a", 1)));
    static_cast<void>(list.put(entry("b", 2)));
    const auto closed = list.clear("close_idle_connections");
    REQUIRE(closed.size() == 2);
    REQUIRE(closed[0].reason == "close_idle_connections");
    REQUIRE(list.size() == 0);
}

TEST_CASE("idle list: making room takes the oldest of the key and no other", "[idle_list]") {
    List list = make_list();
    static_cast<void>(list.put(entry("b", 1)));
    static_cast<void>(list.put(entry("a", 2)));
    static_cast<void>(list.put(entry("a", 3)));
    const auto closed = list.evict(key_of("a"), "made_room");
    REQUIRE(closed.size() == 1);
    REQUIRE(closed[0].id == 2);
    REQUIRE(closed[0].reason == "made_room");
    REQUIRE(list.evict(key_of("c"), "made_room").empty());
    REQUIRE(list.size() == 2);
}
