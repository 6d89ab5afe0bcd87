// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/validate.h"

#include "document/checks.h"
#include "guardrail/guardrail_set.h"
#include "package/package.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {
namespace {

void checkPackage(const CheckContext& context)
{
    const std::string place = "/root/properties/package";
    const nlohmann::json package = propertyOf(context.document.root, "package", context.catalog);
    const auto member = [&](const char* key) {
        const bool isText = package.is_object() && package.contains(key) && package[key].is_string();
        return isText ? package[key].get<std::string>() : std::string();
    };
    if (member("path").empty()) {
        context.error("package.none", place, "The app has no twin yet.", "Choose the twin's package (.xdt).");
        return;
    }
    if (!context.contract) {
        context.error(
            "package.unavailable", place,
            fmt::format("The twin's package \"{}\" is not there or cannot be read.", member("path")),
            "Put the package back in its place, or choose another one.");
        return;
    }
    if (!member("id").empty() && member("id") != context.contract->id)
        context.error(
            "package.other-twin", place,
            fmt::format("The app was made for the twin \"{}\", but its package holds \"{}\".", member("id"),
                        context.contract->id),
            "Choose the package that the app was made for, or confirm the new one by choosing it again.");
    else if (!member("version").empty() && member("version") != context.contract->version)
        context.warn("package.other-version", place,
                     fmt::format("The app was made for version {} of the twin; its package holds version {}.",
                                 member("version"), context.contract->version),
                     "Check the app against the new version, then choose the package again.");
}

} // namespace

void CheckContext::error(std::string code, std::string location, std::string message,
                         std::string remedy) const
{
    diagnostics.push_back(
        {Severity::Error, std::move(code), std::move(location), std::move(message), std::move(remedy)});
}

void CheckContext::warn(std::string code, std::string location, std::string message, std::string remedy) const
{
    diagnostics.push_back(
        {Severity::Warning, std::move(code), std::move(location), std::move(message), std::move(remedy)});
}

std::string nameOf(const Node& node, const Catalog& catalog)
{
    const NodeDescriptor* descriptor = catalog.find(node.type);
    const std::string title = descriptor ? descriptor->title : fmt::format("Part of type \"{}\"", node.type);
    const std::string bindingKey = descriptor ? descriptor->bindingKey : std::string();
    for (const std::string& key :
         {std::string("label"), std::string("title"), std::string("ruleId"), bindingKey}) {
        const auto value = node.properties.find(key);
        if (value != node.properties.end() && value->is_string() && *value != "")
            return fmt::format("{} \"{}\"", title, value->get<std::string>());
    }
    return fmt::format("{} {}", title, node.id);
}

Diagnostics validate(const Document& document, const Catalog& catalog, const Contract* contract)
{
    Diagnostics diagnostics;
    const CheckContext context{document, catalog, contract, diagnostics};
    checkPackage(context);
    checkStructure(context);
    checkProperties(context);
    checkLayout(context);
    checkRules(context);
    return diagnostics;
}

Diagnostics exportGate(const Document& document, const Catalog& catalog, const Package* package)
{
    Diagnostics findings = validate(document, catalog, package ? &package->contract : nullptr);
    if (!package)
        return findings;
    const Diagnostics lacking = checkEvidence(package->contract);
    findings.insert(findings.end(), lacking.begin(), lacking.end());
    const Diagnostics untrue = checkExamples(package->contract);
    findings.insert(findings.end(), untrue.begin(), untrue.end());
    if (package->report.is_null() || package->report.empty())
        findings.push_back({Severity::Error, "package.report-missing", "/report",
                            "The twin has no validation report, so nobody can say how far to trust it.",
                            "Train and validate it with \"xdt train\"."});
    if (package->conformance.empty())
        findings.push_back({Severity::Error, "package.conformance-missing", "/conformance",
                            "The twin has no recorded answers to test the exported app with.",
                            "Make the package again with \"xdt train\"."});
    return findings;
}

} // namespace twin
