// SPDX-License-Identifier: MIT
#include <array>

#include "cli/flag_table.hpp"

namespace rtrip::cli {
namespace {

using enum Category;
using enum Repeat;

constexpr std::array kFlags{
    Flag{FlagId::url, '\0', "url", "URL", "", request, each, "URL to ask, as if it stood alone",
         "The same as a URL that stands without an option. A URL without a scheme is taken for http. Sets {a,b} and "
         "ranges [1-10], [01-10:2], [a-z] in it stand for several URLs, the last one varying first; see -g."},
    Flag{FlagId::request, 'X', "request", "METHOD", "", request, last, "Use METHOD instead of GET",
         "The method to use. It changes that word alone; a HEAD request is made with -I."},
    Flag{FlagId::header, 'H', "header", "LINE", "@file", request, each, "Send a header field, or @FILE with many",
         "\"Name: value\" adds a field or replaces one of rtrip's own, \"Name:\" removes one of rtrip's own, \"Name;\" "
         "sends it with an empty value. @FILE reads one field a line from FILE, @- from standard input. Line breaks "
         "and NUL inside a field are refused."},
    Flag{FlagId::user_agent, 'A', "user-agent", "NAME", "", request, last, "Send NAME as User-Agent",
         "The User-Agent field. An empty NAME sends none."},
    Flag{FlagId::referer, 'e', "referer", "URL", "", request, last, "Send URL as Referer",
         "The Referer field. With \";auto\" behind it, or alone, a redirect that is followed (-L) has the URL before "
         "it as its Referer, without user-info and fragment."},
    Flag{FlagId::range, 'r', "range", "RANGE", "", request, last, "Ask for a range of bytes",
         "Asks for a part of the resource: 0-499, 500-, -500, or several with commas. A single number N means N-."},
    Flag{FlagId::head, 'I', "head", "", "", request, last, "Ask for the head alone (HEAD)",
         "Makes a HEAD request. With -o the head is what is written."},
    Flag{FlagId::get, 'G', "get", "", "", request, last, "Put the data of -d into the URL's query",
         "What the options of the -d family give is appended to the URL's query and GET is used; with -I, HEAD."},
    Flag{FlagId::request_target, '\0', "request-target", "TARGET", "", request, last, "Send TARGET as request target",
         "Replaces path and query in the request line, as in --request-target '*' -X OPTIONS."},
    Flag{FlagId::path_as_is, '\0', "path-as-is", "", "", request, last, "Keep /../ and /./ in the URL",
         "The path is sent as it was typed instead of with its dot segments removed."},
    Flag{FlagId::globoff, 'g', "globoff", "", "", request, last, "Take {} and [] in URLs literally",
         "Turns off sets and ranges in URLs, so that brackets and braces are sent as they are."},
    Flag{FlagId::url_query, '\0', "url-query", "DATA", "@file", request, each, "Append to the URL's query",
         "Takes the forms of --data-urlencode and appends the result to the query. What begins with + is appended as "
         "it is, without the +."},
    Flag{FlagId::config, 'K', "config", "FILE", "@file", request, each, "Read options from FILE (- is stdin)",
         "Reads options from FILE, one a line, in curl's syntax: the long name with or without dashes, then its value "
         "behind space, = or :, in double quotes where it holds spaces. Lines that begin with # are comments. Such a "
         "file cannot name another one. No file is read unless named."},
    Flag{FlagId::http1_0, '0', "http1.0", "", "", request, last, "Speak HTTP/1.0",
         "Sends HTTP/1.0 requests and does not offer HTTP/2; a body of unknown length cannot be sent with it."},
    Flag{FlagId::http1_1, '\0', "http1.1", "", "", request, last, "Speak HTTP/1.1, not HTTP/2",
         "Does not offer HTTP/2 to https servers."},
    Flag{FlagId::http2, '\0', "http2", "", "", request, last, "Offer HTTP/2 to https servers (the default)",
         "Offers HTTP/2 and HTTP/1.1 by ALPN, and speaks what the server chooses. Without TLS it stays with HTTP/1.1: "
         "the Upgrade to HTTP/2 is no longer part of the standard (RFC 9113); see --http2-prior-knowledge."},
    Flag{FlagId::http2_prior_knowledge, '\0', "http2-prior-knowledge", "", "", request, last,
         "Speak HTTP/2 without TLS, unasked",
         "Speaks HTTP/2 to http servers from the first byte. With TLS it is the same as --http2."},

    Flag{FlagId::data, 'd', "data", "DATA", "@file", body, each, "Send DATA in a POST request",
         "Sends DATA as a form does (application/x-www-form-urlencoded). Several are joined by &. @FILE reads a file "
         "without its line breaks, @- standard input."},
    Flag{FlagId::data_ascii, '\0', "data-ascii", "DATA", "@file", body, each, "The same as --data",
         "Another name for --data."},
    Flag{FlagId::data_raw, '\0', "data-raw", "DATA", "", body, each, "As --data, but @ means nothing",
         "As --data without the meaning of a leading @."},
    Flag{FlagId::data_binary, '\0', "data-binary", "DATA", "@file", body, each, "As --data, bytes unchanged",
         "As --data, but a file is sent byte for byte. A file that is the only data is read while it is sent."},
    Flag{
        FlagId::data_urlencode, '\0', "data-urlencode", "DATA", "@file", body, each, "As --data, percent-encoded",
        "Five forms: \"text\" encodes text, \"=text\" encodes text, \"name=text\" encodes text behind name=, \"@FILE\" "
        "encodes a file, \"name@FILE\" encodes a file behind name=. A space becomes +."},
    Flag{FlagId::json_body, '\0', "json", "DATA", "@file", body, each, "Send DATA as JSON in a POST request",
         "As --data-binary with Content-Type and Accept set to application/json unless given with -H. Several are "
         "joined without anything between."},
    Flag{FlagId::form, 'F', "form", "NAME=CONTENT", "", body, each, "Send a part of a form (multipart/form-data)",
         "Sends a form in a POST request, one part an option. \"name=text\" is a field, \"name=@FILE\" a file that is "
         "read while it is sent, \"name=@FILE,FILE\" several, \"name=<FILE\" a field with a file's content; - is "
         "standard input. Behind it may stand \";type=TYPE\", \";filename=NAME\" and \";headers=LINE\" or "
         "\";headers=@FILE\", in double quotes where a value holds ; or ,. \"=(\" begins parts within a part, \"=)\" "
         "ends them."},
    Flag{FlagId::form_string, '\0', "form-string", "NAME=TEXT", "", body, each, "As --form, text taken as it is",
         "As --form, but nothing in the text has a meaning."},
    Flag{FlagId::upload_file, 'T', "upload-file", "FILE", "@file", body, each, "Send FILE in a PUT request",
         "Sends the file as the body of a PUT request; - and . mean standard input, which is sent chunked. A URL that "
         "ends in / gets the file's name appended. Several -T go to the URLs in order."},
    Flag{
        FlagId::spool, '\0', "spool", "BYTES", "", body, last, "Keep so much of a piped body to send it again",
        "A body from standard input or a FIFO can be read once, so a redirect, a retry or a challenge that asks for it "
        "again ends with 65. With this, up to BYTES (k, M, G) of it are kept in memory so that it can be sent again; a "
        "longer one cannot. Of a form, each part counts alone.",
        Origin::own},
    Flag{FlagId::expect100_timeout, '\0', "expect100-timeout", "TIME", "", body, last, "How long to wait for a 100",
         "How long a body is held back after Expect: 100-continue was sent; 1 s by default. The field is sent with "
         "bodies above 1 MiB or of unknown length; -H Expect: removes it."},
};

}  // namespace

std::span<const Flag> request_flags() {
    return kFlags;
}

}  // namespace rtrip::cli
