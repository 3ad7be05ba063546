# SPDX-License-Identifier: MIT
# Made from the option table by rtrip_generate; do not edit.
_rtrip() {
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
    COMPREPLY=()
    case "$previous" in
        --retry-jitter) COMPREPLY=($(compgen -W 'full equal none' -- "$current")); return ;;
        --cert-type) COMPREPLY=($(compgen -W 'PEM DER P12' -- "$current")); return ;;
        --key-type) COMPREPLY=($(compgen -W 'PEM DER' -- "$current")); return ;;
        --tls-max) COMPREPLY=($(compgen -W 'default 1.0 1.1 1.2 1.3' -- "$current")); return ;;
        --report) COMPREPLY=($(compgen -W 'human json none' -- "$current")); return ;;
        --color) COMPREPLY=($(compgen -W 'auto always never' -- "$current")); return ;;
        --help|-h) COMPREPLY=($(compgen -W 'all category request body auth follow tls connection proxy limits output report pool run general' -- "$current")); return ;;
        --header|-H|--url-query|--config|-K|--data|-d|--data-ascii|--data-binary|--data-urlencode|--json|--upload-file|-T|--netrc-file|--cookie|-b|--cookie-jar|-c|--cacert|--cert|-E|--key|--pinnedpubkey|--crlfile|--unix-socket|--proxy-cacert|--output|-o|--etag-save|--etag-compare|--dump-header|-D|--write-out|-w|--trace|--trace-ascii|--report-file|--from-curl) COMPREPLY=($(compgen -f -- "$current")); return ;;
        --capath|--output-dir) COMPREPLY=($(compgen -d -- "$current")); return ;;
        --url|--request|-X|--user-agent|-A|--referer|-e|--range|-r|--request-target|--data-raw|--form|-F|--form-string|--spool|--expect100-timeout|--user|-u|--oauth2-bearer|--max-redirs|--retry|--retry-delay|--retry-max-time|--retry-seed|--retry-on|--idempotency-key|--max-decoded-bytes|--pass|--ciphers|--tls13-ciphers|--curves|--interface|--local-port|--resolve|--connect-to|--dns-servers|--abstract-unix-socket|--happy-eyeballs-timeout-ms|--keepalive-time|--proxy|-x|--proxy-user|-U|--noproxy|--socks5|--socks5-hostname|--proxy-header|--max-time|-m|--connect-timeout|--dns-timeout|--tls-timeout|--response-timeout|--idle-timeout|--speed-time|-y|--speed-limit|-Y|--limit-rate|--max-filesize|--max-header-bytes|--max-idle-per-host|--pool-idle-timeout|--max-conns-per-host|--continue-at|-C|--time-cond|-z|--parallel-max) return ;;
    esac
    if [[ "$current" == -* ]]; then
        COMPREPLY=($(compgen -W '--url --request -X --header -H --user-agent -A --referer -e --range -r --head -I --get -G --request-target --path-as-is --globoff -g --url-query --config -K --http1.0 -0 --http1.1 --data -d --data-ascii --data-raw --data-binary --data-urlencode --json --form -F --form-string --upload-file -T --spool --expect100-timeout --user -u --basic --digest --anyauth --oauth2-bearer --netrc -n --netrc-file --netrc-optional --cookie -b --cookie-jar -c --location -L --location-trusted --max-redirs --post301 --post302 --post303 --retry --retry-delay --retry-max-time --retry-all-errors --retry-connrefused --retry-jitter --retry-seed --retry-on --idempotency-key --compressed --tr-encoding --raw --max-decoded-bytes --insecure -k --cacert --capath --cert -E --cert-type --key --key-type --pass --tlsv1 -1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --tls-max --ciphers --tls13-ciphers --curves --no-alpn --pinnedpubkey --crlfile --cert-status --no-sessionid --ipv4 -4 --ipv6 -6 --interface --local-port --resolve --connect-to --dns-servers --unix-socket --abstract-unix-socket --happy-eyeballs-timeout-ms --no-keepalive --keepalive-time --no-tcp-nodelay --tcp-fastopen --haproxy-protocol --proxy -x --proxy-user -U --proxytunnel -p --noproxy --socks5 --socks5-hostname --proxy-header --proxy-cacert --proxy-insecure --max-time -m --connect-timeout --dns-timeout --tls-timeout --response-timeout --idle-timeout --speed-time -y --speed-limit -Y --limit-rate --max-filesize --max-header-bytes --no-pool --max-idle-per-host --pool-idle-timeout --max-conns-per-host --output -o --remote-name -O --remote-header-name -J --continue-at -C --time-cond -z --etag-save --etag-compare --output-dir --create-dirs --no-clobber --remove-on-error --dump-header -D --include -i --fail -f --fail-with-body --silent -s --show-error -S --verbose -v --write-out -w --progress-bar -# --no-buffer -N --trace --trace-ascii --json-report -j --report --pretty --report-file --color --show-secrets --from-curl --to-curl --help -h --version -V --next -: --parallel -Z --parallel-max --fail-early' -- "$current"))
    elif [[ $COMP_CWORD == 1 ]]; then
        COMPREPLY=($(compgen -W 'explain' -- "$current"))
    fi
}
complete -o default -F _rtrip rtrip
