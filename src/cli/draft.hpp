// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args.hpp"
#include "cli/environment.hpp"
#include "cli/plan.hpp"

namespace rtrip::cli {

/// The options of a series as they were given; together they mean something once all are known.
struct SeriesFlags {
    std::optional<std::uint64_t> count;
    std::optional<Duration> duration;
    std::optional<Duration> interval;
    std::optional<double> rate;
    std::optional<std::size_t> concurrency;
    bool summary = false;
    bool max_idle_given = false;
};

/// What the drafts of all groups add to.
struct Drafts {
    explicit Drafts(const Env& env_) : env(env_) {}

    const Env& env;
    Plan plan;  ///< With the groups that are complete.
    std::vector<Error> problems;
    std::vector<std::string> warnings;
    SeriesFlags series;
    bool expects_urls = true;  ///< Not where no command could be read out of what was pasted: there can be none.
};

/// One group in the making: options are applied one by one, problems and warnings pile up.
struct Draft {
    explicit Draft(Drafts& all)
        : env(all.env),
          plan(all.plan),
          problems(all.problems),
          warnings(all.warnings),
          series(all.series),
          expects_urls(all.expects_urls) {}

    const Env& env;
    Plan& plan;  ///< For options that hold for the whole run.
    std::vector<Error>& problems;
    std::vector<std::string>& warnings;
    SeriesFlags& series;
    const bool expects_urls;
    Group group;

    /// Pieces of the -d family in order; `json` pieces join without "&".
    struct Piece {
        std::string bytes;
        std::string file;  ///< Instead of bytes: --data-binary @FILE, not read yet.
        bool json = false;
    };
    std::vector<Piece> data;
    FormBuilder form;
    std::string url_query;
    bool get = false;
    bool glob_off = false;
    std::vector<std::string> urls;
    std::vector<OutputSpec> outputs;
    std::vector<std::string> uploads;
    bool netrc = false;
    bool netrc_optional = false;
    std::optional<Occurrence> netrc_file;
    bool retry_on_given = false;
    std::optional<std::string> etag_compare;  ///< The file's name.
    std::optional<std::string> proxy_user;  ///< Of -U, as typed.
    bool proxy_user_agent = true;           ///< Not taken away by --proxy-header.
    bool too_many_expectations = false;     ///< That was said.

    void problem(ErrorCode code, std::string message) { problems.emplace_back(code, std::move(message)); }
    /// A bad value of an option; `value` is shown, so it must not be a secret.
    void bad_value(const Occurrence& item, std::string_view wanted);
    void warn(std::string message) { warnings.push_back(std::move(message)); }
};

/// "--name", with the place of a config file in front when it came from one.
std::string shown(const Occurrence& item);

// Each applies the options of its part and gives false for others.
bool apply_request_flag(const Occurrence& item, Draft& draft);
bool apply_network_flag(const Occurrence& item, Draft& draft);
bool apply_output_flag(const Occurrence& item, Draft& draft);
bool apply_layer_flag(const Occurrence& item, Draft& draft);
bool apply_run_flag(const Occurrence& item, Draft& draft);
bool apply_series_flag(const Occurrence& item, Draft& draft);
bool apply_proxy_flag(const Occurrence& item, Draft& draft);
/// Whether this is a series and of what kind, or what is wrong with it; after the last group.
void finish_series(Drafts& all);
bool apply_expect_flag(const Occurrence& item, Draft& draft);
bool apply_budget_flag(const Occurrence& item, Draft& draft);
/// Whether a baseline and a budget came together, once all options of all groups are known.
void finish_budget(Drafts& all);
/// Takes what the environment says of proxies, and asks for a password that is missing.
void finish_proxy(Draft& draft);

/// Reads a field as -H takes it, or a file of them ("@FILE"), into `edits`.
void add_header_edits(const Occurrence& item, std::vector<HeaderEdit>& edits, Draft& draft);
/// Asks for the password of "user NAME" on the terminal; empty where there is none.
std::string ask_password(const Draft& draft, std::string_view what, const std::string& user);

/// Adds one option of the -d family, --json or --url-query. False when it is none of them.
bool apply_data_flag(const Occurrence& item, Draft& draft);
/// Joins the pieces into the request's data or, under -G, into its query.
void finish_data(Draft& draft);

/// Applies what makes a transfer depend on what is there already: -C, -z, the --etag options. False for others.
bool apply_condition_flag(const Occurrence& item, Draft& draft);
/// Refuses combinations that could not be kept, once all options are known.
void check_conditions(Draft& draft);

/// Adds a part of a form, or --spool. False when it is none of them.
bool apply_form_flag(const Occurrence& item, Draft& draft);
/// Checks the files of the form, which is whole then.
void finish_form(Draft& draft);
/// Reads the netrc and settles what options of the layers mean together; after all flags.
void finish_layers(Draft& draft);

}  // namespace rtrip::cli
