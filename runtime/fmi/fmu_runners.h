// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fmi/fmu_process.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace twin {

/// The children of one FMU. The FMU is unpacked with the first of them, and the folder goes with the last.
/// Any thread.
class FmuRunners
{
  public:
    FmuRunners(FmuPlan plan, std::shared_ptr<const std::string> file);

    const FmuPlan& plan() const { return m_plan; }

    /// A child that waits, or a new one. Codes: those of FmuProcess::start and UnpackedFmu::unpack.
    Result<std::unique_ptr<FmuProcess>> take();
    /// Keeps a child that is alive for the next who needs one; as many as there are cores.
    void giveBack(std::unique_ptr<FmuProcess> process);

  private:
    Result<std::shared_ptr<const UnpackedFmu>> unpacked();

    FmuPlan m_plan;
    std::shared_ptr<const std::string> m_file;
    std::mutex m_mutex;
    std::shared_ptr<const UnpackedFmu> m_fmu;
    std::vector<std::unique_ptr<FmuProcess>> m_waiting;
};

} // namespace twin
