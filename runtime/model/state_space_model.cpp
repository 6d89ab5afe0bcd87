// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/state_space_model.h"

#include "model/matrix_exponential.h"
#include "model/stored_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

class StateSpaceInstance final : public ModelInstance
{
  public:
    explicit StateSpaceInstance(const StateSpaceModel& model)
        : m_model(&model),
          m_values(model.m_inputs + std::max(model.m_initial.size(), model.m_drives.size())),
          m_initial(model.m_initial.size()),
          m_drives(Eigen::Index(model.m_drives.size()), Eigen::Index(model.m_axis.size())),
          m_x(model.m_initial.size()),
          m_next(model.m_initial.size()),
          m_y(model.m_outputs.size()),
          m_series(model.m_axis.size())
    {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        const std::size_t points = m_model->m_axis.size();
        for (std::size_t row = 0; row < rows; ++row) {
            prepare(inputs + row * m_model->m_inputs);
            for (std::size_t k = 0; k < points; ++k) {
                m_y.noalias() = m_model->m_c * m_x;
                m_y.noalias() += m_model->m_d * m_drives.col(Eigen::Index(k));
                for (std::size_t i = 0; i < outputs.size(); ++i) {
                    const std::size_t at = row * points + k;
                    if (outputs[i].mean)
                        outputs[i].mean[at] = m_y[Eigen::Index(i)];
                    for (double* band : {outputs[i].lower, outputs[i].upper})
                        if (band)
                            band[at] = std::nan("");
                }
                if (k + 1 < points)
                    advance(k);
            }
        }
        return {};
    }

  private:
    void prepare(const double* point)
    {
        for (std::size_t i = 0; i < m_model->m_inputs; ++i)
            m_values[i] = {point + i, 1};
        for (std::size_t i = 0; i < m_model->m_initial.size(); ++i)
            m_model->m_initial[i].evaluate(m_values, {&m_x[Eigen::Index(i)], 1});
        for (std::size_t i = 0; i < m_model->m_drives.size(); ++i) {
            const Formula& drive = m_model->m_drives[i];
            drive.evaluate(m_values, {m_series.data(), drive.points});
            for (std::size_t k = 0; k < m_series.size(); ++k)
                m_drives(Eigen::Index(i), Eigen::Index(k)) = m_series[drive.points > 1 ? k : 0];
        }
    }

    void advance(std::size_t k)
    {
        const StateSpaceModel::Propagator& step = m_model->m_propagators[m_model->m_steps[k]];
        m_next.noalias() = step.state * m_x;
        m_next.noalias() += step.before * m_drives.col(Eigen::Index(k));
        m_next.noalias() += step.after * m_drives.col(Eigen::Index(k + 1));
        m_x.swap(m_next);
    }

    const StateSpaceModel* m_model;
    std::vector<std::span<const double>> m_values;
    std::vector<double> m_initial;
    Eigen::MatrixXd m_drives; ///< drives x points
    Eigen::VectorXd m_x, m_next, m_y;
    std::vector<double> m_series;
};

namespace {

constexpr std::array<std::string_view, 10> memberWords = {"kind", "outputs", "states", "drives", "hold",
                                                          "step", "a",       "b",      "c",      "d"};
constexpr std::size_t mostNumbers = 20'000'000; ///< in all propagators

Result<FormulaText> readExpression(const nlohmann::json& json, const std::string& name,
                                   const std::string& location)
{
    FormulaText text{name, {}, {}, location};
    const nlohmann::json* expression = &json;
    if (json.is_object() && json.contains("expression")) {
        expression = &json["expression"];
        text.location += "/expression";
        if (const auto unit = json.find("unit"); unit != json.end()) {
            auto parsed = Unit::parse(unit->is_string() ? unit->get<std::string>() : unit->dump());
            if (!parsed) {
                parsed.error().location = location + "/unit";
                return fail(std::move(parsed.error()));
            }
            text.unit = std::move(*parsed);
        }
    }
    if (!expression->is_string())
        return fail("model.json", location, fmt::format("There is no expression for {}.", name),
                    R"(Write an expression, or {"expression": TEXT, "unit": TEXT}.)");
    text.expression = expression->get<std::string>();
    return text;
}

Status checkOutputs(const std::vector<std::string>& names, const Contract& contract,
                    const std::string& location)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Variable* output = contract.findOutput(names[i]);
        if (!output || std::find(names.begin(), names.begin() + std::ptrdiff_t(i), names[i]) !=
                           names.begin() + std::ptrdiff_t(i))
            return fail("model.output", location + "/outputs",
                        fmt::format("\"{}\" is no output of the contract, or named twice.", names[i]),
                        "Name each output once.");
        if (!output->isSeries)
            return fail("model.output", location + "/outputs",
                        fmt::format("{} is a single value, but a linear system gives series.", names[i]),
                        "Make it a series.");
        if (output->confidence.kind != Confidence::Kind::None)
            return fail(
                "model.confidence", location,
                fmt::format("A linear system gives no band, but the contract declares one for {}.", names[i]),
                R"(Declare its confidence as "none" with the reason.)");
    }
    return {};
}

} // namespace

Status StateSpaceModel::readFormulas(const nlohmann::json& json, const Contract& contract,
                                     const std::string& location)
{
    SymbolTable series = inputSymbols(contract);
    SymbolTable start = series;
    start.axisValues.clear();
    const nlohmann::json states = json.value("states", nlohmann::json());
    const nlohmann::json drives = json.value("drives", nlohmann::json());
    if (!states.is_array() || states.empty() || states.size() > mostStates || !drives.is_array() ||
        drives.size() > mostDrives)
        return fail("model.json", location,
                    fmt::format("\"states\" must list 1 to {} states, and \"drives\" at most {} expressions.",
                                mostStates, mostDrives),
                    "See xdt schema training.");
    for (std::size_t i = 0; i < states.size(); ++i) {
        const std::string at = fmt::format("{}/states/{}", location, i);
        const nlohmann::json& state = states[i];
        if (!state.is_object() || !state.contains("name") || !state["name"].is_string() ||
            !state.contains("unit") || !state["unit"].is_string() || !state.contains("initial") ||
            state.size() != 3)
            return fail("model.json", at, "A state needs its name, unit and initial value, and nothing else.",
                        R"(Write {"name": TEXT, "unit": TEXT, "initial": EXPRESSION}.)");
        const auto name = state["name"].get<std::string>();
        if (Status own = checkOwnName(name, "a state", contract, at); !own)
            return own;
        auto text = readExpression({{"expression", state["initial"]}, {"unit", state["unit"]}}, name, at);
        if (!text)
            return fail(std::move(text.error()));
        text->location = at + "/initial";
        SymbolTable symbols = start; // no state's start names another
        auto formula = compileFormula(*text, nullptr, symbols);
        if (!formula)
            return fail(std::move(formula.error()));
        m_initial.push_back(std::move(*formula));
    }
    for (std::size_t i = 0; i < drives.size(); ++i) {
        auto text = readExpression(drives[i], fmt::format("drive {}", i + 1),
                                   fmt::format("{}/drives/{}", location, i));
        if (!text)
            return fail(std::move(text.error()));
        SymbolTable symbols = series;
        auto formula = compileFormula(*text, nullptr, symbols);
        if (!formula)
            return fail(std::move(formula.error()));
        m_drives.push_back(std::move(*formula));
    }
    return {};
}

static Result<std::vector<double>> readMatrix(const nlohmann::json& json, const ArrayStore& arrays,
                                              const char* key, std::size_t rows, std::size_t columns,
                                              const std::string& location)
{
    const auto found = json.find(key);
    if (found != json.end() && found->is_string()) {
        const auto array = StoredNumbers(json, arrays, location).array(key, {rows, columns});
        if (!array)
            return fail(array.error());
        return (*array)->values;
    }
    const auto wrong = [&] {
        return fail(
            "model.number", fmt::format("{}/{}", location, key),
            fmt::format("\"{}\" is not a matrix of {} rows and {} columns of numbers.", key, rows, columns),
            "Write a list of its rows; states, drives and outputs give its size.");
    };
    std::vector<double> values;
    if (found == json.end() || !found->is_array() || found->size() != rows)
        return wrong();
    for (const nlohmann::json& row : *found) {
        if (!row.is_array() || row.size() != columns)
            return wrong();
        for (const nlohmann::json& value : row) {
            if (!value.is_number() || !std::isfinite(value.get<double>()))
                return wrong();
            values.push_back(value.get<double>());
        }
    }
    return values;
}

Status StateSpaceModel::readMatrices(const nlohmann::json& json, const ArrayStore& arrays,
                                     const std::string& location)
{
    const std::size_t n = m_initial.size(), m = m_drives.size(), p = m_outputs.size();
    const std::vector<std::tuple<const char*, Matrix*, std::size_t, std::size_t>> matrices = {
        {"a", &m_a, n, n}, {"b", &m_b, n, m}, {"c", &m_c, p, n}, {"d", &m_d, p, m}};
    for (const auto& [key, matrix, rows, columns] : matrices) {
        *matrix = Matrix::Zero(Eigen::Index(rows), Eigen::Index(columns));
        if (columns == 0 || (matrix == &m_d && !json.contains("d")))
            continue;
        const auto values = readMatrix(json, arrays, key, rows, columns, location);
        if (!values)
            return fail(values.error());
        std::copy(values->begin(), values->end(), matrix->data());
    }
    return {};
}

Status StateSpaceModel::discretize(const nlohmann::json& json, const std::string& location)
{
    const nlohmann::json hold = json.value("hold", nlohmann::json("previous"));
    const bool isLinear = hold == "linear";
    if (!isLinear && hold != "previous")
        return fail("model.json", location + "/hold", "\"hold\" is neither previous nor linear.",
                    "Write one of them.");
    const auto step = json.find("step");
    const bool isDiscrete = step != json.end();
    if (isDiscrete && (isLinear || !step->is_number() || !(step->get<double>() > 0)))
        return fail("model.step", location + "/step",
                    "\"step\" is not a length above 0, or stands beside drives that go linearly.",
                    "Give the step in the axis' unit, and hold the drives at the previous point.");
    const double span = m_axis.back() - m_axis.front();
    const Eigen::Index n = m_a.rows(), m = m_b.cols();
    for (std::size_t k = 0; k + 1 < m_axis.size(); ++k) {
        const double length = m_axis[k + 1] - m_axis[k];
        const auto same = [&](const Propagator& other) {
            return std::fabs(other.length - length) <= 1e-12 * span;
        };
        const auto known = std::find_if(m_propagators.begin(), m_propagators.end(), same);
        m_steps.push_back(std::size_t(known - m_propagators.begin()));
        if (known != m_propagators.end())
            continue;
        if ((m_propagators.size() + 1) * std::size_t(n * (n + 2 * m)) > mostNumbers)
            return fail("model.too-large", location,
                        "The system is too large for so many different distances on the axis.",
                        "Space the axis evenly.");
        Propagator made{length, {}, {}, {}};
        if (isDiscrete) {
            const double count = length / step->get<double>();
            if (std::fabs(count - std::round(count)) > 1e-6 || count < 0.5 || count > 1e9)
                return fail("model.step", location + "/step",
                            fmt::format("From {} to {} of the axis is not a whole number of steps of {}.",
                                        m_axis[k], m_axis[k + 1], step->get<double>()),
                            "Choose points of the axis that are whole steps apart.");
            propagateDiscrete(m_a, m_b, std::size_t(std::round(count)), made.state, made.before);
            made.after = Eigen::MatrixXd::Zero(n, m);
        } else {
            propagateContinuous(m_a, m_b, length, made.state, made.before, made.after);
            if (!isLinear) {
                made.before += made.after;
                made.after.setZero();
            }
        }
        if (!made.state.allFinite() || !made.before.allFinite() || !made.after.allFinite())
            return fail("model.growth", location + "/a",
                        fmt::format("From {} to {} of the axis the system grows beyond all numbers.",
                                    m_axis[k], m_axis[k + 1]),
                        "Check the signs of the matrix, and that its rates are per unit of the axis.");
        m_propagators.push_back(std::move(made));
    }
    return {};
}

Result<std::unique_ptr<Model>> StateSpaceModel::load(const nlohmann::json& json, const ArrayStore& arrays,
                                                     const Contract& contract, const std::string& location)
{
    if (!contract.axis)
        return fail("model.axis", location, "A linear system needs the contract's axis to run along.",
                    "Give the contract an axis.");
    for (const auto& [key, value] : json.items())
        if (std::find(memberWords.begin(), memberWords.end(), key) == memberWords.end())
            return fail("model.json", location + "/" + key,
                        fmt::format("A linear system has no \"{}\".", key),
                        fmt::format("It has {}.", fmt::join(memberWords, ", ")));
    const auto outputs = StoredNumbers(json, arrays, location).texts("outputs", contract.outputs.size());
    if (!outputs)
        return fail(outputs.error());
    if (Status right = checkOutputs(*outputs, contract, location); !right)
        return fail(std::move(right.error()));
    auto model = std::unique_ptr<StateSpaceModel>(new StateSpaceModel);
    model->m_outputs = *outputs;
    model->m_inputs = contract.inputs.size();
    model->m_axis = contract.axis->values;
    if (Status read = model->readFormulas(json, contract, location); !read)
        return fail(std::move(read.error()));
    if (Status read = model->readMatrices(json, arrays, location); !read)
        return fail(std::move(read.error()));
    if (Status made = model->discretize(json, location); !made)
        return fail(std::move(made.error()));
    model->m_json = json;
    for (const char* key : {"a", "b", "c", "d"})
        model->m_json.erase(key);
    return std::unique_ptr<Model>(std::move(model));
}

std::unique_ptr<ModelInstance> StateSpaceModel::instantiate() const
{
    return std::make_unique<StateSpaceInstance>(*this);
}

nlohmann::json StateSpaceModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json json = m_json;
    const std::vector<std::pair<const char*, const Matrix*>> matrices = {
        {"a", &m_a}, {"b", &m_b}, {"c", &m_c}, {"d", &m_d}};
    for (const auto& [key, matrix] : matrices) {
        if (matrix->size() == 0)
            continue;
        arrays[prefix + key] = {{std::size_t(matrix->rows()), std::size_t(matrix->cols())},
                                std::vector<double>(matrix->data(), matrix->data() + matrix->size())};
        json[key] = prefix + key;
    }
    return json;
}

} // namespace twin
