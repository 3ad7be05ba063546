// SPDX-License-Identifier: MIT
#include "cli/shell_words.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/ansi_c.hpp"

namespace rtrip::cli {
namespace {

constexpr std::string_view kLeftToShell = "is left to a shell, and none is run here; quote it if it is text";
constexpr std::string_view kExpansion =
    "would be expanded by a shell, and nothing is expanded here; quote it if it is text";
constexpr std::string_view kOpen = "opens a quotation that has no end";

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

class PosixSplitter {
public:
    explicit PosixSplitter(ShellText source) : text_(source.text), next_(source.begin) {}

    Result<std::vector<std::string>> run() {
        while (next_ < text_.size()) {
            if (auto done = step(); !done) return fail(std::move(done.error()));
        }
        end_word();
        return std::move(words_);
    }

private:
    [[nodiscard]] char peek(std::size_t ahead) const {
        return next_ + ahead < text_.size() ? text_[next_ + ahead] : '\0';
    }

    /// How many characters a line's end takes at `ahead`; 0: there is none.
    [[nodiscard]] std::size_t line_end(std::size_t ahead) const {
        if (peek(ahead) == '\n') return 1;
        return peek(ahead) == '\r' && peek(ahead + 1) == '\n' ? 2 : 0;
    }

    void add(char c) {
        if (!word_) word_.emplace();
        *word_ += c;
    }

    void end_word() {
        if (word_) words_.push_back(std::move(*word_));
        word_.reset();
    }

    Result<void> refuse(std::string_view why) const { return fail(shell_error(text_, next_, why)); }

    Result<void> step() {
        const char c = text_[next_];
        if (is_blank(c)) {
            end_word();
            ++next_;
            return {};
        }
        if (const std::size_t size = line_end(0); size > 0) return end_command(size);
        if (c == '#' && !word_) {
            next_ = std::min(text_.find('\n', next_), text_.size());
            return {};
        }
        switch (c) {
            case '\'': return single_quoted();
            case '"': return double_quoted();
            case '\\': return escaped();
            case '`': return refuse(kExpansion);
            case '$': return dollar();
            case '~': return word_ ? take() : refuse(kExpansion);
            default: break;
        }
        return std::string_view(";|&<>()").contains(c) ? refuse(kLeftToShell) : take();
    }

    Result<void> take() {
        add(text_[next_++]);
        return {};
    }

    /// The command ends with its line; only blank lines and comments may follow.
    Result<void> end_command(std::size_t size) {
        end_word();
        next_ += size;
        while (next_ < text_.size()) {
            const char c = text_[next_];
            if (c == '#') {
                next_ = std::min(text_.find('\n', next_), text_.size());
            } else if (is_blank(c) || c == '\n' || c == '\r') {
                ++next_;
            } else {
                return refuse("begins a second command; a line that goes on ends in a backslash");
            }
        }
        return {};
    }

    Result<void> single_quoted() {
        const std::size_t end = text_.find('\'', next_ + 1);
        if (end == std::string_view::npos) return refuse(kOpen);
        if (!word_) word_.emplace();
        word_->append(text_.substr(next_ + 1, end - next_ - 1));
        next_ = end + 1;
        return {};
    }

    Result<void> double_quoted() {
        const std::size_t start = next_++;
        if (!word_) word_.emplace();
        while (next_ < text_.size() && text_[next_] != '"') {
            const char c = text_[next_];
            if (c == '`' || (c == '$' && expands(peek(1)))) return refuse(kExpansion);
            if (c != '\\') {
                add(c);
                ++next_;
            } else if (const std::size_t size = line_end(1); size > 0) {
                next_ += 1 + size;
            } else {
                // Before anything else a backslash stays.
                if (!std::string_view("$`\"\\").contains(peek(1))) add('\\');
                ++next_;
                if (next_ < text_.size()) add(text_[next_++]);
            }
        }
        if (next_ >= text_.size()) return fail(shell_error(text_, start, kOpen));
        ++next_;
        return {};
    }

    Result<void> escaped() {
        if (const std::size_t size = line_end(1); size > 0) {
            next_ += 1 + size;
            return {};
        }
        // The last character of all, where a line was cut off: it stands for itself.
        if (++next_ == text_.size()) {
            add('\\');
            return {};
        }
        return take();
    }

    static bool expands(char behind) {
        return ascii::is_alpha(behind) || ascii::is_digit(behind) ||
               (behind != '\0' && std::string_view("_{(*@#?!$-[").contains(behind));
    }

    Result<void> dollar() {
        if (peek(1) == '"' || expands(peek(1))) return refuse(kExpansion);
        if (peek(1) != '\'') return take();
        const AnsiC read = read_ansi_c(text_.substr(next_ + 2));
        if (read.problem.empty()) {
            if (!word_) word_.emplace();
            *word_ += read.bytes;
            next_ += 2 + read.length;
            return {};
        }
        if (read.length < text_.size() - next_ - 2) next_ += 2 + read.length;
        return refuse(read.problem);
    }

    std::string_view text_;
    std::size_t next_;
    std::optional<std::string> word_;
    std::vector<std::string> words_;
};

}  // namespace

Error shell_error(std::string_view text, std::size_t at, std::string_view why) {
    const std::string_view before = text.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t column = at - (before.rfind('\n') + 1) + 1;
    const std::string shown = at < text.size() ? escape_prefix(text.substr(at, 1), 1) : std::string();
    return {ErrorCode::usage_invalid, "'" + shown + "' at line " + std::to_string(line) + ", column " +
                                          std::to_string(column) + " " + std::string(why)};
}

Result<std::vector<std::string>> split_posix_words(ShellText source) {
    return PosixSplitter(source).run();
}

}  // namespace rtrip::cli
