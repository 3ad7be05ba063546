// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/result.hpp"

namespace rtrip {

/// One entry of a netrc file.
struct NetrcEntry {
    std::string host;  ///< Lower-case; empty: the default entry.
    std::optional<std::string> login;
    std::optional<std::string> password;
};

/// A user and a password.
struct Credentials {
    std::string user;
    std::string password;
    friend bool operator==(const Credentials&, const Credentials&) = default;
};

/// The entries of a netrc file, as curl reads it. Immutable; freely copyable.
class Netrc {
public:
    /// Words separated by white space: machine NAME, default, login NAME, password TEXT, account TEXT, macdef NAME and
    /// the lines up to the next empty one. A word may be quoted, with backslashes before quotes, backslashes, "n", "r",
    /// "t". What stands behind a word that begins with "#" is a comment. Unknown words are passed over.
    /// Errors: config_unreadable for a quote that is never closed, and for a word that should follow and is not there.
    static Result<Netrc> parse(std::string_view text);

    /// The credentials for a host: those of its first entry that fits, else of the default entry.
    ///
    /// With `user` (from the URL, never empty) only an entry of that login fits, and only it lends its password; an
    /// entry that names no login serves any user. Without, the entry must name a login. A missing password is
    /// empty.
    [[nodiscard]] std::optional<Credentials> find(std::string_view host, const std::optional<std::string>& user) const;

    [[nodiscard]] const std::vector<NetrcEntry>& entries() const { return entries_; }

private:
    std::vector<NetrcEntry> entries_;
};

}  // namespace rtrip
