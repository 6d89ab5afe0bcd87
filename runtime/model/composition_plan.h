// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "model/model.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// What one stage of a composition is asked and answers.
struct CompositionStage
{
    nlohmann::json spec; ///< of its model, without "reads"
    std::string location;
    Contract contract;                ///< as the stage's model sees it
    std::vector<std::size_t> inputs;  ///< contract inputs, and from their number on intermediates
    std::vector<std::size_t> outputs; ///< outputs of the composition, and from their number on intermediates
};

/// How the models of a composition hang together, read and checked, the stages in the order of computation.
struct CompositionPlan
{
    static constexpr std::size_t mostStages = 32;

    std::vector<std::string> outputs; ///< of the contract
    std::vector<Variable> intermediates;
    std::vector<CompositionStage> stages;

    /// Codes "model.json", "model.output", "model.cycle", "model.confidence", "model.kind" and those of
    /// contracts, with pointers below `location`.
    static Result<CompositionPlan> read(const nlohmann::json& json, const Contract& contract,
                                        const std::string& location);
    /// The model of a stage that is not to be fitted. A formula that names a value of another stage without
    /// reading it is told so.
    Result<std::unique_ptr<Model>> load(const CompositionStage& stage, const ArrayStore& arrays) const;
};

/// The intermediates alone, as variables: single values or series, in units of their own. A stage that reads
/// a series is one of formulas; its model's rows hold all points of it in the place of one input.
Result<std::vector<Variable>> readIntermediates(const nlohmann::json& json, const Contract& contract,
                                                const std::string& location);

/// Whether models of this kind are given whole, and have no band of their own.
bool isExactKind(std::string_view kind);

} // namespace twin
