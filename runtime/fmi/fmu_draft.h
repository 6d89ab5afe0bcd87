// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "fmi/fmu_spec.h"
#include "fmi/model_description.h"

namespace twin {

/// What an FMU's model description and a person's spec make together.
struct FmuDraft
{
    Contract contract;
    nlohmann::json model;           ///< for readFmuPlan, but for "file", "sha256" and "reset"
    std::vector<std::string> notes; ///< for the person: what was left out, what is not known
    std::size_t leftOut = 0;        ///< inputs and outputs of the FMU that the contract has not
};

/// Drafts the contract: parameters and inputs go in, outputs come out as series over the default experiment's
/// time; names become identifiers, units UCUM; minimum and maximum of an input are its physical range, those
/// of an output what is plausible. Validated ranges, accuracy and statements are left for a person. Codes
/// "fmu.many", "fmu.outputs", "fmu.time", "fmu.variable", "fmu.choice", and those of contracts, with pointers
/// into the spec.
Result<FmuDraft> draftOf(const ModelDescription& description, const FmuSpec& spec);

} // namespace twin
