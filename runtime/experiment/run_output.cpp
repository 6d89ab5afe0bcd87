// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/run_output.h"

#include "base/json.h"
#include "base/nearest_names.h"
#include "training/run_columns.h"
#include "training/table.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>

namespace twin {

namespace {

using Values = std::vector<double>;
/// What a name holds: nothing, one value, a list, or a list of lists, one for each point of the first axis.
struct Found
{
    Values values;
    bool isList = false;
    std::size_t width = 0; ///< of the lists in the list; 0: there are none
};

const char* const outputRemedy =
    "Print a JSON object with a member for each output, or CSV with a column for each, and nothing else.";

tl::unexpected<Diagnostic> wrong(const char* code, std::string message)
{
    return fail(std::string("run.") + code, {}, std::move(message), outputRemedy);
}

/// The answers of a run by name, whatever they are written in.
class Answers
{
  public:
    virtual ~Answers() = default;
    virtual std::vector<std::string> names() const = 0;
    virtual Result<Found> find(const std::string& name) const = 0;
};

class JsonAnswers : public Answers
{
  public:
    explicit JsonAnswers(nlohmann::json json) : m_json(std::move(json)) {}

    std::vector<std::string> names() const override
    {
        std::vector<std::string> names;
        for (const auto& [name, value] : m_json.items())
            names.push_back(name);
        return names;
    }

    Result<Found> find(const std::string& name) const override
    {
        const nlohmann::json& value = m_json.at(name);
        Found found;
        found.isList = value.is_array();
        for (const nlohmann::json& item : found.isList ? value : nlohmann::json::array({value})) {
            const bool isRow = item.is_array() && !item.empty();
            if (isRow != (found.width > 0) && !found.values.empty())
                return wrong("output-number", fmt::format("{} holds numbers and lists.", name));
            if (isRow && found.width > 0 && item.size() != found.width)
                return wrong("output-length", fmt::format("{} has rows of {} and of {} values.", name,
                                                          found.width, item.size()));
            if (isRow)
                found.width = item.size();
            for (const nlohmann::json& number : isRow ? item : nlohmann::json::array({item})) {
                if (!number.is_number() && !number.is_boolean())
                    return wrong("output-number", fmt::format("{} holds {}, where a number belongs.", name,
                                                              quoted(number.dump(-1, ' ', true), 30)));
                found.values.push_back(number.is_boolean() ? number.get<bool>() : number.get<double>());
            }
        }
        return found;
    }

  private:
    nlohmann::json m_json;
};

class TableAnswers : public Answers
{
  public:
    explicit TableAnswers(Table table) : m_table(std::move(table)) {}

    std::vector<std::string> names() const override
    {
        std::vector<std::string> names;
        for (const Table::Column& column : m_table.columns)
            names.push_back(column.name);
        return names;
    }

    Result<Found> find(const std::string& name) const override
    {
        const Table::Column& column = *m_table.find(name);
        if (!column.isNumeric())
            return wrong("output-number", fmt::format("Column {} holds \"{}\", where numbers belong.", name,
                                                      quoted(column.texts.front(), 30)));
        return Found{column.values, true};
    }

  private:
    Table m_table;
};

Result<std::unique_ptr<Answers>> parse(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return wrong("output-empty", "It printed nothing.");
    if (text[first] == '{') {
        Result<nlohmann::json> json = parseJson(text, "output");
        if (!json)
            return wrong("output-garbage",
                         fmt::format("What it printed is no JSON ({}): it begins with \"{}\".",
                                     quoted(json.error().message, 120), quoted(text)));
        return std::make_unique<JsonAnswers>(std::move(*json));
    }
    if (const std::size_t later = text.find("\n{"); later != std::string_view::npos)
        return wrong(
            "output-garbage",
            fmt::format("It printed \"{}\" before its JSON: only the answer belongs on standard output, "
                        "all else on standard error.",
                        quoted(text.substr(first, later - first))));
    Result<Table> table = parseTable(text, "output");
    if (!table)
        return wrong(
            "output-garbage",
            fmt::format("What it printed is neither JSON nor CSV: it begins with \"{}\".", quoted(text)));
    return std::make_unique<TableAnswers>(std::move(*table));
}

Status checkFinite(const std::string& name, const Values& values)
{
    for (const double value : values) {
        if (!std::isfinite(value))
            return wrong("output-number",
                         fmt::format("{} holds {}, which is no finite number.", name, value));
    }
    return {};
}

/// The points of an axis, or what a table has of it where each of its points comes with `width` of the second
/// axis: the first axis' values so many times each, the second one's (`isInner`) over and over.
Status checkAxis(const Axis& axis, const Values& values, std::size_t width, bool isInner)
{
    const double tolerance = 1e-9 * (axis.values.back() - axis.values.front());
    const bool isTable = values.size() > axis.values.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t point = !isTable ? i : isInner ? i % width : i / width;
        if (point >= axis.values.size())
            break; // the outputs are as many and will be refused
        if (!(std::fabs(values[i] - axis.values[point]) <= tolerance))
            return fail(
                "run.output-axis", {},
                fmt::format("Point {} of {} is {}, where the contract has {}.", i + 1, axis.name, values[i],
                            axis.values[point]),
                "Every run must answer at the same points of the axis. Have the command print its series "
                "there; one that chooses its own steps has to interpolate.");
    }
    return {};
}

/// A series in a table with both axes comes again with each point of the second.
Result<Values> everyNth(const std::string& name, const Values& values, std::size_t width)
{
    Values series;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % width == 0)
            series.push_back(values[i]);
        else if (values[i] != series.back())
            return wrong("output-length",
                         fmt::format("{} is a series, but changes along the second axis.", name));
    }
    return series;
}

/// The values of one output, with as many points as the contract wants.
Result<Values> fit(const Variable& output, const std::string& name, Found found, const Contract& contract)
{
    const std::size_t points = contract.points(output);
    const std::size_t width = contract.axis2 ? contract.axis2->values.size() : 1;
    if (const Status finite = checkFinite(name, found.values); !finite)
        return fail(finite.error());
    if (found.width > 0 && (!output.isField || found.width != width))
        return wrong("output-length", output.isField
                                          ? fmt::format("{} has rows of {} values, where {} has {} points.",
                                                        name, found.width, contract.axis2->name, width)
                                          : fmt::format("{} holds lists of lists, but is no field.", name));
    if (output.isSeries && width > 1 && found.values.size() == points * width) {
        Result<Values> series = everyNth(name, found.values, width);
        if (!series)
            return series;
        found.values = std::move(*series);
    }
    if (!output.isSeries && !output.isField && found.isList && !found.values.empty()) {
        const bool same = std::all_of(found.values.begin(), found.values.end(),
                                      [&](double value) { return value == found.values.front(); });
        if (!same)
            return wrong("output-length",
                         fmt::format("{} is one number for a run, but {} different values were printed.",
                                     name, found.values.size()));
        found.values.resize(1);
    }
    if (found.values.size() != points)
        return wrong("output-length",
                     fmt::format("{} has {} {}, where the contract has {} points.", name, found.values.size(),
                                 found.values.size() == 1 ? "value" : "values", points));
    return std::move(found.values);
}

Status checkRises(const std::string& name, const Values& values)
{
    if (const Status finite = checkFinite(name, values); !finite)
        return finite;
    if (values.size() < 2 || values.size() > 1000000 ||
        std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) != values.end())
        return wrong("output-axis", fmt::format("{} has {} points, which do not rise from one to the next.",
                                                name, values.size()));
    return {};
}

/// An answer that repeats what it was asked must have been asked this.
Status checkInput(const Variable& input, double asked, const std::string& name, const Answers& answers)
{
    constexpr double rounding = 0.01; // of the number
    constexpr double nothing = 1e-3;  // of the range: a nought may come back as a little
    const double scale = input.validated.isFinite() ? input.validated.width() : std::fabs(input.nominal);
    if (input.type == VariableType::Enumeration)
        return {};
    const Result<Found> found = answers.find(name);
    if (!found) // in words
        return {};
    for (const double value : found->values)
        if (!(std::fabs(value - asked) <=
              rounding * std::max(std::fabs(asked), std::fabs(value)) + nothing * scale))
            return fail(
                "run.output-input", {},
                fmt::format("It printed {} {}, but was asked for {}: it answers another run.", name, value,
                            asked),
                "Check that runs do not share files (--in-folder gives each a folder of its own). If it "
                "is the same in another unit, print it by another name.");
    return {};
}

Result<std::vector<Values>> read(const Answers& answers, const Contract& contract,
                                 const std::map<std::string, std::string>& columns,
                                 std::span<const double> inputs)
{
    const std::vector<std::string> names = answers.names();
    const auto nameOf = [&](const std::string& variable) { return columnOf(columns, variable); };
    const auto has = [&](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    const std::size_t width = contract.axis2 ? contract.axis2->values.size() : 1;
    for (const auto* axis : {&contract.axis, &contract.axis2}) {
        if (!*axis || !has(nameOf((*axis)->name)))
            continue;
        const Result<Found> found = answers.find(nameOf((*axis)->name));
        if (!found)
            return fail(found.error());
        const bool isInner = axis == &contract.axis2;
        if (const Status same = checkAxis(**axis, found->values, width, isInner); !same)
            return fail(same.error());
    }
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (const std::string name = nameOf(contract.inputs[i].name); has(name))
            if (const Status same = checkInput(contract.inputs[i], inputs[i], name, answers); !same)
                return fail(same.error());
    std::vector<Values> outputs;
    for (const Variable& output : contract.outputs) {
        const std::string name = nameOf(output.name);
        if (!has(name)) {
            const std::vector<std::string> near = nearestNames(name, names, 1);
            return wrong("output-missing", near.empty() ? fmt::format("It printed no {}.", name)
                                                        : fmt::format("It printed no {}, but a \"{}\".", name,
                                                                      quoted(near[0], 60)));
        }
        Result<Found> found = answers.find(name);
        if (!found)
            return fail(found.error());
        Result<Values> values = fit(output, name, std::move(*found), contract);
        if (!values)
            return fail(values.error());
        outputs.push_back(std::move(*values));
    }
    return outputs;
}

} // namespace

std::string quoted(std::string_view text, std::size_t limit)
{
    std::string clean;
    const std::size_t first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    for (const char c : text.substr(first)) {
        if (clean.size() >= limit)
            return clean + "...";
        const auto byte = static_cast<unsigned char>(c);
        clean += byte < 0x20 || byte >= 0x7f ? (c == '\n' || c == '\r' || c == '\t' ? ' ' : '?') : c;
    }
    return clean;
}

Result<std::vector<Values>> readRunOutput(std::string_view text, const Contract& contract,
                                          const std::map<std::string, std::string>& columns,
                                          std::span<const double> inputs)
{
    const Result<std::unique_ptr<Answers>> answers = parse(text);
    if (!answers)
        return fail(answers.error());
    return read(**answers, contract, columns, inputs);
}

Result<RunOutputWithAxis> readRunOutputWithAxis(std::string_view text, Contract contract,
                                                const std::map<std::string, std::string>& columns,
                                                std::span<const double> inputs)
{
    const Result<std::unique_ptr<Answers>> answers = parse(text);
    if (!answers)
        return fail(answers.error());
    const std::string& name = columnOf(columns, contract.axis->name);
    const std::vector<std::string> names = (*answers)->names();
    if (std::find(names.begin(), names.end(), name) == names.end())
        return fail(
            "run.output-axis", {},
            fmt::format("It printed no {}, so that nobody knows where its series lie.", quoted(name, 60)),
            "Have the command print the axis beside its series, or write its values under "
            "\"contract\" / \"axis\" in the spec.");
    Result<Found> axis = (*answers)->find(name);
    if (!axis)
        return fail(axis.error());
    if (const Status rises = checkRises(name, axis->values); !rises)
        return fail(rises.error());
    contract.axis->values = axis->values;
    auto outputs = read(**answers, contract, columns, inputs);
    if (!outputs)
        return fail(outputs.error());
    return RunOutputWithAxis{std::move(contract.axis->values), std::move(*outputs)};
}

} // namespace twin
