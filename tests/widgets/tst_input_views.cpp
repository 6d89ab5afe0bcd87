// SPDX-License-Identifier: GPL-3.0-or-later
#include "running_app.h"
#include "slider/number_field.h"
#include "slider/zone_track.h"
#include "theme/elided_label.h"
#include "toggle/toggle_switch.h"

#include <QAccessible>
#include <QComboBox>
#include <QPushButton>
#include <QRegularExpression>
#include <cmath>
#include <set>

using namespace twin;
using twin::sample::RunningApp;

/// Inputs by mouse and by keys alone; what cannot be is refused at entry.
class InputViewsTest : public QObject
{
    Q_OBJECT

    static void type(QLineEdit* field, const QString& text)
    {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }

  private slots:
    void init()
    {
        // The offscreen platform says this of every window.
        QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support propagateSizeHints)"));
    }

    void arrowsStep()
    {
        RunningApp app;
        auto* track = app.child<ZoneTrack>("q", "track");
        track->setFocus();
        const double step = app.session().contract().inputs[0].step();
        QTest::keyClick(track, Qt::Key_Right);
        QCOMPARE(app.input("q_in"), 1100 + step);
        QTest::keyClick(track, Qt::Key_Left);
        QCOMPARE(app.input("q_in"), 1100.0);
        QTest::keyClick(track, Qt::Key_PageUp);
        QCOMPARE(app.input("q_in"), 1100 + 25 * step);
        QTest::keyClick(track, Qt::Key_Home);
        QCOMPARE(app.input("q_in"), 0.0);
        QTest::keyClick(track, Qt::Key_End);
        QCOMPARE(app.input("q_in"), 2400.0);
        QTest::keyClick(track, Qt::Key_Escape);
        QCOMPARE(app.input("q_in"), 1100.0);
    }

    void assistiveTechnologyReadsAndSetsTheValue()
    {
        RunningApp app;
        auto* track = app.child<ZoneTrack>("q", "track");
        QAccessibleInterface* slider = QAccessible::queryAccessibleInterface(track);
        QVERIFY(slider && slider->valueInterface());
        QCOMPARE(slider->role(), QAccessible::Slider);
        QCOMPARE(slider->text(QAccessible::Name), QString("Mean incoming flow"));
        QCOMPARE(slider->text(QAccessible::Value), QString("1100\u00a0m\u00b3/h"));
        QAccessibleValueInterface* value = slider->valueInterface();
        QCOMPARE(value->currentValue().toDouble(), 1100.0);
        QCOMPARE(value->minimumValue().toDouble(), 0.0);
        QCOMPARE(value->maximumValue().toDouble(), 2400.0);
        QCOMPARE(value->minimumStepSize().toDouble(), app.session().contract().inputs[0].step());
        value->setCurrentValue(1300);
        QCOMPARE(app.input("q_in"), 1300.0);
        QCOMPARE(value->currentValue().toDouble(), 1300.0);
        value->setCurrentValue(5000); // refused as it is for a person
        QCOMPARE(app.input("q_in"), 1300.0);
        value->setCurrentValue("much");
        QCOMPARE(app.input("q_in"), 1300.0);
    }

    void aNarrowSliderKeepsItsWords()
    {
        RunningApp app;
        for (const int width : {1024, 683}) {
            app.app.resize(width, 740);
            QCoreApplication::processEvents();
            for (const char* id : {"q", "t", "age"}) {
                QWidget* view = app.view(id);
                auto* label = view->findChild<ElidedLabel*>();
                QVERIFY2(label->sizeHint().width() <= label->contentsRect().width(),
                         qPrintable(QString("%1 at %2").arg(label->text()).arg(width)));
                auto* field = app.child<NumberField>(id, "field");
                auto* track = app.child<ZoneTrack>(id, "track");
                QVERIFY(field->geometry().bottom() <= track->geometry().top());
                QVERIFY(view->rect().contains(field->geometry()) && view->rect().contains(track->geometry()));
            }
        }
    }

    void beyondTheLimitIsRefused()
    {
        RunningApp app;
        auto* field = app.child<NumberField>("q", "field");
        type(field, "2500");
        QCOMPARE(app.input("q_in"), 1100.0);
        QCOMPARE(field->text(), QString("1100"));
        QVERIFY(app.child<QLabel>("q", "message")
                    ->text()
                    .contains("At most 2400\u00a0m\u00b3/h: the physical limit"));
        type(field, "-1");
        QCOMPARE(app.input("q_in"), 1100.0);
        QVERIFY(app.child<QLabel>("q", "message")->text().contains("At least 0"));
        type(field, "1200");
        QCOMPARE(app.input("q_in"), 1200.0);
        QVERIFY(!app.child<QLabel>("q", "message")->text().contains("physical"));
    }

    void draggingBeyondTheLimitKeepsTheValue()
    {
        RunningApp app;
        auto* track = app.child<ZoneTrack>("q", "track");
        const int y = track->height() / 2;
        QTest::mousePress(track, Qt::LeftButton, {}, {track->positionOf(1100), y});
        QTest::mouseMove(track, {track->positionOf(2000), y});
        const double reached = app.input("q_in");
        QVERIFY2(std::abs(reached - 2000) < 20, qPrintable(QString::number(reached)));
        QTest::mouseMove(track, {track->width() - 1, y});
        QCOMPARE(app.input("q_in"), reached);
        QVERIFY(app.child<QLabel>("q", "message")->text().contains("At most 2400"));
        QTest::mouseRelease(track, Qt::LeftButton, {}, {track->width() - 1, y});
        QCOMPARE(app.input("q_in"), reached);
    }

    void typedUnitsAreConverted()
    {
        RunningApp app;
        type(app.child<NumberField>("q", "field"), "361 l/s");
        QVERIFY2(std::abs(app.input("q_in") - 1299.6) < 1e-9, qPrintable(QString::number(app.input("q_in"))));
    }

    void mistypedTextIsAnsweredAndRestored()
    {
        RunningApp app;
        auto* field = app.child<NumberField>("q", "field");
        type(field, "much");
        QCOMPARE(app.input("q_in"), 1100.0);
        QCOMPARE(field->text(), QString("1100"));
        QVERIFY(app.child<QLabel>("q", "message")->text().size() > 5);
        field->selectAll();
        QTest::keyClicks(field, "17");
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(field->text(), QString("1100"));
        QCOMPARE(app.input("q_in"), 1100.0);
    }

    void theUnvalidatedPartIsReachableAndMarked()
    {
        RunningApp app;
        type(app.child<NumberField>("t", "field"), "42");
        QCOMPARE(app.input("t_amb"), 42.0);
        QVERIFY(app.child<QLabel>("t", "message")->text().contains("Not validated above 38"));
    }

    void choiceToggleAndList()
    {
        RunningApp app;
        const QList<QPushButton*> buttons = app.view("n")->findChildren<QPushButton*>();
        QCOMPARE(buttons.size(), 3);
        QVERIFY(buttons[2]->isChecked());
        QVERIFY(buttons[0]->text().contains(zoneMark(Zone::Impossible))); // one pump: 1481 a pump
        buttons[1]->setFocus();
        QTest::keyClick(buttons[1], Qt::Key_Space);
        QCOMPARE(app.input("n"), 2.0);
        auto* toggle = app.child<ToggleSwitch>("eco");
        QTest::keyClick(toggle, Qt::Key_Space);
        QCOMPARE(app.input("eco"), 1.0);
        auto* list = app.child<QComboBox>("mode");
        QVERIFY(list);
        QCOMPARE(list->count(), 5);
        QTest::keyClick(list, Qt::Key_Down);
        QCOMPARE(app.input("mode"), 1.0);
    }

    void everythingIsReachedByTab()
    {
        RunningApp app;
        QVERIFY(QTest::qWaitForWindowActive(&app.app));
        std::set<QString> reached;
        for (int i = 0; i < 40; ++i) {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &app.app,
                            Qt::Key_Tab);
            for (const char* id : {"q", "t", "age", "n", "eco", "mode", "chart", "bearing", "banner"})
                if (QApplication::focusWidget() && app.view(id)->isAncestorOf(QApplication::focusWidget()))
                    reached.insert(id);
        }
        QCOMPARE(reached.size(), std::size_t(9));
    }

    void resetGoesBackToTheStart()
    {
        RunningApp app;
        type(app.child<NumberField>("q", "field"), "1200");
        app.app.reset();
        QCOMPARE(app.input("q_in"), 1100.0);
        QCOMPARE(app.child<NumberField>("q", "field")->text(), QString("1100"));
    }
};

QTEST_MAIN(InputViewsTest)
#include "tst_input_views.moc"
