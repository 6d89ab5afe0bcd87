// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/column_role.h"
#include "training/guess_unit.h"
#include "training/missing_values.h"
#include "training/run_words.h"
#include "training/training.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace twin {

namespace {

constexpr std::size_t mostIntegerLevels = 20;

Range observedRange(const std::vector<double>& values)
{
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    return {*least, *greatest};
}

/// The range with ends that a person would write, at most a fiftieth of its width farther out. (What lies
/// between the outermost run and the written end is what a design of experiments means by its range; the
/// joint check stands behind it.)
Range writtenRange(const Range& observed)
{
    const double width = observed.width();
    if (!(width > 0) || !(width < 1e300)) // powers of ten end at 1e308
        return observed;
    for (double step = std::pow(10.0, std::ceil(std::log10(width))); step > width * 1e-6; step /= 10) {
        for (const double grain : {step, step / 2, step / 5}) {
            const double divisor = grain < 1 ? std::round(1 / grain) : 0;
            const auto multiple = [&](double count) { return divisor > 0 ? count / divisor : count * grain; };
            const Range rounded{multiple(std::floor(observed.minimum / grain + 1e-9)),
                                multiple(std::ceil(observed.maximum / grain - 1e-9))};
            if (observed.minimum - rounded.minimum <= width / 50 &&
                rounded.maximum - observed.maximum <= width / 50)
                return rounded;
        }
    }
    return observed;
}

/// A little wider than what was sampled; a quantity that was never negative stays so.
Range physicalRange(const Range& validated)
{
    const double more = validated.width() / 10;
    Range range = writtenRange({validated.minimum - more, validated.maximum + more});
    if (validated.minimum >= 0)
        range.minimum = std::max(0.0, range.minimum);
    return range;
}

bool isWhole(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(),
                       [](double v) { return v == std::floor(v) && std::abs(v) < 1e6; });
}

std::string slug(std::string_view name)
{
    std::string result;
    for (const char c : name.substr(0, name.rfind('.'))) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            result.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
        else if (!result.empty() && result.back() != '-')
            result.push_back('-');
    }
    while (!result.empty() && result.back() == '-')
        result.pop_back();
    return result.empty() ? "twin" : result;
}

class Guess
{
  public:
    Guess(const Table& table, const std::string& runs) : m_table(table), m_roles(guessRoles(table, runs)) {}

    Result<nlohmann::json> spec(std::vector<std::string>* notes)
    {
        for (std::size_t i = 0; i < m_table.columns.size(); ++i)
            takeColumn(m_table.columns[i], m_roles.roles[i]);
        if (m_contract.inputs.empty() || m_contract.outputs.empty())
            return fail("guess.roles", m_table.name, whyNoRoles(),
                        "Give each run a number in a column \"run\", its inputs in every row, and its "
                        "results beside them.");
        const bool hasSeries =
            std::any_of(m_contract.outputs.begin(), m_contract.outputs.end(),
                        [](const Variable& output) { return output.isSeries || output.isField; });
        if (hasSeries && !m_contract.axis)
            return fail(
                "guess.axis", m_table.name,
                fmt::format(
                    "{} has columns that change within a run, but none that rises in every run alike.",
                    m_table.name),
                "Add the column of the axis, such as the time, with the same values in every run. Of fields "
                "over "
                "two axes, sort each run by the first and then by the second.");
        if (m_roles.isLastTaken)
            note(fmt::format("nothing tells which column is the result: {}, the last number that changes, is "
                             "taken for it. If it is not, swap it with the right one.",
                             m_contract.outputs.front().name));
        const auto namesOf = [](const std::vector<Variable>& variables) {
            std::vector<std::string> names;
            for (const Variable& variable : variables)
                names.push_back(variable.name);
            return names;
        };
        note(fmt::format("inputs: {}; results: {}. Check that each is what it is taken for.",
                         fmt::join(namesOf(m_contract.inputs), ", "),
                         fmt::join(namesOf(m_contract.outputs), ", ")));
        m_contract.id = slug(m_table.name);
        m_contract.version = "0.1.0";
        m_contract.title = m_contract.id;
        note("contract/fidelity, madeFor, notFor and reviewDate are empty: say what the twin was fitted to, "
             "what it is for and not for, "
             "and when it is to be looked at again. It can be trained without, but not exported.");
        note("physical ranges are the sampled ones and a tenth more: write what can exist.");
        note("validated ranges are what was sampled: narrow them where the runs are not to be relied on.");
        if (!m_likely.empty())
            note(fmt::format("units guessed from names: {}. Check them.", fmt::join(m_likely, ", ")));
        if (!m_unknown.empty())
            note(
                fmt::format("no unit known, taken as 1: {}. Write their units.", fmt::join(m_unknown, ", ")));
        if (!m_unused.empty())
            note(fmt::format("columns left out: {}.", fmt::join(m_unused, ", ")));
        if (notes)
            notes->insert(notes->end(), m_notes.begin(), m_notes.end());
        return finished();
    }

  private:
    /// Why there are no inputs, or no outputs.
    std::string whyNoRoles() const
    {
        if (m_roles.runs < 2)
            return fmt::format("{} has one run: nothing tells its inputs from its results.", m_table.name);
        std::vector<std::string> differing;
        for (std::size_t i = 0; i < m_table.columns.size(); ++i)
            if (m_roles.roles[i] != ColumnRole::Unused && m_roles.roles[i] != ColumnRole::Run)
                differing.push_back(m_table.columns[i].name);
        if (differing.empty())
            return fmt::format("The {} runs of {} are all the same.", m_roles.runs, m_table.name);
        if (differing.size() == 1)
            return fmt::format(
                "Only {} differs between the runs of {}: there is either no input or no result.",
                differing.front(), m_table.name);
        return fmt::format("{} has no columns that look like {}.", m_table.name,
                           m_contract.inputs.empty() ? "inputs (the same in every row of a run)" : "outputs");
    }

    void note(std::string text) { m_notes.push_back(std::move(text)); }

    nlohmann::json finished() const
    {
        nlohmann::json models = nlohmann::json::array();
        nlohmann::json scalars = nlohmann::json::array();
        for (const Variable& output : m_contract.outputs) {
            if (!output.isSeries && !output.isField)
                scalars.push_back(output.name);
            else
                models.push_back(
                    {{"kind", "pod"}, {"outputs", {output.name}}, {"transform", "auto"}, {"modes", "auto"}});
        }
        if (!scalars.empty())
            models.push_back({{"kind", "gaussian-process"}, {"outputs", scalars}, {"transform", "auto"}});
        nlohmann::json validation = nlohmann::json::object();
        if (!m_heldOutColumn.empty())
            validation["heldOut"] = {{"column", m_heldOutColumn}, {"value", m_roles.heldOutValue}};
        nlohmann::json contract = toJson(m_contract);
        for (const char* axis : {"axis", "axis2"})
            if (contract.contains(axis))
                contract[axis].erase("values");
        nlohmann::json spec = {{"contract", std::move(contract)},
                               {"columns", m_columns},
                               {"models", std::move(models)},
                               {"validation", std::move(validation)},
                               {"conformance", 12}};
        if (!m_runColumn.empty())
            spec["run"] = m_runColumn;
        return spec;
    }

    void takeColumn(const Table::Column& column, ColumnRole role)
    {
        switch (role) {
        case ColumnRole::Run:
            m_runColumn = column.name;
            break;
        case ColumnRole::HeldOut:
            m_heldOutColumn = column.name;
            note(fmt::format("rows with \"{}\" in column {} are kept out of the fit and used to validate it.",
                             m_roles.heldOutValue, column.name));
            break;
        case ColumnRole::Axis:
            takeAxis(column, m_contract.axis);
            break;
        case ColumnRole::SecondAxis:
            takeAxis(column, m_contract.axis2);
            break;
        case ColumnRole::Input:
            takeInput(column);
            break;
        case ColumnRole::Series:
        case ColumnRole::Field:
        case ColumnRole::Scalar:
            takeOutput(column, role);
            break;
        case ColumnRole::Unused:
            m_unused.push_back(column.name);
            break;
        }
    }

    Variable makeVariable(const Table::Column& column, const Range& observed)
    {
        const NamedQuantity quantity = guessQuantity(column.name, observed);
        Variable variable;
        variable.name = quantity.identifier;
        for (int suffix = 2; !m_names.insert(variable.name).second; ++suffix)
            variable.name = fmt::format("{}_{}", quantity.identifier, suffix);
        variable.label = quantity.label.empty() ? variable.name : quantity.label;
        variable.unit = quantity.unit;
        if (variable.name != column.name)
            m_columns[variable.name] = column.name;
        if (quantity.isCertain || !column.isNumeric())
            return variable;
        if (quantity.unit.code() == "1")
            m_unknown.push_back(variable.name);
        else
            m_likely.push_back(fmt::format("{} {}", variable.name, quantity.unit.code()));
        return variable;
    }

    void takeAxis(const Table::Column& column, std::optional<Axis>& place)
    {
        const Variable variable = makeVariable(column, observedRange(column.values));
        Axis axis;
        axis.name = variable.name;
        axis.label = variable.label;
        axis.unit = variable.unit;
        place = std::move(axis);
    }

    void takeInput(const Table::Column& column)
    {
        if (!column.isNumeric()) {
            Variable variable = makeVariable(column, {0, 0});
            const std::set<std::string> items(column.texts.begin(), column.texts.end());
            variable.type = VariableType::Boolean;
            if (std::all_of(items.begin(), items.end(),
                            [&](const std::string& item) { return variable.itemOf(item).has_value(); })) {
                variable.physical = variable.validated = {0, 1};
                m_contract.inputs.push_back(std::move(variable));
                return;
            }
            variable.type = VariableType::Enumeration;
            for (const std::string& item : items)
                variable.items.push_back({item, item});
            variable.physical = variable.validated = {0, static_cast<double>(items.size()) - 1};
            m_contract.inputs.push_back(std::move(variable));
            return;
        }
        const Range observed = observedRange(column.values);
        Variable variable = makeVariable(column, observed);
        const std::set<double> levels(column.values.begin(), column.values.end());
        // Numbers of things run on; setpoints such as 100, 110 and 120 are places on a scale.
        const bool runsOn = 2 * double(levels.size()) > observed.width();
        if (isWhole(column.values) && levels.size() <= mostIntegerLevels && runsOn) {
            variable.type = VariableType::Integer;
            variable.validated = variable.physical = observed;
            variable.start = *std::next(levels.begin(), static_cast<std::ptrdiff_t>(levels.size() / 2));
        } else {
            variable.validated = writtenRange(observed);
            variable.physical = physicalRange(variable.validated);
            const Range middle =
                writtenRange({variable.validated.minimum, (observed.minimum + observed.maximum) / 2});
            variable.start = std::min(middle.maximum, variable.validated.maximum);
        }
        variable.nominal = nominalOf(observed);
        m_contract.inputs.push_back(std::move(variable));
    }

    void takeOutput(const Table::Column& column, ColumnRole role)
    {
        const bool isSeries = role == ColumnRole::Series;
        const Range observed = observedRange(column.values);
        Variable variable = makeVariable(column, observed);
        variable.causality = Causality::Output;
        variable.isSeries = isSeries;
        variable.isField = role == ColumnRole::Field;
        variable.nominal = nominalOf(observed);
        variable.confidence = {Confidence::Kind::Interval, 0.9, {}};
        const bool isShare = observed.minimum >= 0 && observed.maximum <= 1 && variable.unit.code() == "1";
        if (isShare) {
            variable.plausibility.range = {0, 1};
            if (isSeries && neverFalls(column)) {
                variable.plausibility.monotone = Monotone::Increasing;
                note(fmt::format("{} lies within 0..1 and never falls: taken for a cumulative probability.",
                                 variable.name));
            } else {
                note(fmt::format(
                    "{} lies within 0..1 in every run: plausibility says that it always does. Check it.",
                    variable.name));
            }
        }
        m_contract.outputs.push_back(std::move(variable));
    }

    bool neverFalls(const Table::Column& column) const
    {
        const Table::Column* run = m_table.find(m_runColumn);
        for (std::size_t row = 1; row < m_table.rows; ++row) {
            const bool same = run && (run->isNumeric() ? run->values[row] == run->values[row - 1]
                                                       : run->texts[row] == run->texts[row - 1]);
            if (same && column.values[row] < column.values[row - 1])
                return false;
        }
        return true;
    }

    static double nominalOf(const Range& observed)
    {
        const double largest = std::max(std::abs(observed.minimum), std::abs(observed.maximum));
        return largest > 0 ? writtenRange({0, largest}).maximum : 1;
    }

    const Table& m_table;
    ColumnRoles m_roles;
    Contract m_contract;
    std::string m_runColumn;
    std::string m_heldOutColumn;
    std::map<std::string, std::string> m_columns;
    std::set<std::string> m_names;
    std::vector<std::string> m_likely, m_unknown, m_unused, m_notes;
};

bool looksLikeNumber(std::string text, char mark)
{
    if (mark == ',')
        std::replace(text.begin(), text.end(), ',', '.');
    const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const char* end = text.data() + text.size();
    double value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value);
    return error == std::errc() && stop == end;
}

/// A column of numbers with a slip in it would be taken for a list of choices.
Status checkTexts(const Table& table, const Table::Column& column)
{
    for (const char mark : {'.', ','}) {
        const auto isNumber = [mark](const std::string& text) { return looksLikeNumber(text, mark); };
        if (2 * std::count_if(column.texts.begin(), column.texts.end(), isNumber) <=
            std::ptrdiff_t(column.texts.size()))
            continue;
        const bool isComma = mark == ',';
        const auto slip =
            isComma ? std::find_if(column.texts.begin(), column.texts.end(),
                                   [](const std::string& text) { return text.find(',') != text.npos; })
                    : std::find_if_not(column.texts.begin(), column.texts.end(), isNumber);
        const std::size_t line = table.lines[static_cast<std::size_t>(slip - column.texts.begin())];
        return fail("runs.text", fmt::format("{}:{}", table.name, line),
                    fmt::format("Column \"{}\" of {} has {} in line {}, where a number belongs.", column.name,
                                table.name, slip->empty() ? "an empty cell" : fmt::format("\"{}\"", *slip),
                                line),
                    isComma ? "Write numbers with a decimal point: 2.5, not 2,5."
                            : "Write a number with a decimal point, or take the row out.");
    }
    return {};
}

} // namespace

Result<nlohmann::json> guessSpec(const Table& original, std::vector<std::string>* notes)
{
    const std::vector<ColumnRole> roles = guessRoles(original).roles;
    const auto run = std::find(roles.begin(), roles.end(), ColumnRole::Run);
    const Table::Column* runs =
        run == roles.end() ? nullptr : &original.columns[std::size_t(run - roles.begin())];
    std::size_t dropped = 0;
    std::vector<std::string> where;
    const Table table = withoutGaps(original, runs, &dropped, &where);
    if (table.rows == 0)
        return fail("runs.missing", original.name,
                    fmt::format("Every run of {} lacks a number somewhere.", original.name),
                    "Take the column out that has none.");
    for (const Table::Column& column : table.columns) {
        if (!column.isNumeric()) {
            if (const Status texts = checkTexts(table, column); !texts)
                return fail(texts.error());
        }
        const auto broken = std::find_if(column.values.begin(), column.values.end(),
                                         [](double value) { return !std::isfinite(value); });
        if (broken != column.values.end()) {
            const std::size_t line = table.lines[static_cast<std::size_t>(broken - column.values.begin())];
            return fail("runs.not-finite", fmt::format("{}:{}", table.name, line),
                        fmt::format("Column \"{}\" of {} holds {} in line {}, which is not a finite number.",
                                    column.name, table.name, *broken, line),
                        "Take out the run that failed, or correct the number.");
        }
    }
    auto spec = Guess(table, runs ? runs->name : std::string()).spec(notes);
    if (spec && notes && runs)
        notes->push_back(fmt::format("runs are told apart by the column \"{}\".", runs->name));
    if (spec && notes && table.hasDecimalCommas)
        notes->push_back("commas are read as decimal points: 2,5 is two and a half.");
    if (spec && dropped > 0) {
        (*spec)["missing"] = "drop";
        if (notes)
            notes->push_back(fmt::format(
                "{} no value somewhere, in {}: the guess is without {}, and so is the training (\"missing\": "
                "\"drop\").",
                dropped == 1 ? "one run has" : fmt::format("{} runs have", dropped),
                where.empty() ? std::string("rows that other runs have") : someOf(where),
                dropped == 1 ? "it" : "them"));
    }
    return spec;
}

} // namespace twin
