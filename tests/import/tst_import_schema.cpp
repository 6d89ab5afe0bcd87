// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "fmi/fmu_spec.h"
#include "import/import_onnx.h"
#include "import/import_schema.h"

#include <QFile>
#include <QtTest>
#include <fstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace twin;
using nlohmann::json;

namespace {

const char* const stored = TWINWRIGHT_SOURCE_DIR "/resources/schemas/import.schema.json";

bool fits(const json& schemaText, const json& object)
{
    valijson::Schema schema;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(schemaText), schema);
    return valijson::Validator(valijson::Validator::kStrongTypes)
        .validate(schema, valijson::adapters::NlohmannJsonAdapter(object), nullptr);
}

json formOf(const char* title)
{
    const json schema = importSchema();
    for (const json& form : schema["anyOf"])
        if (form["title"] == title)
            return form;
    return {};
}

json onnxSpec()
{
    const json input = {{"name", "x"}, {"unit", "1"}, {"type", "real"}, {"start", 0}};
    json spec = {{"contract",
                  {{"formatVersion", 1},
                   {"id", "net"},
                   {"version", "1.0.0"},
                   {"title", "Net"},
                   {"inputs", json::array()},
                   {"outputs", json::array()}}}};
    for (const char* name : {"a", "b", "c"}) {
        spec["contract"]["inputs"].push_back(input);
        spec["contract"]["inputs"].back()["name"] = name;
    }
    for (const char* name : {"y", "z"})
        spec["contract"]["outputs"].push_back({{"name", name}, {"unit", "1"}, {"type", "real"}});
    return spec;
}

} // namespace

/// What the schema says of a spec is what the readers do with it.
class TestImportSchema : public QObject
{
    Q_OBJECT

  private slots:
    /// TWINWRIGHT_UPDATE_SCHEMAS=1 writes it anew.
    void storedIsGenerated()
    {
        const std::string generated = canonicalJson(importSchema());
        if (qEnvironmentVariableIsSet("TWINWRIGHT_UPDATE_SCHEMAS"))
            std::ofstream(stored) << generated;
        QFile file(stored);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().toStdString(), generated);
    }

    void fmuSpecs_data()
    {
        QTest::addColumn<QByteArray>("spec");
        for (const char* spec :
             {R"({})", R"({"$schema": "x"})", R"({"contract": {}, "conformance": 3})",
              R"({"fmu": {"variables": {"a": "b"}, "startTime": 0, "stopTime": 3, "step": 0.1}})",
              R"({"fmu": {"tolerance": 1e-6, "limits": {"seconds": 3, "megabytes": 100}}})",
              R"({"runs": "runs.csv", "run": "run", "columns": {"a": "b"}})", R"({"contract": 3})",
              R"({"conformance": 0})", R"({"conformance": 1001})", R"({"fmu": []})",
              R"({"fmu": {"stepp": 1}})", R"({"fmu": {"step": 0}})", R"({"fmu": {"step": "1"}})",
              R"({"fmu": {"variables": {"a": 1}}})", R"({"fmu": {"limits": {"seconds": 0}}})",
              R"({"fmu": {"limits": {"cores": 1}}})", R"({"rums": "runs.csv"})", R"([])"})
            QTest::newRow(spec) << QByteArray(spec);
    }
    void fmuSpecs()
    {
        QFETCH(QByteArray, spec);
        const json read = json::parse(spec.toStdString());
        QCOMPARE(bool(readFmuSpec(read)), fits(formOf("FMU"), read));
    }

    void onnxSpecs_data()
    {
        QTest::addColumn<QByteArray>("patch");
        for (const char* patch :
             {R"({})", R"({"$schema": "x"})", R"({"inputs": ["a", "b", "c"]})",
              R"({"inputs": ["a", {"name": "b", "offset": 1, "scale": 2}, "c"]})", R"({"conformance": 1000})",
              R"({"conformance": 1001})",
              R"({"conformance": 0})", R"({"singlePrecision": {"tolerance": 0}})",
              R"({"singlePrecision": {}})", R"({"singlePrecision": {"tolerance": 0.1}})",
              R"({"inputs": ["a", 3, "c"]})", R"({"inputs": ["a", {"name": "b", "shift": 1}, "c"]})",
              R"({"inputs": 3})", R"({"contract": 3})", R"({"fmu": {}})", R"({"input": ["a", "b", "c"]})"})
            QTest::newRow(patch) << QByteArray(patch);
    }
    void onnxSpecs()
    {
        QFETCH(QByteArray, patch);
        json spec = onnxSpec();
        spec.update(json::parse(patch.toStdString()));
        QFile model(TWINWRIGHT_SOURCE_DIR "/tests/import/models/gemm.onnx");
        QVERIFY(model.open(QIODevice::ReadOnly));
        std::vector<std::string> notes;
        const auto made = importOnnx(model.readAll().toStdString(), "gemm.onnx", spec, nullptr, notes);
        QVERIFY2(bool(made) == fits(formOf("ONNX"), spec), made ? "taken" : made.error().message.c_str());
    }

    void aSlipIsAnswered()
    {
        const auto slip = readFmuSpec({{"contrat", json::object()}});
        QVERIFY(!slip && slip.error().remedy.find("Did you mean \"contract\"?") == 0);
    }
};

QTEST_APPLESS_MAIN(TestImportSchema)
#include "tst_import_schema.moc"
