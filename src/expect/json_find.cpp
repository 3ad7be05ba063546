// SPDX-License-Identifier: MIT
#include "expect/json_find.hpp"

#include <array>
#include <vector>

#include "base/ascii.hpp"

namespace rtrip::expect {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void append_utf8(std::string& out, unsigned code) {
    const auto byte = [&out](unsigned value) { out += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0U | (code >> 6));
        byte(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        byte(0xe0U | (code >> 12));
        byte(0x80U | ((code >> 6) & 0x3fU));
        byte(0x80U | (code & 0x3fU));
    } else {
        byte(0xf0U | (code >> 18));
        byte(0x80U | ((code >> 12) & 0x3fU));
        byte(0x80U | ((code >> 6) & 0x3fU));
        byte(0x80U | (code & 0x3fU));
    }
}

unsigned hex4(std::string_view digits) {
    unsigned value = 0;
    for (const char digit : digits.substr(0, 4)) value = value * 16 + static_cast<unsigned>(ascii::hex_value(digit));
    return value;
}

/// One document, read once from front to back.
class Scanner {
public:
    Scanner(std::string_view text, std::span<const JsonStep> path, const JsonChild& child)
        : text_(text), path_(path), child_(child) {}

    JsonResult run() {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
        while (begin_value()) {
            while (ended_ && !stack_.empty()) {
                if (!after_value()) return failed();
            }
            if (ended_) return finished();
        }
        return failed();
    }

private:
    struct Frame {
        JsonKind kind;
        bool on_path;
        std::size_t begin;
        std::size_t children = 0;
    };

    bool fault(std::string_view what) {
        if (!fault_) fault_ = JsonFault{at_, what};
        return false;
    }

    JsonResult failed() const {
        JsonResult out;
        out.fault = fault_;
        return out;
    }

    JsonResult finished() {
        skip_space();
        if (at_ < text_.size()) {
            fault("something follows the value");
            return failed();
        }
        JsonResult out;
        out.found = found_;
        out.steps = steps_;
        out.nearest = nearest_;
        return out;
    }

    void skip_space() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    // Begins the value that stands here; a scalar or an empty container ends, too.
    bool begin_value() {
        skip_space();
        if (at_ == text_.size()) return fault("a value is missing");
        begin_ = at_;
        if (on_path_) {
            // Also where an earlier member of the same name had led further.
            found_.reset();
            steps_ = stack_.size();
            nearest_ = {};
            nearest_.begin = at_;
            is_target_ = steps_ == path_.size();
            if (is_target_) target_depth_ = stack_.size();
        }
        const char c = text_[at_];
        if (c == '{' || c == '[') return open(c == '{' ? JsonKind::object : JsonKind::list);
        return scalar(c);
    }

    bool open(JsonKind kind) {
        if (stack_.size() >= kMaxJsonDepth) return fault("lists and objects are nested too deeply");
        stack_.push_back({kind, on_path_ && !is_target_, at_});
        if (on_path_) nearest_.kind = kind;
        if (is_target_) in_target_ = true;
        on_path_ = is_target_ = false;
        ++at_;
        skip_space();
        ended_ = false;
        if (peek() == (kind == JsonKind::object ? '}' : ']')) return close();
        return kind == JsonKind::object ? begin_member() : begin_element();
    }

    bool close() {
        ++at_;
        const Frame frame = stack_.back();
        stack_.pop_back();
        JsonSpan span{frame.kind, frame.begin, at_, frame.children};
        const bool target = in_target_ && stack_.size() == target_depth_;
        if (target) in_target_ = false;
        end_value(span, target);
        return true;
    }

    // What follows a value inside of a list or an object.
    bool after_value() {
        skip_space();
        const Frame& frame = stack_.back();
        const char c = peek();
        if (c == ',') {
            ++at_;
            skip_space();
            ended_ = false;
            return frame.kind == JsonKind::object ? begin_member() : begin_element();
        }
        if (c == (frame.kind == JsonKind::object ? '}' : ']')) return close();
        return fault(frame.kind == JsonKind::object ? "',' or '}' is missing" : "',' or ']' is missing");
    }

    bool begin_member() {
        Frame& frame = stack_.back();
        ++frame.children;
        if (peek() != '"') return fault("a member's name is missing");
        const std::size_t begin = at_;
        if (!string()) return false;
        const std::string_view name = text_.substr(begin, at_ - begin);
        on_path_ = frame.on_path && !path_[depth()].last && is_name(name, path_[depth()].name);
        skip_space();
        if (peek() != ':') return fault("':' is missing");
        ++at_;
        return true;
    }

    bool begin_element() {
        Frame& frame = stack_.back();
        on_path_ = false;
        if (frame.on_path) {
            const JsonStep& step = path_[depth()];
            on_path_ = step.last || step.name == std::to_string(frame.children);
        }
        ++frame.children;
        return true;
    }

    // Steps that the innermost container is away from the document.
    [[nodiscard]] std::size_t depth() const { return stack_.size() - 1; }

    static bool is_name(std::string_view quoted, std::string_view name) {
        if (quoted.find('\\') != std::string_view::npos) return json_characters(quoted) == name;
        return quoted.substr(1, quoted.size() - 2) == name;
    }

    void end_value(const JsonSpan& span, bool target) {
        ended_ = true;
        if (target) {
            found_ = span;
        } else if (in_target_ && child_ && stack_.size() == target_depth_ + 1) {
            child_(span);
        }
    }

    bool scalar(char c) {
        JsonKind kind = JsonKind::null;
        bool good = false;
        if (c == '"') {
            kind = JsonKind::text;
            good = string();
        } else if (c == '-' || ascii::is_digit(c)) {
            kind = JsonKind::number;
            good = number();
        } else if (c == 'n') {
            good = word("null");
        } else {
            kind = JsonKind::flag;
            good = c == 't' ? word("true") : word("false");
        }
        if (!good) return false;
        if (on_path_) nearest_.kind = kind;
        const bool target = is_target_;
        on_path_ = is_target_ = false;
        end_value({kind, begin_, at_, 0}, target);
        return true;
    }

    bool word(std::string_view expected) {
        if (!text_.substr(at_).starts_with(expected)) return fault("this is no value");
        at_ += expected.size();
        return true;
    }

    bool digits() {
        if (!ascii::is_digit(peek())) return fault("a digit is missing");
        while (ascii::is_digit(peek())) ++at_;
        return true;
    }

    bool number() {
        if (peek() == '-') ++at_;
        if (peek() == '0') {
            ++at_;
            if (ascii::is_digit(peek())) return fault("a number begins with 0");
        } else if (!digits()) {
            return false;
        }
        if (peek() == '.') {
            ++at_;
            if (!digits()) return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!digits()) return false;
        }
        return true;
    }

    bool string() {
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) return fault("a control character stands in a string");
            if (c == '\\' && !escape()) return false;
        }
        return fault("a string does not end");
    }

    // Leaves the last character of the escape to the caller's loop.
    bool escape() {
        ++at_;
        if (at_ == text_.size()) return fault("a string does not end");
        if (text_[at_] == 'u') {
            for (int i = 0; i < 4; ++i) {
                ++at_;
                if (!ascii::is_hex(peek())) return fault("\\u is not followed by four digits");
            }
            return true;
        }
        if (std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) {
            return fault("there is no such escape");
        }
        return true;
    }

    std::string_view text_;
    std::span<const JsonStep> path_;
    const JsonChild& child_;
    std::vector<Frame> stack_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
    bool ended_ = false;
    bool on_path_ = true;      // The value that begins is one that the path leads to or through.
    bool is_target_ = false;   // The path ends with it.
    bool in_target_ = false;   // The container that was looked for is open.
    std::size_t target_depth_ = 0;
    std::optional<JsonSpan> found_;
    std::optional<JsonFault> fault_;
    std::size_t steps_ = 0;
    JsonSpan nearest_;
};

}  // namespace

std::string_view kind_text(JsonKind kind) {
    constexpr std::array<std::string_view, 6> kNames{"null", "true or false", "a number",
                                                     "text", "a list",        "an object"};
    return kNames[static_cast<std::size_t>(kind)];
}

JsonResult find_json(std::string_view text, std::span<const JsonStep> path, const JsonChild& child) {
    return Scanner(text, path, child).run();
}

std::string json_characters(std::string_view quoted) {
    std::string out;
    const std::string_view text = quoted.substr(1, quoted.size() - 2);
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        const char c = text[++i];
        constexpr std::string_view kShort = "bfnrt";
        constexpr std::string_view kMeaning = "\b\f\n\r\t";
        if (const std::size_t which = kShort.find(c); which != std::string_view::npos) {
            out += kMeaning[which];
        } else if (c != 'u') {
            out += c;
        } else {
            unsigned code = hex4(text.substr(i + 1));
            i += 4;
            const bool high = code >= 0xd800 && code < 0xdc00;
            if (high && text.substr(i + 1).starts_with("\\u")) {
                const unsigned low = hex4(text.substr(i + 3));
                if (low >= 0xdc00 && low < 0xe000) {
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    i += 6;
                }
            }
            append_utf8(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
        }
    }
    return out;
}

}  // namespace rtrip::expect
