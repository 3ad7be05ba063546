// SPDX-License-Identifier: MIT
#include "cli/build_request.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "cli/form_body.hpp"
#include "cli/output_name.hpp"
#include "cli/values.hpp"
#include "cli/version.hpp"
#include "model/http_date.hpp"

namespace rtrip::cli {
namespace {

/// Bodies above this ask for a 100 first (as curl), so that a refusal costs no transfer.
constexpr std::uint64_t kExpectThreshold = 1024 * 1024;
constexpr int kStandardInput = 0;

bool user_names(const RequestSpec& spec, std::string_view name) {
    return std::any_of(spec.headers.begin(), spec.headers.end(),
                       [name](const HeaderEdit& edit) { return ascii::iequals(edit.name, name); });
}

/// Adds one of rtrip's own fields unless the user replaces or removes it.
void add_default(Request& request, const RequestSpec& spec, std::string_view name, std::string value) {
    if (!user_names(spec, name)) request.header.add(std::string(name), std::move(value));
}

Result<std::shared_ptr<BodySource>> open_file(const std::string& path, std::uint64_t spool) {
    Result<std::shared_ptr<BodySource>> file = make_file_body(path);
    if (!file) return file;
    return make_spooled_body(std::move(*file), spool);
}

/// The user's own media type for a form, to which the boundary is added.
std::string form_type(const RequestSpec& spec) {
    for (const HeaderEdit& edit : spec.headers) {
        if (ascii::iequals(edit.name, "Content-Type") && !edit.remove) return edit.value;
    }
    return "multipart/form-data";
}

Result<std::shared_ptr<BodySource>> open_body(const RequestSpec& spec, const std::string& upload,
                                              const std::string& boundary) {
    if (upload == "-" || upload == ".") return make_spooled_body(make_pipe_body(kStandardInput), spec.spool);
    if (!upload.empty() && spec.upload_from > 0) return make_file_body(upload, spec.upload_from);
    if (!upload.empty()) return open_file(upload, spec.spool);
    if (!spec.form.empty()) {
        FormLayout layout{boundary, disposition_in(form_type(spec)), spec.spool};
        return make_form_body(spec.form, std::move(layout));
    }
    if (!spec.data) return std::shared_ptr<BodySource>();
    if (!spec.data->file.empty()) return open_file(spec.data->file, spec.spool);
    return make_memory_body(spec.data->bytes);
}

void add_conditions(Request& request, const RequestSpec& spec) {
    if (const auto& condition = spec.time_condition) {
        const std::string_view name = condition->kind == ModifiedCondition::since       ? "If-Modified-Since"
                                      : condition->kind == ModifiedCondition::not_since ? "If-Unmodified-Since"
                                                                                        : "Last-Modified";
        add_default(request, spec, name, format_http_date(condition->time));
    }
    if (spec.if_none_match) add_default(request, spec, "If-None-Match", *spec.if_none_match);
    if (spec.upload_from > 0 && request.body && request.body->length()) {
        // As curl; RFC 9110 section 14.5 leaves it to servers whether they know partial PUTs.
        const std::uint64_t end = spec.upload_from + *request.body->length();
        add_default(
            request, spec, "Content-Range",
            "bytes " + std::to_string(spec.upload_from) + "-" + std::to_string(end - 1) + "/" + std::to_string(end));
    }
}

void add_own_fields(Request& request, const RequestSpec& spec, const std::string& boundary) {
    if (!spec.range.empty()) add_default(request, spec, "Range", "bytes=" + spec.range);
    add_conditions(request, spec);
    const std::string agent = spec.user_agent.value_or("rtrip/" + std::string(kVersion));
    if (!agent.empty()) add_default(request, spec, "User-Agent", agent);
    add_default(request, spec, "Accept", spec.data && spec.data->json ? "application/json" : "*/*");
    if (!spec.referer.empty()) add_default(request, spec, "Referer", spec.referer);
    if (spec.data) {
        add_default(request, spec, "Content-Type",
                    spec.data->json ? "application/json" : "application/x-www-form-urlencoded");
    }
    if (!boundary.empty()) add_default(request, spec, "Content-Type", "multipart/form-data; boundary=" + boundary);
}

void add_user_fields(Request& request, const RequestSpec& spec, const std::string& boundary) {
    bool host_seen = false;
    for (const HeaderEdit& edit : spec.headers) {
        const bool host = ascii::iequals(edit.name, "Host");
        if (edit.remove) {
            request.removed_fields.push_back(edit.name);
        } else if (!host || !host_seen) {
            // RFC 9112 section 3.2: a request has one Host.
            const bool form = !boundary.empty() && ascii::iequals(edit.name, "Content-Type");
            request.header.add(edit.name, form ? edit.value + "; boundary=" + boundary : edit.value);
        }
        host_seen = host_seen || (host && !edit.remove);
    }
}

void add_expect(Request& request, const RequestSpec& spec) {
    if (!request.body || request.version == HttpVersion::http1_0) return;
    const std::optional<std::uint64_t> length = request.body->length();
    if (!length || *length > kExpectThreshold) {
        request.expect_is_automatic = !request.header.has("Expect");
        add_default(request, spec, "Expect", "100-continue");
    }
}

/// The method that the other options ask for.
std::string implied_method(const RequestSpec& spec, const std::string& upload) {
    if (spec.head) return "HEAD";
    if (!upload.empty()) return "PUT";
    return spec.data || !spec.form.empty() ? "POST" : "GET";
}

}  // namespace

std::string request_method(const RequestSpec& spec, const std::string& upload) {
    return spec.method ? *spec.method : implied_method(spec, upload);
}

Result<Request> build_request(const RequestSpec& spec, std::string_view url_text, const std::string& upload) {
    UrlParseOptions options;
    options.path_as_is = spec.path_as_is;
    Result<Url> url = Url::parse(upload_url(url_text, upload), options);
    if (!url) return fail(std::move(url.error()));
    if (!spec.query.empty()) {
        const std::string before = url->query().value_or("");
        *url = url->with_query(before.empty() ? spec.query : before + "&" + spec.query);
    }
    const std::string boundary = spec.form.empty() || !upload.empty() ? std::string() : make_boundary();
    Result<std::shared_ptr<BodySource>> body = open_body(spec, upload, boundary);
    if (!body) return fail(std::move(body.error()));

    Request request(request_method(spec, upload), std::move(*url));
    if (spec.method) request.implied_method = implied_method(spec, upload);
    if (spec.version == VersionChoice::http1_0) request.version = HttpVersion::http1_0;
    request.target = spec.target;
    request.body = std::move(*body);
    add_own_fields(request, spec, boundary);
    add_user_fields(request, spec, boundary);
    add_expect(request, spec);
    return request;
}

}  // namespace rtrip::cli
