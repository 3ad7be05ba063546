// SPDX-License-Identifier: MIT
#include "culprit/finding.hpp"

#include <utility>

namespace rtrip::culprit {

std::string_view culprit_name(Culprit culprit) {
    switch (culprit) {
        case Culprit::none: return "none";
        case Culprit::server: return "server";
        case Culprit::peer: return "peer";
        case Culprit::path: return "path";
        case Culprit::name_service: return "name_service";
        case Culprit::proxy: return "proxy";
        case Culprit::client: return "client";
        case Culprit::settings: return "settings";
        case Culprit::unknown: return "unknown";
    }
    return "";
}

std::string_view culprit_noun(Culprit culprit) {
    switch (culprit) {
        case Culprit::none: return "nobody";
        case Culprit::server: return "the server";
        case Culprit::peer: return "the peer";
        case Culprit::path: return "the path";
        case Culprit::name_service: return "the name service";
        case Culprit::proxy: return "the proxy";
        case Culprit::client: return "this machine";
        case Culprit::settings: return "the settings";
        case Culprit::unknown: return "an unknown side";
    }
    return "";
}

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::info: return "info";
        case Severity::warn: return "warn";
        case Severity::fault: return "fault";
    }
    return "";
}

std::string_view confidence_name(Confidence confidence) {
    switch (confidence) {
        case Confidence::inconclusive: return "inconclusive";
        case Confidence::likely: return "likely";
        case Confidence::sure: return "sure";
    }
    return "";
}

Evidence& Evidence::duration(std::string_view name, Duration value) {
    Figure figure;
    figure.name = name;
    figure.kind = Figure::Kind::duration;
    figure.duration = value;
    figures_.push_back(std::move(figure));
    return *this;
}

Evidence& Evidence::count(std::string_view name, std::uint64_t value) {
    Figure figure;
    figure.name = name;
    figure.count = value;
    figures_.push_back(std::move(figure));
    return *this;
}

Evidence& Evidence::text(std::string_view name, std::string value) {
    Figure figure;
    figure.name = name;
    figure.kind = Figure::Kind::text;
    figure.text = std::move(value);
    figures_.push_back(std::move(figure));
    return *this;
}

}  // namespace rtrip::culprit
