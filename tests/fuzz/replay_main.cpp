// SPDX-License-Identifier: MIT
// Runs a fuzz target once over every file that the arguments name, folders with all that is below them. For compilers
// without libFuzzer; a crash names its input.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return {path};
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->is_regular_file(error)) files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

bool replay(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return false;
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    // Written before the run, since a crash writes nothing more.
    std::fprintf(stderr, "%s (%zu bytes)\n", file.c_str(), bytes.size());
    // A buffer of exactly this size, so that a read behind its end is seen.
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    return LLVMFuzzerTestOneInput(exact.data(), exact.size()) == 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        for (const fs::path& file : files_below(argv[i])) {
            if (!replay(file)) {
                std::fprintf(stderr, "%s: not replayed\n", file.c_str());
                return 1;
            }
            ++count;
        }
    }
    std::fprintf(stderr, "%zu inputs\n", count);
    // No corpus is a mistake of whoever added the target.
    return count == 0 ? 1 : 0;
}
