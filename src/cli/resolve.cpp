// SPDX-License-Identifier: MIT
#include "cli/resolve.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/config_file.hpp"
#include "cli/draft.hpp"
#include "cli/from_curl.hpp"
#include "cli/output_name.hpp"

namespace rtrip::cli {
namespace {

/// Each has a chain of layers of its own; more is a mistake of whatever wrote the command line.
constexpr std::size_t kMaxGroups = 10'000;

/// A URL as it can be shown in a message.
std::string url_shown(const std::string& text) {
    return "'" + escape_prefix(mask_userinfo(text), 200) + "'";
}

/// CA stores named by the environment hold unless options name one (as curl).
void apply_environment(Draft& draft) {
    TlsOptions& tls = draft.group.connect.tls;
    const auto& variable = draft.env.variable;
    TlsOptions& proxy = draft.group.connect.proxy.tls;
    if (const auto file = variable("SSLKEYLOGFILE")) tls.keylog_file = *file;
    proxy.keylog_file = tls.keylog_file;
    for (TlsOptions* one : {&tls, &proxy}) {
        if (!one->ca_file.empty() || !one->ca_path.empty()) continue;
        if (const auto bundle = variable("CURL_CA_BUNDLE")) {
            one->ca_file = *bundle;
            continue;
        }
        if (const auto directory = variable("SSL_CERT_DIR")) one->ca_path = *directory;
        if (const auto file = variable("SSL_CERT_FILE")) one->ca_file = *file;
    }
}

/// The files of one -T: the name may be a glob.
void take_upload(UrlSpec& spec, const std::string& name, Draft& draft) {
    Result<Glob> glob = Glob::parse(name, draft.glob_off ? GlobMode::literal : GlobMode::expand);
    if (!glob) return draft.problem(glob.error().code, "-T: " + glob.error().message);
    spec.uploads = std::move(*glob);
    spec.upload = spec.uploads.current();
}

/// -o, -O and -T go to the URLs in order, as in curl; what is left over has no URL.
void pair_up(Draft& draft) {
    for (std::size_t i = 0; i < draft.urls.size(); ++i) {
        UrlSpec spec;
        spec.text = draft.urls[i];
        if (i < draft.outputs.size()) spec.output = draft.outputs[i];
        if (i < draft.uploads.size()) take_upload(spec, draft.uploads[i], draft);
        draft.group.urls.push_back(std::move(spec));
    }
    if (draft.urls.empty()) {
        draft.problem(ErrorCode::usage_invalid, draft.plan.groups.empty() ? "no URL given" : "no URL behind --next");
    } else if (draft.outputs.size() > draft.urls.size()) {
        draft.warn("more output options (-o, -O) than URLs");
    }
    if (draft.uploads.size() > draft.urls.size() && !draft.urls.empty()) draft.warn("more -T than URLs");
}

/// Parses the pattern and its first URL, so that a malformed one is refused before anything is sent.
Result<Url> check_url(UrlSpec& spec, const Draft& draft) {
    Result<Glob> glob = Glob::parse(spec.text, draft.glob_off ? GlobMode::literal : GlobMode::expand);
    if (!glob) return fail(std::move(glob.error()));
    spec.glob = std::move(*glob);
    UrlParseOptions options;
    options.path_as_is = draft.group.request.path_as_is;
    return Url::parse(spec.glob.current(), options);
}

void check_urls(Draft& draft, Resolved& out) {
    bool any_https = false;
    for (UrlSpec& spec : draft.group.urls) {
        const Result<Url> url = check_url(spec, draft);
        if (!url) {
            Error error = url.error();
            out.bad_urls.push_back({mask_userinfo(spec.text), error});
            error.message = url_shown(spec.text) + ": " + error.message;
            draft.problems.push_back(std::move(error));
            continue;
        }
        any_https = any_https || url->is_https();
        if (spec.output.kind == OutputKind::remote_name) {
            const Result<std::string> name = remote_file_name(spec.glob.current());
            if (!name) draft.problem(name.error().code, url_shown(spec.text) + ": " + name.error().message);
        }
    }
    if (!any_https) return;
    const TlsOptions& tls = draft.group.connect.tls;
    const auto readable = [&draft](const std::string& path, ErrorCode code, std::string_view option) {
        if (path.empty()) return;
        const auto why = draft.env.why_unreadable(path);
        if (why) draft.problem(code, std::string(option) + ": " + *why);
    };
    if (tls.verify) {
        readable(tls.ca_file, ErrorCode::tls_ca_file, "CA file");
        readable(tls.ca_path, ErrorCode::tls_ca_file, "CA directory");
    }
    readable(tls.crl_file, ErrorCode::tls_crl_file, "--crlfile");
    readable(tls.client_cert, ErrorCode::tls_client_certificate, "--cert");
    readable(tls.client_key, ErrorCode::tls_client_certificate, "--key");
}

void check_body(Draft& draft) {
    const RequestSpec& request = draft.group.request;
    const bool data = request.data.has_value();
    const bool form = !request.form.empty();
    const bool upload = !draft.uploads.empty();
    const auto both = [&draft](std::string_view one, std::string_view other) {
        draft.problem(ErrorCode::usage_invalid,
                      std::string(one) + " and " + std::string(other) + " ask for different methods; use one of them");
    };
    if (data && upload) both("-d", "-T");
    if (data && form) both("-d", "-F");
    if (form && upload) both("-F", "-T");
    if (form && request.head) both("-F", "-I");
    if (data && request.head) both("-d", "-I");
    if (upload && request.head) both("-T", "-I");
    if (upload && draft.get) both("-T", "-G");
    for (const UrlSpec& spec : draft.group.urls) {
        const std::string& file = spec.upload;
        if (file.empty()) continue;
        if (file == "-" || file == ".") {
            bool length_given = false;
            for (const HeaderEdit& edit : request.headers) {
                length_given = length_given || ascii::iequals(edit.name, "Content-Length");
            }
            if (request.version == VersionChoice::http1_0 && !length_given) {
                draft.problem(ErrorCode::usage_invalid,
                              "-T " + file + " has no known length, and HTTP/1.0 cannot send such a body");
            }
        } else if (const auto why = draft.env.why_unreadable(file)) {
            draft.problem(ErrorCode::upload_read_failed, "-T: cannot read " + *why);
        }
    }
}

/// -u without a password: asked for on the terminal, empty where there is none.
void complete_user(Draft& draft) {
    auto& user = draft.group.layers.auth.user;
    if (!user || user->second != std::string(1, '\0')) return;
    user->second.clear();
    if (!draft.problems.empty()) return;
    user->second = ask_password(draft, "user", user->first);
}

/// What ALPN offers follows from the version, unless it is off.
void finish_version(Draft& draft) {
    const VersionChoice version = draft.group.request.version;
    ConnectOptions& connect = draft.group.connect;
    const bool http1 = version == VersionChoice::http1_0 || version == VersionChoice::http1_1;
    if (http1 && !connect.tls.alpn.empty()) connect.tls.alpn = http1_tls_options().alpn;
    connect.http2_prior_knowledge = version == VersionChoice::http2_prior_knowledge;
}

void finish_output(Draft& draft) {
    OutputPlan& output = draft.group.output;
    if (output.speed_limit > 0 && output.speed_time == Duration{}) output.speed_time = std::chrono::seconds(30);
    if (output.speed_time > Duration{} && output.speed_limit == 0) output.speed_limit = 1;
    // With -I the head is what there is to write.
    if (draft.group.request.head) output.include_heads = output.include_heads || !draft.outputs.empty();
}

/// All options of a group are known.
void finish_group(Draft& draft, Resolved& out) {
    apply_environment(draft);
    finish_data(draft);
    finish_form(draft);
    finish_layers(draft);
    if (draft.expects_urls || !draft.urls.empty()) pair_up(draft);
    check_body(draft);
    check_conditions(draft);
    check_urls(draft, out);
    complete_user(draft);
    finish_proxy(draft);
    finish_version(draft);
    finish_output(draft);
    draft.plan.groups.push_back(std::move(draft.group));
}

void apply(const Occurrence& item, Draft& draft) {
    if (!apply_request_flag(item, draft) && !apply_data_flag(item, draft) && !apply_form_flag(item, draft) &&
        !apply_network_flag(item, draft) && !apply_output_flag(item, draft) && !apply_layer_flag(item, draft) &&
        !apply_condition_flag(item, draft) && !apply_run_flag(item, draft) && !apply_series_flag(item, draft) &&
        !apply_proxy_flag(item, draft) && !apply_expect_flag(item, draft) && !apply_budget_flag(item, draft)) {
        draft.problem(ErrorCode::internal, shown(item) + " is not handled");
    }
}

}  // namespace

std::string ask_password(const Draft& draft, std::string_view what, const std::string& user) {
    const std::string prompt = "Password for " + std::string(what) + " '" + escape_for_terminal(user) + "': ";
    return draft.env.ask_password(prompt).value_or("");
}

Resolved resolve(const Args& args, const Env& env) {
    Drafts all(env);
    Resolved out;
    Expanded pasted = expand_curl_commands(args, env);
    all.expects_urls = pasted.problems.empty();
    all.problems = std::move(pasted.problems);
    all.warnings = std::move(pasted.warnings);
    Expanded expanded = expand_configs(pasted.args, env.read_file);
    all.problems.insert(all.problems.end(), expanded.problems.begin(), expanded.problems.end());
    all.warnings.insert(all.warnings.end(), expanded.warnings.begin(), expanded.warnings.end());
    std::optional<Draft> draft(all);
    for (const Occurrence& item : expanded.args.items) {
        if (item.id != FlagId::next) {
            apply(item, *draft);
        } else if (draft->urls.empty()) {
            draft->problem(ErrorCode::usage_invalid, shown(item) + ": no URL in front of it");
        } else if (all.plan.groups.size() + 1 < kMaxGroups) {
            finish_group(*draft, out);
            draft.emplace(all);
        } else {
            draft->problem(ErrorCode::usage_invalid, shown(item) + ": too many of them");
            break;
        }
    }
    finish_group(*draft, out);
    finish_series(all);
    finish_budget(all);

    out.problems = std::move(all.problems);
    out.warnings = std::move(all.warnings);
    out.talk = all.plan.talk;
    out.report = all.plan.report;
    if (out.problems.empty()) out.plan = std::move(all.plan);
    return out;
}

}  // namespace rtrip::cli
