// SPDX-License-Identifier: MIT
#include <array>

#include "cli/commands.hpp"
#include "cli/flag_table.hpp"
#include "cli/manual.hpp"
#include "cli/write_out.hpp"

namespace rtrip::cli {
namespace {

/// Text as roff takes it: no hyphenation at dashes, no escapes, no requests at the start of a line.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else if (out.empty() && (c == '.' || c == '\'')) {
            out += std::string("\\&") + c;
        } else {
            out += c;
        }
    }
    return out;
}

std::string option_names(const Flag& flag) {
    std::string names;
    if (flag.short_name != '\0') names += "\\fB\\-" + roff(std::string_view(&flag.short_name, 1)) + "\\fR, ";
    names += "\\fB\\-\\-";
    if (is_on_by_default(flag.id)) names += "no\\-";
    names += roff(flag.name) + "\\fR";
    if (flag.takes_value()) names += " \\fI" + roff(flag.value) + "\\fR";
    return names;
}

std::string options() {
    std::string out =
        ".SH OPTIONS\n"
        "Long options may be shortened as long as they stay unambiguous. Switches have a form with\n"
        "\\fB\\-\\-no\\-\\fR that turns them off (or on again), but for those that choose a version. A later option "
        "wins over an earlier one.\n"
        "\\fB\\-\\-\\fR ends the options.\n";
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        const auto category = static_cast<Category>(i);
        out += ".SS " + roff(category_title(category)) + "\n";
        for (const Flag& flag : flag_table()) {
            if (flag.category != category) continue;
            out += ".TP\n" + option_names(flag) + "\n" + roff(flag.text) + "\n";
            if (flag.repeat == Repeat::each) out += "May be given several times.\n";
        }
    }
    return out;
}

std::string synopses() {
    std::string out;
    for (const Command& command : commands()) {
        out +=
            ".br\n\\fBrtrip " + roff(command.name) + "\\fR [\\fIoptions\\fR] \\fI" + roff(command.operands) + "\\fR\n";
    }
    return out;
}

std::string command_texts() {
    std::string out =
        ".SH COMMANDS\n"
        "A command's name is one as the first word that is no option; behind \\fB\\-\\-\\fR it is a URL.\n";
    for (const Command& command : commands()) {
        out += ".TP\n\\fBrtrip " + roff(command.name) + "\\fR [\\fIoptions\\fR] \\fI" + roff(command.operands) +
               "\\fR\n" + roff(command.text) + "\nOptions:";
        for (const FlagId id : command.options) {
            out += (id == command.options.front() ? " " : ", ") + std::string("\\fB\\-\\-") + roff(flag_of(id).name) +
                   "\\fR";
        }
        out += ".\n";
    }
    return out;
}

std::string variables() {
    std::string out =
        ".SH WRITE\\-OUT VARIABLES\n"
        "\\fB%{name}\\fR in the format of \\fB\\-w\\fR stands for a variable, \\fB%%\\fR for a percent sign; \\en, "
        "\\er and\n"
        "\\et are a line feed, a carriage return and a tab. Times are seconds from the start of the transfer. Beside\n"
        "these there are \\fB%{json}\\fR (all of them), \\fB%{header_json}\\fR, \\fB%header{NAME}\\fR,\n"
        "\\fB%{url.PART}\\fR and \\fB%{urle.PART}\\fR (scheme, user, password, host, port, path, query, fragment,\n"
        "zoneid), \\fB%time{FORMAT}\\fR, \\fB%output{FILE}\\fR and \\fB%output{>>FILE}\\fR, \\fB%{stdout}\\fR,\n"
        "\\fB%{stderr}\\fR, and \\fB%{onerror}\\fR, behind which text is shown for failed transfers alone.\n.PP\n";
    std::string list;
    for (const std::string_view name : json_variables()) {
        if (!list.empty()) list += ", ";
        list += "\\fB" + roff(name) + "\\fR";
    }
    return out + list + "\n";
}

constexpr std::string_view kIntroduction = R"(.SH NAME
rtrip \- trace an HTTP request and say where the time went
.SH SYNOPSIS
\fBrtrip\fR [\fIoptions\fR] \fIURL\fR...
)";

constexpr std::string_view kDescription = R"(.SH DESCRIPTION
\fBrtrip\fR asks each URL in turn over one pool of connections and reports what happened: how long name resolution,
connecting, the TLS handshake, sending, waiting and reading took, which connection was used and why, what the server
sent. The phases add up to the total. Options that curl has as well are spelt as there and mean the same, with the one
exception of \fB\-j\fR.
.SH WHAT GOES WHERE
.TP
\fBrtrip URL\fR
The human report on standard output; the body is read to its end, counted and dropped.
.TP
\fBrtrip \-j URL\fR
One JSON document a line and URL on standard output.
.TP
\fBrtrip \-o FILE URL\fR
The report on standard output, the body in FILE, progress on standard error when that is a terminal.
.TP
\fBrtrip \-o \- URL\fR
The body alone on standard output, byte for byte; the report on standard error.
.TP
\fBrtrip \-s \-o \- URL\fR
The body alone; nothing on standard error (\fB\-S\fR: errors).
.TP
\fBrtrip \-w FORMAT URL\fR
The format's text in place of the report, which \fB\-\-report\fR brings back.
.PP
Warnings and errors go to standard error. A body that is not text is never written to a terminal. Credentials, cookies
and passwords are shown as *** unless \fB\-\-show\-secrets\fR is given.
)";

constexpr std::string_view kClosing = R"(.SH EXIT STATUS
0 when every response was read to its end; otherwise the first failure's number, which is curl's:
1 scheme not supported, 2 usage, 3 malformed URL, 6 name not resolved, 7 not connected, 8 malformed response head,
18 body cut short, 22 status 400 and above under \fB\-f\fR, 23 cannot write, 26 cannot read, 27 out of memory,
28 a time limit, 35 TLS handshake, 43 internal, 45 \fB\-\-interface\fR or \fB\-\-local\-port\fR not usable,
49 bad \fB\-\-resolve\fR, 52 empty reply, 55 send failed, 56 receive failed, 58 client certificate, 59 cipher,
60 certificate not trusted, 63 too large, 77 CA file, 82 revocation list, 90 pinned key, 91 OCSP status,
100 a header too large, 130 interrupted.
.SH ENVIRONMENT
.TP
\fBCURL_CA_BUNDLE\fR, \fBSSL_CERT_FILE\fR, \fBSSL_CERT_DIR\fR
Stores of CA certificates, unless \fB\-\-cacert\fR or \fB\-\-capath\fR is given.
.TP
\fBSSLKEYLOGFILE\fR
File to which the secrets of TLS connections are appended, for tools that decrypt captures.
.TP
\fBNO_COLOR\fR
No colour unless \fB\-\-color always\fR is given.
.TP
\fBCOLUMNS\fR
Width of the report where the terminal does not say.
.SH FILES
No file is read unless an option names it. Symbolic links are followed when files are written.
.SH EXAMPLES
.TP
\fBrtrip https://example.com/\fR
Where does the time go?
.TP
\fBrtrip \-j URL URL | jq \-r '.round_trips[0].connection.reused'\fR
Was the connection used again?
.TP
\fBrtrip explain \-v saved.json\fR
What became of a request that somebody else made?
.TP
\fBrtrip \-s \-o \- URL | sha256sum\fR
The body, as with curl.
.TP
\fBrtrip \-\-resolve example.com:443:192.0.2.1 https://example.com/\fR
Ask a certain machine.
.SH SEE ALSO
\fBcurl\fR(1), \fBjq\fR(1)
)";

}  // namespace

std::string man_page() {
    std::string out =
        ".\\\" SPDX-License-Identifier: MIT\n"
        ".\\\" Made from the option table by rtrip_generate; do not edit.\n"
        ".TH RTRIP 1 \"\" \"rtrip\" \"User Commands\"\n";
    out += kIntroduction;
    out += synopses();
    out += kDescription;
    out += command_texts();
    out += options();
    out += variables();
    out += kClosing;
    return out;
}

}  // namespace rtrip::cli
