// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "contract/contract.h"

#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// A package's validation report, read back and checked: what makeReport (training/validation_report.h)
/// wrote, and reports of earlier versions, which lack parts. A number that is not there is NaN, a list is
/// empty.
struct ReportData
{
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();
    using Pairs = std::vector<std::pair<double, double>>;
    using Grid = std::vector<std::vector<double>>;
    using Inputs = std::map<std::string, double>;

    struct WorstRun
    {
        std::string run;
        double error = none, truth = none, predicted = none;
        double at = none;          ///< of a series: where on the axis
        std::vector<double> place; ///< of a field: where on both axes; else empty
        Inputs inputs;
    };
    struct Region
    {
        std::string input, words;
        double runs = none, rmse = none, maxAbs = none, coverage = none;
        bool isWeak = false, isOverbold = false;
    };
    struct Curve ///< all of one length; `lower` and `upper` may be empty
    {
        std::string run;
        Inputs inputs;
        std::vector<double> axis, truth, predicted, lower, upper;
    };
    struct FieldMap ///< cells row-major by the first axis, then the second
    {
        std::vector<double> firstEdges, secondEdges;
        Grid rmse, coverage; ///< coverage may be empty
        std::string worstRun;
        Inputs worstInputs;
        Grid worst; ///< the largest error of that run
    };
    struct Influence
    {
        std::string input;
        double first = none, firstError = none, total = none, totalError = none;
    };
    struct Output
    {
        std::string name;
        double r2 = none, rmse = none, maxAbs = none, p50 = none, p90 = none, p99 = none;
        double coverage = none, level = none;
        std::vector<WorstRun> worst;
        Pairs parity;                                         ///< true, predicted
        Pairs bandFactors;                                    ///< how many times as wide a band, share inside
        std::vector<double> rmseAlongAxis, coverageAlongAxis; ///< empty, or one value a point of the axis
        std::vector<Curve> typical, worstCurve;               ///< at most one each
        std::vector<FieldMap> overAxes;                       ///< of a field: at most one
        std::vector<Region> regions;
        std::vector<Influence> influences; ///< contract order
        bool isInfluenceExact = false;     ///< from coefficients, not from evaluations
    };
    struct Finding
    {
        std::string kind, output, words;
    };
    struct Map ///< cells row-major by the first input, then the second
    {
        std::string first, second;
        std::vector<double> firstEdges, secondEdges;
        Grid runs;
        std::map<std::string, Grid> rmse; ///< by output; NaN where no run judges
    };
    struct Bound
    {
        std::string output, metric;
        double value = none, measured = none, minimum = none, relative = none, at = none;
        bool isKept = false;
    };
    struct DistanceGroup
    {
        double from = none, to = none, runs = none, error = none, kept = none;
    };

    std::string words, bands; ///< of the split
    bool judgedOnOtherRuns = false; ///< see wasJudgedOnOtherRuns
    double runs = none, trainingRuns = none;
    std::vector<Output> outputs; ///< contract order, those that the report has
    std::vector<Finding> findings;
    std::vector<Map> maps;
    std::vector<Bound> bounds;
    std::vector<std::string> emptyRegions; ///< in words
    double domainRuns = none, threshold = none;
    std::vector<DistanceGroup> distances;
    double declaredLevel = none;
    bool isLimitLowered = false;
    std::string sensitivityWords;
    nlohmann::json models; ///< as the fits describe themselves; a list of objects
    std::string file, sha256;
    std::vector<std::string> dataFindings; ///< what the runs alone show, in words
    double rows = none;
};

/// Errors: "report.missing" when there is none, "report.invalid" with the JSON pointer below "/report" of
/// what does not belong there.
Result<ReportData> readReport(const nlohmann::json& report, const Contract& contract);

} // namespace twin
