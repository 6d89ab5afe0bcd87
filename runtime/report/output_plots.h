// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/plot.h"
#include "report/report_data.h"

#include <optional>

namespace twin {

/// The plots of one output. Each is empty where the report lacks what it shows.
std::optional<Plot> parityPlot(const Variable& variable, const ReportData::Output& output);
std::optional<Plot> residualPlot(const Variable& variable, const ReportData::Output& output);
/// The share of values inside a band so many times as wide as the declared one.
std::optional<Plot> bandPlot(const Variable& variable, const ReportData::Output& output);
std::optional<Plot> coveragePlot(const Contract& contract, const ReportData::Output& output);
std::optional<Plot> errorAlongAxisPlot(const Contract& contract, const Variable& variable,
                                       const ReportData::Output& output);
Plot curvePlot(const Contract& contract, const Variable& variable, const ReportData::Curve& curve,
               const std::string& title);
/// First-order and total indices as bars with their numerical error.
std::optional<Plot> influencePlot(const Contract& contract, const Variable& variable,
                                  const ReportData::Output& output);

} // namespace twin
