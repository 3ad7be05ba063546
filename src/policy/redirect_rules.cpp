// SPDX-License-Identifier: MIT
#include "policy/redirect_rules.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace rtrip {
namespace {

constexpr std::size_t kShownBytes = 128;

bool keeps_post(const RedirectPolicy& policy, int status) {
    if (status == 301) return policy.keep_post_on_301;
    if (status == 302) return policy.keep_post_on_302;
    return status == 303 && policy.keep_post_on_303;
}

// RFC 9110 section 15.4: 301 and 302 make GET of POST by long custom, and of nothing else; 303 is the one status that
// asks for it, for every method but HEAD.
std::string next_method(const RedirectPolicy& policy, int status, const std::string& method) {
    if (status == 307 || status == 308 || method == "HEAD") return method;
    if (method == "POST") return keeps_post(policy, status) ? method : "GET";
    return status == 303 ? "GET" : method;
}

bool keeps_body(const RedirectPolicy& policy, int status, std::string_view before, std::string_view after) {
    if (status == 303) return before == "POST" && policy.keep_post_on_303;
    return before == after;
}

std::string shown(std::string_view location) {
    return escape_prefix(mask_userinfo(location), kShownBytes);
}

RedirectPlan refused(RedirectPlan plan, std::string because) {
    plan.action = RedirectAction::refuse;
    plan.record.followed = false;
    plan.record.refused_because = std::move(because);
    return plan;
}

RedirectPlan failed(RedirectPlan plan, ErrorCode code, const std::string& message) {
    plan = refused(std::move(plan), message);
    plan.error = Error(code, message);
    return plan;
}

// The target with the user-info that it is to be asked with. `plan.userinfo_is_locations` says where it comes from.
Result<Url> resolve(const RedirectInput& input, std::string_view location, RedirectPlan& plan) {
    // Without the base's user-info, so that what is there afterwards is Location's; an empty one counts ("//@host/").
    auto target = input.url.without_userinfo().resolve(location);
    if (!target) return target;
    if (target->to_string().size() > kMaxRedirectUrlBytes) {
        return fail(ErrorCode::url_malformed,
                    "the URL is longer than " + std::to_string(kMaxRedirectUrlBytes) + " bytes");
    }
    plan.userinfo_is_locations = target->user() || target->password();
    const bool stays = input.own_userinfo && target->same_origin(*input.own_userinfo);
    if (!plan.userinfo_is_locations && stays) return target->with_userinfo_of(*input.own_userinfo);
    return target;
}

RedirectPlan bad_location(RedirectPlan plan, const std::string& location, const Error& error) {
    const bool scheme = error.code == ErrorCode::url_unsupported_scheme;
    return failed(std::move(plan), scheme ? ErrorCode::redirect_unsupported_scheme : ErrorCode::redirect_bad_location,
                  "redirect to \"" + shown(location) + "\": " + error.message);
}

std::string too_many_text(const RedirectInput& input, const std::string& next) {
    std::string text = "stopped after " + std::to_string(input.followed) +
                       (input.followed == 1 ? " redirect" : " redirects") + " (--max-redirs); the next would be to \"" +
                       shown(next) + "\"";
    if (input.visited == nullptr) return text;
    const auto times = std::count(input.visited->begin(), input.visited->end(), next);
    if (times > 0) text += ", which was asked already: the redirects go in a circle";
    return text;
}

// Fields that are made for one place. Trust covers only what the user wrote for wherever the request goes.
enum class Binding : std::uint8_t { unbound, credentials, place };

Binding binding_of(std::string_view name) {
    constexpr std::array<std::string_view, 3> kCredentials{"authorization", "cookie", "cookie2"};
    constexpr std::array<std::string_view, 4> kPlace{"host", "proxy-authorization", "www-authenticate",
                                                     "proxy-authenticate"};
    const auto is = [name](std::string_view known) { return ascii::iequals(name, known); };
    if (std::any_of(kCredentials.begin(), kCredentials.end(), is)) return Binding::credentials;
    return std::any_of(kPlace.begin(), kPlace.end(), is) ? Binding::place : Binding::unbound;
}

// Names that services give to secrets of their own. Nothing says that they are, so they are passed on and reported.
bool looks_secret(std::string_view name) {
    constexpr std::array<std::string_view, 9> kHints{"token",   "secret",  "passw",      "session",  "apikey",
                                                     "api-key", "api_key", "access-key", "authentic"};
    const std::string lower = ascii::lower(name);
    return lower.ends_with("auth") || lower.find("authoriz") != std::string::npos ||
           std::any_of(kHints.begin(), kHints.end(),
                       [&lower](std::string_view hint) { return lower.find(hint) != std::string::npos; });
}

bool describes_body(std::string_view name) {
    constexpr std::array<std::string_view, 3> kOthers{"transfer-encoding", "expect", "trailer"};
    return ascii::istarts_with(name, "content-") ||
           std::any_of(kOthers.begin(), kOthers.end(), [name](auto known) { return ascii::iequals(name, known); });
}

void add_once(std::vector<std::string>& names, const std::string& name) {
    const bool known = std::any_of(names.begin(), names.end(),
                                   [&name](const std::string& have) { return ascii::iequals(have, name); });
    if (!known) names.push_back(name);
}

std::string change_text(OriginChange change) {
    switch (change) {
        case OriginChange::none: break;
        case OriginChange::port: return "another port";
        case OriginChange::host: return "another host";
        case OriginChange::scheme: return "another scheme";
    }
    return {};
}

// RFC 9110 section 10.1.3: no user-info, no fragment, nothing of a secure page for an insecure one.
std::string referer_of(const Url& url) {
    const std::string text = url.without_userinfo().to_string();
    return text.substr(0, text.find('#'));
}

void set_referer(const RedirectPolicy& policy, const RedirectInput& input, Header& header, RedirectPlan& plan) {
    const bool downgrade = input.url.is_https() && !plan.target->is_https();
    if (downgrade && header.remove("Referer") > 0) add_once(plan.record.stripped_headers, "Referer");
    if (policy.auto_referer && !downgrade) header.set("Referer", referer_of(input.url));
}

// Credentials that no field holds yet: those of the user's URL, and what layers below add for the user's origin alone.
void name_what_layers_below_withhold(const RedirectPolicy& policy, const RedirectInput& input, RedirectPlan& plan) {
    if (plan.change == OriginChange::none || input.crossed_before) return;
    if (input.own_userinfo) add_once(plan.record.stripped_headers, "Authorization");
    if (policy.trusted) return;
    for (const std::string& name : policy.added_below) add_once(plan.record.stripped_headers, name);
}

}  // namespace

OriginChange compare_origins(const Url& from, const Url& to) {
    if (from.scheme() != to.scheme()) return OriginChange::scheme;
    if (from.host() != to.host() || from.zone() != to.zone()) return OriginChange::host;
    return from.port() == to.port() ? OriginChange::none : OriginChange::port;
}

RedirectPlan plan_redirect(const RedirectPolicy& policy, const RedirectInput& input) {
    RedirectPlan plan;
    if (!is_redirect(input.status) || input.locations.empty()) return plan;
    const std::string& location = input.locations.front();
    if (ascii::trim_ows(location).empty()) return plan;
    plan.record.location = location;
    if (std::any_of(input.locations.begin(), input.locations.end(),
                    [&location](const std::string& other) { return other != location; })) {
        if (!policy.follow) return refused(std::move(plan), "there are Locations that differ");
        return failed(std::move(plan), ErrorCode::response_malformed,
                      "the redirect has several Locations that differ, the first is \"" + shown(location) + "\"");
    }
    auto target = resolve(input, location, plan);
    if (target) plan.record.location = target->to_string();
    if (!policy.follow) return refused(std::move(plan), "redirects are not followed without --location");
    if (policy.max_redirects >= 0 && input.followed >= policy.max_redirects) {
        const std::string message = too_many_text(input, plan.record.location);
        return failed(std::move(plan), ErrorCode::redirect_too_many, message);
    }
    if (input.chain_bytes > kMaxChainBytes) {
        return failed(std::move(plan), ErrorCode::redirect_too_many,
                      "after " + std::to_string(input.followed) + " redirects their heads take more than the " +
                          std::to_string(kMaxChainBytes >> 20) + " MiB that a chain may");
    }
    if (!target) return bad_location(std::move(plan), location, target.error());
    plan.change = compare_origins(input.url, *target);
    const std::string& before = input.implied_method.empty() ? input.method : input.implied_method;
    const std::string after = next_method(policy, input.status, before);
    plan.method = input.implied_method.empty() ? after : input.method;
    if (!input.implied_method.empty()) plan.implied_method = after;
    plan.keeps_body = input.body != BodySupply::none && keeps_body(policy, input.status, before, after);
    if (plan.method != input.method) plan.record.method_change = input.method + " to " + plan.method;
    if (plan.keeps_body && input.body == BodySupply::gone) {
        plan.record.body = "refused";
        return failed(std::move(plan), ErrorCode::redirect_body_not_rewindable,
                      "status " + std::to_string(input.status) + " asks for the body again at \"" +
                          shown(target->to_string()) + "\", and " + input.body_gone_because);
    }
    if (input.body != BodySupply::none) plan.record.body = plan.keeps_body ? "replayed" : "dropped";
    plan.action = RedirectAction::follow;
    plan.record.followed = true;
    plan.target = std::move(*target);
    return plan;
}

Header next_header(const RedirectPolicy& policy, const RedirectInput& input, const Header& header, RedirectPlan& plan) {
    const bool drops_body = !plan.keeps_body && (input.body != BodySupply::none || plan.method != input.method ||
                                                 plan.implied_method != input.implied_method);
    Header out;
    for (const HeaderField& field : header.fields()) {
        if (drops_body && describes_body(field.name)) continue;
        const Binding binding = binding_of(field.name);
        const bool bound = binding == Binding::place || (binding == Binding::credentials && !policy.trusted);
        if (plan.change != OriginChange::none && bound) {
            add_once(plan.record.stripped_headers, field.name);
            continue;
        }
        if (plan.change != OriginChange::none && binding == Binding::unbound && looks_secret(field.name)) {
            add_once(plan.record.exposed_headers, field.name);
        }
        out.add(field.name, field.value);
    }
    name_what_layers_below_withhold(policy, input, plan);
    set_referer(policy, input, out, plan);
    if (!plan.record.stripped_headers.empty()) plan.record.stripped_because = change_text(plan.change);
    return out;
}

}  // namespace rtrip
