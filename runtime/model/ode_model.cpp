// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ode_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

class OdeInstance final : public ModelInstance
{
  public:
    explicit OdeInstance(const OdeModel& model)
        : m_model(&model),
          m_machine(model.m_system),
          m_solver(model.m_tolerance, model.m_limits, model.m_method),
          m_formulas(model.m_formulas, model.m_inputs + model.m_system.states().size()),
          m_start(model.m_system.states().size()),
          m_absolute(m_start.size()),
          m_states(m_start.size() * model.m_axis.values.size())
    {
        const std::size_t points = model.m_axis.values.size();
        for (std::size_t i = 0; i < m_start.size(); ++i)
            m_formulas.give(model.m_inputs + i, {m_states.data() + i * points, points});
    }

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        for (std::size_t row = 0; row < rows; ++row) {
            const double* point = inputs + row * m_model->m_inputs;
            m_machine.give(point);
            m_machine.initial(m_start.data());
            for (std::size_t i = 0; i < m_start.size(); ++i)
                if (!std::isfinite(m_start[i]))
                    return fail("ode.start", "/states/" + m_model->m_system.states()[i].name,
                                fmt::format("The initial value of {} is not a number.",
                                            m_model->m_system.states()[i].name),
                                "Change the inputs, or correct its expression.");
            tolerate();
            m_machine.findBreaks(m_start.data(), m_model->m_axis.values, m_breaks);
            OdeFailure failure;
            if (!m_solver.solve(m_machine, m_start, m_model->m_axis.values, m_states.data(), failure,
                                m_breaks))
                return inWords(failure);
            for (std::size_t i = 0; i < m_model->m_inputs; ++i)
                m_formulas.give(i, {point + i, 1});
            m_formulas.compute(row, outputs);
        }
        return {};
    }

  private:
    /// A state that starts far below 1 is followed from there; one that starts at 0, as the largest of its
    /// unit.
    void tolerate()
    {
        const std::vector<OdeState>& states = m_model->m_system.states();
        for (std::size_t i = 0; i < states.size(); ++i) {
            double size = std::fabs(m_start[i]);
            for (std::size_t k = 0; k < states.size() && m_start[i] == 0; ++k)
                if (states[k].unit == states[i].unit)
                    size = std::fmax(size, std::fabs(m_start[k]));
            const double usual = size > 0 ? std::fmin(states[i].usual, size) : states[i].usual;
            m_absolute[i] =
                m_model->m_tolerance.relative * std::fmax(states[i].nominal.value_or(usual), 1e-100);
        }
        m_solver.tolerate(m_absolute);
    }

    tl::unexpected<Diagnostic> inWords(const OdeFailure& failure) const
    {
        const OdeState& state = m_model->m_system.states()[failure.state];
        const std::string place = fmt::format("{} = {:.6g}{}", m_model->m_axis.name, failure.time,
                                              m_model->m_axis.unit.afterNumber());
        const std::string value = fmt::format("{:.4g}{}", failure.value, state.unit.afterNumber());
        const std::string at = "/states/" + state.name;
        switch (failure.kind) {
        case OdeFailure::Kind::NotFinite:
            return fail("ode.not-finite", at,
                        fmt::format("The derivative of {} is not a number at {}; before, {} is {}.",
                                    state.name, place, state.name, value),
                        "Change the inputs, or guard the equation with if().");
        case OdeFailure::Kind::StepTooSmall:
            return fail("ode.step", at,
                        fmt::format("{} cannot be followed beyond {}: it changes too fast there, at {}.",
                                    state.name, place, value),
                        "Change the inputs, or correct the equation: its solution blows up.");
        case OdeFailure::Kind::TooManySteps:
            return fail("ode.steps", at,
                        fmt::format("{} steps did not reach beyond {}; {} is the hardest to follow.",
                                    m_model->m_limits.steps, place, state.name),
                        "Raise \"maxSteps\", or the tolerance.");
        case OdeFailure::Kind::TooLong:
            return fail("ode.time", at,
                        fmt::format("{} s of computing did not reach beyond {}; {} is the hardest to follow.",
                                    m_model->m_limits.seconds, place, state.name),
                        "Raise \"maxSeconds\", or the tolerance.");
        case OdeFailure::Kind::Stiff:
            break;
        }
        return fail("ode.stiff", at,
                    fmt::format("The system is stiff from {} on, and its method is explicit.", place),
                    "Set \"method\" to \"auto\" or \"implicit\".");
    }

    const OdeModel* m_model;
    OdeMachine m_machine;
    OdeSolver m_solver;
    FormulaMachine m_formulas;
    std::vector<double> m_start, m_absolute, m_breaks;
    std::vector<double> m_states; ///< row-major states x points
};

namespace {

constexpr std::array<std::string_view, 9> memberWords = {
    "kind", "outputs", "states", "define", "expressions", "tolerance", "method", "maxSteps", "maxSeconds"};
constexpr std::array<std::string_view, 3> methodWords = {"auto", "explicit", "implicit"};

Result<double> readNumber(const nlohmann::json& json, const char* key, double otherwise, double minimum,
                          double maximum, const std::string& location)
{
    const auto found = json.find(key);
    if (found == json.end())
        return otherwise;
    if (!found->is_number() || !(found->get<double>() >= minimum && found->get<double>() <= maximum))
        return fail("model.number", location + "/" + key,
                    fmt::format("\"{}\" is not a number from {} to {}.", key, minimum, maximum),
                    "Change it, or leave it out.");
    return found->get<double>();
}

Result<OdeMethod> readMethod(const nlohmann::json& json, const std::string& location)
{
    const auto found = json.find("method");
    if (found == json.end())
        return OdeMethod::Auto;
    const auto word = std::find(methodWords.begin(), methodWords.end(),
                                found->is_string() ? found->get<std::string>() : std::string());
    if (word == methodWords.end())
        return fail("model.json", location + "/method", "There is no such method of integration.",
                    "Write auto, explicit or implicit.");
    return OdeMethod(word - methodWords.begin());
}

} // namespace

Result<std::unique_ptr<Model>> OdeModel::load(const nlohmann::json& json, const Contract& contract,
                                              const std::string& location)
{
    Result<FormulaTexts> texts = readFormulaTexts(json, contract, location);
    if (!texts)
        return fail(std::move(texts.error()));
    for (const auto& [key, value] : json.items())
        if (std::find(memberWords.begin(), memberWords.end(), key) == memberWords.end())
            return fail("model.json", location + "/" + key,
                        fmt::format("A system of equations has no \"{}\".", key),
                        fmt::format("It has {}.", fmt::join(memberWords, ", ")));
    auto system =
        OdeSystem::compile(json.value("states", nlohmann::json()), *texts, contract, location + "/states");
    if (!system)
        return fail(std::move(system.error()));
    SymbolTable table = inputSymbols(contract);
    for (const OdeState& state : system->states())
        table.symbols.push_back({state.name, state.unit, true});
    auto formulas = compileFormulas(*texts, contract, std::move(table));
    if (!formulas)
        return fail(std::move(formulas.error()));
    const auto relative = readNumber(json, "tolerance", 1e-8, 1e-13, 1e-2, location);
    const auto steps = readNumber(json, "maxSteps", 100000, 1, 1e8, location);
    const auto seconds = readNumber(json, "maxSeconds", 10, 1e-3, 3600, location);
    for (const auto* number : {&relative, &steps, &seconds})
        if (!*number)
            return fail(number->error());
    const auto method = readMethod(json, location);
    if (!method)
        return fail(method.error());

    auto model = std::unique_ptr<OdeModel>(new OdeModel);
    model->m_outputs = texts->outputs;
    model->m_json = json;
    model->m_tolerance.relative = *relative;
    model->m_tolerance.absolute.assign(system->states().size(), *relative); // of each run anew
    model->m_limits = {std::size_t(*steps), *seconds};
    model->m_method = *method;
    model->m_system = std::move(*system);
    model->m_formulas = std::move(*formulas);
    model->m_inputs = contract.inputs.size();
    model->m_axis = *contract.axis;
    return std::unique_ptr<Model>(std::move(model));
}

std::unique_ptr<ModelInstance> OdeModel::instantiate() const
{
    return std::make_unique<OdeInstance>(*this);
}

nlohmann::json OdeModel::save(const std::string&, ArrayStore&) const
{
    return m_json;
}

} // namespace twin
