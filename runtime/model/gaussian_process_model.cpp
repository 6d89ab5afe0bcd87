// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gaussian_process_model.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

class Instance : public ModelInstance
{
  public:
    explicit Instance(const GaussianProcessModel& model) : m_model(model) {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        const InputEncoding& encoding = m_model.encoding();
        // Blocks keep the scratch small, whatever the batch.
        for (std::size_t first = 0; first < rows; first += block) {
            const std::size_t count = std::min(block, rows - first);
            m_coordinates.resize(std::max(m_coordinates.size(), count * encoding.coordinates()));
            encoding.encode(inputs + first * encoding.inputs(), count, m_coordinates.data());
            for (std::size_t i = 0; i < outputs.size(); ++i)
                evaluatePart(m_model.parts()[i], first, count, outputs[i]);
        }
        return {};
    }

  private:
    static constexpr std::size_t block = 240;

    void evaluatePart(const GaussianProcessModel::Part& part, std::size_t first, std::size_t count,
                      const OutputSlice& slice)
    {
        const std::size_t points = part.curve.transform.points();
        const bool banded = (slice.lower || slice.upper) && !part.curve.scale.empty();
        const std::size_t size = part.processes.size() * count;
        m_means.resize(std::max(m_means.size(), size));
        m_variances.resize(std::max(m_variances.size(), size));
        for (std::size_t m = 0; m < part.processes.size(); ++m)
            part.processes[m].predict(m_coordinates.data(), count, m_means.data() + m * count,
                                      banded ? m_variances.data() + m * count : nullptr, m_processScratch);
        const auto at = [&](double* base) { return base ? base + first * points : nullptr; };
        part.curve.respondAll(m_means.data(), banded ? m_variances.data() : nullptr, count,
                              {at(slice.mean), at(slice.lower), at(slice.upper)}, m_curveScratch);
    }

    const GaussianProcessModel& m_model;
    GaussianProcess::Scratch m_processScratch;
    OutputCurve::Scratch m_curveScratch;
    std::vector<double> m_coordinates, m_means, m_variances;
};

Result<GaussianProcessParameters> loadParameters(const StoredNumbers& stored, std::size_t coordinates)
{
    GaussianProcessParameters parameters;
    const auto correlation = stored.text("correlation");
    if (!correlation)
        return fail(correlation.error());
    const auto kind = correlationFromString(*correlation, stored.location() + "/correlation");
    if (!kind)
        return fail(kind.error());
    parameters.correlation = *kind;
    const auto lengths = stored.numbers("lengths", coordinates, 1e-6, 1e12);
    if (!lengths)
        return fail(lengths.error());
    parameters.lengths = *lengths;
    if (stored.member("direction")) {
        const auto direction = stored.numbers("direction", coordinates, -1e6, 1e6);
        if (!direction)
            return fail(direction.error());
        parameters.direction = *direction;
    }
    const auto nugget = stored.number("nugget", 1e-12, 1e6);
    if (!nugget)
        return fail(nugget.error());
    const auto variance = stored.number("variance", 0, 1e300);
    if (!variance)
        return fail(variance.error());
    const auto trend = stored.number("trend", -1e300, 1e300);
    if (!trend)
        return fail(trend.error());
    parameters.nugget = *nugget;
    parameters.variance = *variance;
    parameters.trend = *trend;
    return parameters;
}

Result<GaussianProcessModel::Part> loadPart(const StoredNumbers& stored, const Contract& contract,
                                            const Array& design, std::size_t coordinates)
{
    GaussianProcessModel::Part part;
    auto curve = OutputCurve::load(stored, contract);
    if (!curve)
        return fail(curve.error());
    part.curve = std::move(*curve);
    const std::size_t modes = part.curve.modes();
    const std::size_t runs = design.shape[0];
    constexpr std::size_t mostNumbers = std::size_t(1) << 29;
    if (modes > mostNumbers / (runs * runs))
        return stored.wrong("model.array", "basis",
                            fmt::format("{} processes of {} runs take too much memory.", modes, runs));
    const auto processes = stored.objects("processes", modes);
    if (!processes)
        return fail(processes.error());
    if (processes->size() != modes)
        return stored.wrong("model.member", "processes",
                            fmt::format("There are not {} processes, one a mode.", modes));
    const auto weights = stored.array("weights", {modes, runs});
    if (!weights)
        return fail(weights.error());
    for (std::size_t m = 0; m < modes; ++m) {
        auto parameters = loadParameters((*processes)[m], coordinates);
        if (!parameters)
            return fail(parameters.error());
        const double* own = (*weights)->values.data() + m * runs;
        auto process =
            GaussianProcess::make(std::move(*parameters), design.values.data(), runs, coordinates,
                                  std::vector<double>(own, own + runs), (*processes)[m].location());
        if (!process)
            return fail(process.error());
        part.processes.push_back(std::move(*process));
    }
    return part;
}

} // namespace

GaussianProcessModel::GaussianProcessModel(std::string kind, InputEncoding encoding,
                                           std::vector<double> design, std::vector<Part> parts)
    : m_kind(std::move(kind)),
      m_encoding(std::move(encoding)),
      m_design(std::move(design)),
      m_parts(std::move(parts))
{
    for (const Part& part : m_parts)
        m_outputs.push_back(part.curve.output);
}

std::unique_ptr<ModelInstance> GaussianProcessModel::instantiate() const
{
    return std::make_unique<Instance>(*this);
}

Result<std::unique_ptr<Model>> GaussianProcessModel::load(const nlohmann::json& json,
                                                          const ArrayStore& arrays, const Contract& contract,
                                                          const std::string& location)
{
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
    const std::size_t coordinates = encoding->coordinates();
    const auto design = stored.array("design", {std::nullopt, coordinates});
    if (!design)
        return fail(design.error());
    // A factor of n^2 numbers a process is made from a file of n: a small file must not ask for all the
    // memory there is.
    constexpr std::size_t mostRuns = 5000;
    if ((*design)->shape[0] > mostRuns)
        return stored.wrong("model.array", "design",
                            fmt::format("The design has more than {} runs.", mostRuns));
    const auto partsJson = stored.objects("parts", contract.outputs.size());
    if (!partsJson)
        return fail(partsJson.error());
    std::vector<Part> parts;
    for (const StoredNumbers& each : *partsJson) {
        auto part = loadPart(each, contract, **design, coordinates);
        if (!part)
            return fail(part.error());
        for (const Part& before : parts)
            if (before.curve.output == part->curve.output)
                return each.wrong("model.output", "output",
                                  fmt::format("The output \"{}\" is given twice.", part->curve.output));
        parts.push_back(std::move(*part));
    }
    if (parts.empty())
        return stored.wrong("model.member", "parts", "The model gives no output.");
    return std::make_unique<GaussianProcessModel>(*kind, std::move(*encoding), (*design)->values,
                                                  std::move(parts));
}

nlohmann::json GaussianProcessModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    const std::size_t coordinates = m_encoding.coordinates();
    nlohmann::json parts = nlohmann::json::array();
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const Part& part = m_parts[i];
        const std::string own = fmt::format("{}output{}/", prefix, i);
        nlohmann::json json = part.curve.save(own, arrays);
        nlohmann::json processes = nlohmann::json::array();
        Array weights;
        for (const GaussianProcess& process : part.processes) {
            const GaussianProcessParameters& p = process.parameters();
            processes.push_back({{"correlation", toString(p.correlation)},
                                 {"lengths", p.lengths},
                                 {"nugget", p.nugget},
                                 {"variance", p.variance},
                                 {"trend", p.trend}});
            if (!p.direction.empty())
                processes.back()["direction"] = p.direction;
            weights.values.insert(weights.values.end(), process.weights().begin(), process.weights().end());
        }
        weights.shape = {part.processes.size(), part.processes.front().weights().size()};
        arrays[own + "weights"] = std::move(weights);
        json["weights"] = own + "weights";
        json["processes"] = std::move(processes);
        parts.push_back(std::move(json));
    }
    const std::size_t runs = m_parts.front().processes.front().weights().size();
    arrays[prefix + "design"] = {{runs, coordinates}, m_design};
    return {{"kind", m_kind},
            {"outputs", m_outputs},
            {"encoding", m_encoding.save()},
            {"design", prefix + "design"},
            {"parts", std::move(parts)}};
}

} // namespace twin
