// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"
#include "report/model_timing.h"
#include "report/report_data.h"
#include "report/report_document.h"

#include <vector>

namespace twin {

/// The parts of a report, as composeReport() orders them. A section without content has no blocks.
ReportSection shortSection(const Contract& contract, const ReportData& data);
ReportSection accuracySection(const Contract& contract, const ReportData& data);
/// One section for all outputs, and a minor one for each.
std::vector<ReportSection> outputSections(const Contract& contract, const ReportData& data);
ReportSection domainSection(const Package& package, const ReportData& data);
ReportSection influenceSection(const Contract& contract, const ReportData& data);
ReportSection rangesSection(const Contract& contract);
ReportSection timingSection(const ModelTiming& timing);
ReportSection originSection(const Package& package, const ReportData& data);
ReportSection readingSection(const ReportData& data);

} // namespace twin
