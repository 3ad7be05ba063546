// SPDX-License-Identifier: MIT
#include <algorithm>

#include "model/url_builder.hpp"

namespace rtrip {

std::string remove_dot_segments(std::string_view path) {
    std::string out;
    out.reserve(path.size());
    // Each turn moves one "/segment"; a ".." takes the last one off again, so no byte is looked at more than twice.
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(end);
        const bool up = segment == "/..";
        if (up) out.resize(out.empty() ? 0 : out.rfind('/'));
        if (!up && segment != "/.") {
            out += segment;
        } else if (path.empty()) {
            out += '/';
        }
    }
    return out;
}

Result<Url> Url::resolve(std::string_view reference) const {
    if (auto checked = UrlBuilder::check_text(reference); !checked) return fail(checked.error());
    // Servers write spaces into Location; curl makes a plus of them behind the "?".
    const UrlBuilder builder{DotSegments::remove, SpaceAs::plus};
    if (const auto scheme = leading_scheme(reference)) {
        auto url = builder.absolute(*scheme, reference.substr(scheme->size() + 1));
        if (url && !url->fragment_) url->fragment_ = fragment_;
        return url;
    }
    const ReferenceParts parts = split_reference(reference);
    if (parts.authority) {
        auto url = builder.absolute(scheme_, reference);
        if (url && !url->fragment_) url->fragment_ = fragment_;
        return url;
    }
    return builder.relative(*this, parts);
}

}  // namespace rtrip
