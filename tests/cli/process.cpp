// SPDX-License-Identifier: MIT
#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rtrip::test {
namespace {

struct Pipe {
    int reader = -1;
    int writer = -1;
};

Pipe make_pipe() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    return {ends[0], ends[1]};
}

Pipe make_terminal() {
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) std::abort();
    return {master, ::open(::ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC)};
}

Pipe make_output(StandardOutput kind) {
    switch (kind) {
        case StandardOutput::full: return {-1, ::open("/dev/full", O_WRONLY | O_CLOEXEC)};
        case StandardOutput::terminal: return make_terminal();
        case StandardOutput::closed: return {};
        case StandardOutput::captured: return make_pipe();
        case StandardOutput::pipe_without_reader: {
            Pipe pipe = make_pipe();
            ::close(pipe.reader);
            pipe.reader = -1;
            return pipe;
        }
    }
    return {};
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> out;
    for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
    out.push_back(nullptr);
    return out;
}

/// Reads both until they end. A terminal's end is an error to read().
void collect(int out, int err, Finished& finished) {
    std::array<pollfd, 2> ends{pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
    std::array<std::string*, 2> texts{&finished.out, &finished.err};
    std::array<char, 65536> buffer;
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (::poll(ends.data(), ends.size(), -1) < 0) continue;
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (ends[i].fd < 0 || ends[i].revents == 0) continue;
            const ssize_t count = ::read(ends[i].fd, buffer.data(), buffer.size());
            if (count > 0) {
                texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
            } else {
                ::close(ends[i].fd);
                ends[i].fd = -1;
            }
        }
    }
}

}  // namespace

Directory::Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "rtrip-cli-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
}

Directory::~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void Directory::write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << text;
}

std::string Directory::read(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(path_ + "/" + name, std::ios::binary).rdbuf();
    return out.str();
}

bool Directory::has(const std::string& name) const {
    return std::filesystem::exists(path_ + "/" + name);
}

Finished Directory::run(const std::vector<std::string>& words, const RunOptions& options) const {
    std::vector<std::string> all{RTRIP_BINARY};
    all.insert(all.end(), words.begin(), words.end());
    const std::vector<char*> arguments = pointers(all);
    std::vector<std::string> variables = options.environment;
    // What sanitizers were told holds for the command as for the tests.
    for (const std::string name : {"ASAN_OPTIONS", "UBSAN_OPTIONS"}) {
        if (const char* value = std::getenv(name.c_str())) variables.push_back(name + "=" + value);
    }
    const std::vector<char*> environment = pointers(variables);
    const Pipe in = make_pipe();
    const Pipe out = make_output(options.out);
    const Pipe err = make_pipe();
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGPIPE, SIG_DFL);
        ::dup2(in.reader, STDIN_FILENO);
        ::dup2(err.writer, STDERR_FILENO);
        out.writer >= 0 ? ::dup2(out.writer, STDOUT_FILENO) : ::close(STDOUT_FILENO);
        if (::chdir(path_.c_str()) == 0) ::execve(arguments[0], arguments.data(), environment.data());
        ::_exit(127);
    }
    for (const int end : {in.reader, out.writer, err.writer}) {
        if (end >= 0) ::close(end);
    }
    [[maybe_unused]] const ssize_t ignored = ::write(in.writer, options.input.data(), options.input.size());
    ::close(in.writer);
    options.meanwhile(child);
    Finished finished;
    collect(out.reader, err.reader, finished);
    int status = 0;
    ::waitpid(child, &status, 0);
    finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return finished;
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const std::size_t start = text.find(before);
    if (start == std::string::npos) return {};
    const std::size_t from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

}  // namespace rtrip::test
