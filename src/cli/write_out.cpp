// SPDX-License-Identifier: MIT
#include "cli/write_out.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/version.hpp"
#include "render/json_writer.hpp"
#include "render/redact.hpp"

namespace rtrip::cli {
namespace {

const ReceivedInfo* last_response(const Trace& trace) {
    if (trace.round_trips.empty() || !trace.round_trips.back().received) return nullptr;
    return &*trace.round_trips.back().received;
}

/// "000" is a number to curl's %{http_code} but not to JSON.
std::string_view json_number(std::string_view digits) {
    while (digits.size() > 1 && digits[0] == '0' && ascii::is_digit(digits[1])) digits.remove_prefix(1);
    return digits;
}

/// %{json}: numbers as curl prints them, texts as JSON strings, null for those that are empty.
std::string as_json(const WriteOutContext& context) {
    std::string out = "{";
    for (const std::string_view name : json_variables()) {
        const std::optional<VariableValue> value = write_out_variable(name, context);
        if (!value) continue;
        out += render::json_string(name) + ":";
        if (value->text.empty()) {
            out += "null";
        } else if (value->kind == VariableValue::Kind::number) {
            out += json_number(value->text);
        } else {
            out += render::json_string(value->text);
        }
        out += ",";
    }
    return out + "\"curl_version\":" + render::json_string("rtrip/" + std::string(kVersion)) + "}";
}

/// %{header_json}: lower-case names with their values in order of first appearance.
std::string headers_as_json(const WriteOutContext& context, const render::Redactor& redact) {
    const ReceivedInfo* response = last_response(*context.trace);
    std::vector<std::pair<std::string, std::string>> members;
    for (const HeaderField& field : response != nullptr ? response->header.fields() : std::vector<HeaderField>()) {
        const std::string name = ascii::lower(field.name);
        const std::string value = render::json_string(redact.field_value(field.name, field.value));
        const auto same = [&name](const auto& member) { return member.first == name; };
        if (const auto found = std::find_if(members.begin(), members.end(), same); found != members.end()) {
            found->second += "," + value;
        } else {
            members.emplace_back(name, value);
        }
    }
    std::string out = "{";
    for (const auto& [name, values] : members) {
        out += (out.size() > 1 ? ",\n" : "") + render::json_string(name) + ":[" + values + "]";
    }
    return out + "\n}";
}

class Expander {
public:
    Expander(std::string_view format, const WriteOutContext& context)
        : rest_(format), context_(context), redact_(*context.trace, context.secrets) {
        out_.pieces.emplace_back();
    }

    WrittenOut run() {
        while (!rest_.empty() && !stopped_) {
            const char c = rest_.front();
            if (c == '%' && rest_.size() > 1) {
                percent();
            } else if (c == '\\' && rest_.size() > 1) {
                backslash();
            } else {
                literal(1);
            }
        }
        std::erase_if(out_.pieces, [](const WriteOutPiece& piece) {
            return piece.text.empty() && piece.target != WriteOutTarget::file;
        });
        return std::move(out_);
    }

private:
    void literal(std::size_t count) {
        out_.pieces.back().text += rest_.substr(0, count);
        rest_.remove_prefix(count);
    }

    /// A value that may hold what a peer chose.
    void value(std::string_view text) {
        const WriteOutTarget target = out_.pieces.back().target;
        const bool escape = (target == WriteOutTarget::standard_output && context_.escape_standard_output) ||
                            (target == WriteOutTarget::standard_error && context_.escape_standard_error);
        out_.pieces.back().text += escape ? escape_lines_for_terminal(text) : std::string(text);
    }

    void backslash() {
        switch (rest_[1]) {
            case 'n': out_.pieces.back().text += '\n'; break;
            case 'r': out_.pieces.back().text += '\r'; break;
            case 't': out_.pieces.back().text += '\t'; break;
            default: return literal(2);
        }
        rest_.remove_prefix(2);
    }

    void percent() {
        if (rest_[1] == '%') {
            out_.pieces.back().text += '%';
            rest_.remove_prefix(2);
            return;
        }
        // %{name}, %{word{argument}} and %word{argument} are all in use.
        for (const std::string_view word : {"header", "output", "time"}) {
            if (rest_.substr(1).starts_with(word) && rest_.substr(1 + word.size()).starts_with('{')) {
                return with_argument(word, 2 + word.size(), "}");
            }
            if (rest_.substr(1).starts_with("{" + std::string(word) + "{")) {
                return with_argument(word, 3 + word.size(), "}}");
            }
        }
        const std::size_t close = rest_.find('}');
        if (rest_[1] != '{' || close == std::string_view::npos) return literal(2);
        const std::string_view name = rest_.substr(2, close - 2);
        rest_.remove_prefix(close + 1);
        named(name);
    }

    void with_argument(std::string_view word, std::size_t start, std::string_view end) {
        const std::size_t close = rest_.find(end, start);
        if (close == std::string_view::npos) return literal(start);
        const std::string_view argument = rest_.substr(start, close - start);
        rest_.remove_prefix(close + end.size());
        if (word == "header") return header(argument);
        if (word == "time") return value(format_time(context_.trace->started_at, argument));
        WriteOutPiece piece;
        piece.target = WriteOutTarget::file;
        piece.append = argument.starts_with(">>");
        piece.path = argument.substr(piece.append ? 2 : 0);
        out_.pieces.push_back(std::move(piece));
    }

    /// NAME is the first field's value, NAME:all:SEPARATOR all of them.
    void header(std::string_view argument) {
        const ReceivedInfo* response = last_response(*context_.trace);
        if (response == nullptr) return;
        const std::size_t colon = argument.find(":all:");
        const std::string_view name = argument.substr(0, colon);
        std::string text;
        bool first = true;
        for (const std::string_view one : response->header.values(name)) {
            if (!first) text += argument.substr(colon + 5);
            text += redact_.field_value(name, one);
            first = false;
            if (colon == std::string_view::npos) break;
        }
        value(text);
    }

    void switch_to(WriteOutTarget target) {
        WriteOutPiece piece;
        piece.target = target;
        out_.pieces.push_back(std::move(piece));
    }

    void named(std::string_view name) {
        if (name == "stdout") return switch_to(WriteOutTarget::standard_output);
        if (name == "stderr") return switch_to(WriteOutTarget::standard_error);
        if (name == "onerror") {
            stopped_ = context_.exit_code == 0;
        } else if (name == "json") {
            value(as_json(context_));
        } else if (name == "header_json") {
            value(headers_as_json(context_, redact_));
        } else if (const auto known = write_out_variable(name, context_)) {
            value(known->text);
        } else {
            out_.warnings.push_back("unknown --write-out variable: '" + escape_prefix(name, 60) + "'");
        }
    }

    std::string_view rest_;
    const WriteOutContext& context_;
    render::Redactor redact_;
    WrittenOut out_;
    bool stopped_ = false;
};

}  // namespace

WrittenOut expand_write_out(std::string_view format, const WriteOutContext& context) {
    return Expander(format, context).run();
}

}  // namespace rtrip::cli
