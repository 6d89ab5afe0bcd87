// SPDX-License-Identifier: GPL-3.0-or-later
#include "targets.h"

#include "base/json.h"
#include "base/unit.h"
#include "catalog.h"
#include "contract/contract.h"
#include "document/document_json.h"
#include "document/validate.h"
#include "experiment/run_output.h"
#include "experiment/run_record.h"
#include "expression/expression.h"
#include "fmi/fmu_draft.h"
#include "fmi/fmu_plan.h"
#include "import/onnx_network.h"
#include "model/network_program.h"
#include "package/archive.h"
#include "package/package.h"
#include "report/compose_report.h"
#include "report/html_page.h"
#include "training/table.h"

#include <algorithm>
#include <stdexcept>

namespace twin {
namespace {

void promise(bool kept, const char* what)
{
    if (!kept)
        throw std::logic_error(what);
}

/// False, after a look at the error: it must have a code and a message that JSON can hold.
bool refused(const Diagnostic& error)
{
    promise(!error.code.empty() && !error.message.empty(), "an error says what is wrong");
    promise(!nlohmann::json(error).dump().empty(), "an error is printable");
    return false;
}

bool feedJson(std::string_view input)
{
    const auto json = parseJson(input, "fuzz.json");
    if (!json)
        return refused(json.error());
    const auto again = parseJson(canonicalJson(*json), "fuzz.json");
    promise(again && *again == *json, "what was read can be written and read again");
    return true;
}

bool feedDocument(std::string_view input)
{
    const LoadedDocument loaded = loadDocument(input, "fuzz.twinapp", standardCatalog());
    for (const Diagnostic& finding : loaded.diagnostics)
        refused(finding);
    promise(loaded.document || hasErrors(loaded.diagnostics), "a document, or the reason why not");
    if (!loaded.document)
        return false;
    for (const Diagnostic& finding : validate(*loaded.document, standardCatalog(), nullptr))
        refused(finding);
    const std::string text = saveDocument(*loaded.document, standardCatalog());
    const LoadedDocument again = loadDocument(text, "fuzz.twinapp", standardCatalog());
    promise(again.document && *again.document == *loaded.document, "load(save(d)) = d");
    return true;
}

bool feedContract(std::string_view input)
{
    const auto json = parseJson(input, "contract.json");
    if (!json)
        return refused(json.error());
    const auto contract = contractFromJson(*json);
    if (!contract)
        return refused(contract.error());
    const nlohmann::json written = toJson(*contract);
    const auto again = contractFromJson(written);
    promise(again && toJson(*again) == written, "a contract that was read can be written and read again");
    return true;
}

bool feedPackage(std::string_view input)
{
    const auto package = parsePackage(input, "fuzz.xdt");
    if (!package)
        return refused(package.error());
    const auto bytes = packageBytes(**package);
    promise(bytes.has_value(), "a package that was read can be written");
    promise(parsePackage(*bytes, "again.xdt").has_value(), "a package that was written can be read");
    return true;
}

/// A package whose part is changed and whose manifest is right about it, so that what is behind the checksums
/// is reached.
std::string resealed(Mutator& mutator, const std::string& package)
{
    auto entries = readArchive(package, "corpus.xdt");
    if (!entries)
        return mutator.mutated(package);
    auto part = entries->begin();
    std::advance(part, static_cast<std::ptrdiff_t>(mutator.below(entries->size())));
    part->second = mutator.mutated(part->second);
    auto manifest = parseJson((*entries)["manifest.json"], "manifest.json");
    if (manifest && manifest->is_object() && part->first != "manifest.json") {
        (*manifest)["parts"][part->first] = sha256Hex(part->second);
        (*entries)["manifest.json"] = canonicalJson(*manifest);
    }
    const auto bytes = writeArchive(*entries);
    return bytes ? *bytes : package;
}

bool feedTable(std::string_view input)
{
    const auto table = parseTable(input, "fuzz.csv");
    if (!table)
        return refused(table.error());
    for (const Table::Column& column : table->columns)
        promise((column.isNumeric() ? column.values.size() : column.texts.size()) == table->rows,
                "every column has a value in every row");
    return true;
}

bool feedRunOutput(std::string_view input)
{
    Contract contract;
    contract.axis = Axis{"time", "Time", {}, {0, 1, 2}};
    contract.axis2 = Axis{"depth", "Depth", {}, {0, 1}};
    contract.outputs.resize(3);
    contract.outputs[0].name = "y";
    contract.outputs[1].name = "t";
    contract.outputs[1].isSeries = true;
    contract.outputs[2].name = "f";
    contract.outputs[2].isField = true;
    const auto own = readRunOutputWithAxis(input, contract, {});
    if (own)
        promise(own->axis.size() >= 2 && std::is_sorted(own->axis.begin(), own->axis.end()) &&
                    own->outputs[1].size() == own->axis.size(),
                "a series has the points of its own axis");
    else
        promise(own.error().message.find('\n') == std::string::npos, "a reason is one line");
    const auto outputs = readRunOutput(input, contract, {});
    if (!outputs) {
        promise(outputs.error().message.find('\n') == std::string::npos, "a reason is one line");
        return refused(outputs.error());
    }
    promise(outputs->size() == 3 && (*outputs)[0].size() == 1 && (*outputs)[1].size() == 3 &&
                (*outputs)[2].size() == 6,
            "every output has its points");
    return true;
}

bool feedRunRecord(std::string_view input)
{
    const auto record = parseRunRecord(input, "fuzz.record");
    if (!record)
        return refused(record.error());
    promise(record->length <= input.size(), "no more is kept than there is");
    for (const auto& [run, answer] : record->answers) {
        promise(run < record->subject.runs, "an answer is to a run of the design");
        if (answer.failure)
            refused(*answer.failure);
    }
    const auto again = parseRunRecord(input.substr(0, record->length), "fuzz.record");
    promise(again && again->answers == record->answers, "what is kept reads the same");
    return record->isStarted;
}

Package reportedPackage()
{
    Package package;
    Contract& contract = package.contract;
    contract.axis = Axis{"time", "Time", {}, {0, 1, 2}};
    contract.inputs.resize(2);
    contract.inputs[0].name = "a";
    contract.inputs[1].name = "b";
    for (Variable& input : contract.inputs)
        input.validated = input.physical = {0, 10};
    contract.axis2 = Axis{"depth", "Depth", {}, {0, 1}};
    contract.outputs.resize(2);
    contract.outputs[0].name = "s";
    contract.outputs[0].isSeries = true;
    contract.outputs[1].name = "f";
    contract.outputs[1].isField = true;
    package.domain = *DomainOfValidity::fit(contract, std::vector<double>{1, 2, 3, 4, 5, 7, 9, 1});
    return package;
}

bool feedReport(std::string_view input)
{
    static const Package package = reportedPackage();
    const auto json = parseJson(input, "report.json");
    if (!json)
        return refused(json.error());
    const auto report = readReport(*json, package.contract);
    if (!report)
        return refused(report.error());
    const std::string page = htmlPage(composeReport(package, *report, nullptr));
    promise(page.find("nan\"") == std::string::npos && page.find("inf\"") == std::string::npos,
            "every place on a page is a number");
    promise(page.size() < 100 * (input.size() + 10'000), "a page is in proportion to its report");
    return true;
}

SymbolTable symbols()
{
    const auto unit = [](const char* code) { return *Unit::parse(code); };
    SymbolTable table;
    table.symbols = {{.name = "q_in", .unit = unit("m3/h")},
                     {.name = "t_amb", .unit = unit("Cel")},
                     {.name = "n", .unit = unit("1")},
                     {.name = "mode", .unit = unit("1"), .items = {"eco", "boost"}},
                     {.name = "p_fail", .unit = unit("1"), .isSeries = true, .isOutput = true},
                     {.name = "wall", .unit = unit("Cel"), .isOutput = true, .isField = true}};
    table.secondAxisName = "depth";
    table.secondAxisUnit = unit("m");
    table.secondAxisValues = {0, 1};
    table.axisName = "time";
    table.axisUnit = unit("h");
    table.axisValues = {0, 6, 12, 18, 24};
    return table;
}

bool feedExpression(std::string_view input)
{
    static const SymbolTable table = symbols();
    const std::vector<double> scalars[] = {
        {1300}, {33}, {3}, {1}, {0, 0.001, 0.002, 0.002, 0.003}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
    const std::vector<std::span<const double>> values(std::begin(scalars), std::end(scalars));
    const auto series = Expression::compileSeries(input, table, "/formula");
    if (!series)
        refused(series.error());
    else if (series->kind() == Expression::Kind::Number) {
        std::vector<double> out(table.axisValues.size());
        series->evaluateSeries(values, out);
    }
    const auto expression = Expression::compile(input, table, "/condition");
    if (!expression)
        return refused(expression.error());
    if (expression->kind() == Expression::Kind::Condition)
        static_cast<void>(expression->test(values));
    else
        static_cast<void>(expression->evaluate(values));
    return true;
}

bool feedOnnx(std::string_view input)
{
    const auto graph = readOnnx(input, "fuzz.onnx");
    if (!graph)
        return refused(graph.error());
    auto imported = networkOf(*graph);
    if (!imported)
        return refused(imported.error());
    ArrayStore arrays;
    const nlohmann::json json = saveNetwork(imported->network, "n/", arrays);
    const auto again = loadNetwork(StoredNumbers(json, arrays, "/network"), imported->network.inputs,
                                   imported->network.outputs());
    promise(again.has_value(), "a network that was imported can be stored and loaded");
    const NetworkProgram program(*again, true);
    NetworkRun run(program);
    const std::vector<double> point(again->inputs, 0.5);
    std::vector<double> answer(again->outputs()), single(again->outputs());
    run.answer(point.data(), 1, answer.data(), answer.size(), 1);
    run.answerSingle(point.data(), 1, single.data(), single.size(), 1);
    return true;
}

bool feedUnit(std::string_view input)
{
    const auto unit = Unit::parse(input);
    if (!unit)
        return refused(unit.error());
    const auto again = Unit::parse(unit->code());
    promise(again && again->code() == unit->code(), "a unit's code gives the same unit");
    promise(again->dimension() == unit->dimension() && again->factor() == unit->factor(),
            "and the same scale");
    return true;
}

bool feedModelDescription(std::string_view input)
{
    const auto description = readModelDescription(input, "fuzz.fmu");
    if (!description)
        return refused(description.error());
    const auto draft = draftOf(*description, {});
    if (!draft)
        return refused(draft.error());
    promise(!hasErrors(validate(draft->contract)), "a contract that was drafted is a right one");
    promise(!draft->model.dump().empty(), "what was read can be written");
    const auto plan = readFmuPlan(draft->model, draft->contract, "");
    if (!plan)
        return refused(plan.error());
    promise(plan->outputs.size() == draft->contract.outputs.size() && plan->rowValues() > 0,
            "a run answers every output");
    return true;
}

/// A contract for models that are read without a package.
Contract modelContract()
{
    const auto variable = [](const char* name, const char* code, Causality causality) {
        Variable made;
        made.name = made.label = name;
        made.unit = *Unit::parse(code);
        made.causality = causality;
        made.isSeries = causality == Causality::Output;
        made.confidence = {Confidence::Kind::None, 0.9, "a model"};
        return made;
    };
    Contract contract;
    contract.id = "fuzz";
    contract.version = "1.0.0";
    contract.title = "Fuzz";
    contract.axis = Axis{"time", "Time", *Unit::parse("h"), {0, 1, 2.5}};
    contract.inputs = {variable("start", "Cel", Causality::Input), variable("room", "Cel", Causality::Input)};
    contract.axis2 = Axis{"depth", "Depth", *Unit::parse("m"), {0, 1}};
    contract.outputs = {variable("cup", "Cel", Causality::Output),
                        variable("wall", "Cel", Causality::Output)};
    contract.outputs[1].isSeries = false;
    contract.outputs[1].isField = true;
    return contract;
}

bool feedModel(std::string_view input)
{
    static const Contract contract = modelContract();
    const auto json = parseJson(input, "model.json");
    if (!json)
        return refused(json.error());
    const auto model = loadModel(*json, {}, contract, "/models/0");
    if (!model)
        return refused(model.error());
    ArrayStore arrays;
    const nlohmann::json saved = (*model)->save("model0/", arrays);
    promise(loadModel(saved, arrays, contract, "/models/0").has_value(), "a saved model can be read");
    return true;
}

std::string makePackage(Mutator& mutator)
{
    return mutator.below(4) == 0 ? mutator.next() : resealed(mutator, mutator.item());
}

} // namespace

const std::vector<FuzzTarget>& fuzzTargets()
{
    static const std::vector<FuzzTarget> targets = {
        {"contract", feedContract, nullptr},
        {"document", feedDocument, nullptr},
        {"expression", feedExpression, nullptr},
        {"json", feedJson, nullptr},
        {"model-description", feedModelDescription, nullptr},
        {"onnx", feedOnnx, nullptr},
        {"model", feedModel, nullptr},
        {"package", feedPackage, makePackage},
        {"report", feedReport, nullptr},
        {"run-output", feedRunOutput, nullptr},
        {"run-record", feedRunRecord, nullptr},
        {"table", feedTable, nullptr},
        {"unit", feedUnit, nullptr},
    };
    return targets;
}

} // namespace twin
