// SPDX-License-Identifier: GPL-3.0-or-later
// An FMU in its sandbox beside a bare loop over the same binary.
#include "bench.h"
#include "bench_cases.h"
#include "package/package.h"
#include "session/batch.h"
#include "session/package_instance.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <thread>

namespace twin::bench {

namespace {

constexpr std::size_t sweepRuns = 1000;
constexpr std::size_t samples = 1441;

const Package& package()
{
    static const auto read = readPackage(file("lag.xdt"));
    if (!read)
        stop(read.error().message);
    return **read;
}

/// u and T of a run.
std::vector<double> inputsOf(std::size_t run)
{
    return {1 + 0.001 * double(run), 500 + double(run)};
}

/// The same FMU as a program of its own would run it: nothing checked, nothing between.
class BareFmu
{
  public:
    BareFmu()
    {
        void* library = dlopen(std::getenv("TWINWRIGHT_BENCH_FMU"), RTLD_NOW | RTLD_LOCAL);
        if (!library)
            stop(dlerror());
        take(library, "fmi2Instantiate", m_instantiate);
        take(library, "fmi2SetupExperiment", m_setup);
        take(library, "fmi2SetReal", m_set);
        take(library, "fmi2EnterInitializationMode", m_enter);
        take(library, "fmi2ExitInitializationMode", m_exit);
        take(library, "fmi2GetReal", m_get);
        take(library, "fmi2DoStep", m_step);
        take(library, "fmi2Terminate", m_terminate);
        take(library, "fmi2Reset", m_reset);
        m_instance = m_instantiate("bare", 1, "{lag}", "file:///", &m_callbacks, 0, 0);
        if (!m_instance)
            stop("the bare FMU gives no instance");
    }

    void run(const double* inputs, double* levels)
    {
        const unsigned references[] = {1, 2}, level = 10;
        m_setup(m_instance, 0, 0, 0, 1, double(samples - 1));
        m_set(m_instance, references, 2, inputs);
        m_enter(m_instance);
        m_exit(m_instance);
        m_get(m_instance, &level, 1, levels);
        for (std::size_t k = 1; k < samples; ++k) {
            m_step(m_instance, double(k - 1), 1, 1);
            m_get(m_instance, &level, 1, levels + k);
        }
        m_terminate(m_instance);
        m_reset(m_instance);
    }

  private:
    template <class F>
    static void take(void* library, const char* name, F& place)
    {
        void* function = dlsym(library, name);
        if (!function)
            stop(name);
        std::memcpy(&place, &function, sizeof function);
    }
    static void ignore(void*, const char*, int, const char*, const char*, ...) {}

    struct Callbacks
    {
        void (*log)(void*, const char*, int, const char*, const char*, ...) = ignore;
        void* (*allocate)(std::size_t, std::size_t) = std::calloc;
        void (*release)(void*) = std::free;
        void (*finished)(void*, int) = nullptr;
        void* environment = nullptr;
    };
    Callbacks m_callbacks;
    void* m_instance = nullptr;
    void* (*m_instantiate)(const char*, int, const char*, const char*, const Callbacks*, int, int) = nullptr;
    int (*m_setup)(void*, int, double, double, int, double) = nullptr;
    int (*m_set)(void*, const unsigned*, std::size_t, const double*) = nullptr;
    int (*m_get)(void*, const unsigned*, std::size_t, double*) = nullptr;
    int (*m_step)(void*, double, double, int) = nullptr;
    int (*m_enter)(void*) = nullptr;
    int (*m_exit)(void*) = nullptr;
    int (*m_terminate)(void*) = nullptr;
    int (*m_reset)(void*) = nullptr;
};

} // namespace

void fmu_live(benchmark::State& state)
{
    static PackageInstance instance = std::move(*PackageInstance::create(package()));
    static std::vector<double> levels(samples);
    const std::vector<double> inputs = inputsOf(0);
    const OutputSlice slice[] = {{levels.data(), nullptr, nullptr}};
    for (auto turn : state) {
        if (const Status status = instance.evaluate(inputs.data(), 1, slice); !status)
            stop(status.error().message);
    }
    state.SetItemsProcessed(state.iterations());
    answer("fmu_live", levels);
}

void fmu_live_bare(benchmark::State& state)
{
    static BareFmu fmu;
    static std::vector<double> levels(samples);
    const std::vector<double> inputs = inputsOf(0);
    for (auto turn : state)
        fmu.run(inputs.data(), levels.data());
    state.SetItemsProcessed(state.iterations());
    answer("fmu_live_bare", levels);
}

void fmu_sweep(benchmark::State& state)
{
    std::vector<double> inputs;
    for (std::size_t run = 0; run < sweepRuns; ++run)
        for (const double value : inputsOf(run))
            inputs.push_back(value);
    BatchResult result;
    for (auto turn : state) {
        if (const Status status = evaluateModels(package(), inputs, sweepRuns, result); !status)
            stop(status.error().message);
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(sweepRuns));
    answer("fmu_sweep", result.mean[0]);
}

void fmu_sweep_bare(benchmark::State& state)
{
    static std::vector<BareFmu> fmus(std::max(1u, std::thread::hardware_concurrency()));
    std::vector<double> levels(sweepRuns * samples);
    for (auto turn : state) {
        std::atomic<std::size_t> next = 0;
        std::vector<std::jthread> threads;
        for (BareFmu& fmu : fmus)
            threads.emplace_back([&] {
                for (std::size_t run = next++; run < sweepRuns; run = next++)
                    fmu.run(inputsOf(run).data(), levels.data() + run * samples);
            });
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(sweepRuns));
    answer("fmu_sweep_bare", levels);
}

} // namespace twin::bench
