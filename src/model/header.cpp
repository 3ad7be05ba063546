// SPDX-License-Identifier: MIT
#include "rtrip/header.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "model/field_values.hpp"

namespace rtrip {

namespace {

/// What a head commonly has: growing one by one would move the fields again and again.
constexpr std::size_t kCommonFields = 12;

}  // namespace

Header::Header(std::vector<HeaderField> fields) {
    if (!fields.empty()) shared_ = std::make_shared<std::vector<HeaderField>>(std::move(fields));
}

const std::vector<HeaderField>& Header::none() {
    static const std::vector<HeaderField> kNone;
    return kNone;
}

std::vector<HeaderField>& Header::own() {
    if (!shared_) {
        shared_ = std::make_shared<std::vector<HeaderField>>();
        shared_->reserve(kCommonFields);
    } else if (shared_.use_count() > 1) {
        shared_ = std::make_shared<std::vector<HeaderField>>(*shared_);
    }
    return *shared_;
}

void Header::add(std::string name, std::string value) {
    own().push_back(HeaderField{std::move(name), std::move(value)});
}

void Header::set(std::string_view name, std::string value) {
    // A copy, since `name` may be a view into one of the fields that are about to move.
    const std::string wanted(name);
    const auto is_wanted = [&wanted](const HeaderField& field) { return ascii::iequals(field.name, wanted); };
    std::vector<HeaderField>& fields = own();
    const auto first = std::find_if(fields.begin(), fields.end(), is_wanted);
    if (first == fields.end()) {
        add(wanted, std::move(value));
        return;
    }
    first->name = wanted;
    first->value = std::move(value);
    fields.erase(std::remove_if(first + 1, fields.end(), is_wanted), fields.end());
}

std::size_t Header::remove(std::string_view name) {
    if (!has(name)) return 0;
    const std::string wanted(name);
    return std::erase_if(own(), [&wanted](const HeaderField& field) { return ascii::iequals(field.name, wanted); });
}

std::optional<std::string_view> Header::get(std::string_view name) const {
    for (const HeaderField& field : fields()) {
        if (ascii::iequals(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::vector<std::string_view> Header::values(std::string_view name) const {
    std::vector<std::string_view> found;
    for (const HeaderField& field : fields()) {
        if (ascii::iequals(field.name, name)) found.emplace_back(field.value);
    }
    return found;
}

bool Header::has_token(std::string_view name, std::string_view token) const {
    return std::any_of(fields().begin(), fields().end(), [name, token](const HeaderField& field) {
        return ascii::iequals(field.name, name) && list_has_token(field.value, token);
    });
}

}  // namespace rtrip
