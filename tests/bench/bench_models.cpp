// SPDX-License-Identifier: GPL-3.0-or-later
// bench_models [Google Benchmark's arguments]: ours of the cases that compare.py measures.
#include "bench.h"
#include "bench_cases.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace twin::bench {

void stop(const std::string& words)
{
    std::fprintf(stderr, "bench_models: %s\n", words.c_str());
    std::exit(1);
}

std::string file(const std::string& name)
{
    const char* folder = std::getenv("TWINWRIGHT_BENCH_WORK");
    if (folder == nullptr)
        stop("TWINWRIGHT_BENCH_WORK does not say where the case's files are; start it by compare.py");
    return std::string(folder) + "/" + name;
}

std::vector<double> numbers(const std::string& name)
{
    std::ifstream stream(file(name), std::ios::binary | std::ios::ate);
    if (!stream)
        stop(file(name) + " cannot be read");
    std::vector<double> values(std::size_t(stream.tellg()) / sizeof(double));
    stream.seekg(0);
    stream.read(reinterpret_cast<char*>(values.data()), std::streamsize(values.size() * sizeof(double)));
    return values;
}

void answer(const std::string& benchmark, std::span<const double> values)
{
    std::ofstream stream(file(benchmark + ".f64"), std::ios::binary);
    stream.write(reinterpret_cast<const char*>(values.data()),
                 std::streamsize(values.size() * sizeof(double)));
}

} // namespace twin::bench

int main(int argc, char** argv)
{
    for (const twin::bench::Entry& entry : twin::bench::entries)
        benchmark::RegisterBenchmark(entry.name, entry.run)->UseRealTime();
    benchmark::Initialize(&argc, argv);
    return benchmark::RunSpecifiedBenchmarks() > 0 ? 0 : 1;
}
