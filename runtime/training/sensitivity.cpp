// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/sensitivity.h"

#include "session/batch_pool.h"
#include "session/package_instance.h"
#include "training/design.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <memory>

namespace twin {

namespace {

constexpr std::size_t replicates = 8;
constexpr std::size_t fewestSamples = 16;
constexpr std::size_t mostSamples = 1024;
constexpr std::size_t blockRows = 64;
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
    const std::size_t rows = hasSlow ? 2000 : 40000;
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
    explicit PackageFunction(const Package& package) : m_package(package)
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

    Status operator()(const double* points, std::size_t rows, double* values) const
    {
        return runBlocks((rows + blockRows - 1) / blockRows, [&]() -> Result<BlockWork> {
            Result<PackageInstance> created = PackageInstance::create(m_package);
            if (!created)
                return fail(std::move(created.error()));
            auto instance = std::make_shared<PackageInstance>(std::move(*created));
            auto scratch = std::make_shared<Scratch>();
            return BlockWork([this, points, rows, values, instance, scratch](std::size_t block) {
                const std::size_t begin = block * blockRows;
                const std::size_t inputs = m_package.contract.inputs.size();
                return evaluate(*instance, *scratch, points + begin * inputs,
                                std::min(blockRows, rows - begin), values + begin * m_width);
            });
        });
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
    std::vector<std::vector<std::size_t>> m_kept;
    std::size_t m_width = 0;
};

} // namespace

Sensitivity sensitivityOf(const Package& package)
{
    const Contract& contract = package.contract;
    Sensitivity sensitivity;
    sensitivity.outputs.resize(contract.outputs.size());
    for (const Variable& input : contract.inputs) {
        if (!input.validated.isFinite()) {
            sensitivity.words = fmt::format("{} has no validated range to vary it over.", input.label);
            return sensitivity;
        }
    }
    const PackageFunction function(package);
    SobolPlan plan;
    plan.dimensions = contract.inputs.size();
    plan.widths = function.widths();
    plan.replicates = replicates;
    plan.samples =
        std::bit_floor(std::min(mostSamples, rowsFor(package) / (replicates * (contract.inputs.size() + 2))));
    if (plan.samples < fewestSamples) {
        sensitivity.words = "There are too many inputs or points to vary every input often enough.";
        return sensitivity;
    }
    const auto indices = sobolIndices([&](const double* points, std::size_t rows,
                                          double* values) { return function(points, rows, values); },
                                      plan);
    if (!indices) {
        sensitivity.words = fmt::format("The models do not answer everywhere in the validated ranges: {}",
                                        indices.error().message);
        return sensitivity;
    }
    sensitivity.outputs = *indices;
    sensitivity.evaluations = replicates * plan.samples * (plan.dimensions + 2);
    sensitivity.words = fmt::format("{} evaluations, each input varied evenly over its validated range, "
                                    "independently of the others",
                                    sensitivity.evaluations);
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
