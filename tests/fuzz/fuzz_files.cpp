// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz_files TARGET CORPUS RUNS [SEED]: feeds a target with its corpus and RUNS mutations of it. The same
// arguments give the same inputs. An input that breaks a promise or crashes is left behind as TARGET.input.
#include "targets.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <unistd.h>

using namespace twin;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> readCorpus(const fs::path& folder)
{
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().extension() != ".cpp" &&
            entry.path().extension() != ".txt")
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> corpus;
    for (const fs::path& path : paths) {
        std::ifstream file(path, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return corpus;
}

const std::string* fedInput = nullptr;
const char* keptName = nullptr;

/// Only calls that a signal handler may make.
void keepInput()
{
    const int file = ::open(keptName, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0 && ::write(file, fedInput->data(), fedInput->size()) >= 0)
        ::close(file);
}

void keepAfterCrash(int signal)
{
    keepInput();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::cerr << "fuzz_files TARGET CORPUS RUNS [SEED]\n";
        return 2;
    }
    const std::string name = argv[1];
    const auto& targets = fuzzTargets();
    const auto target =
        std::find_if(targets.begin(), targets.end(), [&](const FuzzTarget& t) { return t.name == name; });
    const std::vector<std::string> corpus = readCorpus(argv[2]);
    if (target == targets.end() || corpus.empty()) {
        std::cerr << "no target \"" << name << "\", or nothing in " << argv[2] << '\n';
        return 2;
    }
    const long runs = std::atol(argv[3]);
    const std::uint64_t seed = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1;
    const std::string keptFile = name + ".input";
    keptName = keptFile.c_str();
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL})
        std::signal(signal, keepAfterCrash);
    Mutator mutator(seed, corpus);
    long accepted = 0;
    for (long run = -static_cast<long>(corpus.size()); run < runs; ++run) {
        const std::string input = run < 0 ? corpus[static_cast<std::size_t>(-run) - 1]
                                          : (target->make ? target->make(mutator) : mutator.next());
        fedInput = &input;
        try {
            accepted += target->feed(input);
        } catch (const std::exception& broken) {
            keepInput();
            std::cerr << name << ", run " << run << ", seed " << seed << ": " << broken.what()
                      << "\n  kept as " << keptFile << "\n";
            return 1;
        }
    }
    std::cout << name << ": " << runs << " mutations of " << corpus.size() << " files, " << accepted
              << " accepted\n";
    // A corpus that is never accepted tests nothing but the first check.
    return accepted > 0 ? 0 : 1;
}
