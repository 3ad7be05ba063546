// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/time.hpp"

/// What a record shows: plain data that renderers print. Texts hold bytes of peers and secrets as the record has them;
/// whoever shows them escapes and masks.
namespace rtrip::culprit {

/// Whose doing it is. `server` took time, `peer` broke off or broke a rule; `none`: nothing stands out; `unknown`: the
/// record cannot tell.
enum class Culprit : std::uint8_t { none, server, peer, path, name_service, proxy, client, settings, unknown };
enum class Severity : std::uint8_t { info, warn, fault };
enum class Confidence : std::uint8_t { inconclusive, likely, sure };

/// "name_service", as it stands in reports.
std::string_view culprit_name(Culprit culprit);
std::string_view severity_name(Severity severity);
std::string_view confidence_name(Confidence confidence);
/// "the name service", to begin a sentence with.
std::string_view culprit_noun(Culprit culprit);

/// One thing that was seen and counted. Names carry the unit: "wait_ms", "body_bytes".
struct Figure {
    enum class Kind : std::uint8_t { duration, count, text };
    std::string_view name;
    Kind kind = Kind::count;
    Duration duration{};
    std::uint64_t count = 0;
    std::string text;
};

/// The numbers that a rule used.
class Evidence {
public:
    Evidence& duration(std::string_view name, Duration value);
    Evidence& count(std::string_view name, std::uint64_t value);
    Evidence& text(std::string_view name, std::string value);
    [[nodiscard]] const std::vector<Figure>& figures() const { return figures_; }

private:
    std::vector<Figure> figures_;
};

/// What one rule says of one record.
struct Finding {
    std::string_view id;  ///< Of the rule; stable.
    Culprit culprit = Culprit::unknown;
    Severity severity = Severity::info;
    Confidence confidence = Confidence::likely;
    std::optional<std::uint32_t> round_trip;  ///< Index; absent: about the record as a whole.
    Duration cost{};     ///< Time that it took beyond what it should have; zero: none, or not known.
    std::string title;   ///< A few words.
    std::string detail;  ///< A sentence with the numbers, without its full stop.
    std::string fix;     ///< What to do about it.
    std::string next;    ///< A shell command that shows more; empty: none that would not send the body again.
    Evidence evidence;
};

/// The one thing that a record comes down to.
struct Verdict {
    Culprit culprit = Culprit::none;
    Confidence confidence = Confidence::sure;
    std::optional<std::int64_t> share_permille;  ///< Of the whole time; absent: not a matter of time.
    std::string sentence;                        ///< Without its full stop; empty under `none`.
    std::vector<std::string_view> because;  ///< Ids of the findings that speak against the culprit, dearest first.
    std::string next;
};

struct Judgement {
    std::vector<Finding> findings;  ///< Failures first, then by cost, dearest first.
    Verdict verdict;
};

}  // namespace rtrip::culprit
