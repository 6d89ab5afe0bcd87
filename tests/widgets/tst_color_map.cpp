// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"
#include "color_map/color_map_view.h"
#include "page/app_view.h"
#include "page/live_session.h"
#include "plot/field_grid.h"
#include "theme/elided_label.h"

#include <QTest>
#include <cmath>

using namespace twin;

namespace {

/// t = 20 + heat (1 + x) (4 - z): highest at the end of x and the top of z.
double plate(double heat, double x, double z)
{
    return 20 + heat * (1 + x) * (4 - z);
}

class PlateModel final : public Model
{
  public:
    explicit PlateModel(const Contract& contract) : m_contract(contract) {}
    std::string_view kind() const override { return "sample"; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    nlohmann::json save(const std::string&, ArrayStore&) const override { return {}; }
    std::unique_ptr<ModelInstance> instantiate() const override
    {
        return std::make_unique<Instance>(m_contract);
    }

  private:
    struct Instance final : ModelInstance
    {
        explicit Instance(const Contract& asked) : contract(asked) {}
        Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
        {
            std::size_t at = 0;
            for (std::size_t row = 0; row < rows; ++row)
                for (const double x : contract.axis->values)
                    for (const double z : contract.axis2->values) {
                        outputs[0].mean[at] = plate(inputs[row], x, z);
                        if (outputs[0].lower)
                            outputs[0].lower[at] = plate(inputs[row], x, z) - 0.5 - z;
                        if (outputs[0].upper)
                            outputs[0].upper[at] = plate(inputs[row], x, z) + 0.5 + z;
                        ++at;
                    }
            return {};
        }
        const Contract& contract;
    };
    const Contract& m_contract;
    std::vector<std::string> m_outputs{"t"};
};

std::shared_ptr<const Package> platePackage()
{
    auto package = std::make_shared<Package>();
    Contract& contract = package->contract;
    contract.id = "plate";
    contract.version = "1.0.0";
    contract.title = "A heated plate";
    contract.fidelity = "A closed form.";
    contract.axis = Axis{"x", "Length", *Unit::parse("m"), {0, 1, 3}};
    contract.axis2 = Axis{"z", "Depth", *Unit::parse("mm"), {0, 1, 2, 4}};
    Variable heat;
    heat.name = heat.label = "heat";
    heat.unit = *Unit::parse("K");
    heat.start = 2;
    heat.physical = {0, 10};
    heat.validated = {1, 5};
    contract.inputs = {heat};
    Variable t;
    t.name = "t";
    t.label = "Temperature";
    t.causality = Causality::Output;
    t.unit = *Unit::parse("Cel");
    t.isField = true;
    t.nominal = 20;
    t.confidence = {Confidence::Kind::Interval, 0.9, {}};
    contract.outputs = {t};
    contract.guardrails = {
        {"H", "Hot", "max(t) < 90 Cel", Verdict::Withhold, "Too hot somewhere on the plate.", {}}};
    package->models.push_back(std::make_unique<PlateModel>(contract));
    std::vector<double> runs;
    for (int i = 0; i <= 40; ++i)
        runs.push_back(1 + 0.1 * i);
    package->domain = *DomainOfValidity::fit(contract, runs);
    return package;
}

Bundle plateBundle(nlohmann::json properties)
{
    properties["output"] = "t";
    properties["cell"] = {0, 4, 14, 14};
    Bundle bundle;
    bundle.package = platePackage();
    Node page{"page", "page", {{"title", "Plate"}}, {}};
    page.children = {{"banner", "fidelity-banner", {{"cell", {0, 0, 24, 4}}}, {}},
                     {"map", "color-map", std::move(properties), {}}};
    bundle.document.root = {"app", "app", {{"title", "How hot is the plate?"}}, {page}};
    return bundle;
}

struct PlateApp
{
    explicit PlateApp(nlohmann::json properties = nlohmann::json::object())
        : app(plateBundle(std::move(properties)), standardCatalog(), Theme::light())
    {
        app.resize(1024, 740);
        app.show();
        app.activateWindow();
        (void)QTest::qWaitForWindowActive(&app);
    }
    ColorMapView* view() { return dynamic_cast<ColorMapView*>(app.currentPage()->viewOf("map")); }
    QString footnote() { return view()->findChild<ElidedLabel*>("footnote")->text(); }
    bool answered()
    {
        return QTest::qWaitFor([&] {
            const LiveSession& live = *app.session();
            return live.state() == AnswerState::Fresh && live.snapshot() &&
                   live.snapshot()->edit >= app.session()->session().lastEdit();
        });
    }
    bool set(double heat) { return app.session()->setInput("heat", heat).accepted && answered(); }
    QColor pixel(double x, double y) // shares of the plot's width and height
    {
        const QImage image = view()->plot()->grab().toImage();
        return image.pixelColor(int(x * image.width()), int(y * image.height()));
    }

    AppView app;
};

} // namespace

class ColorMapTest : public QObject
{
    Q_OBJECT

  private slots:
    void fieldsAreBilinearBetweenPoints()
    {
        const std::vector<double> x{0, 1, 3}, y{0, 2};
        std::vector<double> values;
        for (const double at : x)
            for (const double up : y)
                values.push_back(at + 10 * up);
        const std::vector<double> even = resample({x, y, values}, 7, 3);
        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t i = 0; i < 7; ++i)
                QVERIFY(std::fabs(even[j * 7 + i] - (0.5 * double(i) + 10 * double(j))) < 1e-12);
        values[0] = std::nan("");
        const std::vector<double> holed = resample({x, y, values}, 7, 3);
        QVERIFY(std::isnan(holed[0]) && std::isnan(holed[1]) && std::isnan(holed[7]));
        QCOMPARE(holed[6], 3.0);
        QCOMPARE(holed[2], 1.0); // on the border of the cell that the missing one spoils
    }

    void contoursAreWhereTheFieldIsAtTheLevel()
    {
        const std::vector<double> x{0, 1, 3}, y{0, 2, 3};
        std::vector<double> values;
        for (const double at : x)
            for (const double up : y)
                values.push_back(at + up);
        double length = 0;
        for (const FieldSegment& piece : contour({x, y, values}, 2.5)) {
            QVERIFY(std::fabs(piece.x1 + piece.y1 - 2.5) < 1e-12);
            QVERIFY(std::fabs(piece.x2 + piece.y2 - 2.5) < 1e-12);
            length += std::hypot(piece.x2 - piece.x1, piece.y2 - piece.y1);
        }
        QVERIFY(std::fabs(length - 2.5 * std::sqrt(2.0)) < 1e-12); // from one side to the other, without gaps
        QVERIFY(contour({x, y, values}, 7).empty());
        // a saddle: its middle tells which corners belong together
        const std::vector<double> two{0, 1};
        for (const double middle : {0.4, -0.4}) {
            const auto pieces = contour({two, two, std::vector<double>{1 + middle, -1, -1, 1 + middle}}, 0);
            QCOMPARE(pieces.size(), std::size_t(2));
            for (const FieldSegment& piece : pieces) {
                const double side = (piece.x1 + piece.x2) / 2 - (piece.y1 + piece.y2) / 2;
                QCOMPARE(std::fabs(side) > 0.3, middle > 0);
            }
        }
    }

    void nearestPoints()
    {
        const std::vector<double> axis{0, 1, 3};
        QCOMPARE(nearestPoint(axis, -5), std::size_t(0));
        QCOMPARE(nearestPoint(axis, 0.6), std::size_t(1));
        QCOMPARE(nearestPoint(axis, 2.1), std::size_t(2));
        QCOMPARE(nearestPoint(axis, 9), std::size_t(2));
    }

    void showsValuesWithTheirPlaces()
    {
        PlateApp plateApp(nlohmann::json{{"decimals", 1}});
        QVERIFY(plateApp.answered());
        QVERIFY2(plateApp.footnote().contains("Highest 52") && plateApp.footnote().contains("3\u00a0m"),
                 qPrintable(plateApp.footnote()));
        QVERIFY(plateApp.view()->accessibleDescription().contains("Highest"));
        FieldPlot* plot = plateApp.view()->plot();
        plot->setFocus();
        QTest::keyClick(plot, Qt::Key_Right); // the cursor appears
        QTest::keyClick(plot, Qt::Key_Right);
        QTest::keyClick(plot, Qt::Key_Up);
        QCOMPARE(*plot->cursor(), (FieldPlot::Point{1, 1}));
        QVERIFY2(plateApp.footnote().startsWith("1\u00a0m, 1\u00a0mm") &&
                     plateApp.footnote().contains("32.0") && plateApp.footnote().contains("30.5 to 33.5"),
                 qPrintable(plateApp.footnote()));
        QTest::keyClick(plot, Qt::Key_End);
        QTest::keyClick(plot, Qt::Key_Down);
        QCOMPARE(*plot->cursor(), (FieldPlot::Point{2, 0}));
        QTest::keyClick(plot, Qt::Key_Escape);
        QVERIFY(!plot->cursor());
    }

    void coloursFollowTheValues()
    {
        PlateApp plateApp;
        QVERIFY(plateApp.answered());
        // dark where it is hot: low z is at the bottom
        QTRY_VERIFY(plateApp.pixel(0.7, 0.8).lightness() + 60 < plateApp.pixel(0.2, 0.1).lightness());
        PlateApp down(nlohmann::json{{"downwards", true}});
        QVERIFY(down.answered());
        QTRY_VERIFY(down.pixel(0.7, 0.1).lightness() + 60 < down.pixel(0.2, 0.7).lightness());
    }

    void weakensWithTheConfidence()
    {
        PlateApp plateApp;
        QVERIFY(plateApp.answered());
        QTRY_VERIFY(plateApp.pixel(0.7, 0.8).lightness() < 160);
        QVERIFY(plateApp.set(7)); // outside the validated range: withheld
        QTRY_VERIFY(plateApp.pixel(0.7, 0.8).lightness() > 180);
        QVERIFY(plateApp.footnote().isEmpty());
        QVERIFY2(!plateApp.view()->accessibleDescription().contains("Highest"),
                 qPrintable(plateApp.view()->accessibleDescription()));
        QVERIFY(!plateApp.view()->plot()->cursor());
        QVERIFY(plateApp.set(4.9)); // the owner's rule withholds it
        QVERIFY(plateApp.view()->accessibleDescription().contains("Too hot somewhere"));
    }

    void thresholdsSayHowMuchOfTheArea()
    {
        // heat 2: t = 36 runs along (1 + x)(4 - z) = 8, the points at or above it are x = 1: z = 0;
        // x = 3: z = 0, 1, 2
        PlateApp plateApp(nlohmann::json{{"thresholds",
                                          {{{"value", 36}, {"label", "Plan"}, {"level", "amber"}},
                                           {{"value", 80}, {"label", "Stop"}, {"level", "red"}}}}});
        QVERIFY(plateApp.answered());
        // weights x: 0.5, 1.5, 1; z: 0.5, 1, 1.5, 1 of 12: (1.5 * 0.5 + 1 * 3) / 12
        QVERIFY2(plateApp.footnote().contains("Plan 36") && plateApp.footnote().contains("31 % of the area"),
                 qPrintable(plateApp.footnote()));
        QVERIFY(!plateApp.footnote().contains("Stop"));
    }

    void bandsCanBeShown()
    {
        PlateApp plateApp(nlohmann::json{{"shows", "spread"}});
        QVERIFY(plateApp.answered());
        QVERIFY2(plateApp.footnote().contains("\u00b1 4.5") && plateApp.footnote().contains("\u00b1 0.5"),
                 qPrintable(plateApp.footnote()));
    }

    void anotherKindOfOutputIsNotShown()
    {
        PlateApp plateApp;
        QVERIFY(plateApp.answered());
        Node node{"map", "color-map", {{"output", "gone"}, {"cell", {0, 0, 12, 12}}}, {}};
        plateApp.view()->setNode(node);
        plateApp.view()->refresh();
        QVERIFY(plateApp.footnote().isEmpty());
        QVERIFY(!plateApp.view()->accessibleDescription().isEmpty());
    }
};

QTEST_MAIN(ColorMapTest)
#include "tst_color_map.moc"
