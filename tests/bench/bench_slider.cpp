// SPDX-License-Identifier: GPL-3.0-or-later
// bench_slider APP [MOVES [FROM TO]]: drags the first slider of an app, between FROM and TO percent of its
// track (30 and 70), with real mouse events and prints how long it takes from the event to the painted
// charts, and how long the user interface's thread was held.

#include "bundle/bundle.h"
#include "catalog.h"
#include "page/app_view.h"
#include "plot/plot_widget.h"
#include "slider/zone_track.h"
#include "theme/fonts.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <vector>

using namespace twin;

namespace {

double quantile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[std::size_t(part * double(values.size() - 1))];
}

/// Processes one event after the other and keeps the longest.
class WatchedApplication : public QApplication
{
  public:
    using QApplication::QApplication;
    double longestMs = 0;
    bool notify(QObject* receiver, QEvent* event) override
    {
        QElapsedTimer timer;
        timer.start();
        const bool handled = QApplication::notify(receiver, event);
        longestMs = std::max(longestMs, double(timer.nsecsElapsed()) / 1e6);
        return handled;
    }
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_slider APP [MOVES [FROM TO]]\n");
        return 2;
    }
    WatchedApplication application(argc, argv);
    loadBundledFonts();
    const Theme theme = Theme::light();
    theme.applyTo(application);
    Result<Bundle> bundle = openBundle(argv[1], standardCatalog());
    if (!bundle) {
        std::fprintf(stderr, "%s\n", format(bundle.error()).c_str());
        return 1;
    }
    AppView view(std::move(*bundle), standardCatalog(), theme);
    if (!view.session()) {
        std::fprintf(stderr, "the app cannot be run\n");
        return 1;
    }
    view.resize(1024, 740);
    view.show();
    const auto answered = [&] { return view.session()->state() == AnswerState::Fresh; };
    auto* track = view.findChild<ZoneTrack*>();
    const QList<PlotWidget*> plots = view.findChildren<PlotWidget*>();
    if (!QTest::qWaitFor(answered) || !track || plots.isEmpty()) {
        std::fprintf(stderr, "the app has no slider and chart that answer\n");
        return 1;
    }
    int painted = 0;
    for (PlotWidget* plot : plots)
        QObject::connect(plot, &PlotWidget::painted, &view, [&] { ++painted; });

    const int moves = argc > 2 ? std::atoi(argv[2]) : 200;
    const int y = track->height() / 2;
    const int from = argc > 4 ? std::atoi(argv[3]) : 30, to = argc > 4 ? std::atoi(argv[4]) : 70;
    const int left = track->width() * from / 100, span = std::max(1, track->width() * (to - from) / 100);
    QTest::mousePress(track, Qt::LeftButton, {}, {left, y});
    (void)QTest::qWaitFor(answered);
    QTest::qWait(200);
    application.longestMs = 0;
    std::vector<double> times;
    for (int i = 1; i <= moves; ++i) {
        const int x = left + (i * 7) % span;
        const std::uint64_t before = view.session()->session().lastEdit();
        painted = 0;
        QElapsedTimer timer;
        timer.start();
        QTest::mouseMove(track, {x, y});
        const std::uint64_t edit = view.session()->session().lastEdit();
        if (edit == before)
            continue;
        // Painted is when the answer to this very edit is in the charts' next repaint.
        while (timer.elapsed() < 2000 &&
               !(view.session()->snapshot()->edit >= edit && painted >= plots.size()))
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 1);
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    QTest::mouseRelease(track, Qt::LeftButton, {}, {left, y});
    std::printf("moves %zu, charts %lld: median %.2f ms, 95 %% %.2f ms, longest %.2f ms; longest single "
                "event %.2f ms\n",
                times.size(), static_cast<long long>(plots.size()), quantile(times, 0.5),
                quantile(times, 0.95), quantile(times, 1), application.longestMs);
    return 0;
}
