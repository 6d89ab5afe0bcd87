// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fmi/fmu_plan.h"
#include "fmi/unpacked_fmu.h"

#include <chrono>
#include <memory>
#include <span>
#include <sys/types.h>

namespace twin {

/// A child process with one FMU in it, shut in, and the memory shared with it. Whatever the FMU does, it
/// costs this child at most. One thread at a time.
class FmuProcess
{
  public:
    /// Starts the child (the program xdtfmu beside this one) and lets it load the FMU. The plan must outlive
    /// it. Codes "fmu.runner", "fmu.run.*".
    static Result<std::unique_ptr<FmuProcess>> start(const FmuPlan& plan,
                                                     std::shared_ptr<const UnpackedFmu> fmu);
    ~FmuProcess();
    FmuProcess(const FmuProcess&) = delete;
    FmuProcess& operator=(const FmuProcess&) = delete;

    /// Rows that one request may hold.
    std::size_t capacity() const { return m_capacity; }
    /// Where the inputs of a row go, as the FMU takes them, and where its answers are after run().
    std::span<double> inputs(std::size_t row);
    std::span<const double> answers(std::size_t row) const;

    /// Runs the first rows. A failure is that of the first row that failed: "fmu.run.crash", "fmu.run.exit",
    /// "fmu.run.time", "fmu.run.memory", "fmu.run.terminated", "fmu.run.step", "fmu.run.discard",
    /// "fmu.run.set", "fmu.run.get", "fmu.run.initialize", "fmu.run.instantiate". Allocates nothing when all
    /// goes well.
    Status run(std::size_t rows);
    /// False once the child is gone: then a new one is needed.
    bool isAlive() const;

  private:
    using Clock = std::chrono::steady_clock;

    FmuProcess(const FmuPlan& plan, std::shared_ptr<const UnpackedFmu> fmu);
    Status shareMemory();
    Status spawn();
    Status await(Clock::time_point begin);
    Status childFailed();
    Status ended();
    void end();

    const FmuPlan* m_plan;
    std::shared_ptr<const UnpackedFmu> m_fmu;
    FmuChannel* m_channel = nullptr;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
    std::size_t m_rowValues = 0;
    std::size_t m_inputValues = 0, m_outputValues = 0; ///< offsets; the channel's own are not trusted
    int m_memory = -1;
    int m_bell = -1;
    int m_life = -1; ///< open as long as this process lives: the child dies when it closes
    pid_t m_child = -1;
};

} // namespace twin
