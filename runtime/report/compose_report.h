// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"
#include "report/model_timing.h"
#include "report/report_data.h"
#include "report/report_document.h"

namespace twin {

/// What a package's report is to say, in the order in which a person needs it: first in plain words what the
/// twin is for, how far to trust it and where not; then the evidence. `timing` may be null; it is then left
/// out.
ReportDocument composeReport(const Package& package, const ReportData& data, const ModelTiming* timing);

} // namespace twin
