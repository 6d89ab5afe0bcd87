// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/json.h"
#include "catalog.h"
#include "document/document_json.h"

#include <QtTest>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace twin;
using nlohmann::json;

/// The schema is generated from the descriptors; the file in resources is there for people and other
/// programs. Set TWINWRIGHT_UPDATE_SCHEMAS=1 to write it anew.
class TestDocumentSchema : public QObject
{
    Q_OBJECT

  private slots:
    void storedIsGenerated();
    void acceptsEveryVersionThatIsCurrent();
    void acceptsEveryDefault();
    void refuses_data();
    void refuses();
};

namespace {

const char* const stored = TWINWRIGHT_SOURCE_DIR "/resources/schemas/document.schema.json";
const char* const golden = TWINWRIGHT_SOURCE_DIR "/tests/golden/document-1.twinapp";

bool fits(const json& document)
{
    valijson::Schema schema;
    const json text = documentSchema(standardCatalog());
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
    return valijson::Validator(valijson::Validator::kStrongTypes)
        .validate(schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

} // namespace

void TestDocumentSchema::storedIsGenerated()
{
    const std::string generated = canonicalJson(documentSchema(standardCatalog()));
    if (qEnvironmentVariableIsSet("TWINWRIGHT_UPDATE_SCHEMAS"))
        QVERIFY(writeFileAtomically(stored, generated).has_value());
    const auto text = readFile(stored);
    QVERIFY(text.has_value());
    QVERIFY2(*text == generated,
             "run this test with TWINWRIGHT_UPDATE_SCHEMAS=1 after changing a descriptor");
}

void TestDocumentSchema::acceptsEveryVersionThatIsCurrent()
{
    QVERIFY(fits(*parseJson(*readFile(golden), golden)));
}

void TestDocumentSchema::acceptsEveryDefault()
{
    for (const NodeDescriptor& descriptor : standardCatalog().descriptors()) {
        if (!descriptor.isWidget())
            continue;
        json properties = json::object();
        for (const PropertyDescriptor& property : descriptor.properties)
            if (!property.defaultValue.is_null())
                properties[property.key] = property.defaultValue;
        const json page = {
            {"id", "n2"},
            {"type", "page"},
            {"children", {{{"id", "n3"}, {"type", descriptor.type}, {"properties", properties}}}}};
        QVERIFY2(
            fits({{"formatVersion", 1}, {"root", {{"id", "n1"}, {"type", "app"}, {"children", {page}}}}}),
            descriptor.type.c_str());
    }
}

void TestDocumentSchema::refuses_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::newRow("another version") << QByteArray(R"({"formatVersion": 2})");
    QTest::newRow("no root") << QByteArray(R"({"root": null})");
    QTest::newRow("a page as the root") << QByteArray(R"({"root": {"type": "page"}})");
    QTest::newRow("an id with a space") << QByteArray(R"({"root": {"id": "n 1"}})");
    QTest::newRow("an unknown property") << QByteArray(R"({"root": {"properties": {"colour": "red"}}})");
    QTest::newRow("a number as the title") << QByteArray(R"({"root": {"properties": {"title": 3}}})");
    QTest::newRow("a time budget of nothing") << QByteArray(R"({"root": {"properties": {"timeBudget": 0}}})");
    QTest::newRow("a widget below the app")
        << QByteArray(R"({"root": {"children": [{"id": "n9", "type": "slider"}]}})");
}

void TestDocumentSchema::refuses()
{
    QFETCH(QByteArray, patch);
    json document = *parseJson(*readFile(golden), golden);
    document.merge_patch(json::parse(patch.toStdString()));
    QVERIFY(!fits(document));
}

QTEST_APPLESS_MAIN(TestDocumentSchema)
#include "tst_document_schema.moc"
