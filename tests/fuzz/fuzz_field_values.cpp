// SPDX-License-Identifier: MIT
// libs: rtrip_model
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/escape.hpp"
#include "model/field_values.hpp"
#include "model/http_date.hpp"
#include "rtrip/header.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

bool is_inside(std::string_view part, std::string_view whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void check_lists(std::string_view value) {
    for (const std::string_view element : rtrip::split_list(value)) {
        require(!element.empty() && is_inside(element, value));
        require(rtrip::ascii::trim_ows(element) == element);
        require(rtrip::list_has_token(value, element));
        const auto parsed = rtrip::parse_parameters(element);
        require(parsed.value.size() <= element.size());
        for (const rtrip::Parameter& parameter : parsed.parameters) {
            require(parameter.name == rtrip::ascii::lower(parameter.name));
            require(parsed.parameter(parameter.name).has_value());
        }
    }
}

void check_header(std::string_view value) {
    rtrip::Header header;
    for (const std::string_view element : rtrip::split_list(value)) {
        header.add(std::string(element), std::string(value));
        require(header.has(rtrip::ascii::lower(element)));
    }
    const std::size_t before = header.size();
    if (before == 0) return;
    const std::string name = header.fields().front().name;
    const std::size_t same = header.values(name).size();
    header.set(name, "x");
    require(header.size() == before - same + 1 && header.get(name) == "x");
    require(header.remove(name) == 1 && !header.has(name));
}

}  // namespace

/// The whole input is one field value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view value(reinterpret_cast<const char*>(data), size);
    check_lists(value);
    if (size < 4096) check_header(value);
    if (const auto inside = rtrip::unquote(value)) require(inside->size() + 2 <= size);
    if (const auto time = rtrip::parse_http_date(value)) {
        const auto again = rtrip::parse_http_date(rtrip::format_http_date(*time));
        require(again == time);
    }
    require(rtrip::base64_decode(rtrip::base64_encode(value)) == value);
    for (const char c : rtrip::escape_for_terminal(value)) require(!rtrip::ascii::is_control(c));
    const std::string valid = rtrip::to_valid_utf8(value);
    require(rtrip::to_valid_utf8(valid) == valid);
    return 0;
}
