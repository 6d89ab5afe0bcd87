// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ode_system.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace twin {

namespace {

const char* const stateRemedy =
    R"(Write {"unit": TEXT, "initial": EXPRESSION, "derivative": EXPRESSION}, and "nominal" if it leaves its start far behind.)";

Result<FormulaText> readText(const nlohmann::json& json, const char* key, const std::string& name,
                             const std::string& location)
{
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string())
        return fail("model.json", location, fmt::format("State {} has no {} that is a text.", name, key),
                    stateRemedy);
    return FormulaText{name, found->get<std::string>(), {}, location + "/" + key};
}

Result<OdeState> readState(const std::string& name, const nlohmann::json& json, const Contract& contract,
                           const std::string& location)
{
    if (Status status = checkOwnName(name, "a state", contract, location); !status)
        return fail(std::move(status.error()));
    if (!json.is_object())
        return fail("model.json", location, fmt::format("State {} is not an object.", name), stateRemedy);
    for (const auto& [key, value] : json.items())
        if (key != "unit" && key != "initial" && key != "derivative" && key != "nominal")
            return fail("model.json", location + "/" + key, fmt::format("\"{}\" is no part of a state.", key),
                        stateRemedy);
    OdeState state{name, {}, {}, 1, {}, {}};
    const auto unit = readText(json, "unit", name, location);
    const auto initial = readText(json, "initial", name, location);
    const auto derivative = readText(json, "derivative", name, location);
    for (const auto* text : {&unit, &initial, &derivative})
        if (!*text)
            return fail(text->error());
    auto parsed = Unit::parse(unit->expression);
    if (!parsed) {
        parsed.error().location = location + "/unit";
        return fail(std::move(parsed.error()));
    }
    state.unit = std::move(*parsed);
    state.initial = *initial;
    state.initial.unit = state.unit;
    state.derivative = *derivative;
    state.derivative.name = "the derivative of " + name;
    state.derivative.unit = state.unit.over(contract.axis->unit);
    if (const auto nominal = json.find("nominal"); nominal != json.end()) {
        if (!nominal->is_number() || !(nominal->get<double>() >= 1e-100 && nominal->get<double>() <= 1e100))
            return fail("model.number", location + "/nominal",
                        fmt::format("The nominal value of state {} is not a number above 0.", name),
                        "Write its typical magnitude, in its unit.");
        state.nominal = nominal->get<double>();
    }
    return state;
}

/// What a state is about as large as, when an output is that state and says so.
double usualSize(const OdeState& state, const FormulaTexts& texts, const Contract& contract)
{
    double size = 1;
    for (const FormulaText& text : texts.formulas)
        if (const Variable* output = contract.findOutput(text.name);
            output && text.expression == state.name && output->unit.isCompatibleWith(state.unit))
            size = std::fmin(size, output->nominal * output->unit.factor() / state.unit.factor());
    return std::fmax(size, 1e-100);
}

/// The roots, and before them what they name, each as a value of the moment.
Result<std::vector<Formula>> compileNeeded(const FormulaTexts& texts, const std::vector<FormulaText>& roots,
                                           const Contract& contract, SymbolTable table,
                                           std::vector<Expression>& switches)
{
    std::vector<const FormulaText*> needed;
    for (auto text = texts.formulas.rbegin(); text != texts.formulas.rend(); ++text) {
        const auto names = [&](const FormulaText& other) { return mentions(other.expression, text->name); };
        if (std::any_of(roots.begin(), roots.end(), names) ||
            std::any_of(needed.begin(), needed.end(),
                        [&](const FormulaText* other) { return names(*other); }))
            needed.push_back(&*text);
    }
    std::vector<Formula> formulas;
    const auto compile = [&](const FormulaText& text) -> Status {
        auto compared = Expression::switches(text.expression, table, text.location);
        if (compared) // what is wrong is said by the formula itself
            std::move(compared->begin(), compared->end(), std::back_inserter(switches));
        Result<Formula> formula = compileFormula(text, nullptr, table);
        if (!formula)
            return fail(std::move(formula.error()));
        formulas.push_back(std::move(*formula));
        return {};
    };
    for (auto text = needed.rbegin(); text != needed.rend(); ++text) {
        FormulaText moment = **text;
        if (const Variable* output = contract.findOutput(moment.name))
            moment.unit = output->unit;
        if (Status compiled = compile(moment); !compiled)
            return fail(std::move(compiled.error()));
    }
    for (const FormulaText& root : roots)
        if (Status compiled = compile(root); !compiled)
            return fail(std::move(compiled.error()));
    return formulas;
}

} // namespace

Result<OdeSystem> OdeSystem::compile(const nlohmann::json& json, const FormulaTexts& texts,
                                     const Contract& contract, const std::string& location)
{
    if (!contract.axis)
        return fail("model.axis", location, "A system of equations needs the contract's axis to run along.",
                    "Give the contract an axis.");
    if (!json.is_object() || json.empty() || json.size() > mostStates)
        return fail("model.json", location,
                    fmt::format("\"states\" is not an object of 1 to {} states.", mostStates), stateRemedy);
    OdeSystem system;
    SymbolTable table = inputSymbols(contract);
    table.axisValues.clear(); // series do not exist at a moment
    system.m_inputs = table.symbols.size();
    SymbolTable moment = table;
    moment.symbols.push_back({contract.axis->name, contract.axis->unit});
    std::vector<FormulaText> initial, derivative;
    for (const auto& [name, value] : json.items()) {
        const std::string at = location + "/" + name;
        Result<OdeState> state = readState(name, value, contract, at);
        if (!state)
            return fail(std::move(state.error()));
        const auto isSame = [&](const FormulaText& text) { return text.name == name; };
        if (std::any_of(texts.formulas.begin(), texts.formulas.end(), isSame))
            return fail("model.name", at, fmt::format("{} is a definition and a state.", name),
                        "Rename one of them.");
        moment.symbols.push_back({name, state->unit});
        initial.push_back(state->initial);
        derivative.push_back(state->derivative);
        state->usual = usualSize(*state, texts, contract);
        system.m_states.push_back(std::move(*state));
    }
    std::vector<Expression> ofStart;
    auto initialFormulas = compileNeeded(texts, initial, contract, std::move(table), ofStart);
    if (!initialFormulas)
        return fail(std::move(initialFormulas.error()));
    auto derivativeFormulas =
        compileNeeded(texts, derivative, contract, std::move(moment), system.m_switches);
    if (!derivativeFormulas)
        return fail(std::move(derivativeFormulas.error()));
    system.m_initial = std::move(*initialFormulas);
    system.m_derivative = std::move(*derivativeFormulas);
    return system;
}

OdeMachine::OdeMachine(const OdeSystem& system)
    : m_system(&system),
      m_initialComputed(system.m_initial.size()),
      m_derivativeComputed(system.m_derivative.size()),
      m_slope(system.m_states.size()),
      m_before(system.m_switches.size()),
      m_after(system.m_switches.size()),
      m_middle(system.m_switches.size())
{
    const std::size_t inputs = system.m_inputs;
    const std::size_t given = inputs + 1 + system.m_states.size();
    m_initialValues.resize(inputs + m_initialComputed.size());
    for (std::size_t k = 0; k < m_initialComputed.size(); ++k)
        m_initialValues[inputs + k] = {&m_initialComputed[k], 1};
    m_derivativeValues.resize(given + m_derivativeComputed.size());
    for (std::size_t k = 0; k < m_derivativeComputed.size(); ++k)
        m_derivativeValues[given + k] = {&m_derivativeComputed[k], 1};
}

void OdeMachine::give(const double* inputs)
{
    for (std::size_t i = 0; i < m_system->m_inputs; ++i)
        m_initialValues[i] = m_derivativeValues[i] = {inputs + i, 1};
}

void OdeMachine::compute(const std::vector<Formula>& formulas, std::vector<std::span<const double>>& values,
                         std::vector<double>& computed)
{
    for (std::size_t k = 0; k < formulas.size(); ++k)
        formulas[k].evaluate(values, {&computed[k], 1});
}

void OdeMachine::initial(double* y)
{
    compute(m_system->m_initial, m_initialValues, m_initialComputed);
    std::copy_n(m_initialComputed.end() - std::ptrdiff_t(m_system->m_states.size()),
                m_system->m_states.size(), y);
}

void OdeMachine::derive(double time, const double* y, double* slope)
{
    m_time = time;
    const std::size_t states = m_system->m_states.size();
    m_derivativeValues[m_system->m_inputs] = {&m_time, 1};
    for (std::size_t i = 0; i < states; ++i)
        m_derivativeValues[m_system->m_inputs + 1 + i] = {y + i, 1};
    compute(m_system->m_derivative, m_derivativeValues, m_derivativeComputed);
    std::copy_n(m_derivativeComputed.end() - std::ptrdiff_t(states), states, slope);
}

void OdeMachine::switchesAt(double time, const double* y, std::vector<double>& values)
{
    derive(time, y, m_slope.data());
    for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = m_system->m_switches[k].evaluate(m_derivativeValues);
}

void OdeMachine::findBreaks(const double* y, std::span<const double> times, std::vector<double>& breaks)
{
    constexpr std::size_t mostBreaks = 10000;
    breaks.clear();
    if (m_before.empty())
        return;
    const double close = 1e-12 * std::fmax(std::fabs(times.front()), std::fabs(times.back()));
    switchesAt(times.front(), y, m_before);
    for (std::size_t i = 1; i < times.size(); ++i) {
        switchesAt(times[i], y, m_after);
        for (std::size_t k = 0; k < m_before.size() && breaks.size() < mostBreaks; ++k) {
            const bool isBelow = m_before[k] < 0;
            if (!std::isfinite(m_before[k]) || !std::isfinite(m_after[k]) || isBelow == (m_after[k] < 0))
                continue;
            double from = times[i - 1], to = times[i];
            while (to - from > close) {
                const double middle = 0.5 * (from + to);
                switchesAt(middle, y, m_middle);
                ((m_middle[k] < 0) == isBelow ? from : to) = middle;
            }
            breaks.push_back(from);
            breaks.push_back(to);
        }
        m_before.swap(m_after);
    }
    std::sort(breaks.begin(), breaks.end());
}

} // namespace twin
