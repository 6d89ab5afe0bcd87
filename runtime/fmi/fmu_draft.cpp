// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_draft.h"

#include "base/nearest_names.h"
#include "fmi/drafted_variable.h"
#include "fmi/fmu_plan.h"
#include "fmi/fmu_unit.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <limits>
#include <set>

namespace twin {

namespace {

using nlohmann::json;

constexpr std::size_t mostVariables = 100; // of a contract that nobody chose the variables of
constexpr double mostPoints = 5000;        // of an axis that nobody chose
constexpr double pointsWithoutStep = 100;

/// Letters, digits, points and dashes.
std::string slugOf(const std::string& name)
{
    std::string slug;
    for (const char c : name)
        slug += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_' ? c : '-';
    while (!slug.empty() && !std::isalnum(static_cast<unsigned char>(slug.front())))
        slug.erase(slug.begin());
    return slug.empty() ? "fmu" : slug.substr(0, 128);
}

bool isInput(const FmuVariable& variable)
{
    return variable.causality == "input" ||
           (variable.causality == "parameter" && variable.variability != "constant");
}

class Drafter
{
  public:
    Drafter(const ModelDescription& description, const FmuSpec& spec)
        : m_description(description), m_spec(spec)
    {}

    Result<FmuDraft> draft()
    {
        for (const auto step : {&Drafter::chooseVariables, &Drafter::draftTime, &Drafter::finishContract,
                                &Drafter::writeModel}) {
            if (const Status status = (this->*step)(); !status)
                return fail(status.error());
        }
        noteLeftOut();
        return std::move(m_out);
    }

  private:
    /// A variable of the FMU that becomes one of the contract.
    struct Chosen
    {
        const FmuVariable* variable;
        std::string name;
        std::optional<Unit> unit; ///< the FMU's, when it is known
        json entry;               ///< of the spec: what differs from the draft
        std::string at;           ///< its place in the spec
    };

    Status chooseVariables()
    {
        if (const Status inputs = choose("inputs", true, m_inputs); !inputs)
            return inputs;
        if (const Status outputs = choose("outputs", false, m_outputs); !outputs)
            return outputs;
        if (const Status names = checkNames(); !names)
            return names;
        if (m_outputs.empty())
            return fail("fmu.outputs", m_description.identifier,
                        fmt::format("The FMU {} declares no output.", m_description.identifier),
                        "Name variables of it under \"contract\" / \"outputs\" in a spec.");
        for (const Chosen& chosen : m_inputs)
            m_out.contract.inputs.push_back(inSpecUnit(chosen, draftInput(*chosen.variable, chosen.unit)));
        for (const Chosen& chosen : m_outputs)
            m_out.contract.outputs.push_back(inSpecUnit(chosen, draftOutput(*chosen.variable, chosen.unit)));
        return {};
    }

    /// A name that is joined to nothing is a slip, and of two inputs for one variable only one would count.
    Status checkNames() const
    {
        std::map<const FmuVariable*, const Chosen*> inputs;
        std::vector<std::string> names;
        for (const std::vector<Chosen>* list : {&m_inputs, &m_outputs})
            for (const Chosen& chosen : *list) {
                names.push_back(chosen.name);
                if (list == &m_inputs && !inputs.emplace(chosen.variable, &chosen).second)
                    return fail("fmu.variable", chosen.at + "/name",
                                fmt::format("{} and {} are both the FMU's variable \"{}\".",
                                            inputs[chosen.variable]->name, chosen.name,
                                            chosen.variable->name),
                                "Leave one of them out.");
            }
        for (const auto& [name, sought] : m_spec.variables)
            if (std::find(names.begin(), names.end(), name) == names.end())
                return fail(
                    "fmu.variable", "/fmu/variables/" + name,
                    fmt::format("\"{}\" is none of the contract's variables, which alone can be joined "
                                "to \"{}\".",
                                name, sought),
                    didYouMean(nearestNames(name, names)) +
                        " List it under \"contract\" / \"inputs\" or \"outputs\".");
        return {};
    }

    Status choose(const char* list, bool wantsInputs, std::vector<Chosen>& chosen)
    {
        if (m_spec.contract.contains(list))
            return chooseAsSpecified(m_spec.contract[list], fmt::format("/contract/{}", list), wantsInputs,
                                     chosen);
        for (const FmuVariable& variable : m_description.variables) {
            const bool isWanted = wantsInputs ? isInput(variable) : variable.causality == "output";
            if (!isWanted)
                continue;
            if (variable.kind == FmuVariable::Kind::Other || variable.isArray) {
                m_out.notes.push_back(fmt::format("left out: {} is {}.", variable.name,
                                                  variable.isArray ? "an array" : "no number"));
                continue;
            }
            add(variable, uniqueName(identifierOf(variable.name)), json::object(), "", chosen);
        }
        if (chosen.size() > mostVariables)
            return fail("fmu.many", m_description.identifier,
                        fmt::format("The FMU {} has {} {}: more than an app can show.",
                                    m_description.identifier, chosen.size(), list),
                        fmt::format("Name those that matter under \"contract\" / \"{}\" in a spec.", list));
        return {};
    }

    Status chooseAsSpecified(const json& entries, const std::string& at, bool wantsInputs,
                             std::vector<Chosen>& chosen)
    {
        const auto wrong = [](const std::string& where, const std::string& what, const std::string& remedy) {
            return fail("fmu.variable", where, what, remedy);
        };
        if (!entries.is_array())
            return wrong(at, fmt::format("\"{}\" is no list.", at), "Write a list of variables.");
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const json& entry = entries[i];
            const std::string place = fmt::format("{}/{}", at, i);
            if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string())
                return wrong(place, "A variable in the spec has no name.", "Give it a \"name\".");
            const std::string name = entry["name"];
            const auto mapped = m_spec.variables.find(name);
            const std::string& sought = mapped == m_spec.variables.end() ? name : mapped->second;
            const FmuVariable* variable = find(sought);
            if (!variable)
                return wrong(
                    place + "/name",
                    fmt::format("The FMU {} has no variable \"{}\".", m_description.identifier, sought),
                    didYouMean(nearestNames(sought, allNames())) +
                        " Names that differ are joined under \"fmu\" / \"variables\".");
            if (variable->kind == FmuVariable::Kind::Other || variable->isArray)
                return wrong(place + "/name",
                             fmt::format("\"{}\" of the FMU is {}, which a contract has no place for.",
                                         sought, variable->isArray ? "an array" : "no number"),
                             "Leave it out; the FMU then keeps its own value.");
            if (wantsInputs && !isInput(*variable))
                return wrong(
                    place + "/name",
                    fmt::format("\"{}\" of the FMU can only be read ({}).", sought, variable->causality),
                    "Make it an output, or name a parameter or input.");
            add(*variable, name, entry, place, chosen);
        }
        return {};
    }

    /// By the FMU's own name, else by the identifier made of it.
    const FmuVariable* find(const std::string& sought) const
    {
        if (const FmuVariable* exact = m_description.find(sought))
            return exact;
        for (const FmuVariable& variable : m_description.variables) {
            if (identifierOf(variable.name) == sought)
                return &variable;
        }
        return nullptr;
    }

    std::vector<std::string> allNames() const
    {
        std::vector<std::string> names;
        for (const FmuVariable& variable : m_description.variables)
            names.push_back(variable.name);
        return names;
    }

    std::string uniqueName(const std::string& wanted)
    {
        std::string name = wanted;
        for (int number = 2; !m_names.insert(name).second; ++number)
            name = fmt::format("{}_{}", wanted, number);
        return name;
    }

    void add(const FmuVariable& variable, const std::string& name, json entry, std::string at,
             std::vector<Chosen>& chosen)
    {
        Chosen one{&variable, name, std::nullopt, std::move(entry), std::move(at)};
        if (!variable.unit.empty()) {
            one.unit = unitOf(m_description, variable.unit);
            if (!one.unit && !one.entry.contains("unit"))
                m_out.notes.push_back(
                    fmt::format("to fill in: the unit of {}; \"{}\" of the FMU is none that is known.", name,
                                variable.unit));
        }
        chosen.push_back(std::move(one));
    }

    /// The numbers of the draft follow when the spec measures a variable in another unit.
    static Variable inSpecUnit(const Chosen& chosen, Variable variable)
    {
        variable.name = chosen.name;
        if (!chosen.unit || !chosen.entry.contains("unit") || !chosen.entry["unit"].is_string())
            return variable;
        const Result<Unit> wanted = Unit::parse(chosen.entry["unit"].get<std::string>());
        if (wanted && wanted->isCompatibleWith(variable.unit))
            convertTo(*wanted, variable);
        return variable;
    }

    /// The axis is the default experiment's time unless the spec has values of its own.
    Status draftTime()
    {
        const json axis = m_spec.contract.value("axis", json::object());
        const bool hasValues = axis.is_object() && axis.contains("values");
        const bool isWanted = !axis.is_null();
        m_start = m_spec.startTime.value_or(m_description.startTime.value_or(0));
        const auto stop = m_spec.stopTime ? m_spec.stopTime : m_description.stopTime;
        const auto step = m_spec.step ? m_spec.step : m_description.stepSize;
        if (!stop && !hasValues)
            return fail("fmu.time", m_description.identifier,
                        fmt::format("The FMU {} does not say how long a run is.", m_description.identifier),
                        "Write \"stopTime\" under \"fmu\" in a spec, or the values of the axis.");
        m_stop = stop.value_or(m_start);
        if (!hasValues && !(m_stop > m_start))
            return fail(
                "fmu.time", m_description.identifier,
                fmt::format("A run would end at {:g} s, no later than it starts ({:g} s).", m_stop, m_start),
                "Write a later \"stopTime\" under \"fmu\" in a spec.");
        if (!isWanted) {
            m_step = step.value_or((m_stop - m_start) / pointsWithoutStep);
            for (Variable& output : m_out.contract.outputs)
                output.isSeries = false;
            return {};
        }
        Axis drafted;
        drafted.label = "Time";
        drafted.unit = *Unit::parse("s");
        if (hasValues) {
            drafted.values = {0, 1}; // those of the spec take their place
            m_step = step.value_or(0);
        } else {
            if (!step)
                m_out.notes.push_back(fmt::format(
                    "The FMU names no step size: its run is shown in {:.0f} steps.", pointsWithoutStep));
            m_step = step.value_or((m_stop - m_start) / pointsWithoutStep);
            const double steps = (m_stop - m_start) / m_step;
            const double every = std::max(1.0, std::ceil(steps / mostPoints - 1e-9));
            const double count = std::max(1.0, std::floor(steps / every + 1e-6));
            const bool endsAtStop = std::abs(count * every - steps) < 1e-6 * steps;
            const double end =
                endsAtStop || count * every > steps ? m_stop : m_start + count * every * m_step;
            for (double i = 0; i <= count; ++i)
                drafted.values.push_back(m_start + (end - m_start) * i / count);
            if (std::fabs(end - m_stop) > 1e-6 * std::fabs(m_stop - m_start))
                m_out.notes.push_back(
                    fmt::format("The run ends at {:g} s: {:g} s is no whole number of steps of {:g} s.", end,
                                m_stop, m_step));
            m_stop = end;
        }
        m_out.contract.axis = std::move(drafted);
        convertAxis(axis);
        return {};
    }

    void convertAxis(const json& axis)
    {
        if (!axis.is_object() || axis.contains("values") || !axis.contains("unit") ||
            !axis["unit"].is_string())
            return;
        Axis& drafted = *m_out.contract.axis;
        const Result<Unit> wanted = Unit::parse(axis["unit"].get<std::string>());
        if (!wanted || !wanted->isCompatibleWith(drafted.unit))
            return;
        for (double& value : drafted.values)
            value = drafted.unit.to(*wanted, value);
        drafted.unit = *wanted;
    }

    Status finishContract()
    {
        Contract& contract = m_out.contract;
        contract.id = slugOf(m_description.modelName);
        contract.version = "0.1.0";
        contract.title = m_description.modelName;
        contract.provenance.author = m_description.author;
        contract.provenance.notes = m_description.description;
        json merged = toJson(contract);
        for (const auto& [key, value] : m_spec.contract.items()) {
            if (key == "axis" && value.is_null())
                merged.erase("axis");
            else if (key == "axis" && value.is_object())
                merged["axis"].update(value);
            else if (key == "provenance" && value.is_object())
                merged["provenance"].update(value);
            else if (key != "inputs" && key != "outputs")
                merged[key] = value;
        }
        const auto patch = [&](const char* list, const std::vector<Chosen>& chosen) {
            for (std::size_t i = 0; i < chosen.size(); ++i)
                merged[list][i].update(chosen[i].entry);
        };
        patch("inputs", m_inputs);
        patch("outputs", m_outputs);
        auto finished = contractFromJson(merged);
        if (!finished) {
            finished.error().location = "/contract" + finished.error().location;
            return fail(finished.error());
        }
        contract = std::move(*finished);
        return {};
    }

    Status writeModel()
    {
        const Contract& contract = m_out.contract;
        json inputs = json::array(), results = json::array(), outputs = json::array();
        for (std::size_t i = 0; i < m_inputs.size(); ++i) {
            json entry = entryOf(m_inputs[i]);
            entry["parameter"] = m_inputs[i].variable->causality == "parameter";
            if (contract.inputs[i].type == VariableType::Enumeration) {
                const Result<json> values = valuesOf(m_inputs[i], contract.inputs[i]);
                if (!values)
                    return fail(values.error());
                entry["values"] = *values;
            }
            inputs.push_back(std::move(entry));
        }
        for (const Chosen& chosen : m_outputs) {
            results.push_back(entryOf(chosen));
            outputs.push_back(chosen.name);
        }
        double stop = m_stop;
        if (contract.axis && contract.axis->unit.isCompatibleWith(*Unit::parse("s")))
            stop = contract.axis->unit.to(*Unit::parse("s"), contract.axis->values.back());
        // Without a step of its own the FMU goes from point to point of the axis; with steps of one size, by
        // the shortest way between two of them.
        double step = m_step > 0 ? m_step : std::max(stop - m_start, 1e-12);
        if (m_step <= 0 && !m_description.hasVariableSteps && contract.axis)
            step = std::min(step, shortestInterval(*contract.axis));
        m_out.model = {
            {"kind", "fmu"},
            {"fmi", m_description.fmi},
            {"identifier", m_description.identifier},
            {"token", m_description.token},
            {"inputs", std::move(inputs)},
            {"results", std::move(results)},
            {"outputs", std::move(outputs)},
            {"startTime", m_start},
            {"stopTime", stop},
            {"step", step},
            {"fixedStep", !m_description.hasVariableSteps},
            {"tolerance", m_spec.tolerance.value_or(m_description.tolerance.value_or(0))},
            {"limits", {{"seconds", m_spec.seconds}, {"megabytes", std::floor(m_spec.megabytes)}}}};
        return {};
    }

    static double shortestInterval(const Axis& axis)
    {
        const Unit second = *Unit::parse("s");
        double shortest = std::numeric_limits<double>::infinity();
        if (axis.unit.isCompatibleWith(second))
            for (std::size_t i = 1; i < axis.values.size(); ++i)
                shortest = std::min(shortest, axis.unit.to(second, axis.values[i]) -
                                                  axis.unit.to(second, axis.values[i - 1]));
        return shortest;
    }

    static json entryOf(const Chosen& chosen)
    {
        json entry = {{"name", chosen.name},
                      {"variable", chosen.variable->name},
                      {"reference", chosen.variable->reference},
                      {"type", toString(chosen.variable->type)}};
        if (chosen.unit)
            entry["unit"] = chosen.unit->code();
        if (chosen.variable->isRelative)
            entry["relative"] = true;
        return entry;
    }

    /// The FMU's number of each choice that the contract leaves.
    Result<json> valuesOf(const Chosen& chosen, const Variable& variable) const
    {
        json values = json::array();
        const std::vector<FmuItem>& items = chosen.variable->items;
        for (const EnumerationItem& item : variable.items) {
            const auto found = std::find_if(items.begin(), items.end(),
                                            [&](const FmuItem& one) { return one.name == item.name; });
            if (found == items.end())
                return fail(
                    "fmu.choice", chosen.at + "/items",
                    fmt::format("{} of the FMU has no choice \"{}\".", chosen.variable->name, item.name),
                    "Keep the names that the FMU gives them; their labels may be changed.");
            values.push_back(found->value);
        }
        return values;
    }

    void noteLeftOut()
    {
        for (const FmuVariable& variable : m_description.variables) {
            if (!isInput(variable) && variable.causality != "output")
                continue;
            const auto isThis = [&](const Chosen& one) { return one.variable == &variable; };
            if (std::none_of(m_inputs.begin(), m_inputs.end(), isThis) &&
                std::none_of(m_outputs.begin(), m_outputs.end(), isThis))
                ++m_out.leftOut;
        }
    }

    const ModelDescription& m_description;
    const FmuSpec& m_spec;
    FmuDraft m_out;
    std::vector<Chosen> m_inputs, m_outputs;
    std::set<std::string> m_names = {"time"}; ///< the axis has this one
    double m_start = 0, m_stop = 0, m_step = 0;
};

} // namespace

Result<FmuDraft> draftOf(const ModelDescription& description, const FmuSpec& spec)
{
    return Drafter(description, spec).draft();
}

} // namespace twin
