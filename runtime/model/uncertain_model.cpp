// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/uncertain_model.h"

#include "model/banded_model.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

class UncertainInstance final : public ModelInstance
{
  public:
    explicit UncertainInstance(const UncertainModel& model)
        : m_model(&model),
          m_instance(model.m_model->instantiate()),
          m_means(model.m_points.size()),
          m_more(model.m_points.size()),
          m_less(model.m_points.size()),
          m_squares(model.m_points.size())
    {
        for (const std::unique_ptr<Model>& shifted : model.m_shifted)
            m_shifted.push_back(shifted->instantiate());
    }

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        const auto wantsBand = [](const OutputSlice& slice) { return slice.lower || slice.upper; };
        if (std::none_of(outputs.begin(), outputs.end(), wantsBand))
            return m_instance->evaluate(inputs, rows, outputs);
        resize(rows);
        m_slices.assign(outputs.begin(), outputs.end());
        for (std::size_t i = 0; i < m_slices.size(); ++i)
            m_slices[i] = {outputs[i].mean ? outputs[i].mean : m_means[i].data(), nullptr, nullptr};
        if (Status status = m_instance->evaluate(inputs, rows, m_slices); !status)
            return status;
        for (std::size_t k = 0; k < m_shifted.size(); k += 2)
            if (Status status = addSquares(k, inputs, rows); !status)
                return status;
        for (std::size_t i = 0; i < outputs.size(); ++i)
            for (std::size_t k = 0; k < rows * m_model->m_points[i]; ++k) {
                const double half = m_model->m_factors[i] * std::sqrt(m_squares[i][k]);
                if (!std::isfinite(m_squares[i][k]))
                    return fail("model.not-finite", "/uncertainty",
                                fmt::format("The uncertainty of {} is not a number.", m_model->outputs()[i]),
                                "Change the inputs, or correct the uncertainties of the constants.");
                if (outputs[i].lower)
                    outputs[i].lower[k] = m_slices[i].mean[k] - half;
                if (outputs[i].upper)
                    outputs[i].upper[k] = m_slices[i].mean[k] + half;
            }
        return {};
    }

  private:
    void resize(std::size_t rows)
    {
        for (std::size_t i = 0; i < m_means.size(); ++i) {
            const std::size_t count = rows * m_model->m_points[i];
            for (auto* part : {&m_means[i], &m_more[i], &m_less[i]})
                part->resize(std::max(part->size(), count));
            m_squares[i].assign(count, 0.0);
        }
    }

    /// Of the constant whose shifted models are `k` and `k + 1`.
    Status addSquares(std::size_t k, const double* inputs, std::size_t rows)
    {
        for (const bool isMore : {true, false}) {
            m_side.clear();
            for (std::vector<double>& values : isMore ? m_more : m_less)
                m_side.push_back({values.data(), nullptr, nullptr});
            if (Status status = m_shifted[isMore ? k : k + 1]->evaluate(inputs, rows, m_side); !status)
                return status;
        }
        for (std::size_t i = 0; i < m_squares.size(); ++i)
            for (std::size_t at = 0; at < m_squares[i].size(); ++at) {
                const double change = (m_more[i][at] - m_less[i][at]) / 2;
                m_squares[i][at] += change * change;
            }
        return {};
    }

    const UncertainModel* m_model;
    std::unique_ptr<ModelInstance> m_instance;
    std::vector<std::unique_ptr<ModelInstance>> m_shifted;
    std::vector<std::vector<double>> m_means, m_more, m_less, m_squares; ///< by output
    std::vector<OutputSlice> m_slices, m_side;
};

namespace {

using nlohmann::json;

/// The model's JSON with a definition, {0}, and its uncertainty, {1}, put together.
Result<json> shifted(const json& model, const std::string& name, const json& uncertainty, const char* pattern,
                     const std::string& location)
{
    const auto define = model.find("define");
    if (define == model.end() || !define->is_object() || !define->contains(name))
        return fail(
            "model.name", location,
            fmt::format("\"{}\" is no definition of the model, so that it can have no uncertainty.", name),
            R"(Define it: "define": {"k": "0.31 1/h"}, "uncertainty": {"k": "0.02 1/h"}.)");
    if (!uncertainty.is_string())
        return fail("model.json", location,
                    fmt::format("The standard uncertainty of {} is not an expression.", name),
                    R"(Write it as text, with its unit: "0.02 1/h".)");
    json moved = model;
    json& definition = moved["define"][name];
    json& expression = definition.is_object() ? definition["expression"] : definition;
    if (!expression.is_string())
        return moved; // the model itself says what is wrong
    expression =
        fmt::format(fmt::runtime(pattern), expression.get<std::string>(), uncertainty.get<std::string>());
    return moved;
}

} // namespace

Result<std::unique_ptr<Model>> UncertainModel::load(const json& stored, const Contract& contract,
                                                    const std::string& location, const Load& load)
{
    json bare = stored;
    bare.erase("uncertainty");
    const json& uncertainty = stored.at("uncertainty");
    if (!uncertainty.is_object() || uncertainty.empty() || uncertainty.size() > mostConstants)
        return fail("model.json", location + "/uncertainty",
                    fmt::format("\"uncertainty\" is not an object of 1 to {} constants.", mostConstants),
                    R"(Write {"k": "0.02 1/h"}: by definition the standard uncertainty of its value.)");
    std::vector<std::string> outputs;
    for (const json& name : stored.value("outputs", json::array()))
        if (name.is_string())
            outputs.push_back(name.get<std::string>());
    const Contract asked = withoutBands(contract, outputs);
    auto model = load(bare, asked);
    if (!model)
        return model;
    std::unique_ptr<UncertainModel> made(new UncertainModel);
    made->m_model = std::move(*model);
    made->m_uncertainty = uncertainty;
    for (const auto& [name, value] : uncertainty.items()) {
        const std::string at = location + "/uncertainty/" + name;
        // By itself the uncertainty only has to be an expression.
        for (const char* pattern : {"{1}", "({0}) + ({1})", "({0}) - ({1})"}) {
            const auto moved = shifted(bare, name, value, pattern, at);
            if (!moved)
                return fail(moved.error());
            auto other = load(*moved, asked);
            if (!other) {
                other.error().location = at;
                return other;
            }
            if (pattern[0] == '(')
                made->m_shifted.push_back(std::move(*other));
        }
    }
    for (const std::string& name : made->m_model->outputs()) {
        const Variable& output = *contract.findOutput(name);
        made->m_points.push_back(contract.points(output));
        made->m_factors.push_back(output.confidence.kind == Confidence::Kind::None
                                      ? std::nan("")
                                      : normalFactor(output.confidence.level));
    }
    return std::unique_ptr<Model>(std::move(made));
}

std::unique_ptr<ModelInstance> UncertainModel::instantiate() const
{
    return std::make_unique<UncertainInstance>(*this);
}

json UncertainModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    json saved = m_model->save(prefix, arrays);
    saved["uncertainty"] = m_uncertainty;
    return saved;
}

bool statesUncertainty(const json& model)
{
    if (!model.is_object())
        return false;
    if (model.contains("uncertainty"))
        return true;
    const json stages = model.value("models", json::array());
    return stages.is_array() && std::any_of(stages.begin(), stages.end(), [](const json& stage) {
               return stage.is_object() && stage.contains("uncertainty");
           });
}

double normalFactor(double level)
{
    double low = 0, high = 40;
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        (std::erf(middle / std::sqrt(2.0)) < level ? low : high) = middle;
    }
    return (low + high) / 2;
}

} // namespace twin
