// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "page/widget_view.h"

#include <QFile>
#include <QTest>
#include <set>

using namespace twin;

/// The two explicit lists and what every descriptor owes to the programs that read it.
class CatalogTest : public QObject
{
    Q_OBJECT

  private slots:
    void everyWidgetHasAViewAndTheOtherWayRound()
    {
        std::set<std::string> widgets;
        for (const NodeDescriptor& descriptor : standardCatalog().descriptors())
            if (!descriptor.category.empty())
                widgets.insert(descriptor.type);
        const std::vector<std::string> types = viewTypes();
        QCOMPARE(std::set<std::string>(types.begin(), types.end()), widgets);
        QCOMPARE(types.size(), widgets.size());
    }

    void typesAndKeysAreUnique()
    {
        std::set<std::string> types;
        for (const NodeDescriptor& descriptor : standardCatalog().descriptors()) {
            QVERIFY2(types.insert(descriptor.type).second, descriptor.type.c_str());
            std::set<std::string> keys;
            for (const PropertyDescriptor& property : descriptor.properties)
                QVERIFY2(keys.insert(property.key).second, (descriptor.type + '.' + property.key).c_str());
        }
    }

    void everyWidgetStandsOnTheGrid()
    {
        for (const NodeDescriptor& descriptor : standardCatalog().descriptors()) {
            if (descriptor.category.empty())
                continue;
            const PropertyDescriptor* cell = descriptor.findProperty("cell");
            QVERIFY2(cell && cell->type == PropertyType::Cell, descriptor.type.c_str());
            QCOMPARE(cell->defaultValue[2].get<int>(), descriptor.defaultColumns);
            QCOMPARE(cell->defaultValue[3].get<int>(), descriptor.defaultRows);
            QVERIFY(descriptor.minimumColumns <= descriptor.defaultColumns &&
                    descriptor.defaultColumns <= 24);
            QVERIFY(descriptor.minimumRows <= descriptor.defaultRows);
            QVERIFY2(!descriptor.help.empty() && !descriptor.title.empty(), descriptor.type.c_str());
        }
    }

    void everyTypeHasItsIcon()
    {
        for (const NodeDescriptor& descriptor : standardCatalog().descriptors())
            QVERIFY2(QFile::exists(QStringLiteral(TWINWRIGHT_SOURCE_DIR "/resources/icons/") +
                                   QString::fromStdString(descriptor.icon)),
                     descriptor.type.c_str());
    }

    void theBannerCannotBeRemoved() { QVERIFY(!standardCatalog().find("fidelity-banner")->removable); }

    void droppedVariablesGetTheirWidget_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("output");
        QTest::addColumn<bool>("series");
        QTest::addColumn<double>("maximum");
        QTest::addColumn<QString>("widget");
        const auto row = [](const char* name, VariableType type, bool output, bool series, double maximum,
                            const char* widget) {
            QTest::newRow(name) << int(type) << output << series << maximum << QString(widget);
        };
        row("real", VariableType::Real, false, false, 100, "slider");
        row("few whole numbers", VariableType::Integer, false, false, 3, "choice");
        row("many whole numbers", VariableType::Integer, false, false, 500, "slider");
        row("switch", VariableType::Boolean, false, false, 1, "toggle");
        row("enumeration", VariableType::Enumeration, false, false, 1, "choice");
        row("series", VariableType::Real, true, true, 100, "line-chart");
        row("field", VariableType::Real, true, false, 100, "color-map");
        row("scalar", VariableType::Real, true, false, 100, "readout");
    }
    void droppedVariablesGetTheirWidget()
    {
        QFETCH(int, type);
        QFETCH(bool, output);
        QFETCH(bool, series);
        QFETCH(double, maximum);
        Variable variable;
        variable.type = VariableType(type);
        variable.causality = output ? Causality::Output : Causality::Input;
        variable.isSeries = series;
        variable.isField = QLatin1String(QTest::currentDataTag()) == QLatin1String("field");
        variable.physical = {0, maximum};
        variable.items = {{"a", "A"}, {"b", "B"}};
        const NodeDescriptor* best = standardCatalog().bestFor(variable);
        QVERIFY(best);
        QTEST(QString::fromStdString(best->type), "widget");
        const PropertyDescriptor* binding = best->findProperty(best->bindingKey);
        QVERIFY(binding && binding->bindable(variable));
    }
};

QTEST_GUILESS_MAIN(CatalogTest)
#include "tst_catalog.moc"
