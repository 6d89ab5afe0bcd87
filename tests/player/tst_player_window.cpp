// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "page/app_view.h"
#include "page/problem_view.h"
#include "player_window.h"
#include "plot/plot_widget.h"
#include "slider/number_field.h"
#include "slider/zone_track.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QRegularExpression>
#include <QTest>

using namespace twin;
using player::Options;
using player::PlayerWindow;

/// A shift's work with the keyboard alone, in the player's own window.
class PlayerWindowTest : public QObject
{
    Q_OBJECT

    static std::filesystem::path golden() { return TWINWRIGHT_SOURCE_DIR "/tests/golden/bundle-1.twinpack"; }
    static Options light()
    {
        Options options;
        options.look = Options::Look::Light;
        options.width = 1024;
        options.height = 740;
        return options;
    }

    struct Running
    {
        PlayerWindow window;
        explicit Running(const std::filesystem::path& file = golden(), const Options& options = light())
            : window(openBundle(file, standardCatalog()), standardCatalog(), options)
        {
            window.show();
            window.activateWindow();
            (void)QTest::qWaitForWindowActive(&window);
        }
        AppView& app() { return *window.findChild<AppView*>(); }
        LiveSession& session() { return *app().session(); }
        double flow() { return session().session().input("flow"); }
        bool answered()
        {
            return QTest::qWaitFor([&] {
                return session().state() == AnswerState::Fresh &&
                       session().snapshot()->edit >= session().session().lastEdit();
            });
        }
        /// To whoever has the focus, as a keyboard does.
        void press(Qt::Key key, Qt::KeyboardModifiers with = Qt::NoModifier)
        {
            QWidget* focus = window.focusWidget();
            QTest::keyClick(focus ? focus : &window, key, with);
        }
        template <class Widget>
        Widget* tabTo()
        {
            for (int i = 0; i < 40; ++i) {
                if (auto* found = qobject_cast<Widget*>(window.focusWidget()))
                    return found;
                press(Qt::Key_Tab);
            }
            return nullptr;
        }
    };

  private slots:
    void init()
    {
        // The offscreen platform says this of every window.
        QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support propagateSizeHints)"));
    }

    void isUsedWithoutAMouse()
    {
        Running player;
        QVERIFY(player.answered());
        const double start = player.flow();
        const auto first = player.session().snapshot();
        auto* track = player.tabTo<ZoneTrack>();
        QVERIFY(track);
        player.press(Qt::Key_Right);
        QVERIFY(player.flow() > start);
        QVERIFY(player.answered());
        QVERIFY(player.session().snapshot()->outputs.front().mean != first->outputs.front().mean);

        auto* field = player.tabTo<NumberField>();
        if (!field) {
            player.press(Qt::Key_Backtab);
            field = player.tabTo<NumberField>();
        }
        QVERIFY(field);
        field->selectAll();
        QTest::keyClicks(field, "1000");
        player.press(Qt::Key_Return);
        QCOMPARE(player.flow(), 1000.0);
        QVERIFY(player.answered());

        auto* plot = player.tabTo<PlotWidget>();
        QVERIFY(plot);
        player.press(Qt::Key_End);
        QVERIFY(plot->cursor());
        player.press(Qt::Key_R, Qt::ControlModifier);
        QTRY_COMPARE(player.flow(), start);
    }

    void everyControlIsReachedByTab()
    {
        Running player;
        QVERIFY(player.answered());
        QSet<QWidget*> reached;
        for (int i = 0; i < 60; ++i) {
            player.press(Qt::Key_Tab);
            reached.insert(player.window.focusWidget());
        }
        for (QWidget* widget : player.app().findChildren<QWidget*>()) {
            if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible() || !widget->isEnabled())
                continue;
            QVERIFY2(reached.contains(widget), widget->metaObject()->className());
            QVERIFY2(!widget->accessibleName().isEmpty() || qobject_cast<QAbstractButton*>(widget),
                     widget->metaObject()->className());
        }
    }

    void takesInputsOfTheCommandLine()
    {
        Options options = light();
        options.inputs = {"flow=1000"};
        Running player(golden(), options);
        QVERIFY(player.window.takeInputs());
        QCOMPARE(player.flow(), 1000.0);
    }

    void saysWhyAnAppCannotBeOpened()
    {
        Running player(TWINWRIGHT_SOURCE_DIR "/tests/golden/document-2.twinpack");
        QVERIFY(!player.window.findChild<AppView*>());
        auto* problem = player.window.findChild<ProblemView*>();
        QVERIFY(problem && problem->isVisible());
        QStringList words;
        for (const QLabel* label : problem->findChildren<QLabel*>())
            words << label->text();
        QVERIFY2(words.join(' ').contains("document-2.twinpack"), qPrintable(words.join(' ')));
        QCOMPARE(player.window.windowTitle(), QString("This app cannot be shown"));
    }

    void changesItsLook()
    {
        Running player;
        QVERIFY(player.answered());
        const QImage light = player.window.grab().toImage();
        for (QAction* action : player.window.findChildren<QAction*>())
            if (action->text() == "&Dark")
                action->trigger();
        const QImage dark = player.window.grab().toImage();
        QVERIFY(qGray(dark.pixel(5, 200)) < 80 && qGray(light.pixel(5, 200)) > 200);
    }
};

QTEST_MAIN(PlayerWindowTest)
#include "tst_player_window.moc"
