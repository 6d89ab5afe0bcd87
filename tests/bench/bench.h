// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>
#include <span>
#include <string>
#include <vector>

namespace twin::bench {

/// A file of the case that is measured: its folder is in the environment variable TWINWRIGHT_BENCH_WORK.
std::string file(const std::string& name);
/// The float64 numbers of a file; ends the program when it cannot be read.
std::vector<double> numbers(const std::string& name);
/// Writes what the benchmark of this name answered, for the comparison with its peers.
void answer(const std::string& benchmark, std::span<const double> values);
/// Ends the program with the words of a failure: nothing was measured.
[[noreturn]] void stop(const std::string& words);

} // namespace twin::bench
