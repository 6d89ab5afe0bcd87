// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/sensitivity.h"

#include "model/surrogate_model.h"
#include "session/batch.h"
#include "session/batch_pool.h"
#include "session/package_instance.h"
#include "training/design.h"
#include "training/sobol_from_chaos.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t replicates = 8;
constexpr std::size_t fewestSamples = 16;
constexpr std::size_t mostSamples = 1024;
constexpr std::size_t mostKept = 120; ///< points of a series that the variance is summed over

/// What is affordable while a person waits for the training.
std::size_t rowsFor(const Package& package)
{
    constexpr std::array<std::string_view, 3> slow = {"ode", "state-space", "fmu"};
    const bool hasSlow =
        std::any_of(package.models.begin(), package.models.end(), [&](const std::unique_ptr<Model>& model) {
            return std::find(slow.begin(), slow.end(), model->kind()) != slow.end();
        });
    std::size_t points = 0;
    for (const Variable& output : package.contract.outputs)
        points += package.contract.points(output);
    const std::size_t rows = hasSlow ? 2000 : 20000;
    return std::min(rows, std::size_t(50'000'000) / std::max<std::size_t>(points, 1));
}

/// The points of an output that count: all, or as many as are kept, evenly spread.
std::vector<std::size_t> keptPoints(std::size_t points)
{
    const std::size_t count = std::min(points, mostKept);
    std::vector<std::size_t> kept(count);
    for (std::size_t i = 0; i < count; ++i)
        kept[i] = count == 1 ? 0 : i * (points - 1) / (count - 1);
    return kept;
}

/// The means of a package's models over the unit cube.
class PackageFunction
{
  public:
    PackageFunction(const Package& package, const Progress& progress)
        : m_package(package), m_progress(progress)
    {
        for (const Variable& output : package.contract.outputs) {
            m_kept.push_back(keptPoints(package.contract.points(output)));
            m_width += m_kept.back().size();
        }
    }

    std::vector<std::size_t> widths() const
    {
        std::vector<std::size_t> widths;
        for (const auto& kept : m_kept)
            widths.push_back(kept.size());
        return widths;
    }

    void expectRows(std::size_t rows) { m_expected = rows; }

    Status operator()(const double* points, std::size_t rows, double* values)
    {
        const double done = double(m_done) / double(m_expected);
        m_done += rows;
        const std::size_t size = rowsOfBlock(m_package, rows);
        const Progress part = partOf(m_progress, done, double(m_done) / double(m_expected));
        const auto makeWork = [&]() -> Result<BlockWork> {
            Result<PackageInstance> created = PackageInstance::create(m_package);
            if (!created)
                return fail(std::move(created.error()));
            auto instance = std::make_shared<PackageInstance>(std::move(*created));
            auto scratch = std::make_shared<Scratch>();
            return BlockWork([this, points, rows, size, values, instance, scratch](std::size_t block) {
                const std::size_t begin = block * size;
                const std::size_t inputs = m_package.contract.inputs.size();
                return evaluate(*instance, *scratch, points + begin * inputs, std::min(size, rows - begin),
                                values + begin * m_width);
            });
        };
        return runBlocks((rows + size - 1) / size, makeWork, part);
    }

  private:
    struct Scratch
    {
        std::vector<double> inputs;
        std::vector<std::vector<double>> means;
        std::vector<OutputSlice> slices;
    };

    Status evaluate(PackageInstance& instance, Scratch& scratch, const double* points, std::size_t rows,
                    double* values) const
    {
        const Contract& contract = m_package.contract;
        const std::size_t inputs = contract.inputs.size();
        scratch.inputs.resize(rows * inputs);
        for (std::size_t row = 0; row < rows; ++row)
            toEngineering(contract, points + row * inputs, scratch.inputs.data() + row * inputs);
        scratch.means.resize(contract.outputs.size());
        scratch.slices.resize(contract.outputs.size());
        for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
            scratch.means[output].resize(rows * contract.points(contract.outputs[output]));
            scratch.slices[output] = {scratch.means[output].data(), nullptr, nullptr};
        }
        if (Status status = instance.evaluate(scratch.inputs.data(), rows, scratch.slices); !status)
            return status;
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
                const double* mean =
                    scratch.means[output].data() + row * contract.points(contract.outputs[output]);
                for (const std::size_t point : m_kept[output])
                    *values++ = mean[point];
            }
        return {};
    }

    const Package& m_package;
    const Progress& m_progress;
    std::size_t m_done = 0, m_expected = 1; ///< rows
    std::vector<std::vector<std::size_t>> m_kept;
    std::size_t m_width = 0;
};

/// Where the coordinates of a model go while its inputs go over their validated ranges; nothing where one
/// does not go evenly.
std::optional<ChaosRanges> rangesOf(const Contract& contract, const InputEncoding& encoding)
{
    const std::size_t inputs = contract.inputs.size(), coordinates = encoding.coordinates();
    std::vector<double> ends;
    for (const double share : {0.0, 0.5, 1.0})
        for (const Variable& input : contract.inputs)
            ends.push_back(input.validated.minimum + share * input.validated.width());
    std::vector<double> at(3 * coordinates);
    encoding.encode(ends.data(), 3, at.data());
    ChaosRanges over;
    over.inputs = inputs;
    for (std::size_t c = 0; c < coordinates; ++c) {
        const double least = at[c], middle = at[coordinates + c], most = at[2 * coordinates + c];
        const bool even = std::fabs(least + most - 2 * middle) <= 1e-9 * std::fabs(most - least);
        if (!even || contract.inputs[encoding.inputOf(c)].type != VariableType::Real)
            return std::nullopt;
        over.inputOf.push_back(encoding.inputOf(c));
        over.ranges.push_back({least, most});
    }
    return over;
}

/// The indices of an output that is a polynomial of evenly varied coordinates; empty for any other.
std::vector<SobolIndex> exactIndices(const Package& package, const Variable& output)
{
    for (const std::unique_ptr<Model>& each : package.models) {
        const auto* model = dynamic_cast<const SurrogateModel*>(each.get());
        const auto* chaos = model ? dynamic_cast<const PolynomialRegressor*>(&model->regressor()) : nullptr;
        if (!chaos)
            continue;
        std::size_t first = 0;
        for (const OutputCurve& curve : model->curves()) {
            if (curve.output == output.name) {
                const auto over = rangesOf(package.contract, model->encoding());
                if (!over || curve.transform.kind() != OutputTransform::Kind::None)
                    return {};
                const std::vector<std::size_t> points = keptPoints(curve.centre.size());
                std::vector<double> weights(points.size() * chaos->values(), 0.0);
                for (std::size_t i = 0; i < points.size(); ++i)
                    for (std::size_t mode = 0; mode < curve.modes(); ++mode)
                        weights[i * chaos->values() + first + mode] =
                            curve.basis.empty() ? double(mode == points[i])
                                                : curve.basis[mode * curve.centre.size() + points[i]];
                return sobolFromChaos(*chaos, weights, *over);
            }
            first += curve.modes();
        }
    }
    return {};
}

std::string wordsOf(const Contract& contract, const Sensitivity& sensitivity)
{
    const char* const how = "each input varied evenly over its validated range, independently of the others";
    if (sensitivity.evaluations == 0)
        return fmt::format("Exact, from the coefficients of the polynomials, {}", how);
    std::vector<std::string> exact;
    for (std::size_t output = 0; output < contract.outputs.size(); ++output)
        if (sensitivity.isExact[output])
            exact.push_back(contract.outputs[output].label);
    const std::string sampled = fmt::format("{} evaluations, {}", sensitivity.evaluations, how);
    return exact.empty() ? sampled
                         : fmt::format("{}; those of {} exact, from the coefficients of the polynomials",
                                       sampled, fmt::join(exact, ", "));
}

} // namespace

Result<Sensitivity> sensitivityOf(const Package& package, const Progress& progress)
{
    const Contract& contract = package.contract;
    Sensitivity sensitivity;
    sensitivity.outputs.resize(contract.outputs.size());
    sensitivity.isExact.resize(contract.outputs.size());
    for (const Variable& input : contract.inputs) {
        if (!input.validated.isFinite()) {
            sensitivity.words = fmt::format("{} has no validated range to vary it over.", input.label);
            return sensitivity;
        }
    }
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        sensitivity.outputs[output] = exactIndices(package, contract.outputs[output]);
        sensitivity.isExact[output] = !sensitivity.outputs[output].empty();
    }
    if (std::all_of(sensitivity.isExact.begin(), sensitivity.isExact.end(),
                    [](bool exact) { return exact; })) {
        sensitivity.words = wordsOf(contract, sensitivity);
        return sensitivity;
    }
    PackageFunction function(package, progress);
    SobolPlan plan;
    plan.dimensions = contract.inputs.size();
    plan.widths = function.widths();
    plan.replicates = replicates;
    plan.samples =
        std::bit_floor(std::min(mostSamples, rowsFor(package) / (replicates * (contract.inputs.size() + 2))));
    const auto withoutOthers = [&](std::string why) {
        sensitivity.words = std::move(why);
        return sensitivity;
    };
    if (plan.samples < fewestSamples)
        return withoutOthers("There are too many inputs or points to vary every input often enough.");
    function.expectRows(replicates * plan.samples * (plan.dimensions + 2));
    auto indices = sobolIndices([&](const double* points, std::size_t rows,
                                    double* values) { return function(points, rows, values); },
                                plan);
    const bool isCancelled = !indices && indices.error().code == "session.cancelled";
    if (isCancelled || (progress && !progress(1, "evaluating")))
        return fail("session.cancelled", {}, "The evaluation was stopped.");
    if (!indices)
        return withoutOthers(fmt::format("The models do not answer everywhere in the validated ranges: {}",
                                         indices.error().message));
    for (std::size_t output = 0; output < contract.outputs.size(); ++output)
        if (!sensitivity.isExact[output])
            sensitivity.outputs[output] = std::move((*indices)[output]);
    sensitivity.evaluations = replicates * plan.samples * (plan.dimensions + 2);
    sensitivity.words = wordsOf(contract, sensitivity);
    return sensitivity;
}

std::vector<double> influenceOf(const Sensitivity& sensitivity, std::size_t inputs)
{
    std::vector<double> influence(inputs, 0.0);
    for (const std::vector<SobolIndex>& output : sensitivity.outputs)
        for (std::size_t input = 0; input < output.size(); ++input)
            influence[input] += output[input].total / static_cast<double>(sensitivity.outputs.size());
    return influence;
}

} // namespace twin
