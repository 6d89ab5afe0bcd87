// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/expression.h"

#include <QtTest>
#include <array>
#include <cmath>
#include <muParser.h>
#include <random>

using namespace twin;

namespace {

/// The same expression in our words and in those of muParser.
struct Pair
{
    std::string ours, theirs;
};

class Generator
{
  public:
    explicit Generator(unsigned seed) : m_random(seed) {}

    Pair number(int depth)
    {
        switch (depth <= 0 ? pick(2) : pick(9)) {
        case 0:
            return constant(std::to_string(pick(2000) / 100.0));
        case 1:
            return same(std::string(1, static_cast<char>('a' + pick(4))));
        case 2:
            return joined(number(depth - 1), std::array{"+", "-", "*", "/"}[pick(4)], number(depth - 1));
        case 3:
            return wrapped("-", number(depth - 1));
        case 4: {
            const std::array functions{"abs",  "sin",  "cos",  "exp",  "sqrt",
                                       "atan", "tanh", "sinh", "cosh", "tan"};
            const std::string name = functions[pick(functions.size())];
            return wrapped(name, number(depth - 1));
        }
        case 5: {
            const Pair a = number(depth - 1), b = number(depth - 1), c = number(depth - 1);
            const std::string name = pick(2) ? "min" : "max";
            return {name + "(" + a.ours + "," + b.ours + "," + c.ours + ")",
                    name + "(" + a.theirs + "," + b.theirs + "," + c.theirs + ")"};
        }
        case 6: {
            const Pair c = condition(depth - 1), a = number(depth - 1), b = number(depth - 1);
            return {"if(" + c.ours + "," + a.ours + "," + b.ours + ")",
                    "((" + c.theirs + ")?(" + a.theirs + "):(" + b.theirs + "))"};
        }
        case 7: {
            const Pair a = number(depth - 1);
            const std::string power = std::array{"2", "3", "0.5", "(-1)", "(-2)", "1.7", "16"}[pick(7)];
            return {"(" + a.ours + ")^" + power, "(" + a.theirs + ")^" + power};
        }
        default: {
            const Pair a = number(depth - 1);
            return pick(2) ? Pair{"log(" + a.ours + ")", "ln(" + a.theirs + ")"}
                           : Pair{"log10(" + a.ours + ")", "log10(" + a.theirs + ")"};
        }
        }
    }

    Pair condition(int depth)
    {
        if (depth <= 0 || pick(3) > 0)
            return joined(number(depth - 1), std::array{"<", "<=", ">", ">=", "==", "!="}[pick(6)],
                          number(depth - 1));
        const Pair a = condition(depth - 1), b = condition(depth - 1);
        const bool both = pick(2);
        return {"(" + a.ours + (both ? " and " : " or ") + b.ours + ")",
                "(" + a.theirs + (both ? " && " : " || ") + b.theirs + ")"};
    }

    std::size_t pick(std::size_t count)
    {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(m_random);
    }

  private:
    /// Times a variable that is 1, so that constants too can be shaken.
    static Pair constant(const std::string& text) { return {text, "(" + text + "*one)"}; }
    static Pair same(const std::string& text) { return {text, text}; }
    static Pair wrapped(const std::string& name, const Pair& a)
    {
        return {name + "(" + a.ours + ")", name + "(" + a.theirs + ")"};
    }
    static Pair joined(const Pair& a, const std::string& sign, const Pair& b)
    {
        return {"(" + a.ours + sign + b.ours + ")", "(" + a.theirs + sign + b.theirs + ")"};
    }

    std::mt19937 m_random;
};

} // namespace

/// muParser as the judge of random expressions. Where it meets no number (NaN), it and we differ on purpose:
/// ours says unknown.
class TestExpressionOracle : public QObject
{
    Q_OBJECT

  private slots:
    void agrees();
};

void TestExpressionOracle::agrees()
{
    SymbolTable symbols;
    for (const char* name : {"a", "b", "c", "d"})
        symbols.symbols.push_back({name, Unit()});
    std::array<double, 4> point{1.5, -0.75, 20, 0.001};
    std::vector<std::span<const double>> values;
    mu::Parser parser;
    for (std::size_t i = 0; i < point.size(); ++i) {
        values.emplace_back(&point[i], 1);
        parser.DefineVar(symbols.symbols[i].name, &point[i]);
    }
    double one = 1;
    parser.DefineVar("one", &one);
    Generator generator(42);
    std::mt19937 random(3);
    int compared = 0;
    for (int i = 0; i < 4000; ++i) {
        const Pair text = generator.number(5);
        if (text.ours.size() > 4000)
            continue;
        const Result<Expression> expression = Expression::compile(text.ours, symbols, "/x");
        if (!expression) {
            // a constant part may be too deep for one expression, but never wrong
            QVERIFY2(expression.error().message.find("nested") != std::string::npos,
                     format(expression.error()).c_str());
            continue;
        }
        parser.SetExpr(text.theirs);
        for (int k = 0; k < 4; ++k) {
            for (double& value : point)
                value = std::uniform_real_distribution(-5.0, 5.0)(random);
            const double ours = expression->evaluate(values);
            const double theirs = parser.Eval();
            if (!std::isfinite(theirs) || std::isnan(ours) || std::abs(theirs) > 1e12)
                continue;
            ++compared;
            // what their last digits change cannot be asked of the answer
            for (double& value : point)
                value *= 1 + 1e-13;
            one = 1 + 1e-13;
            const double noise = std::abs(parser.Eval() - theirs);
            one = 1;
            if (!std::isfinite(noise))
                continue;
            QVERIFY2(std::abs(ours - theirs) <= 1e-9 * std::max(1.0, std::abs(theirs)) + 100 * noise,
                     qPrintable(QString("%1: %2, not %3")
                                    .arg(text.ours.c_str())
                                    .arg(ours, 0, 'g', 17)
                                    .arg(theirs, 0, 'g', 17)));
        }
    }
    QVERIFY(compared > 5000);
}

QTEST_APPLESS_MAIN(TestExpressionOracle)
#include "tst_expression_oracle.moc"
