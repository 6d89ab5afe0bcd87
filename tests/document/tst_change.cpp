// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "document/change.h"
#include "document/document_json.h"
#include "random_document.h"

#include <QtTest>

using namespace twin;

class TestChange : public QObject
{
    Q_OBJECT

  private slots:
    void inverseRestoresEveryDocument();
    void tenUndosAndRedosGiveTheSameBytes();
    void insertsAtThePlace();
    void movesWithinAndAcross();
    void setsAndResets();
    void refuses_data();
    void refuses();
    void batchIsAllOrNothing();
    void findsNodes();
};

namespace {

Node makeNode(const char* id, const char* type, std::vector<Node> children = {})
{
    return {id, type, nlohmann::json::object(), std::move(children)};
}

/// app(page(a, group(b, c)), rule)
Document small()
{
    return {
        makeNode("app", "app",
                 {makeNode("page", "page",
                           {makeNode("a", "slider"),
                            makeNode("group", "group", {makeNode("b", "readout"), makeNode("c", "text")})}),
                  makeNode("rule", "rule")})};
}

std::vector<std::string> childrenOf(const Document& document, const char* id)
{
    std::vector<std::string> ids;
    for (const Node& child : findNode(document, id)->children)
        ids.push_back(child.id);
    return ids;
}

using Ids = std::vector<std::string>;

} // namespace

void TestChange::inverseRestoresEveryDocument()
{
    int applied = 0;
    int refused = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        RandomDocument random(seed, standardCatalog());
        Document document = random.document();
        for (int step = 0; step < 25; ++step) {
            const Document before = document;
            const Change change = random.change(document);
            const auto inverse = apply(document, change);
            if (!inverse) {
                ++refused;
                QVERIFY2(document == before, "a refused change left a trace");
                continue;
            }
            ++applied;
            const Document after = document;
            const auto redo = apply(document, *inverse);
            QVERIFY(redo.has_value());
            QVERIFY(document == before);
            QVERIFY(apply(document, *redo).has_value());
            QVERIFY(document == after);
        }
    }
    QVERIFY(applied > 1000);
    QVERIFY(refused > 500);
}

void TestChange::tenUndosAndRedosGiveTheSameBytes()
{
    for (std::uint64_t seed = 1000; seed < 1050; ++seed) {
        RandomDocument random(seed, standardCatalog());
        Document document = random.document();
        std::vector<std::string> saved = {saveDocument(document, standardCatalog())};
        std::vector<Change> undo;
        while (undo.size() < 10) {
            if (auto inverse = apply(document, random.change(document))) {
                undo.push_back(std::move(*inverse));
                saved.push_back(saveDocument(document, standardCatalog()));
            }
        }
        std::vector<Change> redo;
        for (std::size_t i = 10; i-- > 0;) {
            redo.push_back(*apply(document, undo[i]));
            QCOMPARE(saveDocument(document, standardCatalog()), saved[i]);
        }
        for (std::size_t i = 1; i <= 10; ++i) {
            QVERIFY(apply(document, redo[10 - i]).has_value());
            QCOMPARE(saveDocument(document, standardCatalog()), saved[i]);
        }
    }
}

void TestChange::insertsAtThePlace()
{
    Document document = small();
    QVERIFY(apply(document, {InsertChange{"page", 1, makeNode("new", "toggle")}}).has_value());
    QCOMPARE(childrenOf(document, "page"), (Ids{"a", "new", "group"}));
    QVERIFY(apply(document, {InsertChange{"page", 3, makeNode("last", "toggle")}}).has_value());
    QCOMPARE(childrenOf(document, "page"), (Ids{"a", "new", "group", "last"}));
}

void TestChange::movesWithinAndAcross()
{
    Document document = small();
    QVERIFY(apply(document, {MoveChange{"a", "page", 1}}).has_value());
    QCOMPARE(childrenOf(document, "page"), (Ids{"group", "a"}));
    QVERIFY(apply(document, {MoveChange{"b", "page", 0}}).has_value());
    QCOMPARE(childrenOf(document, "page"), (Ids{"b", "group", "a"}));
    // The node stands before its new parent: taking it out moves that parent in memory.
    QVERIFY(apply(document, {MoveChange{"b", "group", 1}}).has_value());
    QCOMPARE(childrenOf(document, "group"), (Ids{"c", "b"}));
    QCOMPARE(childrenOf(document, "page"), (Ids{"group", "a"}));
}

void TestChange::setsAndResets()
{
    Document document = small();
    const auto first = apply(document, {SetPropertyChange{"a", "label", "Flow"}});
    QCOMPARE(findNode(document, "a")->properties.at("label").get<std::string>(), std::string("Flow"));
    const auto second = apply(document, {SetPropertyChange{"a", "label", std::nullopt}});
    QVERIFY(findNode(document, "a")->properties.empty());
    QVERIFY(apply(document, *second).has_value());
    QCOMPARE(findNode(document, "a")->properties.at("label").get<std::string>(), std::string("Flow"));
    QVERIFY(apply(document, *first).has_value());
    QVERIFY(document == small());
}

void TestChange::refuses_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("code");
    QTest::newRow("insert below nothing") << 0 << "change.no-node";
    QTest::newRow("insert beyond the end") << 1 << "change.index";
    QTest::newRow("insert an id that is there") << 2 << "change.duplicate-id";
    QTest::newRow("insert an id twice") << 3 << "change.duplicate-id";
    QTest::newRow("insert an id that is there, deep") << 4 << "change.duplicate-id";
    QTest::newRow("remove the app") << 5 << "change.root";
    QTest::newRow("remove nothing") << 6 << "change.no-node";
    QTest::newRow("move into itself") << 7 << "change.cycle";
    QTest::newRow("move below itself") << 8 << "change.cycle";
    QTest::newRow("move the app") << 9 << "change.root";
    QTest::newRow("move beyond the end") << 10 << "change.index";
    QTest::newRow("set on nothing") << 11 << "change.no-node";
}

void TestChange::refuses()
{
    const Change changes[] = {
        {InsertChange{"gone", 0, makeNode("new", "text")}},
        {InsertChange{"page", 3, makeNode("new", "text")}},
        {InsertChange{"page", 0, makeNode("a", "text")}},
        {InsertChange{"page", 0, makeNode("new", "group", {makeNode("new", "text")})}},
        {InsertChange{"page", 0, makeNode("new", "group", {makeNode("c", "text")})}},
        {RemoveChange{"app"}},
        {RemoveChange{"gone"}},
        {MoveChange{"group", "group", 0}},
        {MoveChange{"page", "c", 0}},
        {MoveChange{"app", "page", 0}},
        {MoveChange{"a", "page", 2}},
        {SetPropertyChange{"gone", "label", "x"}},
    };
    QFETCH(int, which);
    QFETCH(QString, code);
    Document document = small();
    const auto result = apply(document, changes[which]);
    QVERIFY(!result.has_value());
    QCOMPARE(QString::fromStdString(result.error().code), code);
    QVERIFY(!result.error().message.empty());
    QVERIFY(document == small());
}

void TestChange::batchIsAllOrNothing()
{
    Document document = small();
    const BatchChange inner{{{RemoveChange{"b"}}, {MoveChange{"a", "group", 0}}}};
    const BatchChange batch{{{SetPropertyChange{"a", "label", "x"}}, {inner}, {RemoveChange{"gone"}}}};
    const auto result = apply(document, {batch});
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().code, std::string("change.no-node"));
    QVERIFY(document == small());
}

void TestChange::findsNodes()
{
    const Document document = small();
    QCOMPARE(pointerTo(document, "c"), std::string("/root/children/0/children/1/children/1"));
    QCOMPARE(pointerTo(document, "app"), std::string("/root"));
    QCOMPARE(pointerTo(document, "gone"), std::string());
    QCOMPARE(nodeAt(document, "/root/children/0/children/1/children/1/properties/cell/2")->id,
             std::string("c"));
    QCOMPARE(nodeAt(document, "/root")->id, std::string("app"));
    QVERIFY(!nodeAt(document, "/root/children/7"));
    QVERIFY(!nodeAt(document, "/rooted"));
    QVERIFY(!nodeAt(document, ""));
    QCOMPARE(findParent(document, "b")->id, std::string("group"));
    QVERIFY(!findParent(document, "app"));
    QCOMPARE(indexInParent(document, "rule"), std::size_t(1));
    QCOMPARE(freshId(document), std::string("n1"));
    QCOMPARE(freshId({makeNode("n7", "app", {makeNode("n11", "page"), makeNode("n2x", "page")})}),
             std::string("n12"));
}

QTEST_APPLESS_MAIN(TestChange)
#include "tst_change.moc"
