// SPDX-License-Identifier: MIT
#include "cli/session.hpp"

#include <utility>

#include "cli/chain.hpp"

namespace rtrip::cli {

GroupSession::GroupSession(Session& run_, const Group& group_, std::shared_ptr<Transport> transport_,
                           const std::shared_ptr<CookieJar>& jar)
    : run(run_),
      group(group_),
      transport(std::move(transport_)),
      client(lend(*transport), build_layers(group_.layers, jar)),
      connect(std::make_shared<const ConnectOptions>(group.connect)),
      limits(std::make_shared<const ReceiveLimits>(group.limits)) {}

}  // namespace rtrip::cli
