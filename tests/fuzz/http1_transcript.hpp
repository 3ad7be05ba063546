// SPDX-License-Identifier: MIT
// What the HTTP/1 fuzz targets share: feeding pieces and comparing what came of them.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "codec/http1/events.hpp"
#include "rtrip/header.hpp"
#include "rtrip/result.hpp"
#include "rtrip/trace.hpp"

namespace rtrip::fuzz {

inline void require(bool holds) {
    if (!holds) std::abort();
}

/// A place to cut that follows from the bytes (FNV-1a), so that every input is replayed alike.
inline std::size_t cut_point(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return static_cast<std::size_t>(hash % (bytes.size() + 1));
}

inline std::vector<std::string_view> single_bytes(std::string_view bytes) {
    std::vector<std::string_view> pieces;
    for (std::size_t i = 0; i < bytes.size(); ++i) pieces.push_back(bytes.substr(i, 1));
    return pieces;
}

/// Events in words, data joined, so that two ways of feeding can be compared.
class Transcript {
public:
    /// Notes one answer; false when nothing more comes from this piece.
    bool add(const Result<http1::Event>& event, std::string_view piece) {
        if (!event) {
            text_ += "error " + event.error().message + "\n";
            ended_ = true;
            return false;
        }
        switch (event->kind) {
            case http1::EventKind::need_more: require(piece.empty()); return false;
            case http1::EventKind::interim: text_ += "interim\n"; return true;
            case http1::EventKind::head: text_ += "head\n"; return true;
            case http1::EventKind::data:
                require(!event->data.empty());
                require(event->data.data() + event->data.size() == piece.data());
                body_ += event->data;
                return true;
            case http1::EventKind::end:
                if (!ended_) text_ += "end\n";
                ended_ = true;
                return false;
        }
        return false;
    }
    void add(const Header& header) {
        for (const HeaderField& field : header.fields()) text_ += field.name + ": " + field.value + "\n";
    }
    void add(const std::vector<Anomaly>& anomalies) {
        for (const Anomaly& a : anomalies) text_ += a.kind + " " + std::to_string(a.offset) + " " + a.detail + "\n";
    }
    void add(std::string_view line) {
        text_ += line;
        text_ += '\n';
    }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] const std::string& body() const { return body_; }
    [[nodiscard]] std::string text() const { return text_ + "body " + body_; }

private:
    std::string text_;
    std::string body_;
    bool ended_ = false;
};

}  // namespace rtrip::fuzz
