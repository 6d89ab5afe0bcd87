// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formula_text.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace twin {

namespace {

bool isNamePart(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

bool isName(std::string_view name)
{
    return !name.empty() && !std::isdigit(static_cast<unsigned char>(name.front())) &&
           std::all_of(name.begin(), name.end(), isNamePart);
}

Result<FormulaText> readDefinition(const std::string& name, const nlohmann::json& value,
                                   const Contract& contract, const std::string& location)
{
    if (Status status = checkOwnName(name, "a definition", contract, location); !status)
        return fail(std::move(status.error()));
    if (value.is_string())
        return FormulaText{name, value.get<std::string>(), {}, location};
    if (!value.is_object() || !value.contains("expression") || !value["expression"].is_string() ||
        (value.contains("unit") && !value["unit"].is_string()))
        return fail("model.json", location, fmt::format("The definition of {} is not an expression.", name),
                    R"(Write {"expression": TEXT, "unit": TEXT}.)");
    FormulaText text{name, value["expression"].get<std::string>(), {}, location + "/expression"};
    if (value.contains("unit")) {
        Result<Unit> unit = Unit::parse(value["unit"].get<std::string>());
        if (!unit) {
            unit.error().location = location + "/unit";
            return fail(std::move(unit.error()));
        }
        text.unit = std::move(*unit);
    }
    return text;
}

Result<FormulaText> readOutput(const std::string& name, const nlohmann::json& json, const Contract& contract,
                               const std::string& location)
{
    const Variable* output = contract.findOutput(name);
    if (!output)
        return fail("model.output", location + "/outputs",
                    fmt::format("The model gives {}, which is not an output of the contract.", name),
                    "Name outputs of the contract only.");
    const auto expressions = json.find("expressions");
    if (expressions == json.end() || !expressions->is_object() || !expressions->contains(name) ||
        !(*expressions)[name].is_string())
        return fail("model.json", location + "/expressions",
                    fmt::format("There is no expression for {}.", name),
                    R"(Add "expressions": {NAME: TEXT} with one for each output of the model.)");
    if (output->confidence.kind != Confidence::Kind::None)
        return fail("model.confidence", location,
                    fmt::format("An expression gives no band, but the contract declares one for {}.", name),
                    R"(Declare its confidence as "none" with the reason.)");
    return FormulaText{name, (*expressions)[name].get<std::string>(), {}, location + "/expressions/" + name};
}

/// Each formula after all that it names; those that need each other are an error.
Result<std::vector<FormulaText>> inOrder(std::vector<FormulaText> waiting, const std::string& location)
{
    std::vector<FormulaText> ordered;
    while (!waiting.empty()) {
        const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const FormulaText& text) {
            return std::none_of(waiting.begin(), waiting.end(), [&](const FormulaText& other) {
                return mentions(text.expression, other.name);
            });
        });
        if (ready == waiting.end()) {
            std::vector<std::string> names;
            for (const FormulaText& text : waiting)
                names.push_back(text.name);
            return fail(
                "model.cycle", location,
                fmt::format(
                    "These formulas cannot be put in order, since they name themselves or each other: {}.",
                    fmt::join(names, ", ")),
                "Take one name out of the circle.");
        }
        ordered.push_back(std::move(*ready));
        waiting.erase(ready);
    }
    return ordered;
}

} // namespace

bool mentions(std::string_view expression, std::string_view name)
{
    for (std::size_t at = expression.find(name); at != std::string_view::npos;
         at = expression.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at == 0 || !isNamePart(expression[at - 1])) &&
            (end == expression.size() || !isNamePart(expression[end])))
            return true;
    }
    return false;
}

Status checkOwnName(const std::string& name, std::string_view what, const Contract& contract,
                    const std::string& location)
{
    const auto isAxis = [&](const std::optional<Axis>& axis) { return axis && axis->name == name; };
    if (isName(name) && !contract.find(name) && !isAxis(contract.axis) && !isAxis(contract.axis2) &&
        name != "pi")
        return {};
    return fail("model.name", location,
                fmt::format("\"{}\" cannot be the name of {}: it is taken or not a name.", name, what),
                "Use letters, digits and _, and no name of a variable or of an axis.");
}

Result<FormulaTexts> readFormulaTexts(const nlohmann::json& json, const Contract& contract,
                                      const std::string& location)
{
    if (!json.is_object() || !json.contains("outputs") || !json["outputs"].is_array() ||
        json["outputs"].empty())
        return fail("model.json", location, "The model names no outputs.", R"(Add "outputs": [NAME, ...].)");
    FormulaTexts texts;
    std::vector<FormulaText> unordered;
    if (const auto define = json.find("define"); define != json.end()) {
        if (!define->is_object())
            return fail("model.json", location + "/define", "\"define\" is not an object.",
                        "Write {NAME: EXPRESSION}.");
        for (const auto& [name, value] : define->items()) {
            Result<FormulaText> text = readDefinition(name, value, contract, location + "/define/" + name);
            if (!text)
                return fail(std::move(text.error()));
            unordered.push_back(std::move(*text));
        }
    }
    for (const nlohmann::json& entry : json["outputs"]) {
        const std::string name = entry.is_string() ? entry.get<std::string>() : std::string();
        if (std::find(texts.outputs.begin(), texts.outputs.end(), name) != texts.outputs.end())
            return fail("model.output", location + "/outputs", fmt::format("The model gives {} twice.", name),
                        "Name each output once.");
        Result<FormulaText> text = readOutput(name, json, contract, location);
        if (!text)
            return fail(std::move(text.error()));
        texts.outputs.push_back(name);
        unordered.push_back(std::move(*text));
    }
    Result<std::vector<FormulaText>> ordered = inOrder(std::move(unordered), location);
    if (!ordered)
        return fail(std::move(ordered.error()));
    texts.formulas = std::move(*ordered);
    return texts;
}

} // namespace twin
