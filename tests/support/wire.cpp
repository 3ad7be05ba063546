// SPDX-License-Identifier: MIT
#include "support/wire.hpp"

#include <array>
#include <charconv>

namespace rtrip::test::wire {

std::string response(std::string_view status, const std::vector<std::string>& fields, std::string_view body) {
    std::string out = "HTTP/1.1 " + std::string(status) + "\r\n";
    for (const std::string& field : fields) out += field + "\r\n";
    out += "\r\n";
    out += body;
    return out;
}

std::string ok(std::string_view body) {
    return response("200 OK", {"Content-Length: " + std::to_string(body.size())}, body);
}

std::string chunk(std::string_view data) {
    std::array<char, 16> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16);
    static_cast<void>(error);
    return std::string(digits.data(), end) + "\r\n" + std::string(data) + "\r\n";
}

std::string chunked(const std::vector<std::string>& pieces, const std::vector<std::string>& trailers) {
    std::string body;
    for (const std::string& piece : pieces) body += chunk(piece);
    body += "0\r\n";
    for (const std::string& trailer : trailers) body += trailer + "\r\n";
    body += "\r\n";
    return response("200 OK", {"Transfer-Encoding: chunked"}, body);
}

}  // namespace rtrip::test::wire
