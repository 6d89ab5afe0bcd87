// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report_data.h"

#include <string>
#include <vector>

namespace twin {

/// A report in plain words: whole sentences that need no statistics.
struct ReportSummary
{
    std::vector<std::string> trust;   ///< what was measured, one sentence an output
    std::vector<std::string> caution; ///< where the twin is weak, as the report found it
};

ReportSummary summarise(const ReportData& data, const Contract& contract);

/// "124 runs that the fit has not seen" and how they were chosen, as a sentence.
std::string splitInWords(const ReportData& data);

} // namespace twin
