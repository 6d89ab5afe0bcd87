// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/input_encoding.h"
#include "model/output_transform.h"
#include "training/training.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Options of one entry of a spec's "models", read with checks. Errors "fit.option" and "fit.output".
class FitOptions
{
  public:
    /// Refuses members that are not in `known` (beside "kind" and "outputs").
    static Result<FitOptions> read(const nlohmann::json& spec, const std::vector<std::string_view>& known,
                                   const std::string& location);

    const std::string& location() const { return m_location; }
    const std::vector<std::string>& outputs() const { return m_outputs; }
    /// An option that may be left out: text, or a number within limits ("auto" counts as left out).
    Result<std::optional<std::string>> text(const char* key) const;
    Result<std::optional<double>> number(const char* key, double minimum, double maximum) const;
    /// The option itself; null when it is left out.
    const nlohmann::json* member(const char* key) const;

    tl::unexpected<Diagnostic> wrong(const char* key, std::string message, std::string remedy) const;

  private:
    nlohmann::json m_spec;
    std::string m_location;
    std::vector<std::string> m_outputs;
};

/// One output on its way into a surrogate: the runs' curves on the scale they are modelled on.
struct OutputRuns
{
    std::string name;
    const Variable* variable = nullptr;
    const double* values = nullptr; ///< row-major runs x points
    std::size_t points = 1;
    OutputTransform transform;
    std::vector<double> curves; ///< row-major runs x transform.curvePoints()
};

/// Checks that the runs suffice, and brings each output onto its scale. The option "transform": "none",
/// "log", "logit", "cumulative-hazard" or, when left out, the one that makes the contract's plausibility hold
/// by construction. Errors "fit.too-few-runs", "fit.too-large", "fit.transform.*".
Result<std::vector<OutputRuns>> gatherOutputs(const FitOptions& options, const Contract& contract,
                                              const RunSet& runs, std::size_t fewestRuns);

/// The inputs as coordinates. The option "logInputs" names inputs that go by their logarithm, each with its knee in the
/// input's unit: {"age": 100}. Errors "fit.inputs-constant", "fit.option".
Result<InputEncoding> fitEncoding(const FitOptions& options, const Contract& contract, const RunSet& runs);

} // namespace twin
