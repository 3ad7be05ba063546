// SPDX-License-Identifier: MIT
#include "fake_env.hpp"
#include "support/catch.hpp"

using namespace rtrip;
using namespace rtrip::cli;
using namespace std::chrono_literals;
using rtrip::test::FakeEnv;
using rtrip::test::refusal;

namespace {

LayerPlan layers_of(const std::vector<std::string>& words, FakeEnv fake = {}) {
    std::vector<std::string> all{"http://a"};
    all.insert(all.end(), words.begin(), words.end());
    Resolved resolved = fake.resolve(all);
    for (const Error& problem : resolved.problems) UNSCOPED_INFO(problem.message);
    REQUIRE(resolved.plan);
    return std::move(resolved.plan->groups.at(0).layers);
}

}  // namespace

TEST_CASE("resolve layers: without options nothing is followed, retried, kept or decoded", "[cli]") {
    const LayerPlan plan = layers_of({});
    CHECK_FALSE(plan.redirect.follow);
    CHECK(plan.redirect.max_redirects == 50);
    CHECK(plan.retry.max_retries == 0);
    CHECK_FALSE(plan.idempotency_key);
    CHECK_FALSE(plan.cookies.engine);
    CHECK_FALSE(plan.decode.compressed);
    CHECK(plan.auth.mode == AuthMode::basic);
}

TEST_CASE("resolve layers: values that are refused, and with which code", "[cli]") {
    const std::vector<std::vector<std::string>> rows{
        {"--max-redirs", "x"},
        {"--max-redirs", "-2"},
        {"--retry", "-1"},
        {"--retry", "1.5"},
        {"--retry", "99999999999"},
        {"--retry-delay", "soon"},
        {"--retry-max-time", "-1"},
        {"--retry-jitter", "some"},
        {"--retry-seed", "x"},
        {"--retry-on", ""},
        {"--retry-on", "600-500"},
        {"--idempotency-key", " "},
        {"--idempotency-key", "a\nb"},
        {"-c", ""},
        {"--max-decoded-bytes", "1x"},
        {"-b", "a=b\r\nEvil: 1"},
        {"--oauth2-bearer", "t\nEvil"},
    };
    for (const auto& row : rows) {
        std::vector<std::string> words{"http://a"};
        words.insert(words.end(), row.begin(), row.end());
        INFO(row[0] << " " << row[1]);
        CHECK(refusal(words) == 2);
    }
}

TEST_CASE("resolve layers: zero takes times and sizes back, as in curl", "[cli]") {
    const LayerPlan plan = layers_of({"--retry", "3", "--retry-delay", "2", "--retry-max-time", "9", "--retry-delay",
                                      "0", "--retry-max-time", "0", "--max-decoded-bytes", "0", "--max-redirs", "-1"});
    CHECK(plan.retry.max_retries == 3);
    CHECK_FALSE(plan.retry.fixed_delay);
    CHECK_FALSE(plan.retry.max_time);
    CHECK_FALSE(plan.decode.max_decoded_bytes);
    CHECK(plan.redirect.max_redirects == -1);
    CHECK(layers_of({"--retry-delay", "500ms"}).retry.fixed_delay == Duration(500ms));
}

TEST_CASE("resolve layers: -f makes errors of statuses, which all errors hold then", "[cli]") {
    CHECK_FALSE(layers_of({"--retry", "1", "--retry-all-errors"}).retry.on.has_status(404));
    CHECK(layers_of({"--retry", "1", "--retry-all-errors", "-f"}).retry.on.has_status(404));
    CHECK(layers_of({"--retry-all-errors", "--fail-with-body"}).retry.on.has_status(599));
    CHECK_FALSE(layers_of({"--retry-all-errors", "-f", "--retry-on", "503"}).retry.on.has_status(404));
    CHECK_FALSE(layers_of({}).retry.on.has(ErrorCode::connect_refused));
}

TEST_CASE("resolve layers: -b is a string, a file, or the engine alone", "[cli]") {
    FakeEnv fake;
    fake.files["jar"] = "text";
    fake.files["a=b"] = "a file whose name looks like a cookie";
    const CookiePlan plan = layers_of({"-b", "a=b", "-b", "c=d; e=f"}, fake).cookies;
    CHECK(plan.fixed == "a=b; c=d; e=f");
    CHECK_FALSE(plan.engine);
    const CookiePlan files = layers_of({"-b", "jar", "-b", "@a=b"}, fake).cookies;
    CHECK(files.initial == std::vector<std::string>{"text", "a file whose name looks like a cookie"});
    CHECK(files.engine);
    CHECK(layers_of({"-b", ""}).cookies.engine);
    CHECK(layers_of({"-b", "missing"}).cookies.engine);
    CHECK(layers_of({"-c", "-"}).cookies.engine);
}

TEST_CASE("resolve layers: the netrc is that of the option, else that of HOME", "[cli]") {
    FakeEnv fake;
    fake.variables["HOME"] = "/home/eve";
    fake.files["/home/eve/.netrc"] = "machine a login home";
    fake.files["other"] = "machine a login other";
    fake.files["broken"] = "machine a login \"open";
    const auto login = [&fake](const std::vector<std::string>& words) {
        const AuthPlan plan = layers_of(words, fake).auth;
        return plan.netrc ? plan.netrc->find("a", std::nullopt).value_or(Credentials{}).user : "none";
    };
    CHECK(login({}) == "none");
    CHECK(login({"-n"}) == "home");
    CHECK(login({"--netrc-optional"}) == "home");
    CHECK(login({"--netrc-file", "other"}) == "other");
    CHECK(login({"--netrc-file", "missing"}) == "none");
    CHECK(layers_of({"-n"}, fake).auth.netrc_use == NetrcUse::required);
    CHECK(layers_of({"-n", "--netrc-optional"}, fake).auth.netrc_use == NetrcUse::optional);
    CHECK(refusal({"http://a", "--netrc-file", "broken"}, fake) == 26);
    fake.variables.clear();
    CHECK(login({"-n"}) == "none");
}

TEST_CASE("resolve layers: the last word on a switch counts", "[cli]") {
    CHECK_FALSE(layers_of({"-L", "--no-location"}).redirect.follow);
    CHECK(layers_of({"--location-trusted"}).redirect.trusted);
    CHECK(layers_of({"--digest", "--anyauth"}).auth.mode == AuthMode::any);
    CHECK(layers_of({"--digest", "--basic"}).auth.mode == AuthMode::basic);
    CHECK(layers_of({"-e", "x;auto"}).redirect.auto_referer);
    CHECK_FALSE(layers_of({"-e", "x;auto", "-e", "y"}).redirect.auto_referer);
    CHECK(layers_of({"--idempotency-key", "auto"}).idempotency_key == "");
    CHECK(layers_of({"--idempotency-key", "k"}).idempotency_key == "k");
}

TEST_CASE("resolve layers: the largest file counts unpacked as well", "[cli]") {
    CHECK(layers_of({"--max-filesize", "10"}).decode.max_decoded_bytes == 10);
    CHECK(layers_of({"--max-filesize", "10", "--max-decoded-bytes", "5"}).decode.max_decoded_bytes == 5);
    CHECK(layers_of({"--max-filesize", "10", "--max-decoded-bytes", "50"}).decode.max_decoded_bytes == 10);
}
