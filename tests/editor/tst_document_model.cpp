// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "document/document_json.h"
#include "model/document_model.h"
#include "model/edits.h"
#include "model/new_node.h"
#include "small_twin.h"

#include <QSignalSpy>
#include <QTest>

using namespace twin;

class TestDocumentModel : public QObject
{
    Q_OBJECT

  private slots:
    void init()
    {
        m_twin = smallTwin();
        m_model = std::make_unique<DocumentModel>(standardCatalog());
        m_model->reset(newApp({"Morning", "Which pumps?", "Shift", 5, "Today"}, m_twin->contract,
                              "eastfield.xdt", standardCatalog()));
    }

    void newAppHasTheBanner()
    {
        const Node& page = m_model->document().root.children.front();
        QCOMPARE(page.children.size(), std::size_t(1));
        QCOMPARE(page.children.front().type, std::string("fidelity-banner"));
    }

    void undoAndRedoGiveTheSameBytes()
    {
        const std::string before = bytes();
        for (const char* name : {"q_in", "t_amb", "p_fail", "n", "t_bearing"})
            insert(name);
        const std::string slider = m_model->document().root.children.front().children[1].id;
        for (int i = 0; i < 5; ++i)
            QVERIFY(m_model->push(Change{SetPropertyChange{slider, "label", "Flow " + std::to_string(i)}}));
        const std::string after = bytes();
        QCOMPARE(m_model->undoStack()->count(), 10);
        for (int i = 0; i < 10; ++i)
            m_model->undoStack()->undo();
        QCOMPARE(bytes(), before);
        for (int i = 0; i < 10; ++i)
            m_model->undoStack()->redo();
        QCOMPARE(bytes(), after);
    }

    void typingIsOneStep()
    {
        insert("q_in");
        const std::string slider = m_model->document().root.children.front().children[1].id;
        const int count = m_model->undoStack()->count();
        for (const char* word : {"F", "Fl", "Flo", "Flow"})
            QVERIFY(m_model->push(Change{SetPropertyChange{slider, "label", word}}, {}, 7));
        QCOMPARE(m_model->undoStack()->count(), count + 1);
        QVERIFY(m_model->push(Change{SetPropertyChange{slider, "label", "Flow 2"}}, {}, 8));
        QCOMPARE(m_model->undoStack()->count(), count + 2);
        m_model->undoStack()->undo();
        QVERIFY(m_model->property(QString::fromStdString(slider), "label") == nlohmann::json("Flow"));
        m_model->undoStack()->undo();
        QVERIFY(m_model->property(QString::fromStdString(slider), "label") == nlohmann::json(""));
        m_model->undoStack()->redo();
        QVERIFY(m_model->property(QString::fromStdString(slider), "label") == nlohmann::json("Flow"));
    }

    void undoTextsComeFromTheDescriptors()
    {
        insert("q_in");
        QCOMPARE(m_model->undoStack()->undoText(), QString("Add Slider"));
        const std::string id = m_model->document().root.children.front().children[1].id;
        QVERIFY(m_model->push(Change{SetPropertyChange{id, "label", "Flow"}}));
        QCOMPARE(m_model->undoStack()->undoText(), QString("Set Label of Slider"));
        QVERIFY(m_model->push(Change{SetPropertyChange{id, "cell", nlohmann::json::array({3, 20, 7, 5})}}));
        QCOMPARE(m_model->undoStack()->undoText(), QString("Move Slider"));
        QVERIFY(m_model->push(Change{SetPropertyChange{id, "cell", nlohmann::json::array({3, 20, 9, 5})}}));
        QCOMPARE(m_model->undoStack()->undoText(), QString("Resize Slider"));
        QVERIFY(m_model->push(Change{RemoveChange{id}}));
        QCOMPARE(m_model->undoStack()->undoText(), QString("Delete Slider"));
    }

    void aRefusedChangeLeavesAllAsItWas()
    {
        const std::string before = bytes();
        QSignalSpy changed(m_model.get(), &DocumentModel::changed);
        QVERIFY(!m_model->push(Change{RemoveChange{"nobody"}}));
        QCOMPARE(bytes(), before);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(m_model->undoStack()->count(), 0);
        QVERIFY(!m_model->isModified());
    }

    void savedStateIsKnown()
    {
        insert("q_in");
        QVERIFY(m_model->isModified());
        m_model->setSaved();
        QVERIFY(!m_model->isModified());
        m_model->undoStack()->undo();
        QVERIFY(m_model->isModified());
        m_model->undoStack()->redo();
        QVERIFY(!m_model->isModified());
    }

  private:
    std::string bytes() const { return saveDocument(m_model->document(), standardCatalog()); }

    void insert(const char* variable)
    {
        const Contract& contract = m_twin->contract;
        const NodeDescriptor* best = standardCatalog().bestFor(*contract.find(variable));
        QVERIFY(best);
        const QString page = QString::fromStdString(m_model->document().root.children.front().id);
        Result<Edit> edit =
            insertWidget(m_model->document(), standardCatalog(), &contract, *best, page, {}, variable);
        QVERIFY2(edit, edit ? "" : edit.error().message.c_str());
        QVERIFY(m_model->push(edit->change, edit->text));
    }

    std::shared_ptr<const Package> m_twin;
    std::unique_ptr<DocumentModel> m_model;
};

QTEST_GUILESS_MAIN(TestDocumentModel)
#include "tst_document_model.moc"
