// SPDX-License-Identifier: MIT
// Writes man page and completions into a source tree: rtrip_generate DIRECTORY
#include <fstream>
#include <string>

#include "cli/manual.hpp"

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const std::string root = std::string(argv[1]) + "/";
    const auto write = [&root](const char* name, const std::string& text) {
        std::ofstream file(root + name, std::ios::binary);
        file << text;
        return static_cast<bool>(file.flush());
    };
    using namespace rtrip::cli;
    const bool done = write("man/rtrip.1", man_page()) && write("completions/rtrip.bash", bash_completion()) &&
                      write("completions/_rtrip", zsh_completion()) &&
                      write("completions/rtrip.fish", fish_completion());
    return done ? 0 : 1;
}
