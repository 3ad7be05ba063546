// SPDX-License-Identifier: MIT
// Fetches one URL with the installed library and prints its status and where the time went:
//   get URL [CA-FILE]
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <rtrip/rtrip.hpp>
#include <string>

namespace {

/// Sends a GET and reads the response to its end. Returns the status.
asio::awaitable<rtrip::Result<int>> fetch(rtrip::Client& client, rtrip::Context& ctx, std::string url) {
    auto response = co_await client.get(ctx, url);
    if (!response) co_return rtrip::fail(std::move(response.error()));
    for (;;) {
        const auto piece = co_await response->body->read(ctx);
        if (!piece) co_return rtrip::fail(piece.error());
        if (piece->empty()) co_return response->status;
    }
}

void print_phases(const rtrip::RoundTrip& round_trip) {
    const rtrip::PhaseMicroseconds phases = rtrip::phase_microseconds(round_trip);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (!phases[i]) continue;
        const std::string name(rtrip::phase_name(static_cast<rtrip::Phase>(i)));
        std::printf("%-8s %10.3f ms\n", name.c_str(), static_cast<double>(*phases[i]) / 1000);
    }
    std::printf("%-8s %10.3f ms\n", "total", static_cast<double>(rtrip::total_microseconds(round_trip)) / 1000);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: get URL [CA-FILE]\n", stderr);
        return 2;
    }
    const std::string url = argv[1];
    rtrip::TransportOptions options;
    if (argc > 2) options.connect.tls.ca_file = argv[2];

    // The context outlives the client, whose sockets live on it.
    asio::io_context io(1);
    rtrip::Client client(std::make_unique<rtrip::Transport>(io.get_executor(), options));
    rtrip::TraceRecorder recorder(rtrip::system_clock(), "GET", url);
    rtrip::Context ctx;
    ctx.trace = &recorder.hooks();

    std::optional<rtrip::Result<int>> outcome;
    asio::co_spawn(io, fetch(client, ctx, url), [&](std::exception_ptr failure, rtrip::Result<int> result) {
        if (!failure) outcome.emplace(std::move(result));
    });
    io.run();
    if (!outcome) return rtrip::exit_code_of(rtrip::ErrorCode::internal);

    std::optional<rtrip::Error> error;
    if (!*outcome) error = outcome->error();
    const rtrip::Trace trace = recorder.take(error);
    if (error) {
        std::fprintf(stderr, "get: %s\n", error->message.c_str());
    } else {
        std::printf("status   %d\n", **outcome);
    }
    for (const rtrip::RoundTrip& round_trip : trace.round_trips) print_phases(round_trip);
    return error ? rtrip::exit_code_of(error->code) : 0;
}
