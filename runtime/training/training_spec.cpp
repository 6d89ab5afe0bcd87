// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/training_spec.h"

#include "model/regressor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace twin {

namespace {

constexpr std::string_view schemaRemedy = "See `xdt schema` for what a training spec may hold.";

tl::unexpected<Diagnostic> invalid(const std::string& where, const std::string& what)
{
    return fail("spec.invalid", where,
                fmt::format("The spec is wrong at {}: {}.", where.empty() ? "/" : where, what),
                std::string(schemaRemedy));
}

Status checkKeys(const nlohmann::json& json, const std::string& where,
                 std::initializer_list<std::string_view> known)
{
    if (!json.is_object())
        return invalid(where, "an object belongs here");
    for (const auto& [key, value] : json.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end())
            return invalid(where + "/" + key, fmt::format("\"{}\" is not a part of a spec", key));
    }
    return {};
}

Result<std::string> readText(const nlohmann::json& json, const char* key, const std::string& where)
{
    if (!json.contains(key))
        return std::string();
    if (!json[key].is_string())
        return invalid(fmt::format("{}/{}", where, key), "a text belongs here");
    return json[key].get<std::string>();
}

Result<double> readNumber(const nlohmann::json& json, const char* key, const std::string& where,
                          double otherwise)
{
    if (!json.contains(key))
        return otherwise;
    if (!json[key].is_number() || !std::isfinite(json[key].get<double>()))
        return invalid(fmt::format("{}/{}", where, key), "a number belongs here");
    return json[key].get<double>();
}

Result<std::size_t> readCount(const nlohmann::json& json, const char* key, const std::string& where,
                              std::size_t otherwise, std::size_t least, std::size_t most)
{
    const auto number = readNumber(json, key, where, static_cast<double>(otherwise));
    if (!number)
        return fail(number.error());
    if (*number != std::floor(*number) || *number < static_cast<double>(least) ||
        *number > static_cast<double>(most))
        return invalid(fmt::format("{}/{}", where, key),
                       fmt::format("a whole number {}..{} belongs here", least, most));
    return static_cast<std::size_t>(*number);
}

/// The axis points of the table's first run, for a spec that leaves them out; of a field, those of all of its
/// rows, since each comes again with all of the other axis.
Result<std::vector<double>> axisOfTable(const Table& table, const std::string& axisColumn,
                                        const std::string& runColumn, bool isOfField)
{
    const Table::Column* axis = table.find(axisColumn);
    if (!axis)
        return fail("spec.axis", "/contract/axis",
                    fmt::format("{} has no column \"{}\" to take the axis from.", table.name, axisColumn),
                    "Name the axis after its column, or map it under \"columns\".");
    if (!axis->isNumeric()) {
        const auto isWrong = [](const std::string& text) { return !parseNumber(text); };
        const auto text = std::find_if(axis->texts.begin(), axis->texts.end(), isWrong);
        const auto row = std::size_t(text - axis->texts.begin());
        return fail(
            "spec.axis", fmt::format("{}:{}", table.name, row < table.lines.size() ? table.lines[row] : 0),
            fmt::format("The column \"{}\" of the axis has \"{}\", where a number belongs.", axisColumn,
                        text != axis->texts.end() ? *text : ""),
            "Write numbers with a decimal point. Times of day become hours or seconds since the start.");
    }
    if (runColumn.empty())
        return fail("spec.run", "/run", "The spec does not say which column tells the runs apart.",
                    fmt::format("Add it: \"run\": COLUMN. {} has: {}.", table.name, columnsInWords(table)));
    const Table::Column* run = table.find(runColumn);
    if (!run)
        return fail(
            "runs.column-missing", table.name,
            fmt::format("{} has no column \"{}\", which tells the runs apart.", table.name, runColumn),
            fmt::format("Name the right one under \"run\". The table has: {}.", columnsInWords(table)));
    std::vector<double> values;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const bool same =
            run->isNumeric() ? run->values[row] == run->values[0] : run->texts[row] == run->texts[0];
        if (!same)
            continue;
        if (!isOfField && !values.empty() && !(axis->values[row] > values.back()))
            return fail(
                "runs.axis",
                row < table.lines.size() ? fmt::format("{}:{}", table.name, table.lines[row]) : table.name,
                fmt::format("The first run's {} does not rise here: {:g} comes after {:g}.", axisColumn,
                            axis->values[row], values.back()),
                "Sort the rows of each run along the axis. Two tables that were joined need names of runs "
                "that differ.");
        values.push_back(axis->values[row]);
    }
    if (isOfField) {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
    }
    return values;
}

bool hasField(const nlohmann::json& contract)
{
    const nlohmann::json outputs = contract.value("outputs", nlohmann::json());
    return outputs.is_array() &&
           std::any_of(outputs.begin(), outputs.end(), [](const nlohmann::json& output) {
               return output.is_object() && output.value("field", nlohmann::json()) == true;
           });
}

Result<Contract> readContract(const nlohmann::json& json, const Table& table, const TrainingSpec& spec,
                              Diagnostics* warnings)
{
    nlohmann::json contract = json;
    for (const char* key : {"axis", "axis2"}) {
        if (!contract.is_object() || !contract.contains(key) || !contract[key].is_object())
            continue;
        nlohmann::json& axis = contract[key];
        const std::string where = fmt::format("/contract/{}", key);
        if (axis.contains("values") && !(axis["values"].is_array() && axis["values"].empty()))
            continue;
        const auto name = readText(axis, "name", where);
        if (!name)
            return fail(name.error());
        const std::string axisName = name->empty() ? "time" : *name;
        const auto mapped = spec.columns.find(axisName);
        auto values = axisOfTable(table, mapped == spec.columns.end() ? axisName : mapped->second,
                                  spec.runColumn, contract.contains("axis2") || hasField(contract));
        if (!values)
            return fail(values.error());
        axis["values"] = *values;
    }
    Diagnostics found;
    auto result = contractFromJson(contract, &found);
    // A rule or a range that is not read guards nothing: what a person wrote is to count.
    for (Diagnostic& each : found)
        if (result && each.code == "contract.field.unknown") {
            each.severity = Severity::Error;
            each.message = each.message.substr(0, each.message.find(';')) + ".";
            result = fail(std::move(each));
        }
    if (warnings)
        warnings->insert(warnings->end(), found.begin(), found.end());
    if (!result) {
        Diagnostic error = result.error();
        error.location = "/contract" + error.location;
        return fail(std::move(error));
    }
    return result;
}

Result<HeldOutRegion> readRegion(const nlohmann::json& json, const Contract& contract,
                                 const std::string& where)
{
    if (!json.is_object() || json.empty())
        return invalid(where, "an object of inputs and their intervals belongs here");
    HeldOutRegion region;
    for (const auto& [name, ends] : json.items()) {
        if (!contract.findInput(name))
            return invalid(where + "/" + name, fmt::format("\"{}\" is no input of the contract", name));
        const bool isInterval = ends.is_array() && ends.size() == 2 && ends[0].is_number() &&
                                ends[1].is_number() && ends[0].get<double>() <= ends[1].get<double>();
        if (!isInterval)
            return invalid(where + "/" + name, "the two ends of an interval belong here: [from, to]");
        region[name] = {ends[0].get<double>(), ends[1].get<double>()};
    }
    return region;
}

Status readHeldOut(const nlohmann::json& json, TrainingSpec& spec)
{
    const std::string where = "/validation/heldOut";
    if (const Status keys = checkKeys(json, where, {"column", "value", "region"}); !keys)
        return keys;
    if (json.contains("region")) {
        if (json.size() > 1)
            return invalid(where, "either a region or a column and its value belongs here");
        auto region = readRegion(json["region"], spec.contract, where + "/region");
        if (!region)
            return fail(region.error());
        spec.heldOutRegion = std::move(*region);
        return {};
    }
    const auto column = readText(json, "column", where);
    const auto value = readText(json, "value", where);
    if (!column || !value)
        return fail(column ? value.error() : column.error());
    spec.heldOut = HeldOutRows{*column, *value};
    return {};
}

Status readFolds(const nlohmann::json& json, TrainingSpec& spec)
{
    const std::string where = "/validation";
    const auto method = readText(json, "method", where);
    if (!method)
        return fail(method.error());
    if (!method->empty() && *method != "leave-one-out" && *method != "cross-validation")
        return invalid(where + "/method", "\"cross-validation\" or \"leave-one-out\" belongs here");
    const bool isWord = json.contains("folds") && json["folds"] == "leave-one-out";
    if (*method == "leave-one-out" || isWord) {
        if (json.contains("folds") && !isWord)
            return invalid(where + "/folds", "leaving out one run at a time takes no number of folds");
        spec.folds = TrainingSpec::leaveOneOut;
        return {};
    }
    if (!json.contains("folds"))
        return {};
    const auto folds = readCount(json, "folds", where, spec.folds, 2, 100);
    if (!folds)
        return fail(folds.error());
    spec.folds = *folds;
    return {};
}

Status readValidation(const nlohmann::json& json, TrainingSpec& spec)
{
    const std::string where = "/validation";
    if (const Status keys = checkKeys(json, where, {"method", "folds", "heldOut", "bands", "bounds"}); !keys)
        return keys;
    if (const Status folds = readFolds(json, spec); !folds)
        return folds;
    if (json.contains("heldOut"))
        if (const Status heldOut = readHeldOut(json["heldOut"], spec); !heldOut)
            return heldOut;
    if (json.contains("bands")) {
        const auto bands = readText(json, "bands", where);
        if (!bands)
            return fail(bands.error());
        constexpr std::array methods = {BandMethod::CrossValidation, BandMethod::JackknifePlus,
                                        BandMethod::Split};
        const auto found = std::find_if(methods.begin(), methods.end(),
                                        [&](BandMethod method) { return toString(method) == *bands; });
        if (found == methods.end())
            return invalid(where + "/bands",
                           "\"cross-validation\", \"jackknife+\" or \"split\" belongs here");
        spec.bands = *found;
    }
    return {};
}

Result<DeclaredBound> readBound(const nlohmann::json& json, const Contract& contract,
                                const std::string& where)
{
    if (const Status keys =
            checkKeys(json, where, {"output", "metric", "value", "minimum", "relative", "at"});
        !keys)
        return fail(keys.error());
    DeclaredBound bound;
    const auto output = readText(json, "output", where);
    const auto metric = readText(json, "metric", where);
    const auto value = readNumber(json, "value", where, 0);
    const auto minimum = readNumber(json, "minimum", where, 0);
    const auto relative = readNumber(json, "relative", where, 0);
    const auto at = readNumber(json, "at", where, 0);
    for (const auto* number : {&value, &minimum, &relative, &at}) {
        if (!*number)
            return fail(number->error());
    }
    if (!output || !metric)
        return fail(output ? metric.error() : output.error());
    bound = {*output, *metric, *value, *minimum, *relative, std::nullopt};
    const Variable* variable = contract.findOutput(bound.output);
    if (!variable)
        return fail("spec.bound", where,
                    fmt::format("The bound is on \"{}\", which is no output of the contract.", bound.output),
                    "Name an output of the contract.");
    constexpr std::array<std::string_view, 6> metrics = {"rmse",        "maxAbs",         "r2",
                                                         "maxRelative", "withinAbsOrRel", "coverage"};
    if (std::find(metrics.begin(), metrics.end(), bound.metric) == metrics.end())
        return fail("spec.bound", where, fmt::format("\"{}\" is not a metric.", bound.metric),
                    "Use rmse, maxAbs, r2, maxRelative, withinAbsOrRel or coverage.");
    if (json.contains("at")) {
        const bool onAxis = contract.axis && variable->isSeries &&
                            std::find(contract.axis->values.begin(), contract.axis->values.end(), *at) !=
                                contract.axis->values.end();
        if (!onAxis)
            return fail("spec.bound", where + "/at",
                        fmt::format("{} is not a point of the axis of {}.", *at, bound.output),
                        "Give one of the axis' points, or leave it out for all of them.");
        bound.at = *at;
    }
    return bound;
}

/// Together the models give every output exactly once. Their options are checked where they are fitted.
Status checkModels(const nlohmann::json& models, const Contract& contract)
{
    if (!models.is_array() || models.empty())
        return invalid("/models", "a list of models belongs here");
    std::set<std::string> given;
    for (std::size_t i = 0; i < models.size(); ++i) {
        const std::string where = fmt::format("/models/{}", i);
        const nlohmann::json& model = models[i];
        if (!model.is_object() || !model.contains("kind") || !model["kind"].is_string())
            return fail("spec.model", where, "A model needs its kind.",
                        "Name one: \"kind\": \"pod\"; xdt schema training lists them.");
        if (!model.contains("outputs") || !model["outputs"].is_array() || model["outputs"].empty())
            return fail("spec.model", where + "/outputs", "A model needs the list of outputs that it gives.",
                        "Name at least one output of the contract.");
        for (const nlohmann::json& output : model["outputs"]) {
            const std::string name = output.is_string() ? output.get<std::string>() : output.dump();
            if (!contract.findOutput(name))
                return fail("spec.output", where + "/outputs",
                            fmt::format("\"{}\" is no output of the contract.", name),
                            "Name outputs of the contract, or add it there.");
            if (!given.insert(name).second)
                return fail("spec.output", where + "/outputs",
                            fmt::format("Output {} is given by two models.", name),
                            "Name each output in one model only.");
        }
    }
    for (const Variable& output : contract.outputs) {
        if (!given.contains(output.name))
            return fail("spec.output", "/models", fmt::format("No model gives output {}.", output.name),
                        "Add it to a model's outputs, or take it out of the contract.");
    }
    return {};
}

} // namespace

Result<TrainingSpec> readTrainingSpec(const nlohmann::json& json, const Table& table, Diagnostics* warnings)
{
    const Status keys = checkKeys(json, "",
                                  {"$schema", "contract", "run", "columns", "models", "validation",
                                   "conformance", "leaveOut", "missing"});
    if (!keys)
        return fail(keys.error());
    TrainingSpec spec;
    const auto run = readText(json, "run", "");
    if (!run)
        return fail(run.error());
    spec.runColumn = *run;
    const nlohmann::json columns = json.value("columns", nlohmann::json::object());
    if (!columns.is_object())
        return invalid("/columns", "an object of variable names and column names belongs here");
    for (const auto& [variable, column] : columns.items()) {
        if (!column.is_string())
            return invalid("/columns/" + variable, "the name of a column belongs here");
        spec.columns[variable] = column.get<std::string>();
    }
    if (!json.contains("contract"))
        return invalid("/contract", "the contract is missing");
    auto contract = readContract(json["contract"], table, spec, warnings);
    if (!contract)
        return fail(contract.error());
    spec.contract = std::move(*contract);

    spec.models = json.value("models", nlohmann::json::array());
    if (const Status models = checkModels(spec.models, spec.contract); !models)
        return fail(models.error());
    const nlohmann::json validation = json.value("validation", nlohmann::json::object());
    if (const Status read = readValidation(validation, spec); !read)
        return fail(read.error());
    const nlohmann::json bounds = validation.value("bounds", nlohmann::json::array());
    if (!bounds.is_array())
        return invalid("/validation/bounds", "a list of bounds belongs here");
    for (const nlohmann::json& item : bounds) {
        auto bound = readBound(item, spec.contract, fmt::format("/validation/bounds/{}", spec.bounds.size()));
        if (!bound)
            return fail(bound.error());
        spec.bounds.push_back(std::move(*bound));
    }
    const nlohmann::json leaveOut = json.value("leaveOut", nlohmann::json::array());
    if (!leaveOut.is_array())
        return invalid("/leaveOut", "a list of runs belongs here");
    for (const nlohmann::json& name : leaveOut) {
        if (!name.is_string() && !name.is_number_integer())
            return invalid(fmt::format("/leaveOut/{}", spec.leaveOut.size()),
                           "the name of a run belongs here");
        spec.leaveOut.insert(name.is_string() ? name.get<std::string>() : name.dump());
    }
    const auto missing = readText(json, "missing", "");
    if (!missing)
        return fail(missing.error());
    if (!missing->empty() && *missing != "refuse" && *missing != "drop")
        return invalid("/missing", "\"refuse\" or \"drop\" belongs here");
    spec.missing = *missing == "drop" ? MissingValues::Drop : MissingValues::Refuse;
    const auto conformance = readCount(json, "conformance", "", spec.conformance, 1, 1000);
    if (!conformance)
        return fail(conformance.error());
    spec.conformance = *conformance;
    return spec;
}

void chooseEveryModel(nlohmann::json& spec)
{
    if (!spec.is_object() || !spec.contains("contract") || !spec["contract"].is_object())
        return;
    const nlohmann::json before = spec.value("models", nlohmann::json::array());
    nlohmann::json models = nlohmann::json::array();
    std::set<std::string> given;
    for (const nlohmann::json& model : before.is_array() ? before : nlohmann::json::array()) {
        const bool named = model.is_object() && model.contains("kind") && model["kind"].is_string();
        const std::string kind = named ? model["kind"].get<std::string>() : "";
        if (kind == "auto" || kind == "pod" || isRegressorFamily(kind))
            continue;
        models.push_back(model);
        for (const nlohmann::json& output :
             named ? model.value("outputs", nlohmann::json::array()) : nlohmann::json::array())
            if (output.is_string())
                given.insert(output.get<std::string>());
    }
    for (const nlohmann::json& output : spec["contract"].value("outputs", nlohmann::json::array())) {
        const bool named = output.is_object() && output.contains("name") && output["name"].is_string();
        if (named && !given.contains(output["name"].get<std::string>()))
            models.push_back({{"kind", "auto"}, {"outputs", {output["name"]}}});
    }
    spec["models"] = std::move(models);
}

} // namespace twin
