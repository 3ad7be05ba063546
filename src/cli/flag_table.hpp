// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rtrip::cli {

/// Every option, one enumerator each. The order means nothing.
enum class FlagId : std::uint8_t {
    // request
    request,
    header,
    user_agent,
    referer,
    range,
    head,
    get,
    request_target,
    path_as_is,
    globoff,
    url,
    url_query,
    config,
    http1_0,
    http1_1,
    http2,
    http2_prior_knowledge,
    // body
    data,
    data_ascii,
    data_raw,
    data_binary,
    data_urlencode,
    json_body,
    form,
    form_string,
    upload_file,
    spool,
    expect100_timeout,
    // auth
    user,
    basic,
    digest,
    anyauth,
    oauth2_bearer,
    netrc,
    netrc_file,
    netrc_optional,
    cookie,
    cookie_jar,
    // redirects and retries
    location,
    location_trusted,
    max_redirs,
    post301,
    post302,
    post303,
    retry,
    retry_delay,
    retry_max_time,
    retry_all_errors,
    retry_connrefused,
    retry_jitter,
    retry_seed,
    retry_on,
    idempotency_key,
    // codings
    compressed,
    tr_encoding,
    raw,
    max_decoded_bytes,
    // tls
    insecure,
    cacert,
    capath,
    cert,
    cert_type,
    key,
    key_type,
    pass,
    tlsv1,
    tlsv1_0,
    tlsv1_1,
    tlsv1_2,
    tlsv1_3,
    tls_max,
    ciphers,
    tls13_ciphers,
    curves,
    alpn,
    pinnedpubkey,
    crlfile,
    cert_status,
    sessionid,
    // connection
    ipv4,
    ipv6,
    interface,
    local_port,
    resolve,
    connect_to,
    dns_servers,
    unix_socket,
    abstract_unix_socket,
    happy_eyeballs_timeout_ms,
    keepalive,
    keepalive_time,
    tcp_nodelay,
    tcp_fastopen,
    haproxy_protocol,
    // proxies
    proxy,
    proxy_user,
    proxytunnel,
    noproxy,
    socks5,
    socks5_hostname,
    proxy_header,
    proxy_cacert,
    proxy_insecure,
    // limits
    max_time,
    connect_timeout,
    dns_timeout,
    tls_timeout,
    response_timeout,
    idle_timeout,
    speed_time,
    speed_limit,
    limit_rate,
    max_filesize,
    max_header_bytes,
    // output
    output,
    remote_name,
    output_dir,
    create_dirs,
    remote_header_name,
    continue_at,
    time_cond,
    etag_save,
    etag_compare,
    clobber,
    remove_on_error,
    dump_header,
    include,
    fail,
    fail_with_body,
    silent,
    show_error,
    verbose,
    write_out,
    progress_bar,
    buffer,
    trace,
    trace_ascii,
    // report
    json_report,
    report,
    pretty,
    report_file,
    color,
    show_secrets,
    // expectations
    expect,
    warn,
    expect_file,
    save_baseline,
    baseline,
    budget,
    // pool
    pool,
    max_idle_per_host,
    pool_idle_timeout,
    max_conns_per_host,
    // run
    next,
    parallel,
    parallel_max,
    fail_early,
    count,
    interval,
    duration,
    rate,
    concurrency,
    summary,
    // general
    from_curl,
    to_curl,
    help,
    version,
};

enum class Category : std::uint8_t {
    request,
    body,
    auth,
    follow,
    tls,
    connection,
    proxy,
    limits,
    output,
    report,
    expect,
    pool,
    run,
    general
};

inline constexpr std::size_t kCategoryCount = 14;

/// Whose option it is: curl's as well, with the same meaning there, or rtrip's own.
enum class Origin : std::uint8_t { curl, own };

/// Whether an option may be given several times with each counting; otherwise the last one does.
enum class Repeat : std::uint8_t { last, each };

/// One option: what parser, help, man page, completions and compatibility table are all made from.
struct Flag {
    FlagId id;
    char short_name;              ///< '\0': none.
    std::string_view name;        ///< Without dashes; for switches that are on from the start the positive form.
    std::string_view value;       ///< Placeholder of its value ("FILE"); empty: a switch that also has a --no- form.
    std::string_view completion;  ///< "@file", "@dir", "a|b|c", or empty: free text.
    Category category;
    Repeat repeat;
    std::string_view summary;     ///< One line for --help.
    std::string_view text;        ///< The man page's paragraph.
    Origin origin = Origin::curl;

    [[nodiscard]] bool takes_value() const { return !value.empty(); }
};

/// All options, by category in the order of the help. Lives for the whole program.
const std::vector<Flag>& flag_table();

/// Null when there is none. `name` is without dashes and must be whole.
const Flag* find_flag(std::string_view name);
const Flag* find_flag(char short_name);
const Flag& flag_of(FlagId id);

/// Switches that are on unless told otherwise; help and man page show these as --no-NAME.
[[nodiscard]] bool is_on_by_default(FlagId id);

/// Switches that choose one of several things; these have no form with --no-, as in curl.
[[nodiscard]] bool is_choice(FlagId id);

std::string_view category_name(Category category);
std::string_view category_title(Category category);

// The parts of the table, one file each.
std::span<const Flag> request_flags();
std::span<const Flag> network_flags();
std::span<const Flag> proxy_flags();
std::span<const Flag> limit_flags();
std::span<const Flag> output_flags();
std::span<const Flag> layer_flags();
std::span<const Flag> expect_flags();
std::span<const Flag> run_flags();

}  // namespace rtrip::cli
