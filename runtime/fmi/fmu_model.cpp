// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/fmu_model.h"

#include "fmi/fmu_runners.h"
#include "model/stored_numbers.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

/// Sends batches to a child, in the units and types of the FMU, and brings the answers back.
class FmuInstance final : public ModelInstance
{
  public:
    FmuInstance(std::shared_ptr<FmuRunners> runners, std::size_t contractInputs)
        : m_runners(std::move(runners)), m_contractInputs(contractInputs)
    {}
    ~FmuInstance() override { m_runners->giveBack(std::move(m_process)); }

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        for (std::size_t done = 0; done < rows;) {
            if (!m_process || !m_process->isAlive()) {
                auto process = m_runners->take();
                if (!process)
                    return fail(std::move(process.error()));
                m_process = std::move(*process);
            }
            const std::size_t count = std::min(rows - done, m_process->capacity());
            for (std::size_t row = 0; row < count; ++row) {
                if (Status given = give(inputs + (done + row) * m_contractInputs, row); !given)
                    return given;
            }
            if (Status status = m_process->run(count); !status)
                return status;
            for (std::size_t row = 0; row < count; ++row)
                take(row, done + row, outputs);
            done += count;
        }
        return {};
    }

  private:
    Status give(const double* inputs, std::size_t row)
    {
        const FmuPlan& plan = m_runners->plan();
        const std::span<double> values = m_process->inputs(row);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double value = inputs[plan.inputPlaces[i]];
            const FmuConversion& conversion = plan.inputConversions[i];
            values[i] = value * conversion.scale + conversion.shift;
            if (!conversion.choices.empty()) {
                if (!(value >= 0 && value < double(conversion.choices.size())))
                    return refused(i, value);
                values[i] = double(conversion.choices[std::size_t(value)]);
            }
            if (!rangeOf(plan.inputs[i].type).contains(values[i]))
                return refused(i, value);
        }
        return {};
    }

    tl::unexpected<Diagnostic> refused(std::size_t input, double value) const
    {
        const FmuPlan& plan = m_runners->plan();
        return fail("fmu.input", fmt::format("/inputs/{}", plan.inputPlaces[input]),
                    fmt::format("The value {:g} is none that the FMU {} can take: its type is {}.", value,
                                plan.identifier, toString(plan.inputs[input].type)),
                    "Give a value within the range of that type.");
    }

    void take(std::size_t row, std::size_t to, std::span<const OutputSlice> outputs)
    {
        const FmuPlan& plan = m_runners->plan();
        const double* answer = m_process->answers(row).data();
        for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
            const std::size_t points = plan.outputs[i].isSeries != 0 ? plan.intervals.size() : 1;
            const FmuConversion& conversion = plan.outputConversions[i];
            const OutputSlice& slice = outputs[i];
            double* mean = slice.mean ? slice.mean + to * points : nullptr;
            if (mean && conversion.scale == 1 && conversion.shift == 0)
                std::copy_n(answer, points, mean);
            else if (mean)
                std::transform(answer, answer + points, mean,
                               [&](double value) { return value * conversion.scale + conversion.shift; });
            for (double* band : {slice.lower, slice.upper}) {
                if (band)
                    std::fill_n(band + to * points, points, std::nan(""));
            }
            answer += points;
        }
    }

    std::shared_ptr<FmuRunners> m_runners;
    std::size_t m_contractInputs;
    std::unique_ptr<FmuProcess> m_process;
};

} // namespace

Result<std::unique_ptr<Model>> FmuModel::load(const nlohmann::json& json, const ArrayStore& arrays,
                                              const Contract& contract, const std::string& location)
{
    const StoredNumbers stored(json, arrays, location);
    auto plan = readFmuPlan(json, contract, location);
    if (!plan)
        return fail(plan.error());
    const auto file = stored.text("file");
    const auto hash = stored.text("sha256");
    if (!file || !hash)
        return fail(file ? hash.error() : file.error());
    const auto found = arrays.find(*file);
    if (found == arrays.end() || !found->second.file)
        return stored.wrong("model.array", "file", fmt::format("The package lacks the FMU \"{}\".", *file));
    if (sha256Hex(*found->second.file) != *hash)
        return stored.wrong("fmu.checksum", "sha256", "The FMU is not the one that was imported.");

    std::unique_ptr<FmuModel> model(new FmuModel);
    model->m_json = json;
    model->m_file = found->second.file;
    model->m_inputs = contract.inputs.size();
    model->m_runners = std::make_shared<FmuRunners>(std::move(*plan), model->m_file);
    return std::unique_ptr<Model>(std::move(model));
}

const std::vector<std::string>& FmuModel::outputs() const
{
    return m_runners->plan().outputNames;
}

std::unique_ptr<ModelInstance> FmuModel::instantiate() const
{
    return std::make_unique<FmuInstance>(m_runners, m_inputs);
}

nlohmann::json FmuModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json json = m_json;
    json["file"] = prefix + "fmu";
    arrays[prefix + "fmu"].file = m_file;
    return json;
}

} // namespace twin
