// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/canvas.h"
#include "catalog.h"
#include "docks/contract_dock.h"
#include "docks/issues.h"
#include "docks/palette.h"
#include "document/document_json.h"
#include "inspector/inspector.h"
#include "model/new_node.h"
#include "small_twin.h"
#include "window/main_window.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>

/// The builder's real window on a folder of its own, with mouse and keys as a person uses them.
struct Builder
{
    Builder()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.filePath("settings"));
        window = std::make_unique<twin::MainWindow>(
            twin::standardCatalog(), twin::Theme::light(),
            twin::BuilderPlaces{folder.filePath("templates"), QDir(folder.filePath("recovery")), {}});
        window->resize(1440, 1000);
        window->setAnimated(false);
        window->show();
    }

    /// An app on the small twin, as the dialog for a new app makes it.
    void startApp()
    {
        twin::Bundle bundle;
        bundle.package = smallTwin();
        bundle.document = twin::newApp(
            {"Morning inspection", "Which pumps to inspect today?", "Maintenance engineer", 5, "Today"},
            bundle.package->contract, "eastfield.xdt", twin::standardCatalog());
        window->files().take(std::move(bundle), {}, true);
        settle();
    }

    /// The docks take their sizes once the window has its own.
    void settle()
    {
        for (int turn = 0; turn < 3; ++turn)
            QCoreApplication::processEvents();
    }

    QTreeWidgetItem* item(QTreeWidget& tree, const QString& userData) const
    {
        for (QTreeWidgetItemIterator it(&tree); *it; ++it) {
            if ((*it)->data(0, Qt::UserRole).toString() == userData)
                return *it;
        }
        return nullptr;
    }

    /// Presses on a row, drags it in steps to a point of the page, releases.
    void drag(QTreeWidget& tree, const QString& what, const twin::Cell& onto)
    {
        QTreeWidgetItem* row = item(tree, what);
        QVERIFY2(row, qPrintable(what));
        tree.scrollToItem(row);
        QWidget* viewport = tree.viewport();
        const QPoint from = tree.visualItemRect(row).center();
        twin::CanvasOverlay& overlay = window->canvas().overlay();
        const QPoint to =
            viewport->mapFromGlobal(overlay.mapToGlobal(window->canvas().pageView().rectOf(onto).center()));
        QTest::mousePress(viewport, Qt::LeftButton, {}, from);
        QTest::mouseMove(viewport, from + QPoint(20, 4));
        QTest::mouseMove(viewport, (from + to) / 2);
        QTest::mouseMove(viewport, to);
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
    }

    void dragOnCanvas(const QPoint& from, const QPoint& to)
    {
        twin::CanvasOverlay* overlay = &window->canvas().overlay();
        QTest::mousePress(overlay, Qt::LeftButton, {}, from);
        QTest::mouseMove(overlay, (from + to) / 2);
        QTest::mouseMove(overlay, to);
        QTest::mouseRelease(overlay, Qt::LeftButton, {}, to);
    }

    QRect rectOf(const QString& id) { return window->canvas().overlay().geometry().rectOf(id); }
    twin::Workspace& workspace() { return window->workspace(); }
    std::string bytes() { return twin::saveDocument(workspace().document(), twin::standardCatalog()); }
    const twin::Node& page() { return *workspace().model().node(workspace().selection().page()); }

    QTemporaryDir folder;
    std::unique_ptr<twin::MainWindow> window;
};
