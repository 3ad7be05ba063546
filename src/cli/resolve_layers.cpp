// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/ascii.hpp"
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

constexpr std::uint64_t kMaxCount = 1'000'000;

bool has_break(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

/// A text that goes into a field; it may be a secret, so it is not repeated.
bool is_field_text(const Occurrence& item, Draft& draft) {
    if (!has_break(item.value)) return true;
    draft.problem(ErrorCode::request_invalid, shown(item) + ": CR, LF and NUL cannot be sent there");
    return false;
}

/// A file that is not there has no text, and that is no failure.
std::optional<std::string> read_if_there(const Occurrence& item, const std::string& path, Draft& draft) {
    Result<std::optional<std::string>> text = draft.env.read_if_there(path);
    if (text) return std::move(*text);
    draft.problem(text.error().code, shown(item) + ": " + text.error().message);
    return std::string();
}

void set_max_redirects(const Occurrence& item, Draft& draft) {
    int& limit = draft.group.layers.redirect.max_redirects;
    if (item.value == "-1") return void(limit = -1);
    const auto value = parse_number(item.value);
    if (!value || *value > kMaxCount) return draft.bad_value(item, "a number of redirects, or -1 for no limit");
    limit = static_cast<int>(*value);
}

void set_retries(const Occurrence& item, Draft& draft) {
    const auto value = parse_number(item.value);
    if (!value || *value > kMaxCount) return draft.bad_value(item, "a number of retries");
    draft.group.layers.retry.max_retries = static_cast<int>(*value);
}

/// 0 takes the option back, as in curl.
void set_time(const Occurrence& item, std::optional<Duration>& target, Draft& draft) {
    const auto value = parse_duration(item.value);
    if (!value) return draft.bad_value(item, "a time such as 2, 0.5, 500ms, 2s or 1m");
    target = *value > Duration{} ? value : std::nullopt;
}

void set_jitter(const Occurrence& item, Draft& draft) {
    RetryJitter& jitter = draft.group.layers.retry.jitter;
    if (item.value == "full") return void(jitter = RetryJitter::full);
    if (item.value == "equal") return void(jitter = RetryJitter::equal);
    if (item.value == "none") return void(jitter = RetryJitter::none);
    draft.bad_value(item, "full, equal or none");
}

void set_seed(const Occurrence& item, Draft& draft) {
    const auto value = parse_number(item.value);
    if (!value) return draft.bad_value(item, "a number");
    draft.group.layers.retry.seed = value;
}

void set_retry_on(const Occurrence& item, Draft& draft) {
    Result<RetryOn> on = parse_retry_on(item.value);
    if (!on) return draft.problem(on.error().code, shown(item) + ": " + on.error().message);
    draft.group.layers.retry.on = *on;
    draft.retry_on_given = true;
}

void set_key(const Occurrence& item, Draft& draft) {
    if (!is_field_text(item, draft)) return;
    if (ascii::trim_ows(item.value).empty()) return draft.bad_value(item, "a key, or auto");
    draft.group.layers.idempotency_key = item.value == "auto" ? std::string() : item.value;
}

void set_user(const Occurrence& item, Draft& draft) {
    const std::size_t colon = item.value.find(':');
    // The NUL, which no argument can hold, marks a password that is still to be asked for.
    std::string password = colon == std::string::npos ? std::string(1, '\0') : item.value.substr(colon + 1);
    draft.group.layers.auth.user = std::pair(item.value.substr(0, colon), std::move(password));
}

void set_mode(const Occurrence& item, AuthMode mode, Draft& draft) {
    draft.group.layers.auth.mode = item.on ? mode : AuthMode::basic;
}

void add_cookie(const Occurrence& item, Draft& draft) {
    CookiePlan& cookies = draft.group.layers.cookies;
    std::string value = item.value;
    const bool file = value.starts_with('@');
    if (file) value.erase(0, 1);
    if (!file && value.find('=') != std::string::npos) {
        if (!is_field_text(item, draft)) return;
        cookies.fixed += (cookies.fixed.empty() ? "" : "; ") + value;
        return;
    }
    cookies.engine = true;
    if (value.empty()) return;
    if (auto text = read_if_there(item, value, draft)) {
        cookies.initial.push_back(std::move(*text));
    } else {
        draft.warn(shown(item) + ": no such file; cookies start with none");
    }
}

void set_jar(const Occurrence& item, Draft& draft) {
    if (item.value.empty()) return draft.bad_value(item, "a file name");
    draft.group.layers.cookies.engine = true;
    draft.group.layers.cookies.jar_file = item.value;
}

void set_max_decoded(const Occurrence& item, Draft& draft) {
    const auto value = parse_size(item.value);
    if (!value) return draft.bad_value(item, "a size such as 1000, 16k, 2M or 1G");
    draft.group.layers.decode.max_decoded_bytes = *value > 0 ? value : std::nullopt;
}

bool apply_redirect_flag(const Occurrence& item, Draft& draft) {
    RedirectPolicy& redirect = draft.group.layers.redirect;
    switch (item.id) {
        case FlagId::location: redirect.follow = item.on; return true;
        case FlagId::location_trusted:
            redirect.follow = item.on;
            redirect.trusted = item.on;
            return true;
        case FlagId::max_redirs: set_max_redirects(item, draft); return true;
        case FlagId::post301: redirect.keep_post_on_301 = item.on; return true;
        case FlagId::post302: redirect.keep_post_on_302 = item.on; return true;
        case FlagId::post303: redirect.keep_post_on_303 = item.on; return true;
        default: return false;
    }
}

bool apply_retry_flag(const Occurrence& item, Draft& draft) {
    RetryPolicy& retry = draft.group.layers.retry;
    switch (item.id) {
        case FlagId::retry: set_retries(item, draft); return true;
        case FlagId::retry_delay: set_time(item, retry.fixed_delay, draft); return true;
        case FlagId::retry_max_time: set_time(item, retry.max_time, draft); return true;
        case FlagId::retry_all_errors: retry.all_errors = item.on; return true;
        case FlagId::retry_connrefused: retry.connrefused = item.on; return true;
        case FlagId::retry_jitter: set_jitter(item, draft); return true;
        case FlagId::retry_seed: set_seed(item, draft); return true;
        case FlagId::retry_on: set_retry_on(item, draft); return true;
        case FlagId::idempotency_key: set_key(item, draft); return true;
        default: return false;
    }
}

bool apply_auth_flag(const Occurrence& item, Draft& draft) {
    AuthPlan& auth = draft.group.layers.auth;
    switch (item.id) {
        case FlagId::user: set_user(item, draft); return true;
        case FlagId::basic: auth.mode = AuthMode::basic; return true;
        case FlagId::digest: set_mode(item, AuthMode::digest, draft); return true;
        case FlagId::anyauth: set_mode(item, AuthMode::any, draft); return true;
        case FlagId::oauth2_bearer:
            if (is_field_text(item, draft)) auth.bearer = item.value;
            return true;
        case FlagId::netrc: draft.netrc = item.on; return true;
        case FlagId::netrc_optional: draft.netrc_optional = item.on; return true;
        case FlagId::netrc_file: draft.netrc_file = item; return true;
        case FlagId::cookie: add_cookie(item, draft); return true;
        case FlagId::cookie_jar: set_jar(item, draft); return true;
        case FlagId::compressed: draft.group.layers.decode.compressed = item.on; return true;
        case FlagId::tr_encoding: draft.group.layers.decode.tr_encoding = item.on; return true;
        case FlagId::raw: draft.group.layers.decode.raw = item.on; return true;
        case FlagId::max_decoded_bytes: set_max_decoded(item, draft); return true;
        default: return false;
    }
}

/// curl's order of names: that of --netrc-file, else .netrc in $HOME.
void finish_netrc(Draft& draft) {
    if (!draft.netrc && !draft.netrc_optional && !draft.netrc_file) return;
    Occurrence item = draft.netrc_file.value_or(Occurrence{});
    if (!draft.netrc_file) {
        item.id = draft.netrc ? FlagId::netrc : FlagId::netrc_optional;
        const auto home = draft.env.variable("HOME");
        if (!home) return draft.warn(shown(item) + ": HOME is not set, so there is no .netrc");
        item.value = *home + "/.netrc";
    }
    AuthPlan& auth = draft.group.layers.auth;
    auth.netrc_use = draft.netrc_optional ? NetrcUse::optional : NetrcUse::required;
    const auto text = read_if_there(item, item.value, draft);
    if (!text) return;
    Result<Netrc> netrc = Netrc::parse(*text);
    if (!netrc) return draft.problem(netrc.error().code, shown(item) + ": " + netrc.error().message);
    auth.netrc = std::make_shared<const Netrc>(std::move(*netrc));
}

}  // namespace

bool apply_layer_flag(const Occurrence& item, Draft& draft) {
    return apply_redirect_flag(item, draft) || apply_retry_flag(item, draft) || apply_auth_flag(item, draft);
}

void finish_layers(Draft& draft) {
    finish_netrc(draft);
    LayerPlan& layers = draft.group.layers;
    RetryPolicy& retry = layers.retry;
    // Under -f a status of 400 and above is an error like any other, unless --retry-on says which ones are meant.
    if (retry.all_errors && draft.group.output.fail != FailMode::never && !draft.retry_on_given) {
        for (std::size_t status = 400; status < retry.on.statuses.size(); ++status) retry.on.statuses.set(status);
    }
    // --max-filesize counts what comes out as well as what comes in.
    const auto& largest = draft.group.limits.max_body_bytes;
    auto& decoded = layers.decode.max_decoded_bytes;
    if (largest && (!decoded || *decoded > *largest)) decoded = largest;
}

}  // namespace rtrip::cli
