// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report_document.h"

#include <string>

namespace twin {

/// The report as one self-contained HTML page: styles and plots are in it, it runs no script and fetches
/// nothing. Light and dark follow the reader's system, A4 the printer. It is also well-formed XML.
std::string htmlPage(const ReportDocument& document);

} // namespace twin
