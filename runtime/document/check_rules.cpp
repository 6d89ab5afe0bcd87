// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/checks.h"
#include "document/validate.h"
#include "guardrail/guardrail_set.h"

#include <fmt/format.h>
#include <set>

namespace twin {
namespace {

std::string textOf(const Node& node, std::string_view key, const Catalog& catalog)
{
    const nlohmann::json value = propertyOf(node, key, catalog);
    return value.is_string() ? value.get<std::string>() : std::string();
}

Verdict verdictOf(const std::string& onFail)
{
    if (onFail == "warn")
        return Verdict::Warn;
    if (onFail == "withhold")
        return Verdict::Withhold;
    return Verdict::Block; // what cannot be read is taken at its strictest
}

std::vector<RuleExample> examplesOf(const nlohmann::json& list)
{
    std::vector<RuleExample> examples;
    if (!list.is_array())
        return examples;
    for (const nlohmann::json& item : list) {
        if (!item.is_object())
            continue;
        RuleExample example;
        if (const auto label = item.find("label"); label != item.end() && label->is_string())
            example.label = *label;
        if (const auto passes = item.find("passes"); passes != item.end() && passes->is_boolean())
            example.passes = *passes;
        if (const auto inputs = item.find("inputs"); inputs != item.end() && inputs->is_object())
            for (const auto& input : inputs->items())
                if (input.value().is_number())
                    example.inputs[input.key()] = input.value();
        examples.push_back(std::move(example));
    }
    return examples;
}

GuardrailRule ruleOf(const Node& node, const Catalog& catalog)
{
    return {textOf(node, "ruleId", catalog),    textOf(node, "label", catalog),
            textOf(node, "condition", catalog), verdictOf(textOf(node, "onFail", catalog)),
            textOf(node, "message", catalog),   examplesOf(propertyOf(node, "examples", catalog))};
}

/// The rule alone is compiled, so that a mistake in one does not hide the mistakes in others.
void checkCondition(const CheckContext& context, const GuardrailRule& rule, const std::string& pointer)
{
    const auto compiled = GuardrailSet::compile(*context.contract, nullptr, std::span(&rule, 1));
    if (!compiled) {
        Diagnostic error = compiled.error();
        constexpr std::string_view compiledPrefix = "/rules/0";
        if (error.location.starts_with(compiledPrefix))
            error.location = pointer + "/properties" + error.location.substr(compiledPrefix.size());
        context.diagnostics.push_back(std::move(error));
        return;
    }
    const Diagnostics failed = compiled->checkExamples(rule, pointer + "/properties");
    context.diagnostics.insert(context.diagnostics.end(), failed.begin(), failed.end());
}

} // namespace

std::vector<GuardrailRule> appRules(const Document& document, const Catalog& catalog)
{
    std::vector<GuardrailRule> rules;
    for (const Node& node : document.root.children)
        if (node.type == "rule")
            rules.push_back(ruleOf(node, catalog));
    return rules;
}

void checkRules(const CheckContext& context)
{
    std::set<std::string> ids;
    if (context.contract)
        for (const GuardrailRule& rule : context.contract->guardrails)
            ids.insert(rule.id);
    const std::size_t ownersRules = ids.size();
    const std::vector<Node>& nodes = context.document.root.children;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].type != "rule")
            continue;
        const std::string pointer = fmt::format("/root/children/{}", i);
        const GuardrailRule rule = ruleOf(nodes[i], context.catalog);
        if (rule.id == "domain" || rule.id.find_first_of(": \t\n") != rule.id.npos)
            context.error(
                "rule.id", pointer + "/properties/ruleId",
                fmt::format("The id \"{}\" could be taken for a check of the twin itself.", rule.id),
                "Give the rule a short word of its own, such as \"A1\".");
        else if (!rule.id.empty() && !ids.insert(rule.id).second)
            context.error("rule.duplicate-id", pointer + "/properties/ruleId",
                          fmt::format("There are two rules with the id \"{}\"{}.", rule.id,
                                      ownersRules > 0 ? " among those of the twin and the app" : ""),
                          "Give this one an id of its own; the twin's own rules always apply as well.");
        else if (context.contract && !rule.id.empty() && !rule.condition.empty())
            checkCondition(context, rule, pointer);
    }
}

} // namespace twin
