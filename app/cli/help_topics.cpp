// SPDX-License-Identifier: GPL-3.0-or-later
#include "help_topics.h"

namespace twin::cli {

namespace {

constexpr std::string_view expressions =
    R"(Expressions stand in guardrails, in --where and --exclude, and in models of formulas and equations.

  power / flow < 20 kW.h/m3            a condition; and, or, not join several
  mode == "eco" or speed <= 1450 rpm   a choice is compared with the name of one of its items
  exp(-0.1 * x) * sin(y) + z           a number
  if(load > 0.8, 2 * load, load)       one of two
  max(p) - at(p, 6 h)                  numbers drawn from a series or field

Operators: + - * / ^, < <= > >= == !=, and or not (also && || !), parentheses.
Functions: abs floor ceil round sqrt exp log (natural) log10 sin cos tan asin acos atan atan2 sinh cosh
tanh min max hypot mod pow if; pi is a number.
Of series: max min mean first last integral, at(p, 6 h), and cumulative(p), the running integral; the axis
goes by its name. Of fields: max min mean.

Units are checked. A number may have one behind it, without blanks inside: 700 m3/h, 6 h, 50 %. A bare
number takes the unit of what it is compared with or added to: with eta in %, eta > 0.5 asks for half a per
cent. In products units multiply: power < 20 * flow compares kW with m3/h and is refused; write
power < 20 kW.h/m3 * flow, or power / flow < 20. Temperatures in Cel keep their scale in comparisons; the
difference of two is in K.

Units are UCUM codes: m3/h, kW, kW.h, Cel (degrees Celsius; C is coulomb), K, bar, rpm, %, h, min, s, kg/m3,
W/(m2.K); 1 is none.
)";

constexpr std::string_view specs =
    R"(A spec says what a twin is, and how its runs are read. With its contract alone xdt sample places a design;
xdt run asks a simulator at its points; xdt train makes the twin. Begin with this, or, where runs are there
already, with xdt train --guess.

{
  "run": "run",
  "contract": {
    "formatVersion": 1, "id": "heater", "version": "0.1.0", "title": "Heater",
    "inputs": [
      {"name": "flow", "unit": "m3/h", "physical": [0, 25], "validated": [5, 20], "start": 10},
      {"name": "power", "unit": "kW", "physical": [0, 400], "validated": [50, 300], "start": 100}],
    "outputs": [
      {"name": "t_out", "unit": "Cel", "nominal": 30, "series": true,
       "confidence": {"kind": "interval", "level": 0.9}},
      {"name": "q_max", "unit": "kW", "nominal": 300,
       "confidence": {"kind": "interval", "level": 0.9}}],
    "axis": {"name": "time", "unit": "h", "values": [0, 1, 2, 3, 4, 5, 6]},
    "guardrails": [
      {"id": "boiling", "label": "Boiling", "condition": "power / flow < 20 kW.h/m3",
       "message": "It would boil.", "onFail": "withhold"}]
  },
  "models": [
    {"kind": "pod", "outputs": ["t_out"]},
    {"kind": "gaussian-process", "outputs": ["q_max"]}]
}

"run" names the column that tells runs apart; without an axis and series each row is a run and "run" may be
left out. Values of the axis may be left out where a table of runs has them. Ranges: what can exist
("physical"), and where the twin is to be relied on ("validated"). Guardrails are kept by designs, by the
twin and by every app of it.

  xdt sample heater.json --runs 60 -o design.csv
  xdt run design.csv heater.json -o runs.csv -- python3 simulate.py --flow {flow} --power {power}
  xdt train runs.csv --spec heater.json --auto -o heater.xdt

A table of runs is CSV with a row for each point of each run: a column "run", the inputs again in every row,
the axis, the outputs; comma, semicolon or tab between, a point in numbers, or a comma where no comma separates.
Other names of columns are mapped with "columns": {"flow": "Q in"}. More runs are rows more, with names of runs
that are not there yet.
"missing": "drop" trains without the runs that lack a value (empty, NA, bad, -9999), "leaveOut": ["51"] without
those that are known to be wrong. What an output can be is "plausibility": {"range": [0, 100]}: an answer beyond
it is not shown, and its band ends there.
Formulas ("expression"), equations ("ode") and tables need runs too, of what they stand for: those judge them.

xdt schema training is the whole schema, xdt help expressions how conditions and formulas are written.
)";

} // namespace

const std::vector<HelpTopic>& helpTopics()
{
    static const std::vector<HelpTopic> topics = {
        {"spec", "a first spec to copy, and what a table of runs looks like", specs},
        {"expressions", "how conditions, formulas and units are written", expressions},
    };
    return topics;
}

} // namespace twin::cli
