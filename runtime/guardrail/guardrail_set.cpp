// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/guardrail_set.h"

#include "contract/contract_symbols.h"
#include "guardrail/comparison.h"
#include "guardrail/domain_of_validity.h"
#include "guardrail/nearest_search.h"
#include "guardrail/point_values.h"
#include "guardrail/range_check.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>
#include <tuple>
#include <utility>

namespace twin {

namespace {

struct CompiledRule
{
    Expression condition;
    std::vector<Comparison> comparisons; ///< for messages
    std::size_t position = 0;            ///< in the list of rules
};

bool reads(const Expression& expression, std::size_t symbol)
{
    const std::vector<std::size_t> all = expression.reads();
    return std::find(all.begin(), all.end(), symbol) != all.end();
}

Result<CompiledRule> compileRule(const GuardrailRule& rule, const SymbolTable& symbols,
                                 const std::string& location)
{
    Result<Expression> condition = Expression::compile(rule.condition, symbols, location);
    if (!condition)
        return fail(std::move(condition).error());
    if (condition->kind() != Expression::Kind::Condition)
        return fail("expression.type", location,
                    fmt::format("The rule {} is a number, not a condition.", rule.id),
                    "Compare it with a limit.");
    return CompiledRule{std::move(*condition), Comparison::split(rule.condition, symbols)};
}

/// Which inputs have no validated range at all, not even an open one: how far to trust an answer is not known
/// anywhere then.
std::string unstatedRanges(const Contract& contract)
{
    std::string list;
    for (const Variable& input : contract.inputs) {
        if (!std::isfinite(input.validated.minimum) && !std::isfinite(input.validated.maximum))
            list += fmt::format("{}{}", list.empty() ? "" : ", ", insideSentence(input.label));
    }
    return list.empty()
               ? list
               : fmt::format("Nobody has said over which range the twin is validated for: {}.", list);
}

/// Of a point that is not near. Far from all runs there is a guess, with a warning; where what the runs come
/// from gave no answer itself, there may be none.
std::pair<Verdict, Zone> standingOf(const DomainOfValidity::Finding& finding)
{
    return finding.failed ? std::pair(Verdict::Withhold, Zone::Unvalidated)
                          : std::pair(Verdict::Warn, Zone::Sparse);
}

/// Of a rule that fails once the model has run, when all that can still be done is to withhold its answer.
Verdict afterwards(const GuardrailRule& rule)
{
    return std::min(rule.onFail, Verdict::Withhold);
}

/// Reads better with its full stop.
std::string sentence(std::string text)
{
    if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos)
        text += '.';
    return text;
}

} // namespace

struct GuardrailSet::Compiled
{
    const Contract* contract = nullptr;
    const DomainOfValidity* domain = nullptr;
    std::vector<GuardrailRule> rules;
    std::vector<CompiledRule> inputRules;
    std::vector<CompiledRule> outputRules;
    std::string unstated; ///< says which inputs nobody has given a validated range; else empty

    std::size_t symbols() const { return contract->inputs.size() + contract->outputs.size(); }

    bool holds(const CompiledRule& rule, PointValues& values) const
    {
        return rule.condition.test(values.view()) == Truth::True;
    }

    bool inputRulesHold(std::span<const double> inputs) const
    {
        PointValues values(inputs, {}, symbols());
        return std::all_of(inputRules.begin(), inputRules.end(),
                           [&](const CompiledRule& rule) { return holds(rule, values); });
    }

    std::string explain(const CompiledRule& compiled, const PointValues& values) const
    {
        const GuardrailRule& rule = rules[compiled.position];
        const std::string& name = rule.label.empty() ? rule.id : rule.label;
        std::string text =
            rule.message.empty() ? fmt::format("{} does not hold.", name) : sentence(rule.message);
        for (const Comparison& comparison : compiled.comparisons)
            if (!comparison.holds(values.view())) {
                const std::string found = comparison.explain(values.view());
                text += found.empty() ? " It cannot be decided, because a value that it needs is missing."
                                      : ' ' + found;
                break;
            }
        if (!compiled.condition.readsOutputs())
            text += circumstances(compiled, values);
        return text;
    }

    /// The inputs that a rule reads: " Now: mean incoming flow 1300 m³/h, pumps in service 2."
    std::string circumstances(const CompiledRule& compiled, const PointValues& values) const
    {
        std::string list;
        for (const std::size_t symbol : compiled.condition.reads()) {
            const Variable& input = contract->inputs[symbol];
            list += fmt::format("{}{} {}", list.empty() ? "" : ", ", insideSentence(input.label),
                                valueInSentence(input, values.view()[symbol][0]));
        }
        return list.empty() ? list : " Now: " + list + '.';
    }

    /// Fills in the nearest inputs of every verdict that did not pass.
    void findNearest(std::span<const double> inputs, std::vector<RuleVerdict>& verdicts,
                     const std::vector<std::size_t>& offenders) const
    {
        NearestSearch search(*contract, inputs,
                             [this](std::span<const double> point) { return inputRulesHold(point); });
        PointValues values(inputs, {}, symbols());
        std::map<std::string, double> byRules; // the same for each failing rule: all of them must pass
        for (std::size_t input = 0; input < contract->inputs.size(); ++input) {
            bool mayHelp = false, mustHelp = true;
            for (const CompiledRule& rule : inputRules)
                if (!holds(rule, values)) {
                    mayHelp = true;
                    mustHelp = mustHelp && reads(rule.condition, input);
                }
            if (mayHelp && mustHelp)
                if (const auto value = search.along(input))
                    byRules[contract->inputs[input].name] = *value;
        }
        for (std::size_t i = 0; i < verdicts.size(); ++i) {
            if (verdicts[i].verdict == Verdict::Pass || verdicts[i].rule == "domain" ||
                verdicts[i].rule == "validated:*")
                continue;
            if (i < inputRules.size()) {
                verdicts[i].nearest = byRules;
            } else {
                const std::size_t input = offenders[i - inputRules.size()];
                if (const auto value = search.along(input))
                    verdicts[i].nearest[contract->inputs[input].name] = *value;
            }
        }
    }
};

GuardrailSet::GuardrailSet() : m_compiled(std::make_unique<Compiled>()) {}
GuardrailSet::GuardrailSet(GuardrailSet&&) noexcept = default;
GuardrailSet& GuardrailSet::operator=(GuardrailSet&&) noexcept = default;
GuardrailSet::~GuardrailSet() = default;

Result<GuardrailSet> GuardrailSet::compile(const Contract& contract, const DomainOfValidity* domain,
                                           std::span<const GuardrailRule> appRules)
{
    GuardrailSet set;
    Compiled& all = *set.m_compiled;
    all.contract = &contract;
    all.domain = domain;
    all.unstated = unstatedRanges(contract);
    all.rules = contract.guardrails;
    all.rules.insert(all.rules.end(), appRules.begin(), appRules.end());
    const SymbolTable symbols = symbolTable(contract, true);
    const std::size_t owned = contract.guardrails.size();
    std::set<std::string> ids;
    for (std::size_t i = 0; i < all.rules.size(); ++i) {
        const bool isOwned = i < owned;
        const std::string location =
            fmt::format("/{}/{}", isOwned ? "guardrails" : "rules", isOwned ? i : i - owned);
        if (!ids.insert(all.rules[i].id).second)
            return fail("rule.duplicate-id", location + "/id",
                        fmt::format("Two rules have the id \"{}\".", all.rules[i].id),
                        "Give each rule an id of its own; the twin's own rules always apply.");
        Result<CompiledRule> rule = compileRule(all.rules[i], symbols, location + "/condition");
        if (!rule)
            return fail(std::move(rule).error());
        rule->position = i;
        (rule->condition.readsOutputs() ? all.outputRules : all.inputRules).push_back(std::move(*rule));
    }
    return set;
}

InputVerdicts GuardrailSet::checkInputs(std::span<const double> inputs, bool withNearest) const
{
    const Compiled& all = *m_compiled;
    InputVerdicts found;
    std::vector<std::size_t> offenders; // the input of each verdict after those of the rules
    const auto add = [&](std::string rule, Verdict verdict, Zone zone, std::string message) {
        found.verdict = std::max(found.verdict, verdict);
        found.zone = std::max(found.zone, zone);
        found.verdicts.push_back({std::move(rule), verdict, std::move(message), {}});
    };
    PointValues values(inputs, {}, all.symbols());
    for (const CompiledRule& compiled : all.inputRules) {
        const GuardrailRule& rule = all.rules[compiled.position];
        if (all.holds(compiled, values))
            add(rule.id, Verdict::Pass, Zone::Validated, {});
        else
            add(rule.id, rule.onFail, rule.onFail == Verdict::Block ? Zone::Impossible : Zone::Validated,
                all.explain(compiled, values));
    }
    bool isInside = true, isPossible = true;
    for (std::size_t i = 0; i < all.contract->inputs.size(); ++i) {
        const Variable& variable = all.contract->inputs[i];
        const Standing standing = standingOf(variable, inputs[i]);
        if (standing == Standing::Validated)
            continue;
        isInside = false;
        isPossible = isPossible && standing != Standing::Impossible;
        offenders.push_back(i);
        if (standing == Standing::Impossible)
            add("physical:" + variable.name, Verdict::Block, Zone::Impossible,
                explainStanding(variable, inputs[i]));
        else
            add("validated:" + variable.name, Verdict::Withhold, Zone::Unvalidated,
                explainStanding(variable, inputs[i]));
    }
    if (!all.unstated.empty())
        add("validated:*", Verdict::Warn, Zone::Sparse, all.unstated);
    if (isPossible && all.domain) {
        const DomainOfValidity::Finding finding = all.domain->check(inputs);
        found.closest = all.domain->closestRun(finding);
        if (isInside && !finding.near) {
            const auto [verdict, zone] = standingOf(finding);
            add("domain", verdict, zone, all.domain->explain(*all.contract, inputs, finding));
        }
    }
    if (withNearest && found.verdict != Verdict::Pass)
        all.findNearest(inputs, found.verdicts, offenders);
    return found;
}

std::pair<Verdict, Zone> GuardrailSet::classify(std::span<const double> inputs) const
{
    const Compiled& all = *m_compiled;
    std::pair<Verdict, Zone> worst{Verdict::Pass, Zone::Validated};
    const auto raise = [&](Verdict verdict, Zone zone) {
        worst = {std::max(worst.first, verdict), std::max(worst.second, zone)};
    };
    if (!all.inputRules.empty()) {
        PointValues values(inputs, {}, all.symbols());
        for (const CompiledRule& compiled : all.inputRules)
            if (!all.holds(compiled, values)) {
                const Verdict verdict = all.rules[compiled.position].onFail;
                raise(verdict, verdict == Verdict::Block ? Zone::Impossible : Zone::Validated);
            }
    }
    bool isInside = true;
    for (std::size_t i = 0; i < all.contract->inputs.size(); ++i) {
        const Standing standing = standingOf(all.contract->inputs[i], inputs[i]);
        isInside = isInside && standing == Standing::Validated;
        if (standing == Standing::Impossible)
            raise(Verdict::Block, Zone::Impossible);
        else if (standing == Standing::Unvalidated)
            raise(Verdict::Withhold, Zone::Unvalidated);
    }
    if (!all.unstated.empty())
        raise(Verdict::Warn, Zone::Sparse);
    if (isInside && all.domain) {
        const DomainOfValidity::Finding finding = all.domain->check(inputs);
        if (!finding.near)
            std::apply(raise, standingOf(finding));
    }
    return worst;
}

Verdict GuardrailSet::checkOutputs(std::span<const double> inputs, const OutputValues& outputs,
                                   std::vector<RuleVerdict>& verdicts) const
{
    const Compiled& all = *m_compiled;
    Verdict worst = Verdict::Pass;
    PointValues values(inputs, outputs, all.symbols());
    for (const CompiledRule& compiled : all.outputRules) {
        const GuardrailRule& rule = all.rules[compiled.position];
        if (all.holds(compiled, values)) {
            verdicts.push_back({rule.id, Verdict::Pass, {}, {}});
            continue;
        }
        const Verdict verdict = afterwards(rule);
        worst = std::max(worst, verdict);
        verdicts.push_back({rule.id, verdict, all.explain(compiled, values), {}});
    }
    for (std::size_t i = 0; i < all.contract->outputs.size(); ++i) {
        const Variable& output = all.contract->outputs[i];
        std::string message = findImplausible(*all.contract, output, outputs[i]);
        if (message.empty())
            continue;
        worst = std::max(worst, Verdict::Withhold);
        verdicts.push_back({"plausible:" + output.name, Verdict::Withhold, std::move(message), {}});
    }
    return worst;
}

Verdict GuardrailSet::classifyOutputs(std::span<const double> inputs, const OutputValues& outputs) const
{
    const Compiled& all = *m_compiled;
    Verdict worst = Verdict::Pass;
    if (!all.outputRules.empty()) {
        PointValues values(inputs, outputs, all.symbols());
        for (const CompiledRule& compiled : all.outputRules)
            if (!all.holds(compiled, values))
                worst = std::max(worst, afterwards(all.rules[compiled.position]));
    }
    for (std::size_t i = 0; i < all.contract->outputs.size() && worst < Verdict::Withhold; ++i)
        if (!isPlausible(all.contract->outputs[i], outputs[i]))
            worst = Verdict::Withhold;
    return worst;
}

Diagnostics GuardrailSet::checkExamples(const GuardrailRule& rule, const std::string& location) const
{
    const Compiled& all = *m_compiled;
    const Contract& contract = *all.contract;
    Result<CompiledRule> compiled = compileRule(rule, symbolTable(contract, true), location + "/condition");
    if (!compiled)
        return {compiled.error()};
    Diagnostics found;
    for (std::size_t i = 0; i < rule.examples.size(); ++i) {
        const RuleExample& example = rule.examples[i];
        const std::string at = fmt::format("{}/examples/{}", location, i);
        std::vector<double> inputs = contract.startValues();
        bool isKnown = true;
        for (const auto& [name, value] : example.inputs) {
            const auto index = contract.inputIndex(name);
            isKnown = isKnown && index;
            if (index)
                inputs[*index] = value;
            else
                found.push_back({Severity::Error, "rule.example.input", at + "/inputs/" + name,
                                 fmt::format("The example names \"{}\", which is not an input.", name),
                                 "Name an input of the twin."});
        }
        if (!isKnown || compiled->condition.readsOutputs())
            continue;
        PointValues values(inputs, {}, all.symbols());
        if (all.holds(*compiled, values) == example.passes)
            continue;
        const std::string name = example.label.empty() ? fmt::format("Example {}", i + 1)
                                                       : fmt::format("The example \"{}\"", example.label);
        found.push_back(
            {Severity::Error, "rule.example.failed", at,
             fmt::format("{} should {} the rule {}, but it does{}.", name, example.passes ? "pass" : "fail",
                         rule.id, example.passes ? " not" : " not fail it"),
             "Correct the rule or the example."});
    }
    return found;
}

const std::vector<GuardrailRule>& GuardrailSet::rules() const
{
    return m_compiled->rules;
}

Diagnostics checkExamples(const Contract& contract)
{
    const Result<GuardrailSet> compiled = GuardrailSet::compile(contract, nullptr);
    if (!compiled)
        return {compiled.error()};
    Diagnostics found;
    for (std::size_t i = 0; i < contract.guardrails.size(); ++i) {
        const Diagnostics failed =
            compiled->checkExamples(contract.guardrails[i], fmt::format("/guardrails/{}", i));
        found.insert(found.end(), failed.begin(), failed.end());
    }
    return found;
}

} // namespace twin
