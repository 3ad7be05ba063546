// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/report.hpp"

namespace rtrip::render {

/// What stands in the place of a secret.
inline constexpr std::string_view kMask = "***";

/// Whether the whole value of a field is a secret: Authorization, Proxy-Authorization, Cookie.
bool is_secret_field(std::string_view name);

/// The value of Set-Cookie with only the cookie's name and its known attributes left: "sid=***; Path=/; Secure".
std::string mask_set_cookie(std::string_view value);

/// Every password in the user-info of a URL that stands in free text ("... http://u:***@host/ ...").
std::string mask_urls(std::string_view text);

/// Keeps the secrets of one record out of everything that is shown of it.
///
/// Beside the places where secrets have to be, it knows the credentials that this record was made with (URL passwords,
/// what Authorization and Cookie were sent) and masks them wherever else they turn up: in a redirect target, in an
/// error text, in a field that the server made out of the request. Under Secrets::shown everything passes unchanged.
class Redactor {
public:
    explicit Redactor(const Report& report);
    Redactor(const Trace& trace, Secrets secrets);

    [[nodiscard]] bool shows_secrets() const { return secrets_ == Secrets::shown; }
    /// A text that is a URL or a reference, well-formed or not.
    [[nodiscard]] std::string url(std::string_view text) const;
    /// The value of a header field.
    [[nodiscard]] std::string field_value(std::string_view name, std::string_view value) const;
    /// Free text.
    [[nodiscard]] std::string text(std::string_view text) const;
    /// A block of head lines ("GET / HTTP/1.1\r\nHost: ...\r\n\r\n") as it goes over the wire; folded lines belong to
    /// the field before them. What lies behind the empty line passes unchanged.
    [[nodiscard]] std::string head(std::string_view block) const;

private:
    void learn(std::string_view secret);
    void learn_url(std::string_view url);
    void learn_header(const Header& header);
    [[nodiscard]] std::string without_known(std::string text) const;
    [[nodiscard]] std::string without_begun(std::string text) const;
    [[nodiscard]] std::size_t begun_secret(std::string_view text) const;

    Secrets secrets_;
    std::vector<std::string> known_;  // Longest first.
};

}  // namespace rtrip::render
