// SPDX-License-Identifier: MIT
#include "client/prepared_request.hpp"

#include <utility>

namespace rtrip {
namespace {

http1::RequestHeadInput head_input(const PreparedRequest& prepared) {
    const Request& request = prepared.request;
    http1::RequestHeadInput input;
    input.method = request.method;
    input.url = &request.url;
    input.target = request.target.empty() ? prepared.route.target : request.target;
    input.version = request.version == HttpVersion::http1_0 ? http1::HttpVersion::http1_0 : http1::HttpVersion::http1_1;
    input.header = prepared.route.own_header ? &prepared.route.header : &request.header;
    input.removed_fields = &request.removed_fields;
    input.body_kind = prepared.body_kind;
    input.body_length = prepared.body_length;
    input.connection = request.close ? http1::ConnectionPreference::close : http1::ConnectionPreference::keep;
    return input;
}

BodyKind kind_of(const Request& request) {
    return request.body ? request.body->kind() : BodyKind::none;
}

std::optional<std::uint64_t> length_of(const Request& request) {
    return request.body ? request.body->length() : std::nullopt;
}

bool is_rewindable(const Request& request) {
    return !request.body || request.body->rewindable();
}

}  // namespace

PreparedRequest::PreparedRequest(const Request& request_)
    : request(request_),
      body_kind(kind_of(request_)),
      body_length(length_of(request_)),
      rewindable(is_rewindable(request_)),
      url(request_.url.to_string()) {
    request.body.reset();
}

bool PreparedRequest::is_of(const Request& other) const {
    return request.method == other.method && request.url == other.url && request.header == other.header &&
           request.connect == other.connect && request.limits == other.limits && request.target == other.target &&
           request.removed_fields == other.removed_fields && request.version == other.version &&
           request.transfer_form == other.transfer_form && request.close == other.close &&
           request.expect_is_automatic == other.expect_is_automatic && body_kind == kind_of(other) &&
           body_length == length_of(other) && rewindable == is_rewindable(other);
}

RequestPreparer::RequestPreparer(const TransportOptions& options)
    : options_(options), connect_(std::make_shared<const ConnectOptions>(options.connect)) {}

Result<std::shared_ptr<const PreparedRequest>> RequestPreparer::prepare(const Request& request) {
    if (last_ && last_->is_of(request)) return last_;
    auto prepared = std::make_shared<PreparedRequest>(request);
    auto route = make_route(request, connect_);
    if (!route) return fail(std::move(route.error()));
    prepared->route = std::move(*route);
    const http1::RequestHeadInput wanted = head_input(*prepared);
    prepared->target = wanted.target.empty() ? request.url.target() : std::string(wanted.target);
    auto head = http1::make_request_head(wanted);
    if (!head) return fail(std::move(head.error()));
    prepared->head = std::move(*head);
    prepared->expect_continue = request.body && prepared->head.framing != http1::RequestFraming::none &&
                                prepared->head.fields.has_token("Expect", "100-continue");
    prepared->close = request.close || !options_.pool.enabled || request.header.has_token("Connection", "close");
    prepared->limits = request.limits ? *request.limits : options_.limits;
    last_ = prepared;
    return prepared;
}

}  // namespace rtrip
