// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_given.h"

#include "model/composition_plan.h"

#include <cmath>
#include <fmt/format.h>

namespace twin {

bool isGivenKind(std::string_view kind)
{
    return isExactKind(kind);
}

Result<std::unique_ptr<Model>> judgeGivenModel(const nlohmann::json& spec, const Contract& contract,
                                               const RunSet& runs, const std::string& location,
                                               FitEvidence& evidence, const Progress& progress)
{
    auto model = loadModel(spec, {}, contract, location);
    if (!model)
        return model;
    std::vector<std::size_t> points;
    for (const std::string& output : (*model)->outputs()) {
        points.push_back(contract.points(*contract.findOutput(output)));
        for (auto* part : {&evidence.mean, &evidence.lower, &evidence.upper})
            part->emplace_back(runs.runs * points.back(), std::nan(""));
    }
    evidence.fold.assign(runs.runs, 0);
    const std::unique_ptr<ModelInstance> instance = (*model)->instantiate();
    std::vector<OutputSlice> slices(points.size());
    for (std::size_t run = 0; run < runs.runs; ++run) {
        if (progress && !progress(double(run) / double(runs.runs), "computing the runs"))
            return fail("fit.cancelled", location, "The training was stopped.", "Nothing was written.");
        for (std::size_t i = 0; i < slices.size(); ++i) {
            const std::size_t at = run * points[i];
            slices[i] = {evidence.mean[i].data() + at, evidence.lower[i].data() + at,
                         evidence.upper[i].data() + at};
        }
        const double* inputs = runs.inputs.data() + run * contract.inputs.size();
        if (Status status = instance->evaluate(inputs, 1, slices); !status) {
            Diagnostic error = std::move(status.error());
            error.message = fmt::format("In run {}: {}", runs.names[run], error.message);
            error.location = location + error.location;
            return fail(std::move(error));
        }
    }
    return model;
}

} // namespace twin
