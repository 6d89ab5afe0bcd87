// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract_text.h"

#include "report/report_summary.h"
#include "text_table.h"

#include <cmath>
#include <fmt/format.h>

namespace twin::cli {

namespace {

std::string rangeText(const Range& range)
{
    const auto end = [](double value) {
        return std::isfinite(value) ? fmt::format("{:.6g}", value) : std::string("any");
    };
    return fmt::format("{} to {}", end(range.minimum), end(range.maximum));
}

std::string typeText(const Variable& variable)
{
    switch (variable.type) {
    case VariableType::Real:
        return "number";
    case VariableType::Integer:
        return "whole number";
    case VariableType::Boolean:
        return "off, on";
    case VariableType::Enumeration:
        break;
    }
    std::string names;
    for (const EnumerationItem& item : variable.items)
        names += (names.empty() ? "" : ", ") + item.name;
    return names;
}

std::string confidenceText(const Confidence& confidence)
{
    if (confidence.kind == Confidence::Kind::None)
        return "no band: " + confidence.reason;
    return fmt::format("{:g} % band", confidence.level * 100);
}

std::string list(const std::string& heading, const std::vector<std::string>& items)
{
    std::string text = heading + (items.empty() ? "\n  not stated\n" : "\n");
    for (const std::string& item : items)
        text += fmt::format("  - {}\n", item);
    return text;
}

std::string inputsText(const Contract& contract)
{
    TextTable table;
    for (const char* heading : {"input", "meaning", "type", "unit"})
        table.addColumn(heading);
    for (const char* heading : {"can exist", "validated", "start"})
        table.addColumn(heading, TextTable::Align::Right);
    for (const Variable& input : contract.inputs) {
        const bool isNumber = input.type == VariableType::Real || input.type == VariableType::Integer;
        table.addRow({input.name, input.label, typeText(input), input.unit.code(),
                      isNumber ? rangeText(input.physical) : "", isNumber ? rangeText(input.validated) : "",
                      isNumber ? fmt::format("{:.6g}", input.start) : input.formatValue(input.start)});
    }
    return table.text();
}

std::string boundText(const Variable& output, const AccuracyBound& bound)
{
    const std::string unit = bound.unit == "1" || bound.unit.empty() ? "" : " " + bound.unit;
    return fmt::format("  {}: {} {:.4g}{} ({}, {} samples)\n", output.name, bound.metric, bound.value, unit,
                       bound.region, bound.samples);
}

std::string orNone(const std::string& text)
{
    return text.empty() ? "not stated" : text;
}

std::string outputsText(const Contract& contract)
{
    TextTable table;
    for (const char* heading : {"output", "meaning", "unit", "values", "confidence"})
        table.addColumn(heading);
    for (const Variable& output : contract.outputs)
        table.addRow({output.name, output.label, output.unit.code(),
                      output.isField ? fmt::format("{} over {} and {}", contract.points(output),
                                                   contract.axis->name, contract.axis2->name)
                      : output.isSeries
                          ? fmt::format("{} over {}", contract.points(output), contract.axis->name)
                          : "one",
                      confidenceText(output.confidence)});
    std::string text = table.text();
    for (const Variable& output : contract.outputs) {
        for (const AccuracyBound& bound : output.accuracy)
            text += boundText(output, bound);
    }
    return text;
}

std::string rulesText(const Contract& contract)
{
    std::string text;
    for (const GuardrailRule& rule : contract.guardrails)
        text += fmt::format("  {} ({}): {}\n      {}\n", rule.id, toString(rule.onFail), rule.condition,
                            rule.message);
    return text.empty() ? "" : "\nRules that an app may add to and not remove\n" + text;
}

std::string modelsText(const Package& package)
{
    TextTable table;
    table.addColumn("model");
    table.addColumn("gives");
    for (const std::unique_ptr<Model>& model : package.models) {
        std::string outputs;
        for (const std::string& output : model->outputs())
            outputs += (outputs.empty() ? "" : ", ") + output;
        table.addRow({std::string(model->kind()), outputs});
    }
    return table.text();
}

std::string domainText(const DomainOfValidity& domain)
{
    const std::size_t failed = domain.failed().size() / domain.inputs();
    return fmt::format(
        "{} runs, {}{} empty regions between two inputs", domain.runs().size() / domain.inputs(),
        failed > 0 ? fmt::format("{} that failed, ", failed) : "", domain.emptyRegions().size());
}

std::string provenanceText(const Package& package)
{
    const Provenance& provenance = package.contract.provenance;
    TextTable table;
    table.addColumn("");
    table.addColumn("");
    const auto row = [&](const char* what, const std::string& value) {
        if (!value.empty())
            table.addRow({what, value});
    };
    row("Source", provenance.source);
    row("Author", provenance.author);
    row("Created", provenance.created);
    row("Tool", provenance.tool);
    row("Data", provenance.dataHash);
    row("Notes", provenance.notes);
    if (package.domain && !package.contract.inputs.empty())
        row("Domain", domainText(*package.domain));
    row("Self-test", fmt::format("{} conformance vectors", package.conformance.size()));
    row("SHA-256", package.sha256);
    return table.text();
}

/// The validation report in plain words.
std::string reportText(const Package& package)
{
    const Result<ReportData> data = readReport(package.report, package.contract);
    if (!data)
        return fmt::format("Validation report\n  {}\n", data.error().message);
    const ReportSummary summary = summarise(*data, package.contract);
    return fmt::format("Validation report (xdt report writes it as a page)\n  {}\n{}{}", splitInWords(*data),
                       list("How far to trust it", summary.trust),
                       summary.caution.empty() ? "" : list("Where not to rely on it", summary.caution));
}

} // namespace

std::string packageText(const Package& package)
{
    const Contract& contract = package.contract;
    return fmt::format(
        "{}, version {} ({})\n\nFidelity\n  {}\n{}{}Review by {}\n\n{}\n{}\n{}{}\n{}\nProvenance\n{}",
        contract.title, contract.version, contract.id, orNone(contract.fidelity),
        list("Made for", contract.madeFor), list("Not for", contract.notFor), orNone(contract.reviewDate),
        reportText(package), inputsText(contract), outputsText(contract), rulesText(contract),
        modelsText(package), provenanceText(package));
}

Diagnostics warningsOf(const Contract& contract)
{
    Diagnostics warnings = validate(contract);
    for (Diagnostic lacking : checkEvidence(contract)) {
        lacking.severity = Severity::Warning;
        warnings.push_back(std::move(lacking));
    }
    return warnings;
}

} // namespace twin::cli
