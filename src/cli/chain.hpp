// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "cli/environment.hpp"
#include "cli/layer_plan.hpp"
#include "rtrip/layers.hpp"
#include "rtrip/result.hpp"

/// From the plan's policies to the layers that carry them out, and the jar that all of a run's requests share.
namespace rtrip::cli {

/// The layers for a Client, outermost first. `jar` is left alone unless the plan wants the engine.
std::vector<Layer> build_layers(const LayerPlan& plan, const std::shared_ptr<CookieJar>& jar);

/// A RoundTripper that passes everything on to one that somebody else owns, so that several Clients share a Transport.
std::unique_ptr<RoundTripper> lend(RoundTripper& transport);

/// Puts the cookies of the files of -b into the jar.
void load_cookies(const CookiePlan& plan, CookieJar& jar);

/// Writes the file of -c, whole or not at all; "-" is `env`'s standard output, escaped when that is a terminal.
/// Errors: output_write_failed.
Result<void> save_cookies(const CookiePlan& plan, const CookieJar& jar, const Env& env);

}  // namespace rtrip::cli
