// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/simulator.h"
#include "training/training.h"

#include <map>
#include <string>
#include <vector>

namespace twin {

/// By which names a table of runs goes.
struct RunColumns
{
    std::string run = "run";                    ///< the column that tells runs apart
    std::map<std::string, std::string> columns; ///< variable to column, where they differ
};

/// The runs of a design: names and inputs, no outputs. Columns go by the variables' names or by those of
/// `columns`; without a column of runs they are numbered. Errors: those of gatherRuns.
Result<RunSet> readDesign(const Table& table, const Contract& contract, const RunColumns& columns);

/// The runs that were answered as a table that training takes: one row a run, or a row for each point of the
/// axis when there are series.
Table runTable(const Contract& contract, const RunColumns& columns, const RunSet& design,
               const std::vector<RunAnswer>& answers);

/// The runs that failed: name, inputs, code and reason.
Table failedTable(const Contract& contract, const RunColumns& columns, const RunSet& design,
                  const std::vector<RunAnswer>& answers);

/// A hash of a design's points and of what is asked of them: outputs and axis.
std::string designHash(const Contract& contract, const RunSet& design);

} // namespace twin
