// SPDX-License-Identifier: GPL-3.0-or-later
#include "builder_fixture.h"

#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>

using namespace twin;

class TestBuilderWindow : public QObject
{
    Q_OBJECT

  private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    /// The offscreen platform says what it lacks of a window manager; nothing else may be said.
    void init() { QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support )")); }

    void aDropOnTheBannerIsRefused()
    {
        Builder builder;
        builder.startApp();
        builder.drag(builder.window->contractDock().tree(), "q_in", {3, 1, 1, 1});
        QCOMPARE(builder.page().children.size(), std::size_t(1));
    }

    void byKeysAlone()
    {
        Builder builder;
        builder.startApp();
        QTreeWidget& tree = builder.window->contractDock().tree();
        tree.setFocus();
        tree.setCurrentItem(builder.item(tree, "q_in"));
        QTest::keyClick(&tree, Qt::Key_Return);
        QCOMPARE(builder.page().children.size(), std::size_t(2));
        const QString slider = QString::fromStdString(builder.page().children.back().id);
        QCOMPARE(builder.workspace().selection().ids(), QStringList{slider});
        const auto cell = [&] {
            return cellOf(*builder.workspace().model().node(slider), standardCatalog());
        };
        const Cell at = cell();
        CanvasOverlay* overlay = &builder.window->canvas().overlay();
        QTest::keyClick(overlay, Qt::Key_Right);
        QTest::keyClick(overlay, Qt::Key_Down);
        QTest::keyClick(overlay, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(cell(), (Cell{at.column + 1, at.row + 1, at.columns + 1, at.rows}));
        QTest::keyClick(overlay, Qt::Key_Left);
        QTest::keyClick(overlay, Qt::Key_Left); // at the edge: refused, nothing is clamped
        QCOMPARE(cell().column, at.column);
        builder.window->actions().duplicate->trigger();
        QCOMPARE(builder.page().children.size(), std::size_t(3));
        builder.window->actions().remove->trigger();
        QCOMPARE(builder.page().children.size(), std::size_t(2));
        QTest::keyClick(overlay, Qt::Key_Tab);
        QCOMPARE(builder.workspace().selection().ids().size(), 1);
    }

    void selectMoveAndResizeByMouse()
    {
        Builder builder;
        builder.startApp();
        builder.drag(builder.window->contractDock().tree(), "q_in", {3, 7, 1, 1});
        builder.drag(builder.window->contractDock().tree(), "t_amb", {3, 13, 1, 1});
        const QString first = QString::fromStdString(builder.page().children[1].id);
        const QString second = QString::fromStdString(builder.page().children[2].id);
        CanvasOverlay* overlay = &builder.window->canvas().overlay();
        QTest::mouseClick(overlay, Qt::LeftButton, {}, builder.rectOf(first).center());
        QTest::mouseClick(overlay, Qt::LeftButton, Qt::ControlModifier, builder.rectOf(second).center());
        QCOMPARE(builder.workspace().selection().ids(), (QStringList{first, second}));
        const auto cell = [&](const QString& id) {
            return cellOf(*builder.workspace().model().node(id), standardCatalog());
        };
        const Cell before = cell(second);
        const int steps = builder.workspace().model().undoStack()->count();
        const QPoint from = builder.rectOf(first).center();
        const int pitch =
            int(std::lround(overlay->geometry().columnPitch(builder.workspace().selection().page())));
        builder.dragOnCanvas(from, from + QPoint(3 * pitch, 0));
        QCOMPARE(cell(second).column, before.column + 3);
        QCOMPARE(builder.workspace().model().undoStack()->count(), steps + 1);
        QCOMPARE(builder.workspace().model().undoStack()->undoText(), QString("Move 2 widgets"));

        builder.workspace().selection().set({second});
        const int rows = cell(second).rows;
        const QPoint handle = overlay->handleRect(second, {0, 1}).center();
        builder.dragOnCanvas(handle, handle + QPoint(0, 2 * builder.window->canvas().pageView().rowHeight()));
        QCOMPARE(cell(second).rows, rows + 2);

        // A move onto the other one is refused and changes nothing.
        const Cell kept = cell(second);
        builder.dragOnCanvas(builder.rectOf(second).center(), builder.rectOf(first).center());
        QCOMPARE(cell(second), kept);

        // The rubber band takes both; the inspector edits what they have in common.
        const QRect all = builder.rectOf(first).united(builder.rectOf(second));
        builder.dragOnCanvas(all.bottomRight() + QPoint(12, 12), all.topLeft() - QPoint(4, 4));
        QCOMPARE(builder.workspace().selection().ids().size(), 2);
        auto* note = builder.window->inspector().editorOf("note")->findChild<QLineEdit*>();
        QVERIFY(note);
        QTest::keyClicks(note, "From the log");
        QVERIFY(builder.workspace().model().property(first, "note") == nlohmann::json("From the log"));
        QVERIFY(builder.workspace().model().property(second, "note") == nlohmann::json("From the log"));
        builder.window->actions().undo->trigger();
        QVERIFY(builder.workspace().model().property(first, "note") == nlohmann::json(""));
    }

    void copyAndPaste()
    {
        Builder builder;
        builder.startApp();
        builder.drag(builder.window->contractDock().tree(), "q_in", {3, 7, 1, 1});
        builder.window->actions().copy->trigger();
        builder.window->actions().paste->trigger();
        QCOMPARE(builder.page().children.size(), std::size_t(3));
        QVERIFY(builder.page().children[2].properties["input"] ==
                builder.page().children[1].properties["input"]);
        QVERIFY(builder.page().children[2].id != builder.page().children[1].id);
    }

    void anIssueLeadsToItsPlace()
    {
        Builder builder;
        builder.startApp();
        QTreeWidget* palette = builder.window->findChild<QTreeWidget*>("palette");
        builder.drag(*palette, "slider", {3, 7, 1, 1});
        const QString slider = QString::fromStdString(builder.page().children.back().id);
        builder.workspace().selection().clear();
        QCoreApplication::processEvents();
        IssueList& issues = builder.window->issues();
        const auto finding = [&]() -> QTreeWidgetItem* {
            for (QTreeWidgetItemIterator it(&issues); *it; ++it) {
                if ((*it)->data(0, Qt::UserRole).toString().contains("/properties/input"))
                    return *it;
            }
            return nullptr;
        };
        QTRY_VERIFY(finding());
        QTreeWidgetItem* found = finding();
        issues.setCurrentItem(found);
        QTest::keyClick(&issues, Qt::Key_Return);
        QCOMPARE(builder.workspace().selection().ids(), QStringList{slider});
    }

    void aKilledBuilderLosesNothing()
    {
        Builder builder;
        builder.window->files().setAutosaveDelay(0);
        builder.startApp();
        builder.drag(builder.window->contractDock().tree(), "q_in", {3, 7, 1, 1});
        const Document built = builder.workspace().document();
        QTRY_VERIFY(!QDir(builder.folder.filePath("recovery")).entryList({"*.recovery"}).isEmpty());
        QCoreApplication::processEvents();
        // As after a kill: the window goes without being asked, and its lock with it.
        builder.window.reset();
        MainWindow next(
            standardCatalog(), Theme::light(),
            {builder.folder.filePath("templates"), QDir(builder.folder.filePath("recovery")), {}});
        next.show();
        QTimer::singleShot(0, [&] {
            auto* question = next.findChild<QMessageBox*>("recoveryQuestion");
            QVERIFY(question);
            QTest::mouseClick(question->buttons().front(), Qt::LeftButton);
        });
        QVERIFY(next.files().offerRecovery());
        QCOMPARE(next.workspace().document(), built);
        QVERIFY(next.isWindowModified());
        QVERIFY(next.workspace().package());
    }

    void closingAsksAboutChanges()
    {
        Builder builder;
        builder.startApp();
        builder.drag(builder.window->contractDock().tree(), "q_in", {3, 7, 1, 1});
        QTimer::singleShot(0, [&] {
            auto* question = builder.window->findChild<QMessageBox*>("unsavedQuestion");
            QVERIFY(question);
            QTest::mouseClick(question->button(QMessageBox::Cancel), Qt::LeftButton);
        });
        QVERIFY(!builder.window->close());
        QVERIFY(builder.window->isVisible());
        QCOMPARE(builder.page().children.size(), std::size_t(2));
    }

    void aFailedSaveKeepsTheApp()
    {
        Builder builder;
        builder.startApp();
        builder.drag(builder.window->contractDock().tree(), "q_in", {3, 7, 1, 1});
        QTimer::singleShot(0, [&] {
            auto* dialog = builder.window->findChild<QDialog*>("diagnosticsDialog");
            QVERIFY(dialog);
            dialog->reject();
        });
        QVERIFY(!builder.window->files().saveTo(builder.folder.filePath("gone/morning.twinapp")));
        QVERIFY(builder.window->isWindowModified());
        QCOMPARE(builder.page().children.size(), std::size_t(2));
    }
};

QTEST_MAIN(TestBuilderWindow)
#include "tst_builder_window.moc"
