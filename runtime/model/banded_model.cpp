// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/banded_model.h"

#include "model/stored_numbers.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

class Instance final : public ModelInstance
{
  public:
    Instance(const BandedModel& model, std::unique_ptr<ModelInstance> bare)
        : m_bands(model.bandsByOutput()), m_bare(std::move(bare)), m_means(m_bands.size())
    {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        if (Status status = m_bare->evaluate(inputs, rows, withMeans(rows, outputs)); !status)
            return status;
        addBands(rows);
        return {};
    }

    Status evaluateGrid(std::span<const double> inputs, const GridAxis& first, const GridAxis& second,
                        std::span<const OutputSlice> outputs) override
    {
        const std::size_t rows = first.values.size() * second.values.size();
        if (Status status = m_bare->evaluateGrid(inputs, first, second, withMeans(rows, outputs)); !status)
            return status;
        addBands(rows);
        return {};
    }

  private:
    /// A band needs the mean, whether the caller wants it or not.
    std::span<const OutputSlice> withMeans(std::size_t rows, std::span<const OutputSlice> outputs)
    {
        m_slices.assign(outputs.begin(), outputs.end());
        for (std::size_t i = 0; i < m_slices.size(); ++i) {
            OutputSlice& slice = m_slices[i];
            if (slice.mean || !m_bands[i] || !(slice.lower || slice.upper))
                continue;
            m_means[i].resize(std::max(m_means[i].size(), rows * m_bands[i]->halfWidth.size()));
            slice.mean = m_means[i].data();
        }
        return m_slices;
    }

    void addBands(std::size_t rows) const
    {
        for (std::size_t i = 0; i < m_slices.size(); ++i) {
            if (!m_bands[i])
                continue;
            const std::vector<double>& widths = m_bands[i]->halfWidth;
            const OutputSlice& slice = m_slices[i];
            for (std::size_t k = 0; k < rows * widths.size(); ++k) {
                const double width = widths[k % widths.size()];
                if (slice.lower)
                    slice.lower[k] =
                        slice.mean[k] - BandedModel::together(slice.mean[k] - slice.lower[k], width);
                if (slice.upper)
                    slice.upper[k] =
                        slice.mean[k] + BandedModel::together(slice.upper[k] - slice.mean[k], width);
            }
        }
    }

    const std::vector<const MeasuredBand*>& m_bands;
    std::unique_ptr<ModelInstance> m_bare;
    std::vector<OutputSlice> m_slices;
    std::vector<std::vector<double>> m_means; ///< by output, where the caller wants none
};

Result<MeasuredBand> readBand(const StoredNumbers& stored, const Contract& contract)
{
    const auto name = stored.text("output");
    if (!name)
        return fail(name.error());
    const Variable* variable = contract.findOutput(*name);
    if (!variable)
        return stored.wrong("model.output", "output",
                            fmt::format("The contract has no output \"{}\".", *name));
    const auto level = stored.number("level", 0, 1);
    if (!level)
        return fail(level.error());
    if (variable->confidence.kind == Confidence::Kind::None)
        return stored.wrong(
            "model.confidence", "output",
            fmt::format("A band was measured for {}, which the contract does not declare.", *name));
    if (*level != variable->confidence.level)
        return stored.wrong("model.level", "level",
                            fmt::format("The band of {} was measured for {} and the contract declares {}.",
                                        *name, *level, variable->confidence.level));
    const auto half = stored.array("halfWidth", {contract.points(*variable)});
    if (!half)
        return fail(half.error());
    if (std::any_of((*half)->values.begin(), (*half)->values.end(), [](double v) { return v < 0; }))
        return stored.wrong("model.number", "halfWidth", "The width of a band is below zero.");
    return MeasuredBand{*name, *level, (*half)->values};
}

} // namespace

BandedModel::BandedModel(std::unique_ptr<Model> model, std::vector<MeasuredBand> bands)
    : m_model(std::move(model)), m_bands(std::move(bands))
{
    for (const std::string& name : m_model->outputs()) {
        const auto found = std::find_if(m_bands.begin(), m_bands.end(),
                                        [&](const MeasuredBand& band) { return band.output == name; });
        m_byOutput.push_back(found == m_bands.end() ? nullptr : &*found);
    }
}

Result<std::vector<MeasuredBand>> BandedModel::readBands(const nlohmann::json& json, const ArrayStore& arrays,
                                                         const Contract& contract,
                                                         const std::string& location)
{
    const StoredNumbers stored(json, arrays, location);
    const auto given = stored.texts("outputs", contract.outputs.size());
    const auto list = stored.objects("bands", contract.outputs.size());
    if (!given || !list)
        return fail(given ? list.error() : given.error());
    std::vector<MeasuredBand> bands;
    for (const StoredNumbers& each : *list) {
        auto band = readBand(each, contract);
        if (!band)
            return fail(band.error());
        const auto isSame = [&](const MeasuredBand& other) { return other.output == band->output; };
        if (std::any_of(bands.begin(), bands.end(), isSame) ||
            std::find(given->begin(), given->end(), band->output) == given->end())
            return each.wrong(
                "model.output", "output",
                fmt::format("The band of {} is given twice, or the model does not give it.", band->output));
        bands.push_back(std::move(*band));
    }
    return bands;
}

double BandedModel::together(double own, double measured)
{
    return std::isfinite(own) ? std::sqrt(own * own + measured * measured) : measured;
}

std::unique_ptr<ModelInstance> BandedModel::instantiate() const
{
    return std::make_unique<Instance>(*this, m_model->instantiate());
}

nlohmann::json BandedModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json json = m_model->save(prefix, arrays);
    json["bands"] = nlohmann::json::array();
    for (std::size_t i = 0; i < m_bands.size(); ++i) {
        const std::string name = fmt::format("{}band{}", prefix, i);
        arrays[name] = {{m_bands[i].halfWidth.size()}, m_bands[i].halfWidth};
        json["bands"].push_back(
            {{"output", m_bands[i].output}, {"level", m_bands[i].level}, {"halfWidth", name}});
    }
    return json;
}

Contract withoutBands(Contract contract, const std::vector<std::string>& outputs)
{
    for (Variable& output : contract.outputs)
        if (std::find(outputs.begin(), outputs.end(), output.name) != outputs.end())
            output.confidence = {Confidence::Kind::None, output.confidence.level,
                                 "the model gives none itself"};
    return contract;
}

} // namespace twin
