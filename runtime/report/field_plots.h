// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/plot.h"
#include "report/report_data.h"

namespace twin {

/// Of a field: where over both axes its answers err, and how its band holds there. Empty for other outputs.
std::vector<Plot> fieldPlots(const Contract& contract, const Variable& variable,
                             const ReportData::Output& output);

} // namespace twin
