// SPDX-License-Identifier: MIT
#include <array>

#include "cli/flag_table.hpp"

namespace rtrip::cli {
namespace {

using enum Category;
using enum Origin;
using enum Repeat;

constexpr std::array kFlags{
    Flag{FlagId::user, 'u', "user", "USER:PASSWORD", "", auth, last, "Log in as USER",
         "User and password for the first URL's scheme, host and port; a redirect to another place goes without them. "
         "Shown with Basic authentication unless --digest or --anyauth says otherwise. Without a colon the password is "
         "asked for on the terminal."},
    Flag{FlagId::basic, '\0', "basic", "", "", auth, last, "Use Basic authentication (the default)",
         "Sends user and password with the first request, unasked."},
    Flag{FlagId::digest, '\0', "digest", "", "", auth, last, "Use Digest authentication",
         "Shows user and password only in answer to a Digest challenge. The first request carries no credentials, and "
         "Content-Length: 0 in place of a body, which follows when the server has said what it wants."},
    Flag{FlagId::anyauth, '\0', "anyauth", "", "", auth, last, "Use what the server asks for",
         "Makes the first request without credentials and then takes the strongest of the schemes offered, Digest or "
         "Basic. A body is sent twice and must be one that can be read again."},
    Flag{FlagId::oauth2_bearer, '\0', "oauth2-bearer", "TOKEN", "", auth, last, "Send a bearer token",
         "Sends Authorization: Bearer TOKEN, before all other credentials, to the first URL's scheme, host and port."},
    Flag{
        FlagId::netrc, 'n', "netrc", "", "", auth, last, "Look up credentials in ~/.netrc",
        "Takes user and password of each host from $HOME/.netrc, where there is such a file. A user in the URL chooses "
        "among the entries, whose passwords go before the URL's; -u goes before all of them."},
    Flag{FlagId::netrc_file, '\0', "netrc-file", "FILE", "@file", auth, last, "As --netrc, with another file",
         "The file to use in place of $HOME/.netrc; implies --netrc."},
    Flag{FlagId::netrc_optional, '\0', "netrc-optional", "", "", auth, last, "As --netrc, the URL first",
         "As --netrc, but a password in the URL comes first."},
    Flag{FlagId::cookie, 'b', "cookie", "DATA|FILE", "@file", auth, each, "Send cookies, or take them from FILE",
         "DATA with an equals sign (\"a=b; c=d\") is sent as it is to the first URL's scheme, host and port. Without "
         "one "
         "it names a file to read cookies from, in Netscape's format or as header lines, and cookies of responses are "
         "kept and sent back from then on; an empty name does that alone. @FILE is always a file, - standard input."},
    Flag{
        FlagId::cookie_jar, 'c', "cookie-jar", "FILE", "@file", auth, last, "Write cookies to FILE at the end",
        "Keeps cookies of responses, sends them back, and writes all of them to FILE in Netscape's format when the run "
        "is over: whole, or not at all. - is standard output."},

    Flag{
        FlagId::location, 'L', "location", "", "", follow, last, "Follow redirects",
        "Asks again at the place that a 301, 302, 303, 307 or 308 names. 301, 302 and 303 make GET of POST, 303 of any "
        "other method as well, and drop the body; 307 and 308 repeat both. A method of -X stays on all hops, as in "
        "curl. Credentials and cookies of the command line stay where scheme, host and port stay the same."},
    Flag{FlagId::location_trusted, '\0', "location-trusted", "", "", follow, last,
         "As -L, with credentials to everywhere",
         "As --location, but -u, -H Authorization and cookies of the command line go wherever the redirects lead."},
    Flag{FlagId::max_redirs, '\0', "max-redirs", "N", "", follow, last, "Redirects to follow at most",
         "Redirects beyond N fail with 47; 50 by default, -1 for no limit but that of memory: the heads of a chain may "
         "take 4 MiB together."},
    Flag{FlagId::post301, '\0', "post301", "", "", follow, last, "Stay with POST after a 301",
         "A POST stays one, with its body, after a 301."},
    Flag{FlagId::post302, '\0', "post302", "", "", follow, last, "Stay with POST after a 302",
         "A POST stays one, with its body, after a 302."},
    Flag{FlagId::post303, '\0', "post303", "", "", follow, last, "Stay with POST after a 303",
         "A POST stays one, with its body, after a 303."},
    Flag{FlagId::retry, '\0', "retry", "N", "", follow, last, "Send again up to N times",
         "Sends a request again that met a failure of a passing kind: a name that did not resolve, a failed or cut "
         "connection, a time limit, or a status 408, 429, 500, 502, 503 or 504. Only methods that may be repeated "
         "(GET, HEAD, PUT, DELETE, OPTIONS, TRACE), others with an Idempotency-Key; only with bodies that can be read "
         "again. The wait is drawn from a back-off that doubles from 1 s to 10 minutes; Retry-After comes before it."},
    Flag{FlagId::retry_delay, '\0', "retry-delay", "TIME", "", follow, last, "Wait TIME before each retry",
         "In place of the back-off; without jitter. 0: the back-off, which is the default."},
    Flag{FlagId::retry_max_time, '\0', "retry-max-time", "TIME", "", follow, last, "Limit for all retries",
         "No wait begins that would end later than this after the first attempt began. 0: no limit, which is the "
         "default."},
    Flag{FlagId::retry_all_errors, '\0', "retry-all-errors", "", "", follow, last, "Retry after any failure",
         "Every failure is worth another try but those that time does not mend, such as a certificate that is not "
         "trusted; a body that was cut short as well, and under -f every status of 400 and above."},
    Flag{FlagId::retry_connrefused, '\0', "retry-connrefused", "", "", follow, last, "Retry refused connections",
         "A refused connection is worth another try, also when --retry-on leaves it out."},
    Flag{FlagId::retry_jitter, '\0', "retry-jitter", "HOW", "full|equal|none", follow, last, "How waits are drawn",
         "full: anywhere from 0 to the back-off, which is the default; equal: from its half; none: the back-off "
         "itself.",
         own},
    Flag{FlagId::retry_seed, '\0', "retry-seed", "N", "", follow, last, "Draw the same waits each time",
         "The seed of the random numbers that jitter uses: the same seed, the same waits.", own},
    Flag{FlagId::retry_on, '\0', "retry-on", "LIST", "", follow, last, "What is worth another try",
         "Statuses (503), ranges (502-504) and classes (5xx), kinds of failure (dns, connect, refused, tls, reset, "
         "timeout), error codes (response.empty), default for what is retried without this option; joined by commas.",
         own},
    Flag{
        FlagId::idempotency_key, '\0', "idempotency-key", "KEY|auto", "", follow, last, "Send an Idempotency-Key",
        "Sends the field Idempotency-Key, the same on every retry and redirect, which lets POST be retried: the server "
        "is told that it may see the request twice. auto makes a random one for each request that needs one.",
        own},

    Flag{FlagId::compressed, '\0', "compressed", "", "", output, last, "Ask for a compressed body and unpack it",
         "Asks for gzip, deflate, br and zstd, and undoes what the server applied. The report has both sizes. A coding "
         "that is not known or broken fails with 61."},
    Flag{FlagId::tr_encoding, '\0', "tr-encoding", "", "", output, last, "Ask for a compressed transfer and unpack it",
         "Asks for the transfer coding gzip (TE: gzip) and undoes it, which few servers know."},
    Flag{FlagId::raw, '\0', "raw", "", "", output, last, "Keep the body as it came over the wire",
         "Undoes neither content codings nor transfer codings, chunking included: chunk lines and trailers are part of "
         "the body then."},
    Flag{FlagId::max_decoded_bytes, '\0', "max-decoded-bytes", "BYTES", "", limits, last,
         "Largest body to accept unpacked",
         "A body that unpacks (--compressed) to more fails with 63. Takes k, m and g. Without it the size is not "
         "limited, but 500 bytes out of one are beyond 64 MiB.",
         own},
};

}  // namespace

std::span<const Flag> layer_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
