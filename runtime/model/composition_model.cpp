// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/composition_model.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

class CompositionInstance final : public ModelInstance
{
  public:
    explicit CompositionInstance(const CompositionModel& model)
        : m_model(&model),
          m_means(model.m_plan.intermediates.size()),
          m_lowers(m_means.size()),
          m_uppers(m_means.size()),
          m_outputs(model.m_plan.outputs.size()),
          m_shifted(m_outputs.size()),
          m_up(m_outputs.size()),
          m_down(m_outputs.size())
    {
        for (const auto& stage : model.m_models)
            m_instances.push_back(stage->instantiate());
        for (const CompositionStage& stage : model.m_plan.stages)
            m_slices.emplace_back(stage.outputs.size());
    }

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        resize(rows);
        const auto wantsBand = [](const OutputSlice& slice) { return slice.lower || slice.upper; };
        const bool hasBands = std::any_of(outputs.begin(), outputs.end(), wantsBand);
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            m_outputs[i] = outputs[i];
            if (!outputs[i].mean)
                m_outputs[i].mean = m_shifted[i].data();
        }
        for (std::size_t stage = 0; stage < m_instances.size(); ++stage)
            if (Status status = answer(stage, inputs, rows, m_outputs, hasBands); !status)
                return status;
        return hasBands ? addBands(inputs, rows) : Status();
    }

  private:
    void resize(std::size_t rows)
    {
        for (auto* parts : {&m_means, &m_lowers, &m_uppers})
            for (std::size_t i = 0; i < parts->size(); ++i)
                (*parts)[i].resize(rows * m_model->m_betweenPoints[i]);
        for (auto* parts : {&m_shifted, &m_up, &m_down})
            for (std::size_t i = 0; i < parts->size(); ++i)
                (*parts)[i].resize(rows * m_model->m_points[i]);
        for (const std::vector<double>& part : m_means)
            m_kept.resize(std::max(m_kept.size(), part.size()));
    }

    Status answer(std::size_t stage, const double* inputs, std::size_t rows,
                  std::span<const OutputSlice> outputs, bool withBands)
    {
        const CompositionStage& plan = m_model->m_plan.stages[stage];
        const auto pointsOf = [&](std::size_t from) {
            return from < m_model->m_inputs ? 1 : m_model->m_betweenPoints[from - m_model->m_inputs];
        };
        std::size_t width = 0, at = 0;
        for (const std::size_t from : plan.inputs)
            width += pointsOf(from);
        m_point.resize(std::max(m_point.size(), rows * width));
        for (const std::size_t from : plan.inputs) {
            const std::size_t points = pointsOf(from);
            for (std::size_t row = 0; row < rows; ++row)
                std::copy_n(from < m_model->m_inputs
                                ? inputs + row * m_model->m_inputs + from
                                : m_means[from - m_model->m_inputs].data() + row * points,
                            points, m_point.data() + row * width + at);
            at += points;
        }
        for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
            const std::size_t to = plan.outputs[i], between = to - outputs.size();
            OutputSlice& slice = m_slices[stage][i];
            slice = to < outputs.size() ? outputs[to]
                                        : OutputSlice{m_means[between].data(), m_lowers[between].data(),
                                                      m_uppers[between].data()};
            if (!withBands)
                slice.lower = slice.upper = nullptr;
        }
        return m_instances[stage]->evaluate(m_point.data(), rows, m_slices[stage]);
    }

    std::size_t stageThatGives(std::size_t between) const
    {
        const std::size_t wanted = m_model->m_plan.outputs.size() + between;
        std::size_t stage = 0;
        while (std::find(m_model->m_plan.stages[stage].outputs.begin(),
                         m_model->m_plan.stages[stage].outputs.end(),
                         wanted) == m_model->m_plan.stages[stage].outputs.end())
            ++stage;
        return stage;
    }

    Status addBands(const double* inputs, std::size_t rows)
    {
        for (auto* parts : {&m_up, &m_down})
            for (std::vector<double>& part : *parts)
                std::fill(part.begin(), part.end(), 0.0);
        m_keptMeans = m_means;
        for (std::size_t between = 0; between < m_means.size(); ++between) {
            if (m_model->m_plan.intermediates[between].confidence.kind == Confidence::Kind::None)
                continue;
            if (Status carried = carry(between, inputs, rows); !carried)
                return carried;
        }
        for (std::size_t i = 0; i < m_outputs.size(); ++i) {
            const OutputSlice& slice = m_outputs[i];
            for (std::size_t k = 0; k < m_up[i].size(); ++k) {
                const auto widen = [&](double own, double squares) {
                    if (!m_model->m_hasBand[i])
                        return std::nan("");
                    const double half = std::isfinite(own) ? own - slice.mean[k] : 0;
                    return std::sqrt(half * half + squares);
                };
                if (slice.upper)
                    slice.upper[k] = slice.mean[k] + widen(slice.upper[k], m_up[i][k]);
                if (slice.lower)
                    slice.lower[k] = slice.mean[k] - widen(slice.lower[k], m_down[i][k]);
            }
        }
        return {};
    }

    /// Adds the squares of the most that the places of one intermediate's band make of the outputs: of a
    /// stage that bends, the ends alone may make less.
    Status carry(std::size_t between, const double* inputs, std::size_t rows)
    {
        for (std::size_t i = 0; i < m_outputs.size(); ++i)
            for (auto* rise : {&m_rise, &m_fall})
                rise->resize(std::max(rise->size(), m_outputs.size()));
        for (std::size_t i = 0; i < m_outputs.size(); ++i)
            for (auto* side : {&m_rise[i], &m_fall[i]})
                side->assign(m_up[i].size(), 0.0);
        m_ends.resize(m_outputs.size());
        for (std::size_t i = 0; i < m_outputs.size(); ++i)
            m_ends[i] = {m_shifted[i].data(), nullptr, nullptr};
        for (const double place : {-1.0, -0.7, -0.35, 0.35, 0.7, 1.0}) {
            for (std::size_t i = 0; i < m_outputs.size(); ++i)
                std::copy_n(m_outputs[i].mean, m_shifted[i].size(), m_shifted[i].data());
            for (std::size_t b = 0; b < m_means.size(); ++b)
                std::copy(m_keptMeans[b].begin(), m_keptMeans[b].end(), m_means[b].begin());
            const std::vector<double>& end = place > 0 ? m_uppers[between] : m_lowers[between];
            const double share = std::fabs(place);
            for (std::size_t k = 0; k < end.size(); ++k)
                m_means[between][k] = share < 1 ? (1 - share) * m_means[between][k] + share * end[k] : end[k];
            for (std::size_t stage = stageThatGives(between) + 1; stage < m_instances.size(); ++stage)
                if (Status status = shift(stage, between, inputs, rows); !status)
                    return status;
            for (std::size_t i = 0; i < m_outputs.size(); ++i)
                for (std::size_t k = 0; k < m_shifted[i].size(); ++k) {
                    const double change = m_shifted[i][k] - m_outputs[i].mean[k];
                    m_rise[i][k] = std::fmax(m_rise[i][k], change);
                    m_fall[i][k] = std::fmax(m_fall[i][k], -change);
                }
        }
        for (std::size_t b = 0; b < m_means.size(); ++b)
            std::copy(m_keptMeans[b].begin(), m_keptMeans[b].end(), m_means[b].begin());
        for (std::size_t i = 0; i < m_outputs.size(); ++i)
            for (std::size_t k = 0; k < m_up[i].size(); ++k) {
                m_up[i][k] += m_rise[i][k] * m_rise[i][k];
                m_down[i][k] += m_fall[i][k] * m_fall[i][k];
            }
        return {};
    }

    /// Computes a stage anew, at shifted intermediates; `between` itself stays where it was put.
    Status shift(std::size_t stage, std::size_t between, const double* inputs, std::size_t rows)
    {
        std::copy(m_means[between].begin(), m_means[between].end(), m_kept.begin());
        Status status = answer(stage, inputs, rows, m_ends, false);
        std::copy(m_kept.begin(), m_kept.end(), m_means[between].begin());
        return status;
    }

    const CompositionModel* m_model;
    std::vector<std::unique_ptr<ModelInstance>> m_instances;
    std::vector<std::vector<OutputSlice>> m_slices;                            ///< by stage
    std::vector<std::vector<double>> m_means, m_lowers, m_uppers, m_keptMeans; ///< of intermediates, by row
    std::vector<OutputSlice> m_outputs, m_ends;
    std::vector<std::vector<double>> m_shifted, m_up, m_down, m_rise, m_fall; ///< by output
    std::vector<double> m_point, m_kept;
};

CompositionModel::CompositionModel(CompositionPlan plan, std::vector<std::unique_ptr<Model>> models,
                                   const Contract& contract, nlohmann::json intermediates)
    : m_plan(std::move(plan)),
      m_models(std::move(models)),
      m_intermediates(std::move(intermediates)),
      m_inputs(contract.inputs.size())
{
    for (const Variable& input : contract.inputs)
        m_inputNames.push_back(input.name);
    for (const Variable& between : m_plan.intermediates)
        m_betweenPoints.push_back(contract.points(between));
    for (const std::string& name : m_plan.outputs) {
        const Variable& output = *contract.findOutput(name);
        m_points.push_back(contract.points(output));
        m_hasBand.push_back(output.confidence.kind != Confidence::Kind::None);
    }
}

Result<std::unique_ptr<Model>> CompositionModel::load(const nlohmann::json& json, const ArrayStore& arrays,
                                                      const Contract& contract, const std::string& location)
{
    auto plan = CompositionPlan::read(json, contract, location);
    if (!plan)
        return fail(std::move(plan.error()));
    std::vector<std::unique_ptr<Model>> models;
    for (const CompositionStage& stage : plan->stages) {
        auto model = plan->load(stage, arrays);
        if (!model)
            return model;
        if ((*model)->outputs().size() != stage.outputs.size())
            return fail("model.output", stage.location + "/outputs", "The stage does not give what it names.",
                        "The package is damaged; get it again from its maker.");
        models.push_back(std::move(*model));
    }
    return std::unique_ptr<Model>(std::make_unique<CompositionModel>(std::move(*plan), std::move(models),
                                                                     contract, json.at("intermediates")));
}

std::unique_ptr<ModelInstance> CompositionModel::instantiate() const
{
    return std::make_unique<CompositionInstance>(*this);
}

double CompositionModel::statedTolerance() const
{
    double most = 0;
    for (const std::unique_ptr<Model>& model : m_models)
        most = std::max(most, model->statedTolerance());
    return most;
}

nlohmann::json CompositionModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json models = nlohmann::json::array();
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        nlohmann::json stage = m_models[i]->save(fmt::format("{}stage{}/", prefix, i), arrays);
        stage["reads"] = nlohmann::json::array();
        for (const std::size_t input : m_plan.stages[i].inputs)
            stage["reads"].push_back(input < m_inputs ? m_inputNames[input]
                                                      : m_plan.intermediates[input - m_inputs].name);
        models.push_back(std::move(stage));
    }
    return {{"kind", "composition"},
            {"outputs", m_plan.outputs},
            {"intermediates", m_intermediates},
            {"models", std::move(models)}};
}

} // namespace twin
