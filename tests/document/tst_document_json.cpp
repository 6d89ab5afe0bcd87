// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "catalog.h"
#include "document/document_json.h"
#include "random_document.h"

#include <QtTest>

using namespace twin;

class TestDocumentJson : public QObject
{
    Q_OBJECT

  private slots:
    void loadGivesBackWhatWasSaved();
    void savesOnlyWhatDiffersFromTheDefault();
    void savedTextReadsWell();
    void keepsWhatItDoesNotKnow();
    void migratesOneVersionAtATime();
    void migrationThatFailsIsReported();
    void refuses_data();
    void refuses();
    void givesTheSecondOfTwoIdsANewOne();
    void nodesTravelAsJson();
};

namespace {

std::string codeOf(const LoadedDocument& loaded)
{
    return loaded.diagnostics.empty() ? std::string() : loaded.diagnostics.back().code;
}

} // namespace

void TestDocumentJson::loadGivesBackWhatWasSaved()
{
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const Document document = RandomDocument(seed, standardCatalog()).document();
        const std::string text = saveDocument(document, standardCatalog());
        const LoadedDocument loaded = loadDocument(text, "random.twinapp", standardCatalog());
        QVERIFY2(loaded.document.has_value(), codeOf(loaded).c_str());
        QVERIFY2(*loaded.document == document, qPrintable(QString("seed %1").arg(seed)));
        QVERIFY(loaded.diagnostics.empty());
        QCOMPARE(saveDocument(*loaded.document, standardCatalog()), text);
    }
}

void TestDocumentJson::savesOnlyWhatDiffersFromTheDefault()
{
    Document document{{"n1", "app", {{"title", "T"}}, {{"n2", "page", {{"title", "P"}}, {}}}}};
    const std::string sparse = saveDocument(document, standardCatalog());
    document.root.properties["timeBudget"] =
        standardCatalog().find("app")->findProperty("timeBudget")->defaultValue;
    document.root.properties["decision"] = "";
    QCOMPARE(saveDocument(document, standardCatalog()), sparse);
    document.root.properties["timeBudget"] = 9;
    QVERIFY(saveDocument(document, standardCatalog()) != sparse);
}

void TestDocumentJson::savedTextReadsWell()
{
    const Document document{
        {"n1",
         "app",
         {{"title", "Inspect"}},
         {{"n2", "page", {{"title", "Today"}}, {{"n3", "text", {{"cell", {0, 4, 6, 2}}}, {}}}}}}};
    QCOMPARE(saveDocument(document, standardCatalog()), std::string(R"({
  "formatVersion": 1,
  "root": {
    "children": [
      {
        "children": [
          {
            "id": "n3",
            "properties": {
              "cell": [0, 4, 6, 2]
            },
            "type": "text"
          }
        ],
        "id": "n2",
        "properties": {
          "title": "Today"
        },
        "type": "page"
      }
    ],
    "id": "n1",
    "properties": {
      "title": "Inspect"
    },
    "type": "app"
  }
}
)"));
}

void TestDocumentJson::keepsWhatItDoesNotKnow()
{
    const std::string text =
        canonicalJson({{"formatVersion", 1},
                       {"root",
                        {{"id", "n1"},
                         {"type", "app"},
                         {"children",
                          {{{"id", "n2"},
                            {"type", "hologram"},
                            {"properties", {{"depth", 3}, {"more", {1, {{"a", 2}}}}}}}}}}}});
    const LoadedDocument loaded = loadDocument(text, "future.twinapp", standardCatalog());
    QVERIFY(loaded.document.has_value());
    QCOMPARE(saveDocument(*loaded.document, standardCatalog()), text);
}

void TestDocumentJson::migratesOneVersionAtATime()
{
    std::vector<int> steps;
    const std::vector<Migration> migrations = {
        [&](nlohmann::json& file) -> Status {
            steps.push_back(1);
            file["root"]["properties"]["title"] = file["root"]["properties"]["name"];
            file["root"]["properties"].erase("name");
            return {};
        },
        [&](nlohmann::json& file) -> Status {
            steps.push_back(2);
            file["root"]["properties"]["title"] =
                file["root"]["properties"]["title"].get<std::string>() + "!";
            return {};
        }};
    const auto load = [&](int version, const char* key) {
        steps.clear();
        const nlohmann::json file = {
            {"formatVersion", version},
            {"root", {{"id", "n1"}, {"type", "app"}, {"properties", {{key, "Old"}}}}}};
        return loadDocument(canonicalJson(file), "old.twinapp", standardCatalog(), migrations, 3);
    };
    const LoadedDocument first = load(1, "name");
    QVERIFY(first.document.has_value());
    QCOMPARE(steps, (std::vector<int>{1, 2}));
    QCOMPARE(first.document->root.properties, (nlohmann::json{{"title", "Old!"}}));
    QVERIFY(load(2, "title").document.has_value());
    QCOMPARE(steps, std::vector<int>{2});
    QVERIFY(load(3, "title").document.has_value());
    QVERIFY(steps.empty());
    QCOMPARE(codeOf(load(4, "title")), std::string("document.format-newer"));
}

void TestDocumentJson::migrationThatFailsIsReported()
{
    const std::vector<Migration> migrations = {[](nlohmann::json&) -> Status {
        return fail("document.node", "/root", "It lacks a root.", "Open an older copy.");
    }};
    const LoadedDocument loaded =
        loadDocument("{\"formatVersion\": 1}", "old.twinapp", standardCatalog(), migrations, 2);
    QVERIFY(!loaded.document.has_value());
    QCOMPARE(codeOf(loaded), std::string("document.node"));
}

void TestDocumentJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const char* text, const char* code) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(code);
    };
    row("nothing", "", "json.syntax");
    row("a list", "[]", "document.node");
    row("another program's file", "{\"version\": 2}", "document.format");
    row("a version that is a text", "{\"formatVersion\": \"1\"}", "document.format");
    row("version 0", "{\"formatVersion\": 0}", "document.format");
    row("newer", "{\"formatVersion\": 2, \"root\": {}}", "document.format-newer");
    row("much newer", "{\"formatVersion\": 18446744073709551615}", "document.format-newer");
    row("no root", "{\"formatVersion\": 1}", "document.node");
    row("root is a text", "{\"formatVersion\": 1, \"root\": \"app\"}", "document.node");
    row("root is not an app", R"({"formatVersion": 1, "root": {"id": "n1", "type": "page"}})",
        "document.node");
    row("no id", R"({"formatVersion": 1, "root": {"type": "app"}})", "document.node");
    row("an id with a slash", R"({"formatVersion": 1, "root": {"id": "a/b", "type": "app"}})",
        "document.node");
    row("properties are a list",
        R"({"formatVersion": 1, "root": {"id": "a", "type": "app", "properties": []}})", "document.node");
    row("children are an object",
        R"({"formatVersion": 1, "root": {"id": "a", "type": "app", "children": {}}})", "document.node");
    row("a child is null", R"({"formatVersion": 1, "root": {"id": "a", "type": "app", "children": [null]}})",
        "document.node");
    row("an unknown member", R"({"formatVersion": 1, "root": {"id": "a", "type": "app", "script": "rm"}})",
        "document.node");
}

void TestDocumentJson::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const LoadedDocument loaded = loadDocument(text.toStdString(), "bad.twinapp", standardCatalog());
    QVERIFY(!loaded.document.has_value());
    QCOMPARE(QString::fromStdString(codeOf(loaded)), code);
    QVERIFY(!loaded.diagnostics.back().remedy.empty());
}

void TestDocumentJson::givesTheSecondOfTwoIdsANewOne()
{
    const LoadedDocument loaded =
        loadDocument(R"({"formatVersion": 1, "root": {"id": "n1", "type": "app", "children": [
        {"id": "n2", "type": "page"}, {"id": "n2", "type": "page"}, {"id": "n1", "type": "rule"}]}})",
                     "merged.twinapp", standardCatalog());
    QVERIFY(loaded.document.has_value());
    QCOMPARE(loaded.diagnostics.size(), std::size_t(2));
    QCOMPARE(codeOf(loaded), std::string("document.duplicate-id"));
    QVERIFY(!hasErrors(loaded.diagnostics));
    QCOMPARE(loaded.document->root.children[0].id, std::string("n2"));
    QCOMPARE(loaded.document->root.children[1].id, std::string("n3"));
    QCOMPARE(loaded.document->root.children[2].id, std::string("n4"));
}

void TestDocumentJson::nodesTravelAsJson()
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const Node node = RandomDocument(seed, standardCatalog()).document().root;
        const auto back = nodeFromJson(nodeToJson(node), "/clipboard");
        QVERIFY(back.has_value());
        QVERIFY(*back == node);
    }
    const auto bad = nodeFromJson({{"id", "a"}, {"type", "page"}, {"children", {{{"id", 3}}}}}, "/clipboard");
    QVERIFY(!bad.has_value());
    QCOMPARE(bad.error().location, std::string("/clipboard/children/0/id"));
}

QTEST_APPLESS_MAIN(TestDocumentJson)
#include "tst_document_json.moc"
