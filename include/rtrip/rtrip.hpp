// SPDX-License-Identifier: MIT
#pragma once

#include "rtrip/auth_policy.hpp"    // whose credentials are shown to whom
#include "rtrip/body.hpp"           // request body sources, response bodies
#include "rtrip/client.hpp"         // Client: a chain of layers over a Transport
#include "rtrip/client_trace.hpp"   // hooks, as Go's httptrace
#include "rtrip/clock.hpp"          // the one source of time
#include "rtrip/connect_options.hpp"  // TLS and dial options of a request
#include "rtrip/context.hpp"        // clock, cancellation, limits and hooks of one operation
#include "rtrip/cookie_jar.hpp"     // cookies, and the files they are kept in
#include "rtrip/decode_policy.hpp"  // content codings
#include "rtrip/dialer.hpp"         // how sockets are made
#include "rtrip/error.hpp"          // error codes, phases, exit codes
#include "rtrip/header.hpp"         // ordered header fields
#include "rtrip/http2.hpp"          // what the record says of HTTP/2
#include "rtrip/layers.hpp"         // redirects, retries, credentials, cookies, codings
#include "rtrip/netrc.hpp"          // passwords by host
#include "rtrip/proxy.hpp"          // which proxy is used for what
#include "rtrip/recorder.hpp"       // hooks to record
#include "rtrip/redirect_policy.hpp"  // which redirects are followed, and how
#include "rtrip/request.hpp"        // Request
#include "rtrip/resolver.hpp"       // names to addresses
#include "rtrip/response.hpp"       // Response
#include "rtrip/result.hpp"         // Result<T>
#include "rtrip/retry_policy.hpp"   // what is tried again, and after how long
#include "rtrip/round_tripper.hpp"  // the interface that Transport and layers share
#include "rtrip/sleeper.hpp"        // waits between attempts
#include "rtrip/stream.hpp"         // byte streams
#include "rtrip/time.hpp"           // time points, durations, deadlines
#include "rtrip/timeouts.hpp"       // the limit of each phase
#include "rtrip/tls.hpp"            // TLS options and facts
#include "rtrip/trace.hpp"          // the trace record
#include "rtrip/transport.hpp"      // Transport: dial, secure, pool, exchange
#include "rtrip/url.hpp"            // URLs
