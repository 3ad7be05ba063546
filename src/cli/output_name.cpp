// SPDX-License-Identifier: MIT
#include "cli/output_name.hpp"

#include "cli/values.hpp"

namespace rtrip::cli {
namespace {

/// The URL without scheme, query and fragment.
std::string_view host_and_path(std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    return url.substr(0, url.find_first_of("?#"));
}

}  // namespace

Result<std::string> remote_file_name(std::string_view url) {
    const std::string_view rest = host_and_path(url);
    const std::size_t slash = rest.rfind('/');
    if (slash == std::string_view::npos || slash + 1 == rest.size()) {
        return fail(ErrorCode::output_write_failed, "-O: the URL's path has no file name; use -o");
    }
    const std::string_view name = rest.substr(slash + 1);
    if (name == "." || name == ".." || name.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::output_write_failed, "-O: the URL's path does not end in a file name; use -o");
    }
    return std::string(name);
}

Result<std::string> output_path(const UrlSpec& spec, const OutputPlan& output) {
    std::string path = spec.glob.substitute(spec.output.file);
    if (spec.output.kind == OutputKind::remote_name) {
        Result<std::string> name = remote_file_name(spec.glob.current());
        if (!name) return name;
        path = std::move(*name);
    }
    return in_output_directory(output, path);
}

std::string in_output_directory(const OutputPlan& output, const std::string& name) {
    return output.directory.empty() ? name : output.directory + "/" + name;
}

std::string upload_url(std::string_view url, std::string_view file) {
    if (file.empty() || file == "-" || file == ".") return std::string(url);
    std::string_view base = url.substr(0, url.find('#'));
    if (base.find('?') != std::string_view::npos) return std::string(url);
    const std::string_view rest = host_and_path(base);
    const bool bare_host = rest.find('/') == std::string_view::npos;
    if (!bare_host && rest.back() != '/') return std::string(url);
    const std::size_t slash = file.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? file : file.substr(slash + 1);
    return std::string(base) + (bare_host ? "/" : "") + percent_encode(name);
}

}  // namespace rtrip::cli
