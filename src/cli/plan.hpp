// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/form.hpp"
#include "cli/glob.hpp"
#include "cli/layer_plan.hpp"
#include "expect/budget.hpp"
#include "expect/expression.hpp"
#include "probe/series_summary.hpp"
#include "rtrip/body.hpp"
#include "rtrip/header.hpp"
#include "rtrip/request.hpp"
#include "rtrip/time.hpp"
#include "rtrip/timeouts.hpp"
#include "rtrip/transport.hpp"
#include "rtrip/url.hpp"

/// What a command line means: typed, checked, ready to be carried out. Plain data.
namespace rtrip::cli {

enum class ReportFormat : std::uint8_t { human, json, prom, nagios, none };
enum class ColorMode : std::uint8_t { automatic, always, never };
enum class Toggle : std::uint8_t { off, on };
/// Whether existing files are overwritten; automatic: unless the server chose the name.
enum class Clobber : std::uint8_t { automatic, always, never };
/// What the resource must be for its body to be of use (-z).
enum class ModifiedCondition : std::uint8_t { since, not_since, exactly };
enum class FailMode : std::uint8_t { never, without_body, with_body };
/// Which versions of HTTP may be spoken.
enum class VersionChoice : std::uint8_t {
    negotiated,             ///< With TLS what ALPN settles on, HTTP/2 first; otherwise HTTP/1.1.
    http1_0,
    http1_1,
    http2_prior_knowledge,  ///< As negotiated, but HTTP/2 without TLS too, from the first byte.
};
enum class TraceStyle : std::uint8_t { hex, text };

/// What -H says of a field.
struct HeaderEdit {
    std::string name;
    std::string value;
    bool remove = false;
};

/// The data of the -d family and of --json.
struct DataSpec {
    std::string bytes;
    std::string file;  ///< A --data-binary @FILE that is all there is; read while it is sent.
    bool json = false;
};

/// A condition on the time of the last change.
struct TimeCondition {
    ModifiedCondition kind = ModifiedCondition::since;
    WallTime time;
};

/// Where a transfer that was broken off goes on (-C).
struct ResumeFrom {
    bool automatic = false;    ///< Where the output file ends.
    std::uint64_t offset = 0;  ///< Unless automatic.
};

/// What every request of a group has in common.
struct RequestSpec {
    std::optional<std::string> method;
    std::vector<HeaderEdit> headers;
    std::optional<std::string> user_agent;  ///< Absent: rtrip's own; empty: none.
    std::string referer;
    std::string range;
    std::optional<DataSpec> data;  ///< Absent under -G, where it has become part of `query`.
    std::string query;             ///< To append to the URL's.
    std::vector<FormPart> form;    ///< Of --form; empty: none.
    std::optional<TimeCondition> time_condition;
    std::optional<std::string> if_none_match;  ///< Of --etag-compare; the tag as it was saved.
    std::uint64_t upload_from = 0;  ///< How much of the file of -T is left out.
    std::uint64_t spool = 0;       ///< Bytes to keep of a body that can be read once.
    bool head = false;
    std::string target;
    VersionChoice version = VersionChoice::negotiated;
    bool path_as_is = false;
};

enum class OutputKind : std::uint8_t { drop, standard_output, file, remote_name };

/// Where the bodies of one URL pattern go.
struct OutputSpec {
    OutputKind kind = OutputKind::drop;
    std::string file;  ///< Of -o, with "#1" as typed.
};

/// One URL of the command line with what belongs to it.
struct UrlSpec {
    std::string text;  ///< As typed.
    Glob glob;
    OutputSpec output;
    Glob uploads;        ///< The files of -T; each goes to every URL of `glob`.
    std::string upload;  ///< The one that `uploads` stands at; empty: none.
};

/// How the output of one group is written.
struct OutputPlan {
    std::string directory;
    bool create_directories = false;
    Clobber clobber = Clobber::automatic;
    bool remote_header_name = false;  ///< -J: the server may name the file of -O.
    std::optional<ResumeFrom> resume;
    std::string etag_save;  ///< File; "-" is standard output.
    bool remove_on_error = false;
    bool include_heads = false;
    std::string dump_header;
    FailMode fail = FailMode::never;
    std::optional<std::string> write_out;
    std::uint64_t limit_rate = 0;   ///< Bytes a second; 0: none.
    std::uint64_t speed_limit = 0;  ///< 0: none.
    Duration speed_time{};
};

struct ReportPlan {
    ReportFormat format = ReportFormat::human;
    bool asked_for = false;  ///< By name, so that neither -w nor -s takes it away.
    bool summary_alone = false;  ///< Of a series, no reports.
    bool pretty = false;
    bool show_secrets = false;
    ColorMode color = ColorMode::automatic;
    std::string file;
};

/// What the run says beside its reports.
struct TalkPlan {
    bool silent = false;
    bool show_error = false;
    bool verbose = false;
    std::string trace_file;
    TraceStyle trace_style = TraceStyle::hex;
};

/// The URLs between one --next and the next, and the options that hold for them alone.
struct Group {
    RequestSpec request;
    LayerPlan layers;
    std::vector<UrlSpec> urls;
    ConnectOptions connect;
    ResolverOptions resolver;
    ReceiveLimits limits;
    Timeouts timeouts;
    OutputPlan output;
    std::vector<expect::Expression> expectations;
};

/// What a run is held against, and what it leaves to later ones.
struct BudgetPlan {
    std::optional<expect::Baseline> baseline;  ///< With `budget`, or neither.
    std::optional<expect::Budget> budget;
    std::string save_file;  ///< Empty: none.

    [[nodiscard]] bool wants_samples() const { return baseline || !save_file.empty(); }
};

enum class OnFailure : std::uint8_t { go_on, stop };

struct Plan {
    std::vector<Group> groups;  ///< At least one; each has at least one URL.
    PoolOptions pool;
    TalkPlan talk;
    ReportPlan report;
    BudgetPlan budget;
    bool parallel = false;
    std::size_t parallel_max = 50;
    OnFailure on_failure = OnFailure::go_on;
    std::optional<probe::SeriesAsked> series;  ///< Absent: each URL once.

    /// How many transfers may run at a time.
    [[nodiscard]] std::size_t workers() const {
        if (series) return series->concurrency;
        return parallel ? parallel_max : 1;
    }
    /// Some URL's body goes to standard output, so that nothing may come between.
    [[nodiscard]] bool body_on_stdout() const {
        const auto there = [](const UrlSpec& spec) { return spec.output.kind == OutputKind::standard_output; };
        return std::any_of(groups.begin(), groups.end(), [&there](const Group& group) {
            return std::any_of(group.urls.begin(), group.urls.end(), there);
        });
    }
};

}  // namespace rtrip::cli
