// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "package/package.h"
#include "training/table.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Makes a package of an FMU for co-simulation (FMI 2.0 or 3.0): reads its model description, drafts the
/// contract (see draftOf), and runs it at its start values, shut in, to see that it works, that it gives the
/// same answer twice and whether it can be reset, and to record answers for the self-test. `spec` is that of
/// readFmuSpec. With `runs` (else null) it is measured on them, see measureModels; without them nothing is
/// validated, and the report says so. `notes` are for the person. Codes
/// "fmu.platform", "fmu.needs-tool", "fmu.not-repeatable", "fmu.contents", and those of archives,
/// readModelDescription, readFmuSpec, draftOf, readFmuPlan and of runs.
Result<Package> importFmu(std::string_view bytes, const std::string& name, const nlohmann::json& spec,
                          const Table* runs, std::vector<std::string>& notes, const Progress& progress = {});

} // namespace twin
