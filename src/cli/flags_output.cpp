// SPDX-License-Identifier: MIT
#include <array>

#include "cli/flag_table.hpp"

namespace rtrip::cli {
namespace {

using enum Category;
using enum Origin;
using enum Repeat;

constexpr std::array kFlags{
    Flag{FlagId::output, 'o', "output", "FILE", "@file", Category::output, each, "Write the body to FILE (- is stdout)",
         "Without it the body is read to its end, counted and dropped. With - the body alone goes to standard output "
         "and the report to standard error. #1 in FILE stands for what the URL's first set or range was at. Several "
         "-o go to the URLs in order."},
    Flag{FlagId::remote_name, 'O', "remote-name", "", "", Category::output, each,
         "Write the body to the URL's file name",
         "Writes to a file in the current directory named as the last segment of the URL's path, taken as it is "
         "typed. What the server says about names is looked at with -J alone."},
    Flag{FlagId::remote_header_name, 'J', "remote-header-name", "", "", Category::output, last,
         "Let the server name the file of -O",
         "With -O, the file is named as the Content-Disposition of the response says, in the directory at hand: "
         "folders, "
         "controls and a leading dot in that name don't count. A file that exists is not overwritten unless --clobber "
         "is "
         "given; --no-clobber finds another name. Without such a field it is the URL's name."},
    Flag{FlagId::continue_at, 'C', "continue-at", "OFFSET", "", Category::output, last,
         "Go on with a file at OFFSET (-: its end)",
         "Asks for the bytes from OFFSET on, or with - for those behind the end of the output file, and appends them. "
         "When anything else comes, the transfer fails with 33 and the file stays as it was; a file that is complete "
         "already is no failure. With -T, so many bytes of the file are left out."},
    Flag{
        FlagId::time_cond, 'z', "time-cond", "TIME", "", Category::output, last, "Only what has changed since TIME",
        "Asks for the resource if it was changed after TIME: a date such as '6 Nov 1994 08:49 GMT' or a file, whose "
        "last change is meant. With - in front: if it was not changed since. A response that says otherwise leaves the "
        "output file as it was."},
    Flag{FlagId::etag_save, '\0', "etag-save", "FILE", "@file", Category::output, last,
         "Keep the response's ETag in FILE", "Writes the ETag of a successful response to FILE; - is standard output."},
    Flag{FlagId::etag_compare, '\0', "etag-compare", "FILE", "@file", Category::output, last,
         "Only what has another ETag than FILE says",
         "Sends the ETag in FILE as If-None-Match. A 304 leaves the output file as it was. FILE may be missing when "
         "--etag-save is given."},
    Flag{FlagId::output_dir, '\0', "output-dir", "DIR", "@dir", Category::output, last, "Directory of -o and -O",
         "Files of -o and -O go there."},
    Flag{FlagId::create_dirs, '\0', "create-dirs", "", "", Category::output, last, "Make missing directories",
         "Makes the directories that the file of -o needs, with mode 0750."},
    Flag{FlagId::clobber, '\0', "clobber", "", "", Category::output, last, "Don't overwrite files of -o and -O",
         "Whether existing files are overwritten. On by default; otherwise .1 up to .100 is appended to the name."},
    Flag{FlagId::remove_on_error, '\0', "remove-on-error", "", "", Category::output, last, "Remove a file that failed",
         "Removes the file of -o or -O when the transfer fails."},
    Flag{FlagId::dump_header, 'D', "dump-header", "FILE", "@file", Category::output, last, "Write the heads to FILE",
         "Writes the heads of responses, interim ones and trailers too, to FILE; - is standard output."},
    Flag{FlagId::include, 'i', "include", "", "", Category::output, last, "Write the heads before the body",
         "Puts the heads of responses where the body goes; without -o to standard output, before the report."},
    Flag{FlagId::fail, 'f', "fail", "", "", Category::output, last, "Fail on status 400 and above",
         "Fails with 22 on a status of 400 and above; the body is not written."},
    Flag{FlagId::fail_with_body, '\0', "fail-with-body", "", "", Category::output, last, "The same, but write the body",
         "Fails with 22 on a status of 400 and above; the body is written all the same."},
    Flag{FlagId::silent, 's', "silent", "", "", Category::output, last, "No progress, warnings and errors",
         "Nothing goes to standard error, unless asked for by name (--report)."},
    Flag{FlagId::show_error, 'S', "show-error", "", "", Category::output, last, "Errors even with -s",
         "With -s, errors are shown nevertheless."},
    Flag{FlagId::verbose, 'v', "verbose", "", "", Category::output, last, "Every event in the human report",
         "The human report lists every event with its offset from the start, and all header fields."},
    Flag{FlagId::write_out, 'w', "write-out", "FORMAT", "@file", Category::output, last,
         "Print FORMAT after each transfer",
         "Text with curl's variables, as in '%{http_code} %{time_total}\\n'; @FILE reads it from a file, @- from "
         "standard input. It takes the report's place; --report brings that back."},
    Flag{FlagId::progress_bar, '#', "progress-bar", "", "", Category::output, last, "Show progress on a terminal",
         "Accepted for curl's sake: progress is shown whenever a body goes to a file and standard error is a "
         "terminal."},
    Flag{FlagId::buffer, 'N', "buffer", "", "", Category::output, last, "Don't buffer output",
         "Accepted for curl's sake (-N, --no-buffer): a body is never held back."},
    Flag{FlagId::trace, '\0', "trace", "FILE", "@file", Category::output, last, "Write all bytes to FILE as hex",
         "Writes everything sent and received, above TLS, to FILE (- is standard output) with offsets, in hexadecimal "
         "and text. Secrets are masked unless --show-secrets is given."},
    Flag{FlagId::trace_ascii, '\0', "trace-ascii", "FILE", "@file", Category::output, last, "The same as text",
         "As --trace without the hexadecimal part."},

    Flag{FlagId::json_report, 'j', "json-report", "", "", Category::report, last, "One JSON document a URL",
         "The same as --report json.", own},
    Flag{FlagId::report, '\0', "report", "FORMAT", "human|json|prom|nagios|none", Category::report, last,
         "Format of the report",
         "human (the default), json (one document a line, one line a URL), prom (metrics for node_exporter's textfile "
         "collector; --report-file replaces its file as a whole), nagios (one line with performance data; rtrip then "
         "ends "
         "with 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN) or none.",
         own},
    Flag{FlagId::pretty, '\0', "pretty", "", "", Category::report, last, "Indent JSON", "Indents the JSON documents.",
         own},
    Flag{FlagId::report_file, '\0', "report-file", "FILE", "@file", Category::report, last, "Write the report to FILE",
         "Writes the report to FILE instead of to standard output or error.", own},
    Flag{FlagId::color, '\0', "color", "WHEN", "auto|always|never", Category::report, last, "When to use colour",
         "auto (the default: on a terminal, unless NO_COLOR is set), always or never.", own},
    Flag{FlagId::show_secrets, '\0', "show-secrets", "", "", Category::report, last, "Don't mask secrets",
         "Shows credentials, cookies and passwords in reports and traces instead of ***.", own},

    Flag{FlagId::from_curl, '\0', "from-curl", "COMMAND", "@file", general, each, "Take the options of a curl command",
         "Reads a whole curl command, as a browser's \"copy as cURL\" or a manual gives it, in one quoted argument; "
         "@FILE "
         "reads it from a file, - from standard input. Its options count as if they stood in its place, so that others "
         "may stand beside it. It is split as a POSIX shell or cmd.exe would, but nothing is expanded or run: "
         "variables, substitutions, pipes and redirections are refused. -j in it is curl's. Options of curl that rtrip "
         "has not are refused, all of them by name; those that cannot matter are skipped with a warning.",
         own},
    Flag{FlagId::to_curl, '\0', "to-curl", "", "", general, last, "Print the curl command and end",
         "Prints the curl command that does what this command line does, quoted for a shell, and sends nothing. "
         "Options that curl has not are left out, with a warning. Secrets become *** unless --show-secrets is given, "
         "so without it the command is one to show and not one to run. Data (-d) is printed as it is.",
         own},
    Flag{FlagId::help, 'h', "help", "", "", general, last, "Show help; 'all' or a category shows more",
         "--help shows the options most used, --help all every one, --help CATEGORY those of a category."},
    Flag{FlagId::version, 'V', "version", "", "", general, last, "Show the version", "Shows the version and ends."},
};

}  // namespace

std::span<const Flag> output_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
