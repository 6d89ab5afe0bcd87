// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/enrich_loop.h"

#include "base/file.h"
#include "training/design.h"
#include "training/enrich.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <utility>

namespace twin {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> textsOf(const Table::Column& column)
{
    if (!column.isNumeric())
        return column.texts;
    std::vector<std::string> texts;
    for (const double value : column.values)
        texts.push_back(std::isnan(value) ? std::string() : fmt::format("{}", value));
    return texts;
}

/// The rows of both, in the columns of the first; what the second lacks is empty.
Table joined(const Table& first, const Table& second)
{
    Table both = first;
    for (Table::Column& column : both.columns) {
        const Table::Column* more = second.find(column.name);
        if (!more && column.isNumeric()) {
            column.values.resize(first.rows + second.rows, std::numeric_limits<double>::quiet_NaN());
        } else if (more && more->isNumeric() && column.isNumeric()) {
            column.values.insert(column.values.end(), more->values.begin(), more->values.end());
        } else {
            column.texts = textsOf(column);
            column.values.clear();
            const std::vector<std::string> texts =
                more ? textsOf(*more) : std::vector<std::string>(second.rows);
            column.texts.insert(column.texts.end(), texts.begin(), texts.end());
        }
    }
    both.rows += second.rows;
    return both;
}

Status appendTable(const fs::path& path, const Table& more)
{
    if (more.rows == 0)
        return {};
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return writeFileAtomically(path, writeTable(more));
    const Result<Table> table = readTable(path);
    if (!table)
        return fail(table.error());
    return writeFileAtomically(path, writeTable(joined(*table, more)), true);
}

/// The loop's state is its files, so that it can be taken up at any point.
class Loop
{
  public:
    Loop(const EnrichPlan& plan, const Simulator& simulator, const Progress& progress)
        : m_plan(plan),
          m_simulator(simulator),
          m_progress(progress),
          m_failedFile(failedBeside(plan.runsFile))
    {
        m_round = plan.round ? plan.round : std::max<std::size_t>(4, plan.runs / 10);
    }

    Result<EnrichOutcome> run(const RoundReport& onRound)
    {
        if (const Status read = readFailed(); !read)
            return fail(read.error());
        std::error_code ignored;
        if (!fs::exists(m_plan.runsFile, ignored)) {
            if (const Status begun = begin(); !begun)
                return fail(begun.error());
        }
        for (;;) {
            const Result<Table> table = readTable(m_plan.runsFile);
            if (!table)
                return fail(table.error());
            const Result<RunSet> known = readDesign(*table, m_plan.contract, m_plan.columns);
            if (!known)
                return fail(known.error());
            Result<Package> package = train(*table, m_plan.spec, m_progress,
                                            {BoundsAre::Reported, m_failedTable ? &*m_failedTable : nullptr});
            if (!package)
                return fail(package.error());
            EnrichOutcome outcome{std::move(*package), known->runs, failedRuns(), m_failedFile, true};
            const nlohmann::json& bounds = outcome.package.report["bounds"];
            for (const nlohmann::json& bound : bounds)
                outcome.boundsKept = outcome.boundsKept && bound["kept"].get<bool>();
            if (onRound)
                onRound(outcome.package, outcome.runs, outcome.failed);
            const std::size_t used = outcome.runs + outcome.failed;
            if (used >= m_plan.runs || (!bounds.empty() && outcome.boundsKept))
                return outcome;
            const Result<std::vector<double>> points = enrichDesign(outcome.package,
                                                                    {std::min(m_round, m_plan.runs - used),
                                                                     m_plan.seed,
                                                                     m_plan.constraints,
                                                                     m_plan.excluded,
                                                                     {},
                                                                     m_failed},
                                                                    m_progress);
            if (!points && points.error().code == "enrich.space") // no run would add anything
                return outcome;
            if (!points)
                return fail(points.error());
            if (const Status answered = answer(*points, known->names); !answered)
                return fail(answered.error());
        }
    }

  private:
    std::size_t failedRuns() const { return m_failed.size() / m_plan.contract.inputs.size(); }

    Status readFailed()
    {
        std::error_code ignored;
        if (!fs::exists(m_failedFile, ignored))
            return {};
        Result<Table> table = readTable(m_failedFile);
        if (!table)
            return fail(table.error());
        m_failedTable = std::move(*table);
        const Result<RunSet> failed = readDesign(*m_failedTable, m_plan.contract, m_plan.columns);
        if (!failed)
            return fail(failed.error());
        m_failed = failed->inputs;
        m_failedNames = failed->names;
        return {};
    }

    Status begin()
    {
        DesignRequest request;
        request.runs = m_plan.start ? m_plan.start : 10 * m_plan.contract.inputs.size();
        request.runs = std::min(request.runs, m_plan.runs);
        request.seed = m_plan.seed;
        request.constraints = m_plan.constraints;
        request.excluded = m_plan.excluded;
        const auto points = makeDesign(m_plan.contract, request, m_progress);
        if (!points)
            return fail(points.error());
        return answer(*points, {});
    }

    /// New runs by names that are in neither table.
    RunSet named(const std::vector<double>& points, const std::vector<std::string>& known) const
    {
        std::set<std::string> taken(known.begin(), known.end());
        taken.insert(m_failedNames.begin(), m_failedNames.end());
        RunSet design;
        design.inputs = points;
        design.runs = points.size() / m_plan.contract.inputs.size();
        for (std::size_t next = taken.size() + 1; design.names.size() < design.runs; ++next) {
            if (taken.insert(std::to_string(next)).second)
                design.names.push_back(std::to_string(next));
        }
        return design;
    }

    Status answer(const std::vector<double>& points, const std::vector<std::string>& known)
    {
        const RunSet design = named(points, known);
        fs::path recordFile = m_plan.runsFile;
        recordFile += ".record";
        std::error_code ignored;
        if (m_plan.fresh && m_isFirst)
            fs::remove(recordFile, ignored);
        m_isFirst = false;
        Result<RunRecord> record =
            RunRecord::open(recordFile, m_plan.contract,
                            {designHash(m_plan.contract, design), m_simulator.identity(), design.runs},
                            m_plan.how.retryFailed ? SimulatorChange::Accept : SimulatorChange::Refuse);
        if (!record)
            return fail(record.error());
        const auto answers = carryOut(design, m_simulator, *record, m_plan.how, m_progress);
        if (!answers)
            return fail(answers.error());
        const Table good = runTable(m_plan.contract, m_plan.columns, design, *answers);
        const Table bad = failedTable(m_plan.contract, m_plan.columns, design, *answers);
        // A round may fall into a corner where runs fail: the next one keeps clear of it.
        const bool isCorner = !known.empty() && std::exchange(m_allFailed, good.rows == 0) == false;
        if (good.rows == 0 && !isCorner)
            return fail("run.all-failed", "run " + design.names.front(),
                        fmt::format("Not one of {} runs could be answered. Run {}: {}", design.runs,
                                    design.names.front(), answers->front().failure->message),
                        answers->front().failure->remedy + " Then give the same command with --retry.");
        for (const Status& written : {appendTable(m_failedFile, bad), appendTable(m_plan.runsFile, good)}) {
            if (!written)
                return fail(written.error());
        }
        record->remove();
        return readFailed();
    }

    const EnrichPlan& m_plan;
    const Simulator& m_simulator;
    const Progress& m_progress;
    fs::path m_failedFile;
    std::size_t m_round = 0;
    std::optional<Table> m_failedTable;
    std::vector<double> m_failed;
    std::vector<std::string> m_failedNames;
    bool m_isFirst = true;
    bool m_allFailed = false; ///< every run of the round before
};

} // namespace

Result<EnrichOutcome> enrichRuns(const EnrichPlan& plan, const Simulator& simulator, const Progress& progress,
                                 const RoundReport& onRound)
{
    return Loop(plan, simulator, progress).run(onRound);
}

} // namespace twin
