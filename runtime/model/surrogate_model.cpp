// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surrogate_model.h"

#include "model/surrogate_migration.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace twin {

namespace {

class Instance : public ModelInstance
{
  public:
    explicit Instance(const SurrogateModel& model)
        : m_model(model), m_regressor(model.regressor().instantiate())
    {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        const InputEncoding& encoding = m_model.encoding();
        const std::size_t values = m_model.regressor().values();
        // Blocks keep the scratch small, whatever the batch.
        for (std::size_t first = 0; first < rows; first += SurrogateModel::block) {
            const std::size_t count = std::min(SurrogateModel::block, rows - first);
            m_coordinates.resize(std::max(m_coordinates.size(), count * encoding.coordinates()));
            m_means.resize(std::max(m_means.size(), count * values));
            encoding.encode(inputs + first * encoding.inputs(), count, m_coordinates.data());
            const bool banded = anyBand(outputs);
            if (banded)
                m_variances.resize(std::max(m_variances.size(), count * values));
            m_regressor->predict(m_coordinates.data(), count, m_means.data(),
                                 banded ? m_variances.data() : nullptr);
            respond(first, count, outputs);
        }
        return {};
    }

    Status evaluateGrid(std::span<const double> inputs, const GridAxis& first, const GridAxis& second,
                        std::span<const OutputSlice> outputs) override
    {
        const auto a = coordinateAxis(inputs, first), b = coordinateAxis(inputs, second);
        std::vector<double> point(m_model.encoding().coordinates());
        m_model.encoding().encode(inputs.data(), 1, point.data());
        const std::size_t rows = first.values.size() * second.values.size();
        std::vector<double> means(rows * m_model.regressor().values());
        if (!a || !b || anyBand(outputs) ||
            !m_regressor->predictGrid(point.data(), {a->coordinate, a->values}, {b->coordinate, b->values},
                                      means.data()))
            return ModelInstance::evaluateGrid(inputs, first, second, outputs);
        std::size_t value = 0;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const OutputCurve& curve = m_model.curves()[i];
            curve.respondAll(means.data() + value * rows, nullptr, nullptr, rows, outputs[i], m_scratch);
            value += curve.modes();
        }
        return {};
    }

  private:
    struct CoordinateAxis
    {
        std::size_t coordinate = 0;
        std::vector<double> values;
    };

    /// The axis in coordinates; none when the input makes no coordinate, or several.
    std::optional<CoordinateAxis> coordinateAxis(std::span<const double> inputs, const GridAxis& axis) const
    {
        const InputEncoding& encoding = m_model.encoding();
        CoordinateAxis found;
        std::size_t count = 0;
        for (std::size_t c = 0; c < encoding.coordinates(); ++c)
            if (encoding.inputOf(c) == axis.index) {
                found.coordinate = c;
                ++count;
            }
        if (count != 1)
            return std::nullopt;
        std::vector<double> row(inputs.begin(), inputs.end()), coordinates(encoding.coordinates());
        for (const double value : axis.values) {
            row[axis.index] = value;
            encoding.encode(row.data(), 1, coordinates.data());
            found.values.push_back(coordinates[found.coordinate]);
        }
        return found;
    }

    bool hasBand(std::size_t curve, const OutputSlice& slice) const
    {
        return (slice.lower || slice.upper) && !m_model.curves()[curve].scale.empty();
    }

    bool anyBand(std::span<const OutputSlice> outputs) const
    {
        for (std::size_t i = 0; i < outputs.size(); ++i)
            if (hasBand(i, outputs[i]))
                return true;
        return false;
    }

    /// Of the rows whose coordinates are at hand; null where all are 1.
    const double* factorsOf(const BandSpread& spread, std::size_t count)
    {
        if (spread.isUniform())
            return nullptr;
        m_factors.resize(std::max(m_factors.size(), count));
        for (std::size_t row = 0; row < count; ++row)
            m_factors[row] = spread.factor(m_coordinates.data() + row * m_model.encoding().coordinates());
        return m_factors.data();
    }

    void respond(std::size_t first, std::size_t count, std::span<const OutputSlice> outputs)
    {
        std::size_t value = 0;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const OutputCurve& curve = m_model.curves()[i];
            const std::size_t points = curve.transform.points();
            const auto at = [&](double* base) { return base ? base + first * points : nullptr; };
            const bool isBanded = hasBand(i, outputs[i]);
            curve.respondAll(m_means.data() + value * count,
                             isBanded ? m_variances.data() + value * count : nullptr,
                             isBanded ? factorsOf(curve.spread, count) : nullptr, count,
                             {at(outputs[i].mean), at(outputs[i].lower), at(outputs[i].upper)}, m_scratch);
            value += curve.modes();
        }
    }

    const SurrogateModel& m_model;
    std::unique_ptr<RegressorInstance> m_regressor;
    OutputCurve::Scratch m_scratch;
    std::vector<double> m_coordinates, m_means, m_variances, m_factors;
};

Result<std::vector<OutputCurve>> loadCurves(const StoredNumbers& stored, const Contract& contract)
{
    const auto parts = stored.objects("parts", contract.outputs.size());
    if (!parts)
        return fail(parts.error());
    std::vector<OutputCurve> curves;
    for (const StoredNumbers& each : *parts) {
        auto curve = OutputCurve::load(each, contract);
        if (!curve)
            return fail(curve.error());
        for (const OutputCurve& before : curves)
            if (before.output == curve->output)
                return each.wrong("model.output", "output",
                                  fmt::format("The output \"{}\" is given twice.", curve->output));
        curves.push_back(std::move(*curve));
    }
    if (curves.empty())
        return stored.wrong("model.member", "parts", "The model gives no output.");
    return curves;
}

} // namespace

SurrogateModel::SurrogateModel(std::string kind, InputEncoding encoding, std::vector<OutputCurve> curves,
                               std::unique_ptr<Regressor> regressor)
    : m_kind(std::move(kind)),
      m_encoding(std::move(encoding)),
      m_curves(std::move(curves)),
      m_regressor(std::move(regressor))
{
    for (const OutputCurve& curve : m_curves)
        m_outputs.push_back(curve.output);
}

std::unique_ptr<ModelInstance> SurrogateModel::instantiate() const
{
    return std::make_unique<Instance>(*this);
}

Result<std::unique_ptr<Model>> SurrogateModel::load(const nlohmann::json& json, const ArrayStore& arrays,
                                                    const Contract& contract, const std::string& location)
{
    if (isFirstSurrogateLayout(json)) {
        auto migrated = migrateFirstSurrogateLayout(json, arrays, location);
        if (!migrated)
            return fail(migrated.error());
        return load(migrated->json, migrated->arrays, contract, location);
    }
    const StoredNumbers stored(json, arrays, location);
    const auto kind = stored.text("kind");
    if (!kind)
        return fail(kind.error());
    const auto encodingJson = stored.object("encoding");
    if (!encodingJson)
        return fail(encodingJson.error());
    auto encoding = InputEncoding::load(*encodingJson, contract);
    if (!encoding)
        return fail(encoding.error());
    auto curves = loadCurves(stored, contract);
    if (!curves)
        return fail(curves.error());
    std::size_t values = 0;
    for (const OutputCurve& curve : *curves) {
        values += curve.modes();
        if (!curve.spread.isUniform() && curve.spread.slopes.size() != encoding->coordinates())
            return stored.wrong("model.array", "parts",
                                fmt::format("The band of {} widens over {} coordinates, but there are {}.",
                                            curve.output, curve.spread.slopes.size(),
                                            encoding->coordinates()));
    }
    const auto regressorJson = stored.object("regressor");
    if (!regressorJson)
        return fail(regressorJson.error());
    auto regressor = loadRegressor(*regressorJson, encoding->coordinates(), values);
    if (!regressor)
        return fail(regressor.error());
    return std::make_unique<SurrogateModel>(*kind, std::move(*encoding), std::move(*curves),
                                            std::move(*regressor));
}

nlohmann::json SurrogateModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json parts = nlohmann::json::array();
    for (std::size_t i = 0; i < m_curves.size(); ++i)
        parts.push_back(m_curves[i].save(fmt::format("{}output{}/", prefix, i), arrays));
    nlohmann::json regressor = m_regressor->save(prefix, arrays);
    regressor["family"] = m_regressor->family();
    return {{"kind", m_kind},
            {"outputs", m_outputs},
            {"encoding", m_encoding.save()},
            {"parts", std::move(parts)},
            {"regressor", std::move(regressor)}};
}

} // namespace twin
