// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/compose_report.h"

#include "report/report_sections.h"

#include <fmt/format.h>

namespace twin {

ReportDocument composeReport(const Package& package, const ReportData& data, const ModelTiming* timing)
{
    const Contract& contract = package.contract;
    ReportDocument document;
    document.title = contract.title.empty() ? contract.id : contract.title;
    document.subtitle =
        fmt::format("Version {}{}", contract.version,
                    contract.reviewDate.empty() ? std::string()
                                                : fmt::format(", to be reviewed by {}", contract.reviewDate));
    document.fidelity = contract.fidelity;
    const auto add = [&](ReportSection section) {
        if (!section.blocks.empty())
            document.sections.push_back(std::move(section));
    };
    add(shortSection(contract, data));
    add(accuracySection(contract, data));
    for (ReportSection& section : outputSections(contract, data))
        add(std::move(section));
    add(domainSection(package, data));
    add(influenceSection(contract, data));
    add(rangesSection(contract));
    if (timing)
        add(timingSection(*timing));
    add(originSection(package, data));
    add(readingSection(data));
    document.imprint =
        fmt::format("{} {}, package SHA-256 {}{}", contract.id, contract.version,
                    package.sha256.empty() ? "not known" : package.sha256,
                    contract.provenance.tool.empty() ? std::string()
                                                     : fmt::format(", made by {}", contract.provenance.tool));
    return document;
}

} // namespace twin
