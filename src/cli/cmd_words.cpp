// SPDX-License-Identifier: MIT
#include "cli/shell_words.hpp"

#include <algorithm>

namespace rtrip::cli {
namespace {

constexpr std::string_view kLeftToShell = "is left to cmd.exe, and none is run here; quote it if it is text";

/// Places of characters that cmd.exe passed on: which are in the program's command line, and where they came from.
struct Passed {
    std::string line;
    std::vector<std::size_t> from;

    void add(char c, std::size_t at) {
        line += c;
        from.push_back(at);
    }
};

/// What cmd.exe does with carets, quotes and operators. A caret makes the character behind it plain; one at a line's
/// end joins the lines and makes the first character of the next plain, so that "^", line end, line end is a line end.
class CmdPass {
public:
    explicit CmdPass(ShellText source) : text_(source.text), next_(source.begin) {}

    Result<Passed> run() {
        bool quoted = false;
        while (next_ < text_.size()) {
            const char c = text_[next_];
            if (c == '\r' && at(next_ + 1) == '\n') {
                ++next_;
            } else if (c == '\n') {
                if (text_.find_first_not_of(" \t\r\n", next_) == std::string_view::npos) break;
                return fail(shell_error(text_, next_, "begins a second command; a line that goes on ends in a caret"));
            } else if (c == '^' && !quoted) {
                caret();
            } else if (c != '"' && !quoted && std::string_view("&|<>").contains(c)) {
                return fail(shell_error(text_, next_, kLeftToShell));
            } else {
                quoted = quoted != (c == '"');
                out_.add(c, next_++);
            }
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

    void skip_line_end() {
        if (at(next_) == '\r' && at(next_ + 1) == '\n') ++next_;
        if (at(next_) == '\n') ++next_;
    }

    void caret() {
        ++next_;
        const bool joins = at(next_) == '\n' || (at(next_) == '\r' && at(next_ + 1) == '\n');
        skip_line_end();
        if (at(next_) == '\r' && at(next_ + 1) == '\n') ++next_;
        if (next_ >= text_.size()) return;
        // The next line's first character would be plain even if it were a caret or quote; browsers begin lines with
        // blanks, and where they do not, an escape of their own is meant.
        if (joins && (at(next_) == '^' || at(next_) == '"')) return;
        out_.add(text_[next_], next_);
        ++next_;
    }

    std::string_view text_;
    std::size_t next_;
    Passed out_;
};

/// What the C runtime of Windows makes of a command line: backslashes count only before quotes, two quotes within a
/// quotation are one.
class ArgumentSplitter {
public:
    ArgumentSplitter(std::string_view text, const Passed& passed) : text_(text), passed_(passed) {}

    Result<std::vector<std::string>> run() {
        const std::string& line = passed_.line;
        while (next_ < line.size()) {
            const char c = line[next_];
            if (!quoted_ && (c == ' ' || c == '\t')) {
                end_word();
                ++next_;
                continue;
            }
            in_word_ = true;
            if (c == '\\') {
                backslashes();
            } else if (c == '"') {
                quote();
            } else {
                word_ += c;
                ++next_;
            }
        }
        if (quoted_) return fail(shell_error(text_, passed_.from[opened_], "opens a quotation that has no end"));
        end_word();
        return std::move(words_);
    }

private:
    void end_word() {
        if (in_word_) words_.push_back(std::move(word_));
        word_.clear();
        in_word_ = false;
    }

    void backslashes() {
        const std::string& line = passed_.line;
        const std::size_t end = std::min(line.find_first_not_of('\\', next_), line.size());
        const std::size_t count = end - next_;
        const bool before_quote = end < line.size() && line[end] == '"';
        word_.append(before_quote ? count / 2 : count, '\\');
        next_ = end;
        if (!before_quote || count % 2 == 0) return;
        word_ += '"';
        ++next_;
    }

    void quote() {
        if (quoted_ && next_ + 1 < passed_.line.size() && passed_.line[next_ + 1] == '"') {
            word_ += '"';
            next_ += 2;
            return;
        }
        quoted_ = !quoted_;
        opened_ = next_++;
    }

    std::string_view text_;
    const Passed& passed_;
    std::size_t next_ = 0;
    std::size_t opened_ = 0;
    bool quoted_ = false;
    bool in_word_ = false;
    std::string word_;
    std::vector<std::string> words_;
};

}  // namespace

Result<std::vector<std::string>> split_cmd_words(ShellText source) {
    const Result<Passed> passed = CmdPass(source).run();
    if (!passed) return fail(passed.error());
    return ArgumentSplitter(source.text, *passed).run();
}

}  // namespace rtrip::cli
