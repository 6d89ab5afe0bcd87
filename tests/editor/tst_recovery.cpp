// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "files/app_file.h"
#include "files/recovery.h"
#include "model/new_node.h"
#include "small_twin.h"

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

using namespace twin;

class TestRecovery : public QObject
{
    Q_OBJECT

  private slots:
    void whatAKilledBuilderLeftComesBack()
    {
        QTemporaryDir folder;
        const Bundle bundle = makeBundle();
        {
            Recovery killed{QDir(folder.path())};
            QVERIFY(killed.write(bundle, standardCatalog(), "/apps/morning.twinapp"));
            Recovery other{QDir(folder.path())};
            QVERIFY(other.abandoned().empty());
        }
        const Recovery next{QDir(folder.path())};
        const auto records = next.abandoned();
        QCOMPARE(records.size(), std::size_t(1));
        QCOMPARE(records.front().title, QString("Morning"));
        QCOMPARE(records.front().appFile, QString("/apps/morning.twinapp"));
        const auto read = Recovery::read(records.front(), standardCatalog());
        QVERIFY(read);
        QCOMPARE(read->document, bundle.document);
        QCOMPARE(read->package->sha256, bundle.package->sha256);
        QCOMPARE(read->assets, bundle.assets);
        Recovery::discard(records.front());
        QVERIFY(next.abandoned().empty());
    }

    void whatIsSavedIsNotOffered()
    {
        QTemporaryDir folder;
        {
            Recovery recovery{QDir(folder.path())};
            QVERIFY(recovery.write(makeBundle(), standardCatalog(), {}));
            recovery.clear();
        }
        QVERIFY(Recovery{QDir(folder.path())}.abandoned().empty());
    }

    void savingMakesAFolderThatOpens()
    {
        QTemporaryDir folder;
        const std::filesystem::path path =
            std::filesystem::path(folder.path().toStdString()) / "morning.twinapp";
        Bundle bundle = makeBundle();
        QVERIFY(saveApp(bundle, standardCatalog(), path));
        const auto opened = loadApp(QString::fromStdString(path.string()), standardCatalog());
        QVERIFY(opened);
        QVERIFY(opened->package);
        QCOMPARE(opened->document, bundle.document);
        QVERIFY(!hasErrors(opened->diagnostics));
    }

    void anotherTwinOfTheSameFileNameIsKept()
    {
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        QFile other(folder.filePath("eastfield.xdt"));
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write("another twin") > 0);
        other.close();
        Bundle bundle = makeBundle();
        QVERIFY(saveApp(bundle, standardCatalog(), root / "morning.twinapp"));
        QVERIFY(bundle.document.root.properties["package"]["path"] == nlohmann::json("eastfield-2.xdt"));
        QVERIFY(other.open(QIODevice::ReadOnly));
        QCOMPARE(other.readAll(), QByteArray("another twin"));
    }

    void aReadOnlyFolderSaysSoAndKeepsTheOldApp()
    {
        QTemporaryDir folder;
        Bundle bundle = makeBundle();
        const std::filesystem::path missing =
            std::filesystem::path(folder.path().toStdString()) / "gone" / "morning.twinapp";
        const Status status = saveApp(bundle, standardCatalog(), missing);
        QVERIFY(!status);
        QVERIFY(!status.error().message.empty());
        QVERIFY(!std::filesystem::exists(missing));
    }

  private:
    static Bundle makeBundle()
    {
        Bundle bundle;
        bundle.package = smallTwin();
        bundle.document = newApp({"Morning", {}, {}, 5, "Today"}, bundle.package->contract, "eastfield.xdt",
                                 standardCatalog());
        bundle.assets["pump.png"] = std::string("\x89PNG\0bytes", 10);
        return bundle;
    }
};

QTEST_GUILESS_MAIN(TestRecovery)
#include "tst_recovery.moc"
