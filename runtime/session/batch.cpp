// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/batch.h"

#include "session/batch_pool.h"
#include "session/flush_denormals.h"
#include "session/package_instance.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>

namespace twin {

namespace {

// A multiple of the points that every instruction set's kernels take at once.
constexpr std::size_t blockRows = 96;

std::size_t blockCount(std::size_t rows, std::size_t size = blockRows)
{
    return (rows + size - 1) / size;
}

BatchResult emptyResult(const Contract& contract, std::size_t rows)
{
    BatchResult result;
    result.rows = rows;
    for (const Variable& output : contract.outputs) {
        const std::size_t count = rows * contract.points(output);
        for (std::vector<std::vector<double>>* part : {&result.mean, &result.lower, &result.upper})
            part->emplace_back(count, std::nan(""));
    }
    return result;
}

bool fits(const BatchResult& result, const Contract& contract, std::size_t rows)
{
    bool isRight = result.rows == rows && result.mean.size() == contract.outputs.size();
    for (std::size_t i = 0; isRight && i < contract.outputs.size(); ++i)
        isRight = result.mean[i].size() == rows * contract.points(contract.outputs[i]);
    return isRight;
}

/// Where the rows from `row` on lie in a result.
void slicesAt(BatchResult& result, const Contract& contract, std::size_t row,
              std::vector<OutputSlice>& slices)
{
    slices.resize(contract.outputs.size());
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const std::size_t at = row * contract.points(contract.outputs[i]);
        const bool hasBand = contract.outputs[i].confidence.kind != Confidence::Kind::None;
        slices[i] = {result.mean[i].data() + at, hasBand ? result.lower[i].data() + at : nullptr,
                     hasBand ? result.upper[i].data() + at : nullptr};
    }
}

/// One thread's share of a guarded batch.
class GuardedWorker
{
  public:
    GuardedWorker(const Package& package, const GuardrailSet& guardrails, PackageInstance instance,
                  std::span<const double> inputs, GuardedBatch& out)
        : m_contract(&package.contract),
          m_guardrails(&guardrails),
          m_instance(std::move(instance)),
          m_inputs(inputs),
          m_out(&out),
          m_values(package.contract.outputs.size())
    {}

    void answer(std::size_t begin, std::size_t end)
    {
        // Runs of neighbouring rows that may be evaluated go to the models together.
        std::size_t first = begin;
        for (std::size_t row = begin; row < end; ++row) {
            if (allowed(row))
                continue;
            evaluate(first, row);
            first = row + 1;
        }
        evaluate(first, end);
    }

    /// Rows whose means are there: what the guardrails say of them.
    void judgeAnswered(std::size_t begin, std::size_t end)
    {
        for (std::size_t row = begin; row < end; ++row)
            allowed(row) ? judge(row) : withhold(row);
    }

  private:
    std::span<const double> inputsOf(std::size_t row) const
    {
        return m_inputs.subspan(row * m_contract->inputs.size(), m_contract->inputs.size());
    }

    bool allowed(std::size_t row)
    {
        std::tie(m_out->verdicts[row], m_out->zones[row]) = m_guardrails->classify(inputsOf(row));
        if (m_out->verdicts[row] != Verdict::Pass)
            explain(row, m_guardrails->checkInputs(inputsOf(row), false).verdicts);
        return m_out->verdicts[row] != Verdict::Block;
    }

    void evaluate(std::size_t begin, std::size_t end)
    {
        if (begin == end)
            return;
        slicesAt(m_out->answer, *m_contract, begin, m_slices);
        if (m_instance.evaluate(inputsOf(begin).data(), end - begin, m_slices)) {
            for (std::size_t row = begin; row < end; ++row)
                judge(row);
            return;
        }
        for (std::size_t row = begin; row < end; ++row) {
            slicesAt(m_out->answer, *m_contract, row, m_slices);
            if (const Status status = m_instance.evaluate(inputsOf(row).data(), 1, m_slices); status) {
                judge(row);
            } else {
                m_out->verdicts[row] = Verdict::Withhold;
                m_out->reasons[row] = status.error().message;
                withhold(row);
            }
        }
    }

    void judge(std::size_t row)
    {
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            const std::size_t points = m_contract->points(m_contract->outputs[i]);
            m_values[i] = std::span(m_out->answer.mean[i]).subspan(row * points, points);
        }
        const Verdict verdict = m_guardrails->classifyOutputs(inputsOf(row), m_values);
        if (verdict > m_out->verdicts[row]) {
            m_out->verdicts[row] = verdict;
            m_found.clear();
            m_guardrails->checkOutputs(inputsOf(row), m_values, m_found);
            explain(row, m_found);
        }
        if (m_out->verdicts[row] > Verdict::Warn)
            withhold(row);
    }

    void explain(std::size_t row, const std::vector<RuleVerdict>& verdicts)
    {
        const auto worst = std::max_element(
            verdicts.begin(), verdicts.end(),
            [](const RuleVerdict& a, const RuleVerdict& b) { return a.verdict < b.verdict; });
        if (worst != verdicts.end())
            m_out->reasons[row] = worst->message;
    }

    void withhold(std::size_t row)
    {
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            const std::size_t points = m_contract->points(m_contract->outputs[i]);
            for (auto* part : {&m_out->answer.mean[i], &m_out->answer.lower[i], &m_out->answer.upper[i]})
                std::fill_n(part->begin() + std::ptrdiff_t(row * points), points, std::nan(""));
        }
    }

    const Contract* m_contract;
    const GuardrailSet* m_guardrails;
    PackageInstance m_instance;
    std::span<const double> m_inputs;
    GuardedBatch* m_out;
    std::vector<OutputSlice> m_slices;
    OutputValues m_values;
    std::vector<RuleVerdict> m_found;
};

} // namespace

std::size_t rowsOfBlock(const Package& package, std::size_t rows)
{
    const bool isSimulated = std::any_of(package.models.begin(), package.models.end(),
                                         [](const auto& model) { return model->kind() == "fmu"; });
    constexpr std::size_t blocksOfThread = 8, mostRows = 64;
    return isSimulated ? std::clamp<std::size_t>(rows / (blocksOfThread * batchThreads()), 1, mostRows)
                       : blockRows;
}

Status evaluateModels(const Package& package, std::span<const double> inputs, std::size_t rows,
                      BatchResult& result, const Progress& progress)
{
    const std::size_t width = package.contract.inputs.size();
    assert(inputs.size() == rows * width);
    if (!fits(result, package.contract, rows))
        result = emptyResult(package.contract, rows);
    const std::size_t size = rowsOfBlock(package, rows);
    return runBlocks(
        blockCount(rows, size),
        [&]() -> Result<BlockWork> {
            Result<PackageInstance> created = PackageInstance::create(package);
            if (!created)
                return fail(std::move(created.error()));
            // std::function copies what it holds; an instance is not copyable.
            auto instance = std::make_shared<PackageInstance>(std::move(*created));
            return BlockWork([&, instance, slices = std::vector<OutputSlice>()](std::size_t block) mutable {
                const std::size_t begin = block * size;
                slicesAt(result, package.contract, begin, slices);
                return instance->evaluate(inputs.data() + begin * width, std::min(size, rows - begin),
                                          slices);
            });
        },
        progress);
}

Result<BatchResult> evaluateModels(const Package& package, std::span<const double> inputs, std::size_t rows,
                                   const Progress& progress)
{
    BatchResult result;
    if (Status status = evaluateModels(package, inputs, rows, result, progress); !status)
        return fail(std::move(status.error()));
    return result;
}

Result<GuardedBatch> evaluateGuarded(const Package& package, const GuardrailSet& guardrails,
                                     std::span<const double> inputs, std::size_t rows)
{
    assert(inputs.size() == rows * package.contract.inputs.size());
    GuardedBatch batch{emptyResult(package.contract, rows), std::vector<Zone>(rows),
                       std::vector<Verdict>(rows), std::vector<std::string>(rows)};
    const std::size_t size = rowsOfBlock(package, rows);
    const Status status = runBlocks(blockCount(rows, size), [&]() -> Result<BlockWork> {
        Result<PackageInstance> created = PackageInstance::create(package);
        if (!created)
            return fail(std::move(created.error()));
        auto worker =
            std::make_shared<GuardedWorker>(package, guardrails, std::move(*created), inputs, batch);
        return BlockWork([=](std::size_t block) {
            worker->answer(block * size, std::min(rows, (block + 1) * size));
            return Status();
        });
    });
    if (!status)
        return fail(status.error());
    return batch;
}

Result<GuardedBatch> evaluateGrid(const Package& package, const GuardrailSet& guardrails,
                                  std::span<const double> inputs, const GridAxis& first,
                                  const GridAxis& second)
{
    const std::vector<double> points = gridRows(inputs, first, second);
    const std::size_t rows = first.values.size() * second.values.size();
    GuardedBatch batch{emptyResult(package.contract, rows), std::vector<Zone>(rows),
                       std::vector<Verdict>(rows), std::vector<std::string>(rows)};
    Result<PackageInstance> instance = PackageInstance::create(package);
    if (!instance)
        return fail(std::move(instance.error()));
    std::vector<OutputSlice> slices;
    for (std::vector<double>& mean : batch.answer.mean)
        slices.push_back({mean.data(), nullptr, nullptr});
    const auto ask = [&] {
        const FlushDenormals flush;
        return instance->evaluateGrid(inputs, first, second, slices);
    };
    if (!ask()) { // some point cannot be answered: which, only row by row tells
        Result<GuardedBatch> each = evaluateGuarded(package, guardrails, points, rows);
        for (std::size_t i = 0; each && i < slices.size(); ++i)
            for (auto* band : {&each->answer.lower[i], &each->answer.upper[i]})
                std::fill(band->begin(), band->end(), std::nan(""));
        return each;
    }
    const Status status = runBlocks(blockCount(rows), [&]() -> Result<BlockWork> {
        Result<PackageInstance> own = PackageInstance::create(package);
        if (!own)
            return fail(std::move(own.error()));
        auto worker = std::make_shared<GuardedWorker>(package, guardrails, std::move(*own), points, batch);
        return BlockWork([=](std::size_t block) {
            worker->judgeAnswered(block * blockRows, std::min(rows, (block + 1) * blockRows));
            return Status();
        });
    });
    if (!status)
        return fail(status.error());
    return batch;
}

} // namespace twin
