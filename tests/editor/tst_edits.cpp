// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "model/clipboard.h"
#include "model/edits.h"
#include "model/new_node.h"
#include "small_twin.h"

#include <QMimeData>
#include <QTest>

using namespace twin;

class TestEdits : public QObject
{
    Q_OBJECT

  private slots:
    void init()
    {
        m_twin = smallTwin();
        m_document =
            newApp({"Morning", {}, {}, 5, "Today"}, m_twin->contract, "eastfield.xdt", standardCatalog());
        m_page = QString::fromStdString(m_document.root.children.front().id);
    }

    void theBannerCannotBeRemovedOrCovered()
    {
        const QString banner = QString::fromStdString(page().children.front().id);
        const auto removed = removeNodes(m_document, standardCatalog(), {banner});
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, std::string("edit.not-removable"));
        const auto covered =
            insertWidget(m_document, standardCatalog(), &m_twin->contract, *standardCatalog().find("slider"),
                         m_page, Cell{2, 2, 7, 5}, "q_in");
        QVERIFY(!covered);
        QVERIFY(QString::fromStdString(covered.error().message).contains("Fidelity banner"));
    }

    void theLastPageStays()
    {
        QVERIFY(!removeNodes(m_document, standardCatalog(), {m_page}));
        run(insertPage(m_document, standardCatalog()));
        const Node& second = m_document.root.children[1];
        QCOMPARE(second.children.front().type, std::string("fidelity-banner"));
        run(removeNodes(m_document, standardCatalog(), {m_page}));
        QCOMPARE(m_document.root.children.size(), std::size_t(1));
    }

    void aGuardrailComesWithItsRule()
    {
        const std::size_t before = m_document.root.children.size();
        run(insertWidget(m_document, standardCatalog(), &m_twin->contract,
                         *standardCatalog().find("guardrail-card"), m_page, {}));
        QCOMPARE(m_document.root.children.size(), before + 1);
        const Node& rule = m_document.root.children.back();
        QCOMPARE(rule.type, std::string("rule"));
        QVERIFY(page().children.back().properties["rules"] ==
                nlohmann::json::array({rule.properties["ruleId"]}));
    }

    void nothingOverlaps()
    {
        for (int i = 0; i < 12; ++i)
            run(insertWidget(m_document, standardCatalog(), &m_twin->contract,
                             *standardCatalog().find("readout"), m_page, {}, "p_fail"));
        const auto& children = page().children;
        for (std::size_t i = 0; i < children.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!cellOf(children[i], standardCatalog())
                             .intersects(cellOf(children[j], standardCatalog())));
        }
    }

    void groupAndUngroupComeBack()
    {
        QStringList ids;
        for (const char* name : {"q_in", "t_amb"})
            ids += run(insertWidget(m_document, standardCatalog(), &m_twin->contract,
                                    *standardCatalog().find("slider"), m_page, {}, name));
        const Document before = m_document;
        const QStringList group = run(groupNodes(m_document, standardCatalog(), ids));
        QCOMPARE(findNode(m_document, group.front().toStdString())->children.size(), std::size_t(2));
        run(ungroupNodes(m_document, standardCatalog(), group));
        for (const QString& id : ids)
            QCOMPARE(cellOf(*findNode(m_document, id.toStdString()), standardCatalog()),
                     cellOf(*findNode(before, id.toStdString()), standardCatalog()));
    }

    void copyAndPasteKeepsTheArrangement()
    {
        QStringList ids;
        for (const char* name : {"q_in", "t_amb"})
            ids += run(insertWidget(m_document, standardCatalog(), &m_twin->contract,
                                    *standardCatalog().find("slider"), m_page, {}, name));
        const std::unique_ptr<QMimeData> data(toMimeData(m_document, ids));
        const auto nodes = nodesFrom(data.get());
        QVERIFY(nodes);
        const QStringList pasted = run(pasteNodes(m_document, standardCatalog(), m_page, *nodes));
        QCOMPARE(pasted.size(), 2);
        const auto at = [&](const QString& id) {
            return cellOf(*findNode(m_document, id.toStdString()), standardCatalog());
        };
        QCOMPARE(at(pasted[1]).column - at(pasted[0]).column, at(ids[1]).column - at(ids[0]).column);
        QCOMPARE(at(pasted[1]).row - at(pasted[0]).row, at(ids[1]).row - at(ids[0]).row);
        QVERIFY(!ids.contains(pasted[0]));
    }

    void aHostileClipboardIsRefused()
    {
        QMimeData data;
        data.setText("{\"twinwright\": 1, \"nodes\": [" + QString("{\"children\": [").repeated(100));
        QVERIFY(!nodesFrom(&data));
        data.setText("{\"twinwright\": 1, \"nodes\": [{\"type\": 7}]}");
        QVERIFY(!nodesFrom(&data));
    }

  private:
    const Node& page() const { return m_document.root.children.front(); }

    QStringList run(Result<Edit> edit)
    {
        if (!edit) {
            QTest::qFail(edit.error().message.c_str(), __FILE__, __LINE__);
            return {};
        }
        if (const auto done = apply(m_document, edit->change); !done)
            QTest::qFail(done.error().message.c_str(), __FILE__, __LINE__);
        return edit->select;
    }

    std::shared_ptr<const Package> m_twin;
    Document m_document;
    QString m_page;
};

QTEST_GUILESS_MAIN(TestEdits)
#include "tst_edits.moc"
