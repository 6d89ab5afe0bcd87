// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/simulator.h"
#include "guardrail/guardrail_rule.h"
#include "package/package.h"

#include <memory>
#include <nlohmann/json.hpp>

namespace twin {

/// Models as the simulator of a design: their means are the answers. Runs that the contract gives no answer
/// to fail with "run.withheld".
class ModelSimulator : public Simulator
{
  public:
    /// The models of a package, of whatever kind. `most`: the verdict up to which a run's inputs are
    /// answered.
    explicit ModelSimulator(std::shared_ptr<const Package> package, Verdict most = Verdict::Warn);

    /// The models that a spec writes out in full, such as formulas. Errors "run.simulator" when one of them
    /// is yet to be fitted, and those of loadModel, with JSON pointers into the spec.
    static Result<ModelSimulator> fromSpec(const nlohmann::json& spec, const Contract& contract);

    std::string identity() const override { return m_identity; }
    std::size_t blockRuns() const override;
    Result<std::unique_ptr<SimulatorInstance>> instantiate() const override;

  private:
    std::shared_ptr<const Package> m_package;
    std::string m_identity;
    Verdict m_most;
};

} // namespace twin
