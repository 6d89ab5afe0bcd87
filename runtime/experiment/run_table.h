// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/simulator.h"
#include "training/run_columns.h"

#include <filesystem>
#include <string>
#include <vector>

namespace twin {

/// The runs that were answered as a table that training takes: one row a run, or a row for each point of the
/// axis when there are series.
Table runTable(const Contract& contract, const RunColumns& columns, const RunSet& design,
               const std::vector<RunAnswer>& answers);

/// The runs that failed: name, inputs, code and reason.
Table failedTable(const Contract& contract, const RunColumns& columns, const RunSet& design,
                  const std::vector<RunAnswer>& answers);

/// Where the runs that failed stand when the others are in `runs`: RUNS.failed.csv beside RUNS.csv.
std::filesystem::path failedBeside(std::filesystem::path runs);

/// A hash of a design's points and of what is asked of them: outputs and axis.
std::string designHash(const Contract& contract, const RunSet& design);

} // namespace twin
