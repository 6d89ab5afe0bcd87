// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/plot.h"
#include "report/report_data.h"

#include <span>

namespace twin {

/// How many runs lie in each cell between two inputs, with the runs themselves as points where they are given
/// and those that failed (both row-major, contract order).
Plot densityPlot(const Contract& contract, const ReportData::Map& map, std::span<const double> runs,
                 std::span<const double> failed);
/// The root mean square error of one output in each cell.
Plot errorMapPlot(const Contract& contract, const ReportData::Map& map, const Variable& output,
                  const ReportData::Grid& rmse);

} // namespace twin
