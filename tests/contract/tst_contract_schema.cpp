// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "contract/contract.h"
#include "contract/eastfield_contract.h"

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

const char* const stored = TWINWRIGHT_SOURCE_DIR "/resources/schemas/contract.schema.json";

bool fits(const json& schemaText, const json& object)
{
    valijson::Schema schema;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(schemaText), schema);
    return valijson::Validator(valijson::Validator::kStrongTypes)
        .validate(schema, valijson::adapters::NlohmannJsonAdapter(object), nullptr);
}

} // namespace

/// The schema is generated from the code; the file in resources is there for people and other programs.
/// Set TWINWRIGHT_UPDATE_SCHEMAS=1 to write it anew.
class TestContractSchema : public QObject
{
    Q_OBJECT

  private slots:
    void storedIsGenerated();
    void acceptsWhatIsWritten();
    void acceptsTheTemplates();
    void refusesWhatIsNotAContract_data();
    void refusesWhatIsNotAContract();
};

void TestContractSchema::storedIsGenerated()
{
    const std::string generated = canonicalJson(contractSchema());
    if (qEnvironmentVariableIsSet("TWINWRIGHT_UPDATE_SCHEMAS"))
        std::ofstream(stored) << generated;
    QFile file(stored);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().toStdString(), generated);
}

void TestContractSchema::acceptsWhatIsWritten()
{
    QVERIFY(fits(contractSchema(), eastfieldContract()));
    QVERIFY(fits(contractSchema(), toJson(*contractFromJson(eastfieldContract()))));
}

/// The contracts in the templates' training specs; the values of an axis may be left to the table.
void TestContractSchema::acceptsTheTemplates()
{
    for (const char* name : {"eastfield", "network-pump"}) {
        QFile file(QStringLiteral(TWINWRIGHT_SOURCE_DIR "/templates/%1/spec.json").arg(name));
        QVERIFY2(file.open(QIODevice::ReadOnly), name);
        const Result<json> spec = parseJson(file.readAll().toStdString(), name);
        QVERIFY2(spec, name);
        json contract = spec->at("contract");
        if (!contract.at("axis").contains("values"))
            contract["axis"]["values"] = {0, 6, 12, 24};
        QVERIFY2(fits(contractSchema(), contract), name);
        const Result<Contract> read = contractFromJson(contract);
        QVERIFY2(read, read ? "" : format(read.error()).c_str());
        QVERIFY(fits(contractSchema(), toJson(*read)));
        contract["inputs"][0]["phisical"] = {0, 1};
        QVERIFY2(!fits(contractSchema(), contract), name);
    }
}

void TestContractSchema::refusesWhatIsNotAContract_data()
{
    QTest::addColumn<QString>("patch");
    QTest::newRow("missing id") << R"([{"op":"remove","path":"/id"}])";
    QTest::newRow("unknown field") << R"([{"op":"add","path":"/inputs/0/phisical","value":[0,1]}])";
    QTest::newRow("text for a range") << R"([{"op":"replace","path":"/inputs/0/physical","value":"0..1"}])";
    QTest::newRow("outcome") << R"([{"op":"replace","path":"/guardrails/0/onFail","value":"pass"}])";
    QTest::newRow("newer format") << R"([{"op":"replace","path":"/formatVersion","value":99}])";
    QTest::newRow("name") << R"([{"op":"replace","path":"/outputs/0/name","value":"p fail"}])";
}

void TestContractSchema::refusesWhatIsNotAContract()
{
    QFETCH(QString, patch);
    QVERIFY(!fits(contractSchema(), eastfieldContract().patch(json::parse(patch.toStdString()))));
}

QTEST_APPLESS_MAIN(TestContractSchema)
#include "tst_contract_schema.moc"
