// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_plan.h"

#include "model/stored_numbers.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace twin {

namespace {

constexpr std::size_t mostVariables = 10000;
constexpr double mostSteps = 50e6;
constexpr double stepTolerance = 1e-6;
constexpr double longest = 1e15; // seconds

class PlanReader
{
  public:
    PlanReader(const nlohmann::json& json, const Contract& contract, const std::string& location)
        : m_contract(contract), m_json(json), m_stored(json, m_none, location), m_location(location)
    {}

    Result<FmuPlan> read()
    {
        for (const auto part : {&PlanReader::readHead, &PlanReader::readInputs, &PlanReader::readOutputs,
                                &PlanReader::readTime, &PlanReader::readLimits}) {
            if (const Status status = (this->*part)(); !status)
                return fail(status.error());
        }
        return std::move(m_plan);
    }

  private:
    Status readHead()
    {
        const auto fmi = m_stored.count("fmi", 2, 3);
        const auto identifier = m_stored.text("identifier");
        const auto token = m_stored.text("token");
        for (const auto* text : {&identifier, &token}) {
            if (!*text)
                return fail(text->error());
        }
        if (!fmi)
            return fail(fmi.error());
        const bool isName = !identifier->empty() && identifier->size() <= 200 &&
                            std::all_of(identifier->begin(), identifier->end(), [](unsigned char c) {
                                return std::isalnum(c) || c == '_' || c == '-' || c == '.';
                            });
        if (!isName || identifier->front() == '.')
            return m_stored.wrong("model.member", "identifier",
                                  "The name of the FMU's binary is not a file's name.");
        if (token->size() >= sizeof FmuChannel::token || token->find('\0') != std::string::npos)
            return m_stored.wrong("model.member", "token", "The FMU's token is too long.");
        m_plan.fmi = int(*fmi);
        m_plan.identifier = *identifier;
        m_plan.token = *token;
        return {};
    }

    Result<FmuSlot> readSlot(const StoredNumbers& entry) const
    {
        const auto reference = entry.count("reference", 0, 0xffffffffu);
        const auto type = entry.text("type");
        if (!reference)
            return fail(reference.error());
        if (!type)
            return fail(type.error());
        const FmuType* known = fmuTypeOf(*type);
        if (!known || (m_plan.fmi == 2 && *known != FmuType::Float64 && *known != FmuType::Int32 &&
                       *known != FmuType::Boolean))
            return entry.wrong("model.member", "type", fmt::format("There is no type \"{}\".", *type));
        return FmuSlot{std::uint32_t(*reference), *known};
    }

    /// From one unit to another; without a unit of the FMU's own its numbers are taken as they are.
    Result<FmuConversion> readConversion(const nlohmann::json& entry, const Variable& variable, bool isInput,
                                         const std::string& at) const
    {
        FmuConversion conversion;
        if (!entry.contains("unit"))
            return conversion;
        if (!entry["unit"].is_string())
            return fail("model.member", at + "/unit", "\"unit\" is not a text.", "Import the FMU again.");
        const auto unit = Unit::parse(entry["unit"].get<std::string>());
        if (!unit)
            return fail(unit.error());
        if (!unit->isCompatibleWith(variable.unit))
            return fail("fmu.unit", at + "/unit",
                        fmt::format("{} is measured in {}, but the FMU's variable {} in {}.", variable.label,
                                    variable.unit.code(), entry.value("variable", std::string()),
                                    unit->code()),
                        "Give it a unit of the same kind in the spec.");
        const Unit& from = isInput ? variable.unit : *unit;
        const Unit& to = isInput ? *unit : variable.unit;
        if (from == to)
            return conversion;
        conversion.scale = from.factor() / to.factor();
        if (entry.value("relative", nlohmann::json(false)) != true) // 20 degrees of difference are 20 kelvins
            conversion.shift = (from.offset() - to.offset()) / to.factor();
        return conversion;
    }

    Status readChoices(const nlohmann::json& entry, const Variable& variable, FmuConversion& conversion,
                       const std::string& at) const
    {
        const auto values = entry.find("values");
        const bool isRight = values != entry.end() && values->is_array() &&
                             values->size() == variable.items.size() &&
                             std::all_of(values->begin(), values->end(),
                                         [](const nlohmann::json& v) { return v.is_number_integer(); });
        if (!isRight)
            return fail("fmu.choice", at + "/values",
                        fmt::format("The choices of {} are not those of the FMU.", variable.label),
                        "Leave the items of this input as the FMU has them; their labels may be changed.");
        for (const nlohmann::json& value : *values)
            conversion.choices.push_back(value.get<std::int64_t>());
        return {};
    }

    Status readInputs()
    {
        const auto entries = m_stored.objects("inputs", mostVariables);
        if (!entries)
            return fail(entries.error());
        std::set<std::string> given;
        for (std::size_t i = 0; i < entries->size(); ++i) {
            const StoredNumbers& entry = (*entries)[i];
            const nlohmann::json& json = m_json["inputs"][i];
            const auto name = entry.text("name");
            const auto slot = readSlot(entry);
            if (!name)
                return fail(name.error());
            if (!slot)
                return fail(slot.error());
            const auto place = m_contract.inputIndex(*name);
            if (!place || !given.insert(*name).second)
                return entry.wrong(
                    "model.member", "name",
                    fmt::format("\"{}\" is no input of the contract, or is there twice.", *name));
            const Variable& variable = m_contract.inputs[*place];
            const bool takesFractions = slot->type == FmuType::Float64 || slot->type == FmuType::Float32;
            if (variable.type == VariableType::Real && !takesFractions)
                return fail("fmu.type", entry.location() + "/type",
                            fmt::format("{} is to take any number, but the FMU's variable takes {} alone.",
                                        variable.label,
                                        slot->type == FmuType::Boolean ? "yes or no" : "whole numbers"),
                            "Leave the type of this input as the FMU has it.");
            auto conversion = readConversion(json, variable, true, entry.location());
            if (!conversion)
                return fail(conversion.error());
            if (variable.type == VariableType::Enumeration) {
                if (const Status choices = readChoices(json, variable, *conversion, entry.location());
                    !choices)
                    return choices;
            }
            m_plan.inputs.push_back(*slot);
            m_plan.inputs.back().isParameter = json.value("parameter", nlohmann::json(false)) == true;
            m_plan.inputPlaces.push_back(*place);
            m_plan.inputConversions.push_back(std::move(*conversion));
        }
        return {};
    }

    Status readOutputs()
    {
        const auto entries = m_stored.objects("results", mostVariables);
        const auto names = m_stored.texts("outputs", mostVariables);
        if (!entries)
            return fail(entries.error());
        if (!names)
            return fail(names.error());
        if (entries->empty())
            return m_stored.wrong("model.member", "results", "The FMU gives no output.");
        for (std::size_t i = 0; i < entries->size(); ++i) {
            const StoredNumbers& entry = (*entries)[i];
            const auto name = entry.text("name");
            auto slot = readSlot(entry);
            if (!name)
                return fail(name.error());
            if (!slot)
                return fail(slot.error());
            const Variable* output = m_contract.findOutput(*name);
            if (!output)
                return entry.wrong("model.output", "name",
                                   fmt::format("\"{}\" is no output of the contract.", *name));
            if (output->confidence.kind != Confidence::Kind::None)
                return fail(
                    "model.confidence", entry.location(),
                    fmt::format("{} is to have a confidence band, but an FMU gives none.", output->label),
                    "Name runs to measure it on (\"runs\"), or write the confidence of this output as "
                    "\"none\", "
                    "with the reason.");
            auto conversion = readConversion(m_json["results"][i], *output, false, entry.location());
            if (!conversion)
                return fail(conversion.error());
            slot->isSeries = output->isSeries;
            m_plan.outputs.push_back(*slot);
            m_plan.outputNames.push_back(*name);
            m_plan.outputConversions.push_back(std::move(*conversion));
        }
        if (m_plan.outputNames != *names)
            return m_stored.wrong("model.output", "outputs", "The outputs are not those of the results.");
        return {};
    }

    Status readTime()
    {
        const auto start = m_stored.number("startTime", -longest, longest);
        const auto stop = m_stored.number("stopTime", -longest, longest);
        const auto step = m_stored.number("step", 1e-15, longest);
        const auto tolerance = m_stored.number("tolerance", 0, 1);
        for (const auto* number : {&start, &stop, &step, &tolerance}) {
            if (!*number)
                return fail(number->error());
        }
        m_plan.startTime = *start;
        m_plan.tolerance = *tolerance;
        m_plan.isReset = m_json.value("reset", nlohmann::json(true)) == true;
        const auto times = sampleTimes(*stop);
        if (!times)
            return fail(times.error());
        const bool isFixed = m_json.value("fixedStep", nlohmann::json(false)) == true;
        double from = *start, total = 0;
        for (const double to : *times) {
            const double steps = (to - from) / *step;
            const double whole = std::ceil(steps - stepTolerance);
            total += whole;
            if (!(total <= mostSteps))
                return fail(
                    "fmu.step", m_location + "/step",
                    fmt::format("A run would take more than {:.0f} steps of {:g} s.", mostSteps, *step),
                    "Write a longer \"step\" in the spec.");
            if (isFixed && std::abs(steps - whole) > stepTolerance * std::max(1.0, steps))
                return fail("fmu.step", m_location + "/step",
                            fmt::format("The FMU needs steps of one size, {:g} s, and {:g} s to {:g} s is no "
                                        "whole number of them.",
                                        *step, from, to),
                            "Choose an axis whose points lie on those steps.");
            m_plan.intervals.push_back({from, to, std::uint64_t(std::max(0.0, whole))});
            from = to;
        }
        return {};
    }

    /// The times at which outputs are read: the axis in seconds, or the end alone.
    Result<std::vector<double>> sampleTimes(double stop) const
    {
        std::vector<double> times = {stop};
        if (m_contract.axis) {
            const Unit second = *Unit::parse("s");
            const Axis& axis = *m_contract.axis;
            if (!axis.unit.isCompatibleWith(second))
                return fail(
                    "fmu.axis", "/contract/axis/unit",
                    fmt::format("The axis of an FMU is time; it cannot be in \"{}\".", axis.unit.code()),
                    "Give it a unit of time, such as \"s\", \"min\" or \"h\".");
            times.clear();
            for (const double value : axis.values)
                times.push_back(axis.unit.to(second, value));
        }
        if (times.empty() || !(times.front() >= m_plan.startTime))
            return fail("fmu.axis", "/contract/axis/values",
                        fmt::format("The axis begins at {:g} s, before the run, which starts at {:g} s.",
                                    times.empty() ? 0 : times.front(), m_plan.startTime),
                        "Let the axis begin later, or write an earlier \"startTime\" under \"fmu\" in the "
                        "spec.");
        return times;
    }

    Status readLimits()
    {
        const auto limits = m_stored.object("limits");
        if (!limits)
            return fail(limits.error());
        const auto seconds = limits->number("seconds", 0.01, 1e6);
        const auto megabytes = limits->count("megabytes", 64, std::size_t(1) << 20);
        if (!seconds)
            return fail(seconds.error());
        if (!megabytes)
            return fail(megabytes.error());
        m_plan.limits = {*seconds, std::uint64_t(*megabytes) << 20};
        return {};
    }

    const Contract& m_contract;
    const nlohmann::json& m_json;
    const ArrayStore m_none;
    StoredNumbers m_stored;
    std::string m_location;
    FmuPlan m_plan;
};

} // namespace

Result<FmuPlan> readFmuPlan(const nlohmann::json& json, const Contract& contract, const std::string& location)
{
    return PlanReader(json, contract, location).read();
}

} // namespace twin
