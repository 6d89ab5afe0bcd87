// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog.h"
#include "page/app_view.h"
#include "sample_twin.h"

#include <QLabel>
#include <QTest>

namespace twin::sample {

/// The sample app in a window, answered.
struct RunningApp
{
    std::shared_ptr<Control> control = std::make_shared<Control>();
    AppView app{makeBundle(control), standardCatalog(), Theme::light()};

    RunningApp()
    {
        app.resize(1024, 740);
        app.show();
        app.activateWindow();
        (void)QTest::qWaitForWindowActive(&app);
    }
    ~RunningApp()
    {
        control->waits = false;
        control->gate.release(100);
    }

    LiveSession& session() { return *app.session(); }
    WidgetView* view(const char* id) { return app.currentPage()->viewOf(id); }
    template <class Widget>
    Widget* child(const char* id, const char* name = "")
    {
        return view(id)->findChild<Widget*>(name);
    }
    double input(const char* name) { return session().session().input(name); }

    /// Waits until the newest edit is answered.
    bool answered()
    {
        return QTest::qWaitFor([&] {
            const AnswerState state = session().state();
            return state == AnswerState::Failed ||
                   (state == AnswerState::Fresh && session().snapshot() &&
                    session().snapshot()->edit >= session().session().lastEdit());
        });
    }
    bool set(const char* name, double value)
    {
        return session().setInput(name, value).accepted && answered();
    }

    /// All that assistive technology can read of a view and what is in it.
    QString spoken(const char* id)
    {
        QStringList words{view(id)->accessibleName(), view(id)->accessibleDescription()};
        for (const QWidget* widget : view(id)->findChildren<QWidget*>()) {
            words << widget->accessibleName() << widget->accessibleDescription() << widget->toolTip();
            if (const auto* label = qobject_cast<const QLabel*>(widget))
                words << label->text();
        }
        return words.join('\n');
    }
};

} // namespace twin::sample
