// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report_data.h"

#include "package/package.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

using nlohmann::json;

constexpr std::size_t longestText = 4000;
constexpr std::size_t longestList = 100'000;

/// Takes parts of a report by key and type; what is wrong first is kept, and neutral values come back.
class Reader
{
  public:
    const std::optional<Diagnostic>& error() const { return m_error; }

    const json& object(const json& from, const char* key, const std::string& where)
    {
        static const json empty = json::object();
        const json* found = find(from, key);
        if (found && !found->is_object())
            wrong(where + '/' + key, "an object");
        return found && found->is_object() ? *found : empty;
    }

    const json& list(const json& from, const char* key, const std::string& where)
    {
        static const json empty = json::array();
        const json* found = find(from, key);
        if (found && (!found->is_array() || found->size() > longestList))
            wrong(where + '/' + key, "a list of reasonable length");
        return found && found->is_array() && found->size() <= longestList ? *found : empty;
    }

    double number(const json& from, const char* key, const std::string& where)
    {
        const json* found = find(from, key);
        return found ? asNumber(*found, where + '/' + key) : ReportData::none;
    }

    double asNumber(const json& value, const std::string& where)
    {
        if (value.is_null())
            return ReportData::none;
        if (!value.is_number() || !std::isfinite(value.get<double>())) {
            wrong(where, "a number");
            return ReportData::none;
        }
        return value.get<double>();
    }

    std::string text(const json& from, const char* key, const std::string& where)
    {
        const json* found = find(from, key);
        if (!found)
            return {};
        if (!found->is_string() || found->get_ref<const std::string&>().size() > longestText) {
            wrong(where + '/' + key, "a text of reasonable length");
            return {};
        }
        return found->get<std::string>();
    }

    bool flag(const json& from, const char* key, const std::string& where)
    {
        const json* found = find(from, key);
        if (found && !found->is_boolean())
            wrong(where + '/' + key, "true or false");
        return found && found->is_boolean() && found->get<bool>();
    }

    std::vector<double> numbers(const json& from, const char* key, const std::string& where)
    {
        std::vector<double> values;
        for (const json& item : list(from, key, where))
            values.push_back(asNumber(item, fmt::format("{}/{}/{}", where, key, values.size())));
        return values;
    }

    ReportData::Grid grid(const json& from, const char* key, const std::string& where)
    {
        ReportData::Grid grid;
        for (const json& line : list(from, key, where)) {
            const std::string at = fmt::format("{}/{}/{}", where, key, grid.size());
            if (!line.is_array() || line.size() > longestList) {
                wrong(at, "a list of numbers");
                return {};
            }
            std::vector<double>& row = grid.emplace_back();
            for (const json& item : line)
                row.push_back(asNumber(item, fmt::format("{}/{}", at, row.size())));
        }
        return grid;
    }

    ReportData::Pairs pairs(const json& from, const char* key, const std::string& where)
    {
        ReportData::Pairs pairs;
        for (const std::vector<double>& line : grid(from, key, where)) {
            if (line.size() != 2) {
                wrong(fmt::format("{}/{}/{}", where, key, pairs.size()), "a pair of numbers");
                return {};
            }
            pairs.emplace_back(line[0], line[1]);
        }
        return pairs;
    }

    /// Calls visit(item, pointer) for each object of a list.
    template <class Visit>
    void each(const json& from, const char* key, const std::string& where, const Visit& visit)
    {
        std::size_t index = 0;
        for (const json& item : list(from, key, where)) {
            const std::string at = fmt::format("{}/{}/{}", where, key, index++);
            if (item.is_object())
                visit(item, at);
            else
                wrong(at, "an object");
        }
    }

    void wrong(const std::string& where, const std::string& wanted)
    {
        if (!m_error)
            m_error =
                Diagnostic{Severity::Error, "report.invalid", "/report" + where,
                           fmt::format("The validation report is damaged: {} belongs at {}.", wanted, where),
                           "Get the package again from where it was made, or train it again."};
    }

  private:
    static const json* find(const json& from, const char* key)
    {
        const auto found = from.find(key);
        return found == from.end() || found->is_null() ? nullptr : &*found;
    }

    std::optional<Diagnostic> m_error;
};

ReportData::Inputs readInputs(Reader& reader, const json& from, const std::string& where)
{
    ReportData::Inputs inputs;
    for (const auto& [name, value] : reader.object(from, "inputs", where).items())
        inputs[name] = reader.asNumber(value, where + "/inputs/" + name);
    return inputs;
}

std::vector<ReportData::Curve> readCurve(Reader& reader, const json& curves, const char* key,
                                         const std::string& where)
{
    if (!curves.contains(key))
        return {};
    const json& from = reader.object(curves, key, where);
    const std::string at = where + '/' + key;
    ReportData::Curve curve{reader.text(from, "run", at),          readInputs(reader, from, at),
                            reader.numbers(from, "axis", at),      reader.numbers(from, "true", at),
                            reader.numbers(from, "predicted", at), reader.numbers(from, "lower", at),
                            reader.numbers(from, "upper", at)};
    const std::size_t points = curve.axis.size();
    const auto fits = [&](const std::vector<double>& values) {
        return values.empty() || values.size() == points;
    };
    if (curve.truth.size() != points || curve.predicted.size() != points || !fits(curve.lower) ||
        curve.lower.size() != curve.upper.size()) {
        reader.wrong(at, "a curve with as many values as points of the axis");
        return {};
    }
    return {std::move(curve)};
}

std::vector<double> readAlongAxis(Reader& reader, const json& from, const char* key, const std::string& where,
                                  const Contract& contract)
{
    std::vector<double> values = reader.numbers(from, key, where);
    if (!values.empty() && (!contract.axis || values.size() != contract.axis->values.size())) {
        reader.wrong(where + '/' + key, "one value for each point of the axis");
        return {};
    }
    return values;
}

/// Earlier versions named the place of a worst error after the axis.
std::string atKey(const json& worst, const Contract& contract)
{
    const bool isNumber =
        contract.axis && worst.contains(contract.axis->name) && worst[contract.axis->name].is_number();
    return !worst.contains("at") && isNumber ? contract.axis->name : "at";
}

bool hasShape(const ReportData::Grid& grid, const std::vector<double>& firstEdges,
              const std::vector<double>& secondEdges)
{
    return grid.size() + 1 == firstEdges.size() &&
           std::all_of(grid.begin(), grid.end(), [&](const std::vector<double>& line) {
               return line.size() + 1 == secondEdges.size();
           });
}

bool isRising(const std::vector<double>& edges)
{
    for (std::size_t i = 1; i < edges.size(); ++i)
        if (!(edges[i] > edges[i - 1]))
            return false;
    return edges.size() > 1;
}

void readFieldMap(Reader& reader, const json& from, const std::string& where, const Contract& contract,
                  ReportData::Output& output)
{
    if (!contract.axis || !contract.axis2)
        return reader.wrong(where, "nothing in a twin without two axes");
    ReportData::FieldMap map;
    ReportData::Grid edges = reader.grid(from, "edges", where);
    if (edges.size() != 2 || !isRising(edges[0]) || !isRising(edges[1]))
        return reader.wrong(where + "/edges", "two rising lists");
    map.firstEdges = std::move(edges[0]);
    map.secondEdges = std::move(edges[1]);
    map.rmse = reader.grid(from, "rmse", where);
    map.coverage = reader.grid(from, "coverage", where);
    const json& worst = reader.object(from, "worst", where);
    map.worstRun = reader.text(worst, "run", where + "/worst");
    map.worstInputs = readInputs(reader, worst, where + "/worst");
    map.worst = reader.grid(worst, "maxAbs", where + "/worst");
    for (const ReportData::Grid* grid : {&map.rmse, &map.coverage, &map.worst})
        if (!hasShape(*grid, map.firstEdges, map.secondEdges) && !(grid == &map.coverage && grid->empty()))
            return reader.wrong(where, "one number for each cell");
    output.overAxes.push_back(std::move(map));
}

ReportData::Output readOutput(Reader& reader, const json& from, const std::string& name,
                              const Contract& contract)
{
    const std::string where = "/outputs/" + name;
    ReportData::Output output;
    output.name = name;
    output.r2 = reader.number(from, "r2", where);
    output.rmse = reader.number(from, "rmse", where);
    output.maxAbs = reader.number(from, "maxAbs", where);
    output.coverage = reader.number(from, "coverage", where);
    output.level = reader.number(from, "level", where);
    const json& quantiles = reader.object(from, "errorQuantiles", where);
    output.p50 = reader.number(quantiles, "p50", where + "/errorQuantiles");
    output.p90 = reader.number(quantiles, "p90", where + "/errorQuantiles");
    output.p99 = reader.number(quantiles, "p99", where + "/errorQuantiles");
    output.parity = reader.pairs(from, "parity", where);
    output.bandFactors = reader.pairs(from, "bandFactors", where);
    output.rmseAlongAxis = readAlongAxis(reader, from, "rmseAlongAxis", where, contract);
    output.coverageAlongAxis = readAlongAxis(reader, from, "coverageAlongAxis", where, contract);
    const json& curves = reader.object(from, "curves", where);
    output.typical = readCurve(reader, curves, "typical", where + "/curves");
    output.worstCurve = readCurve(reader, curves, "worst", where + "/curves");
    reader.each(from, "worstRuns", where, [&](const json& item, const std::string& at) {
        output.worst.push_back({reader.text(item, "run", at), reader.number(item, "error", at),
                                reader.number(item, "true", at), reader.number(item, "predicted", at),
                                reader.number(item, atKey(item, contract).c_str(), at),
                                reader.numbers(item, "place", at), readInputs(reader, item, at)});
        if (!output.worst.back().place.empty() && output.worst.back().place.size() != 2)
            reader.wrong(at + "/place", "a point of both axes");
    });
    if (from.contains("overAxes"))
        readFieldMap(reader, reader.object(from, "overAxes", where), where + "/overAxes", contract, output);
    reader.each(from, "byRegion", where, [&](const json& item, const std::string& at) {
        output.regions.push_back({reader.text(item, "input", at), reader.text(item, "words", at),
                                  reader.number(item, "runs", at), reader.number(item, "rmse", at),
                                  reader.number(item, "maxAbs", at), reader.number(item, "coverage", at),
                                  reader.flag(item, "weak", at), reader.flag(item, "overbold", at)});
    });
    const json& sensitivity = reader.object(from, "sensitivity", where);
    for (const Variable& input : contract.inputs) {
        if (!sensitivity.contains(input.name))
            continue;
        const std::string at = where + "/sensitivity/" + input.name;
        const json& index = reader.object(sensitivity, input.name.c_str(), where + "/sensitivity");
        output.influences.push_back(
            {input.name, reader.number(index, "first", at), reader.number(index, "firstError", at),
             reader.number(index, "total", at), reader.number(index, "totalError", at)});
    }
    output.isInfluenceExact = reader.flag(from, "sensitivityIsExact", where);
    return output;
}

void readMap(Reader& reader, const json& from, const std::string& where, const Contract& contract,
             std::vector<ReportData::Map>& maps)
{
    ReportData::Map map;
    const json& inputs = reader.list(from, "inputs", where);
    if (inputs.size() == 2 && inputs[0].is_string() && inputs[1].is_string()) {
        map.first = inputs[0].get<std::string>();
        map.second = inputs[1].get<std::string>();
    }
    if (!contract.findInput(map.first) || !contract.findInput(map.second))
        return reader.wrong(where + "/inputs", "the names of two inputs");
    ReportData::Grid edges = reader.grid(from, "edges", where);
    if (edges.size() != 2 || !isRising(edges[0]) || !isRising(edges[1]))
        return reader.wrong(where + "/edges", "two rising lists");
    map.firstEdges = std::move(edges[0]);
    map.secondEdges = std::move(edges[1]);
    map.runs = reader.grid(from, "runs", where);
    if (!hasShape(map.runs, map.firstEdges, map.secondEdges))
        return reader.wrong(where + "/runs", "one number for each cell");
    const json& errors = reader.object(from, "rmse", where);
    for (const auto& [output, grid] : errors.items()) {
        map.rmse[output] = reader.grid(errors, output.c_str(), where + "/rmse");
        if (!hasShape(map.rmse[output], map.firstEdges, map.secondEdges))
            return reader.wrong(where + "/rmse/" + output, "one number for each cell");
    }
    maps.push_back(std::move(map));
}

void readDomain(Reader& reader, const json& report, ReportData& data)
{
    const json& domain = reader.object(report, "domain", "");
    data.domainRuns = reader.number(domain, "runs", "/domain");
    data.threshold = reader.number(domain, "threshold", "/domain");
    reader.each(domain, "emptyRegions", "/domain", [&](const json& item, const std::string& at) {
        data.emptyRegions.push_back(reader.text(item, "words", at));
    });
    const json& distances = reader.object(domain, "distances", "/domain");
    data.declaredLevel = reader.number(distances, "level", "/domain/distances");
    data.isLimitLowered = reader.flag(distances, "lowered", "/domain/distances");
    reader.each(distances, "groups", "/domain/distances", [&](const json& item, const std::string& at) {
        data.distances.push_back({reader.number(item, "from", at), reader.number(item, "to", at),
                                  reader.number(item, "runs", at), reader.number(item, "error", at),
                                  reader.number(item, "kept", at)});
    });
}

} // namespace

Result<ReportData> readReport(const json& report, const Contract& contract)
{
    if (report.is_null() || (report.is_object() && report.empty()))
        return fail("report.missing", "/report", "The package holds no validation report.",
                    "Train it from runs, or give runs when it is imported: the twin is measured then, and "
                    "the report written.");
    Reader reader;
    if (!report.is_object()) {
        reader.wrong("", "an object");
        return fail(*reader.error());
    }
    ReportData data;
    const json& split = reader.object(report, "split", "");
    reader.text(split, "method", "/split");
    data.judgedOnOtherRuns = wasJudgedOnOtherRuns(report);
    data.words = reader.text(split, "words", "/split");
    data.bands = reader.text(split, "bands", "/split");
    data.runs = reader.number(split, "runs", "/split");
    data.trainingRuns = reader.number(split, "trainingRuns", "/split");
    const json& outputs = reader.object(report, "outputs", "");
    for (const Variable& output : contract.outputs)
        if (outputs.contains(output.name))
            data.outputs.push_back(readOutput(reader, reader.object(outputs, output.name.c_str(), "/outputs"),
                                              output.name, contract));
    reader.each(report, "findings", "", [&](const json& item, const std::string& at) {
        data.findings.push_back(
            {reader.text(item, "kind", at), reader.text(item, "output", at), reader.text(item, "words", at)});
    });
    reader.each(report, "maps", "", [&](const json& item, const std::string& at) {
        readMap(reader, item, at, contract, data.maps);
    });
    reader.each(report, "bounds", "", [&](const json& item, const std::string& at) {
        data.bounds.push_back({reader.text(item, "output", at), reader.text(item, "metric", at),
                               reader.number(item, "value", at), reader.number(item, "measured", at),
                               reader.number(item, "minimum", at), reader.number(item, "relative", at),
                               reader.number(item, "at", at), reader.flag(item, "kept", at)});
    });
    readDomain(reader, report, data);
    data.sensitivityWords = reader.text(reader.object(report, "sensitivity", ""), "words", "/sensitivity");
    data.models = reader.list(report, "models", "");
    const json& source = reader.object(report, "data", "");
    data.file = reader.text(source, "file", "/data");
    data.sha256 = reader.text(source, "sha256", "/data");
    data.rows = reader.number(source, "rows", "/data");
    reader.each(source, "findings", "/data", [&](const json& item, const std::string& at) {
        data.dataFindings.push_back(reader.text(item, "message", at));
    });
    if (reader.error())
        return fail(*reader.error());
    return data;
}

} // namespace twin
