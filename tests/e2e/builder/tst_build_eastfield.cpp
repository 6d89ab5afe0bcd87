// SPDX-License-Identifier: GPL-3.0-or-later
#include "builder_fixture.h"
#include "run/export_dialog.h"
#include "run/preview_window.h"
#include "start/new_app_dialog.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace twin;

/// The walkthrough's page, from nothing, by mouse and keys alone.
class TestBuildEastfield : public QObject
{
    Q_OBJECT

  private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    /// The offscreen platform says what it lacks of a window manager; nothing else may be said.
    void init() { QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support )")); }

    void theWholeWay()
    {
        Builder builder;
        const std::filesystem::path package = writeSmallTwin(builder.folder.path().toStdString());

        // New app: the dialog asks for the twin, the decision, the user, the time.
        QTimer::singleShot(0, [&] {
            auto* dialog = builder.window->findChild<NewAppDialog*>();
            QVERIFY(dialog);
            dialog->choosePackage(QString::fromStdString(package.string()));
            auto* decision = dialog->findChild<QLineEdit*>("decision");
            QTest::keyClicks(decision, "Which pumps to inspect today?");
            QTest::keyClicks(dialog->findChild<QLineEdit*>("user"), "Maintenance engineer");
            QTest::keyClick(dialog, Qt::Key_Return);
        });
        builder.window->actions().newApp->trigger();
        QVERIFY(builder.window->files().hasApp());
        QCOMPARE(builder.page().children.size(), std::size_t(1));
        builder.settle();
        const std::string blank = builder.bytes();

        // Inputs, a curve, a guardrail.
        QTreeWidget& contract = builder.window->contractDock().tree();
        builder.drag(contract, "q_in", {3, 7, 1, 1});
        builder.drag(contract, "t_amb", {3, 13, 1, 1});
        builder.drag(contract, "p_fail", {15, 11, 1, 1});
        QCOMPARE(builder.page().children.size(), std::size_t(4));
        QCOMPARE(builder.page().children[1].type, std::string("slider"));
        QVERIFY(builder.page().children[1].properties["input"] == nlohmann::json("q_in"));
        QCOMPARE(builder.page().children[3].type, std::string("line-chart"));
        QVERIFY(builder.page().children[3].properties["output"] == nlohmann::json("p_fail"));
        const int before = builder.workspace().model().undoStack()->count();
        builder.drag(*builder.window->findChild<QTreeWidget*>("palette"), "guardrail-card", {3, 19, 1, 1});
        QCOMPARE(builder.workspace().model().undoStack()->count(), before + 1);
        const Node rule = builder.workspace().document().root.children.back();
        QCOMPARE(rule.type, std::string("rule"));

        // The rule is typed in the inspector; a word typed is one step.
        builder.window->jumpTo(QString::fromStdString(pointerTo(builder.workspace().document(), rule.id)));
        auto* condition = builder.window->inspector().editorOf("condition")->findChild<QPlainTextEdit*>();
        QVERIFY(condition);
        condition->setFocus();
        QTest::keyClicks(condition, "q_in * 1.3464 / n <= 700 m3/h");
        QCOMPARE(builder.workspace().model().undoStack()->count(), before + 2);
        auto* message = builder.window->inspector().editorOf("message")->findChild<QPlainTextEdit*>();
        message->setFocus();
        QTest::keyClicks(message, "Too much flow for each pump.");
        QCoreApplication::processEvents();
        for (const Diagnostic& finding : builder.workspace().findings())
            QVERIFY2(finding.severity != Severity::Error, format(finding).c_str());

        // Save, then undo everything and do it again: the same bytes.
        const QString file = builder.folder.filePath("morning.twinapp");
        QVERIFY(builder.window->files().saveTo(file));
        QVERIFY(!builder.window->isWindowModified());
        const std::string built = builder.bytes();
        QUndoStack* undo = builder.workspace().model().undoStack();
        while (undo->canUndo())
            builder.window->actions().undo->trigger();
        QCOMPARE(builder.bytes(), blank);
        while (undo->canRedo())
            builder.window->actions().redo->trigger();
        QCOMPARE(builder.bytes(), built);

        // Preview as operator: the same document on a session of its own.
        builder.window->actions().preview->trigger();
        PreviewWindow* preview = builder.window->previewWindow();
        QVERIFY(preview);
        QVERIFY(preview->view().session());
        // 0.00001 * 1300 / 3 at the end of the day, by hand.
        preview->view().session()->setInput("q_in", 1300);
        QTRY_VERIFY(preview->view().session()->state() == AnswerState::Fresh &&
                    preview->view().session()->snapshot() &&
                    preview->view().session()->snapshot()->inputs.front() == 1300);
        const auto& answer = preview->view().session()->snapshot()->outputs.front();
        QVERIFY(answer.shown);
        QVERIFY(std::abs(answer.mean.back() - 0.00001 * 1300 / 3) < 1e-12);
        // The rule that was typed blocks two pumps: 1300 * 1.3464 / 2 = 875 is above 700.
        preview->view().session()->setInput("n", 2);
        QTRY_VERIFY(preview->view().session()->snapshot()->verdict == Verdict::Block);
        QVERIFY(!preview->view().session()->snapshot()->outputs.front().shown);
        QTest::keyClick(preview, Qt::Key_Escape);
        QTRY_VERIFY(!builder.window->previewWindow());

        // The gate is open; without anything to export with, the dialog says so and writes nothing.
        ExportDialog dialog(builder.workspace().bundle(), standardCatalog(), Theme::light(),
                            builder.folder.filePath("no kit").toStdString());
        QVERIFY(dialog.isOpen());
        dialog.setFolder(builder.folder.filePath("out"));
        dialog.show();
        QSignalSpy finished(&dialog, &ExportDialog::exportFinished);
        QTest::mouseClick(dialog.findChild<QPushButton*>("export"), Qt::LeftButton);
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(!dialog.result());
        QVERIFY(!QDir(builder.folder.filePath("out")).exists() ||
                QDir(builder.folder.filePath("out")).isEmpty());
    }
};

QTEST_MAIN(TestBuildEastfield)
#include "tst_build_eastfield.moc"
