// SPDX-License-Identifier: MIT
#include "cli/flag_table.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace rtrip::cli {
namespace {

struct CategoryRow {
    std::string_view name;
    std::string_view title;
};

constexpr std::array<CategoryRow, kCategoryCount> kCategories{{
    {"request", "What is asked for"},
    {"body", "What is sent along"},
    {"auth", "Who asks"},
    {"follow", "What happens after a response"},
    {"tls", "TLS"},
    {"connection", "How the connection is made"},
    {"proxy", "Proxies"},
    {"limits", "Limits of time and size"},
    {"output", "Where the response goes"},
    {"report", "The report"},
    {"expect", "What is expected"},
    {"pool", "The pool of connections"},
    {"run", "Several URLs"},
    {"general", "rtrip itself"},
}};

std::vector<Flag> joined() {
    std::vector<Flag> all;
    for (const std::span<const Flag> part : {request_flags(), layer_flags(), network_flags(), proxy_flags(),
                                             limit_flags(), output_flags(), expect_flags(), run_flags()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace

const std::vector<Flag>& flag_table() {
    static const std::vector<Flag> table = joined();
    return table;
}

const Flag* find_flag(std::string_view name) {
    for (const Flag& flag : flag_table()) {
        if (flag.name == name) return &flag;
    }
    return nullptr;
}

const Flag* find_flag(char short_name) {
    for (const Flag& flag : flag_table()) {
        if (flag.short_name != '\0' && flag.short_name == short_name) return &flag;
    }
    return nullptr;
}

const Flag& flag_of(FlagId id) {
    const std::vector<Flag>& table = flag_table();
    return *std::find_if(table.begin(), table.end(), [id](const Flag& flag) { return flag.id == id; });
}

bool is_on_by_default(FlagId id) {
    switch (id) {
        case FlagId::alpn:
        case FlagId::sessionid:
        case FlagId::keepalive:
        case FlagId::tcp_nodelay:
        case FlagId::buffer:
        case FlagId::clobber:
        case FlagId::pool: return true;
        default: return false;
    }
}

bool is_choice(FlagId id) {
    switch (id) {
        case FlagId::http1_0:
        case FlagId::http1_1:
        case FlagId::http2:
        case FlagId::http2_prior_knowledge:
        case FlagId::tlsv1:
        case FlagId::tlsv1_0:
        case FlagId::tlsv1_1:
        case FlagId::tlsv1_2:
        case FlagId::tlsv1_3:
        case FlagId::ipv4:
        case FlagId::ipv6: return true;
        default: return false;
    }
}

std::string_view category_name(Category category) {
    return kCategories[static_cast<std::size_t>(category)].name;
}

std::string_view category_title(Category category) {
    return kCategories[static_cast<std::size_t>(category)].title;
}

}  // namespace rtrip::cli
