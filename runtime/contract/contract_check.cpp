// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "contract/contract_symbols.h"
#include "contract/contract_words.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>

namespace twin {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isIdentifier(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && isLetter(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isLetter(c) || isDigit(c); });
}

/// Letters, digits and "._-", starting with a letter or digit: safe as a file name and in a pointer.
bool isSlug(std::string_view text)
{
    return !text.empty() && text.size() <= 128 && (isLetter(text.front()) || isDigit(text.front())) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return isLetter(c) || isDigit(c) || c == '.' || c == '-'; });
}

/// MAJOR.MINOR.PATCH with an optional pre-release and build part, as of semver.org 2.0.0.
bool isSemanticVersion(std::string_view text)
{
    const std::size_t plus = text.find('+');
    const std::size_t dash = std::min(text.find('-'), plus);
    const auto extra = [](std::string_view part) {
        return !part.empty() && part.front() != '.' && part.back() != '.' &&
               part.find("..") == std::string_view::npos && std::all_of(part.begin(), part.end(), [](char c) {
                   return (isLetter(c) && c != '_') || isDigit(c) || c == '.' || c == '-';
               });
    };
    if (plus != std::string_view::npos && !extra(text.substr(plus + 1)))
        return false;
    if (dash < plus && !extra(text.substr(dash + 1, plus == std::string_view::npos ? plus : plus - dash - 1)))
        return false;
    int numbers = 0;
    std::string_view core = text.substr(0, dash);
    while (true) {
        std::size_t digits = 0;
        while (digits < core.size() && isDigit(core[digits]))
            ++digits;
        if (digits == 0 || digits > 9 || (digits > 1 && core.front() == '0'))
            return false;
        ++numbers;
        if (digits == core.size())
            return numbers == 3;
        if (core[digits] != '.')
            return false;
        core.remove_prefix(digits + 1);
    }
}

/// YYYY-MM-DD of the Gregorian calendar.
bool isDate(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return false;
    for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
        if (!isDigit(text[i]))
            return false;
    const auto number = [&](std::size_t at, std::size_t count) {
        return std::stoi(std::string(text.substr(at, count)));
    };
    const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

class Checker
{
  public:
    explicit Checker(const Contract& contract) : m_contract(contract) {}

    Diagnostics run()
    {
        checkHead();
        if (m_contract.axis)
            checkAxis(*m_contract.axis, "/axis");
        if (m_contract.axis2)
            checkSecondAxis(*m_contract.axis2);
        if (m_contract.inputs.empty())
            error("contract.missing", "/inputs", "The contract has no input.", "Add at least one input.");
        if (m_contract.outputs.empty())
            error("contract.missing", "/outputs", "The contract has no output.", "Add at least one output.");
        for (std::size_t i = 0; i < m_contract.inputs.size(); ++i) {
            const std::string at = fmt::format("/inputs/{}", i);
            checkCommon(m_contract.inputs[i], at);
            checkInput(m_contract.inputs[i], at);
        }
        for (std::size_t i = 0; i < m_contract.outputs.size(); ++i) {
            const std::string at = fmt::format("/outputs/{}", i);
            checkCommon(m_contract.outputs[i], at);
            checkOutput(m_contract.outputs[i], at);
        }
        checkRules();
        return std::move(m_found);
    }

  private:
    void checkHead()
    {
        if (!isSlug(m_contract.id))
            error("contract.id", "/id",
                  fmt::format("The id \"{}\" must be of letters, digits, points, dashes and underscores.",
                              m_contract.id),
                  "Write an id such as \"eastfield\" or \"org.example.eastfield\".");
        if (!isSemanticVersion(m_contract.version))
            error("contract.version", "/version",
                  fmt::format("\"{}\" is not a semantic version.", m_contract.version),
                  "Write three numbers, such as \"1.3.0\".");
        if (m_contract.title.empty())
            error("contract.missing", "/title", "The contract has no title.",
                  "Give the twin a title that people know.");
        if (!m_contract.reviewDate.empty() && !isDate(m_contract.reviewDate))
            error("contract.date", "/reviewDate", fmt::format("\"{}\" is not a date.", m_contract.reviewDate),
                  "Write year, month and day, such as \"2027-03-31\".");
    }

    void checkSecondAxis(const Axis& axis)
    {
        checkAxis(axis, "/axis2");
        if (!m_contract.axis)
            error("contract.axis", "/axis2", "The contract has a second axis, but no first one.",
                  "Give the first as \"axis\".");
        else if (double(axis.values.size()) * double(m_contract.axis->values.size()) > 1e6)
            error("contract.axis", "/axis2/values",
                  "A field over both axes would have more than a million points.", "Choose fewer points.");
    }

    void checkAxis(const Axis& axis, const std::string& at)
    {
        checkName(axis.name, at);
        if (axis.values.size() < 2)
            error("contract.axis", at + "/values", "The axis needs at least two values.",
                  "List its values in rising order.");
        for (std::size_t i = 0; i < axis.values.size(); ++i)
            if (!std::isfinite(axis.values[i]) || (i > 0 && !(axis.values[i] > axis.values[i - 1]))) {
                error("contract.axis", fmt::format("{}/values/{}", at, i),
                      fmt::format("The axis must rise strictly; value {} does not.", i + 1),
                      "List its values in rising order.");
                break;
            }
    }

    void checkName(const std::string& name, const std::string& at)
    {
        static const std::set<std::string, std::less<>> reserved = {"and", "or",   "not",  "if",
                                                                    "pi",  "true", "false"};
        if (!isIdentifier(name))
            error("contract.name", at + "/name",
                  fmt::format("The name \"{}\" must be a word of letters, digits and underscores.", name),
                  "Write a name such as \"q_in\"; the label may be anything.");
        else if (reserved.contains(name))
            error("contract.name.reserved", at + "/name",
                  fmt::format("\"{}\" is a word of the rule language.", name), "Choose another name.");
        const auto [first, isNew] = m_names.emplace(name, at);
        if (!isNew)
            error("contract.name.duplicate", at + "/name",
                  fmt::format("The name \"{}\" is used twice (first at {}).", name, first->second),
                  "Rename one of them.");
    }

    void checkCommon(const Variable& variable, const std::string& at)
    {
        checkName(variable.name, at);
        for (std::size_t i = 0; i < variable.displayUnits.size(); ++i)
            if (!variable.displayUnits[i].isCompatibleWith(variable.unit))
                error("contract.unit.incompatible", fmt::format("{}/displayUnits/{}", at, i),
                      fmt::format("{} is measured in {}, which cannot be shown in {}.", variable.label,
                                  variable.unit.code(), variable.displayUnits[i].code()),
                      "Remove it, or correct the unit.");
        if (!(variable.nominal > 0) || !std::isfinite(variable.nominal))
            error("contract.nominal", at + "/nominal",
                  fmt::format("The nominal value of {} must be above 0.", variable.label),
                  "Write a typical magnitude.");
    }

    bool checkRange(const Range& range, const std::string& at, const std::string& what)
    {
        if (range.minimum <= range.maximum)
            return true;
        error("contract.range.reversed", at,
              fmt::format("The {} is the wrong way round: {:g} is above {:g}.", what, range.minimum,
                          range.maximum),
              "Write the smaller value first.");
        return false;
    }

    void checkInput(const Variable& variable, const std::string& at)
    {
        checkItems(variable, at);
        const bool isPhysicalRight =
            checkRange(variable.physical, at + "/physical", "physical range of " + variable.label);
        const bool isValidatedRight =
            checkRange(variable.validated, at + "/validated", "validated range of " + variable.label);
        // An end that is not given states nothing.
        const auto isOutside = [&](double end) {
            return std::isfinite(end) && !variable.physical.contains(end);
        };
        if (isPhysicalRight && isValidatedRight &&
            (isOutside(variable.validated.minimum) || isOutside(variable.validated.maximum)))
            error("contract.range.outside", at + "/validated",
                  fmt::format("The validated range of {} reaches beyond its physical range.", variable.label),
                  "What is validated must be able to exist: narrow one or widen the other.");
        if (!std::isfinite(variable.start) ||
            (isPhysicalRight && !variable.physical.contains(variable.start)))
            error("contract.start", at + "/start",
                  fmt::format("The start value {:g} of {} is outside its physical range.", variable.start,
                              variable.label),
                  "Choose a start value within the validated range.");
        else if (isValidatedRight && !variable.validated.contains(variable.start))
            warning("contract.start.unvalidated", at + "/start",
                    fmt::format("The start value {:g} of {} is outside its validated range: an app would "
                                "open without an answer.",
                                variable.start, variable.label),
                    "Choose a start value within the validated range.");
        if (variable.type != VariableType::Real && variable.start != std::floor(variable.start))
            error("contract.start", at + "/start",
                  fmt::format("{} takes whole numbers only.", variable.label), "Choose a whole start value.");
    }

    void checkItems(const Variable& variable, const std::string& at)
    {
        if (variable.type == VariableType::Enumeration && variable.items.empty())
            error("contract.items", at + "/items",
                  fmt::format("{} is an enumeration without items.", variable.label), "List its items.");
        if (variable.type == VariableType::Boolean && !variable.items.empty() && variable.items.size() != 2)
            error("contract.items", at + "/items",
                  fmt::format("{} is a yes-or-no value and has two items or none.", variable.label),
                  "List the item for no, then the item for yes.");
        std::set<std::string> seen;
        for (std::size_t i = 0; i < variable.items.size(); ++i) {
            const std::string& name = variable.items[i].name;
            if (name.empty() || !seen.insert(name).second)
                error("contract.items", fmt::format("{}/items/{}/name", at, i),
                      name.empty() ? "An item needs a name."
                                   : fmt::format("The item \"{}\" is there twice.", name),
                      "Give each item a name of its own.");
        }
    }

    void checkOutput(const Variable& variable, const std::string& at)
    {
        if (variable.type != VariableType::Real)
            error("contract.output.type", at + "/type",
                  fmt::format("The output {} must be real.", variable.label), "Write \"real\".");
        if (variable.isSeries && !m_contract.axis)
            error("contract.series", at + "/series",
                  fmt::format("{} is a series, but the contract has no axis.", variable.label),
                  "Add an axis, or make it a single value.");
        if (variable.isField && (variable.isSeries || !m_contract.axis || !m_contract.axis2))
            error("contract.field", at + "/field",
                  fmt::format("{} is a field, but {}.", variable.label,
                              variable.isSeries ? "also a series" : "the contract has not two axes"),
                  "Give \"axis\" and \"axis2\", and say of each output whether it is a series or a field.");
        const Confidence& confidence = variable.confidence;
        if (confidence.kind == Confidence::Kind::None) {
            if (confidence.reason.empty())
                error("contract.confidence.reason", at + "/confidence/reason",
                      fmt::format("{} has no confidence band and does not say why.", variable.label),
                      "Write the reason, such as \"exact formula\".");
        } else if (!(confidence.level > 0 && confidence.level < 1)) {
            error("contract.confidence.level", at + "/confidence/level",
                  fmt::format("A confidence level of {:g} is not between 0 and 1.", confidence.level),
                  "Write 0.9 for 90 %.");
        }
        for (std::size_t i = 0; i < variable.accuracy.size(); ++i)
            checkBound(variable, variable.accuracy[i], fmt::format("{}/accuracy/{}", at, i));
        checkRange(variable.plausibility.range, at + "/plausibility/range",
                   "plausible range of " + variable.label);
        if (variable.plausibility.monotone != Monotone::No && !variable.isSeries)
            error("contract.plausibility.monotone", at + "/plausibility/monotone",
                  fmt::format("{} is no series; only a series can rise or fall.", variable.label),
                  "Write \"no\".");
    }

    void checkBound(const Variable& variable, const AccuracyBound& bound, const std::string& at)
    {
        const auto metrics = accuracyMetrics();
        if (std::find(metrics.begin(), metrics.end(), bound.metric) == metrics.end())
            error("contract.accuracy.metric", at + "/metric",
                  fmt::format("There is no accuracy metric \"{}\".", bound.metric),
                  fmt::format("Write one of {}.", fmt::join(metrics, ", ")));
        if (!(bound.value >= 0) || !(bound.relative >= 0))
            error("contract.accuracy.value", at + "/value", "A bound on an error cannot be negative.",
                  "Write its size.");
        const Result<Unit> unit = Unit::parse(bound.unit);
        const bool isRatio = bound.metric == "r2" || bound.metric == "maxRelative";
        if (!unit || !(isRatio ? unit->isDimensionless() : unit->isCompatibleWith(variable.unit)))
            error("contract.unit.incompatible", at + "/unit",
                  fmt::format("The bound is given in \"{}\", but {} needs {}.", bound.unit, bound.metric,
                              isRatio ? std::string("a number, \"1\"") : '"' + variable.unit.code() + '"'),
                  "Correct the unit.");
    }

    void checkRules()
    {
        const SymbolTable symbols = symbolTable(m_contract, true);
        std::set<std::string> ids;
        for (std::size_t i = 0; i < m_contract.guardrails.size(); ++i) {
            const GuardrailRule& rule = m_contract.guardrails[i];
            const std::string at = fmt::format("/guardrails/{}", i);
            if (!isSlug(rule.id) || rule.id == "domain")
                error("contract.rule.id", at + "/id",
                      fmt::format("The rule id \"{}\" must be of letters, digits, points and dashes, and not "
                                  "\"domain\".",
                                  rule.id),
                      "Write an id such as \"G3\".");
            else if (!ids.insert(rule.id).second)
                error("contract.rule.duplicate", at + "/id",
                      fmt::format("Two rules have the id \"{}\".", rule.id),
                      "Give each rule an id of its own.");
            const Result<Expression> condition =
                Expression::compile(rule.condition, symbols, at + "/condition");
            if (!condition)
                m_found.push_back(condition.error());
            else if (condition->kind() != Expression::Kind::Condition)
                error("expression.type", at + "/condition",
                      fmt::format("The rule {} is a number, not a condition.", rule.id),
                      "Compare it with a limit.");
            if (rule.onFail == Verdict::Pass)
                error("contract.choice", at + "/onFail",
                      fmt::format("The rule {} does nothing when it fails.", rule.id),
                      "Write warn, withhold or block.");
            if (rule.message.empty())
                warning("contract.rule.message", at + "/message",
                        fmt::format("The rule {} has no message for the operator.", rule.id),
                        "Say what is wrong and what to do.");
            for (std::size_t k = 0; k < rule.examples.size(); ++k)
                for (const auto& [name, value] : rule.examples[k].inputs)
                    if (!m_contract.findInput(name))
                        error("contract.rule.example", fmt::format("{}/examples/{}/inputs/{}", at, k, name),
                              fmt::format("An example of the rule {} names \"{}\", which is not an input.",
                                          rule.id, name),
                              "Name an input of the contract.");
        }
    }

    void error(std::string code, std::string at, std::string message, std::string remedy)
    {
        m_found.push_back(
            {Severity::Error, std::move(code), std::move(at), std::move(message), std::move(remedy)});
    }

    void warning(std::string code, std::string at, std::string message, std::string remedy)
    {
        m_found.push_back(
            {Severity::Warning, std::move(code), std::move(at), std::move(message), std::move(remedy)});
    }

    const Contract& m_contract;
    std::map<std::string, std::string> m_names;
    Diagnostics m_found;
};

} // namespace

Diagnostics validate(const Contract& contract)
{
    return Checker(contract).run();
}

Diagnostics checkEvidence(const Contract& contract)
{
    Diagnostics found;
    const auto lacks = [&](std::string code, std::string at, std::string message, std::string remedy) {
        found.push_back({Severity::Error, "contract.evidence." + code, std::move(at), std::move(message),
                         std::move(remedy)});
    };
    const auto isBlank = [](const std::vector<std::string>& list) {
        return std::all_of(list.begin(), list.end(), [](const std::string& text) { return text.empty(); });
    };
    if (contract.fidelity.empty())
        lacks("fidelity", "/fidelity", "The twin has no fidelity statement.",
              "Say in a sentence or two what it was fitted to and how well it follows it.");
    if (isBlank(contract.madeFor))
        lacks("made-for", "/madeFor", "The twin does not say what it is made for.",
              "List the decisions that it supports.");
    if (isBlank(contract.notFor))
        lacks("not-for", "/notFor", "The twin does not say what it is not for.",
              "List the uses that it must not be put to.");
    if (contract.reviewDate.empty())
        lacks("review-date", "/reviewDate", "The twin has no review date.",
              "Write the date by which it must be looked at again.");
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        const Variable& input = contract.inputs[i];
        if (!input.physical.isFinite())
            lacks("physical", fmt::format("/inputs/{}/physical", i),
                  fmt::format("{} has no physical range.", input.label),
                  "Write the least and the greatest value that can exist.");
        if (!input.validated.isFinite())
            lacks("validated", fmt::format("/inputs/{}/validated", i),
                  fmt::format("{} has no validated range.", input.label),
                  "Write the range that the validation report covers.");
    }
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        const Variable& output = contract.outputs[i];
        if (output.accuracy.empty())
            lacks("accuracy", fmt::format("/outputs/{}/accuracy", i),
                  fmt::format("{} has no accuracy bound.", output.label),
                  "Declare a bound that the validation runs keep.");
    }
    return found;
}

} // namespace twin
