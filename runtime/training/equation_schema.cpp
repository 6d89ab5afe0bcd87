// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/equation_schema.h"

namespace twin {

namespace {

using nlohmann::json;

json text(const char* description)
{
    return {{"type", "string"}, {"description", description}};
}

json number(double minimum, double maximum, double byDefault, const char* description)
{
    return {{"type", "number"},
            {"minimum", minimum},
            {"maximum", maximum},
            {"default", byDefault},
            {"description", description}};
}

json stateSchema()
{
    return {
        {"type", "object"},
        {"properties",
         {{"unit", text("UCUM")},
          {"initial", text("An expression of the inputs: its value at the first point of the axis.")},
          {"derivative",
           text("An expression of the inputs, the axis, the states and definitions, in the state's unit "
                "by the axis' unit.")},
          {"nominal",
           {{"type", "number"},
            {"exclusiveMinimum", 0},
            {"description", "Its typical magnitude, below which errors do not matter. When not given: where "
                            "it starts, if that is less than 1."}}}}},
        {"required", {"unit", "initial", "derivative"}},
        {"additionalProperties", false}};
}

json formulaMembers()
{
    const json definition = {
        {"anyOf",
         {{{"type", "string"}},
          {{"type", "object"},
           {"properties", {{"expression", {{"type", "string"}}}, {"unit", {{"type", "string"}}}}},
           {"required", {"expression"}},
           {"additionalProperties", false}}}}};
    return {{"expressions",
             {{"type", "object"},
              {"additionalProperties", {{"type", "string"}}},
              {"description", "By output: an expression over the inputs, the axis and the definitions."}}},
            {"define", {{"type", "object"}, {"additionalProperties", definition}}},
            {"uncertainty",
             {{"type", "object"},
              {"additionalProperties", {{"type", "string"}}},
              {"minProperties", 1},
              {"maxProperties", 32},
              {"description", "By definition: the standard uncertainty of its value, an expression (\"0.02 "
                              "1/h\"). It is carried "
                              "to the outputs to first order and part of their bands."}}}};
}

json odeMembers()
{
    json members = formulaMembers();
    members["states"] = {{"type", "object"},
                         {"minProperties", 1},
                         {"maxProperties", 128},
                         {"additionalProperties", stateSchema()}};
    members["method"] = {
        {"enum", {"auto", "explicit", "implicit"}},
        {"default", "auto"},
        {"description", "auto begins explicitly and goes on implicitly where the system is stiff."}};
    members["tolerance"] = number(1e-13, 1e-2, 1e-8,
                                  "In each step the error of each state is at most this times the larger of "
                                  "its size and its nominal value.");
    members["maxSteps"] = number(1, 1e8, 100000, "Steps after which an evaluation gives up.");
    members["maxSeconds"] = number(1e-3, 3600, 10, "Time after which an evaluation gives up.");
    return members;
}

json linearMembers()
{
    const json expression = {
        {"anyOf",
         {{{"type", "string"}},
          {{"type", "object"},
           {"properties", {{"expression", {{"type", "string"}}}, {"unit", {{"type", "string"}}}}},
           {"required", {"expression"}},
           {"additionalProperties", false}}}}};
    const json state = {{"type", "object"},
                        {"properties",
                         {{"name", {{"type", "string"}}},
                          {"unit", text("UCUM")},
                          {"initial", text("An expression of the inputs.")}}},
                        {"required", {"name", "unit", "initial"}},
                        {"additionalProperties", false}};
    const auto matrix = [](const char* description) {
        return json{{"type", "array"},
                    {"items", {{"type", "array"}, {"items", {{"type", "number"}}}}},
                    {"description", description}};
    };
    return {
        {"states", {{"type", "array"}, {"items", state}, {"minItems", 1}, {"maxItems", 200}}},
        {"drives",
         {{"type", "array"},
          {"items", expression},
          {"maxItems", 64},
          {"description", "What drives the system: inputs, or expressions of them and of the axis."}}},
        {"hold",
         {{"enum", {"previous", "linear"}},
          {"default", "previous"},
          {"description", "The drives between two points of the axis: as at the earlier one, or linear."}}},
        {"step",
         {{"type", "number"},
          {"exclusiveMinimum", 0},
          {"description", "Of a discrete system, in the axis' unit; left out: it is continuous."}}},
        {"a", matrix("states x states, per unit of the axis")},
        {"b", matrix("states x drives")},
        {"c", matrix("outputs x states")},
        {"d", matrix("outputs x drives; left out: none")}};
}

json compositionMembers()
{
    const json confidence = {{"type", "object"},
                             {"properties",
                              {{"kind", {{"enum", {"standard-deviation", "interval", "none"}}}},
                               {"level", {{"type", "number"}}},
                               {"reason", {{"type", "string"}}}}},
                             {"required", {"kind"}},
                             {"additionalProperties", false},
                             {"description", "Its band, which is carried on; left out: it has none."}};
    const json between = {
        {"type", "object"},
        {"properties",
         {{"name", {{"type", "string"}}},
          {"label", {{"type", "string"}}},
          {"unit", text("UCUM")},
          {"nominal", {{"type", "number"}}},
          {"series",
           {{"type", "boolean"},
            {"description", "It has a value at each point of the axis; formulas can read it."}}},
          {"confidence", confidence}}},
        {"required", {"name", "unit"}}};
    const json stage = {
        {"type", "object"},
        {"properties",
         {{"kind", {{"type", "string"}}},
          {"reads",
           {{"type", "array"},
            {"items", {{"type", "string"}}},
            {"description", "Inputs and intermediates that it is given; left out: all inputs."}}},
          {"outputs",
           {{"type", "array"},
            {"items", {{"type", "string"}}},
            {"description", "Intermediates and outputs that it gives."}}}}},
        {"required", {"kind", "outputs"}},
        {"description", "A model of any other kind, with the members of its kind."}};
    return {{"intermediates", {{"type", "array"}, {"items", between}, {"minItems", 1}}},
            {"models", {{"type", "array"}, {"items", stage}, {"minItems", 1}, {"maxItems", 32}}}};
}

} // namespace

std::vector<EquationKind> equationKinds()
{
    return {{"expression", "Formulas, fitted to nothing.", formulaMembers(), {"expressions"}},
            {"ode",
             "Differential equations along the axis, fitted to nothing.",
             odeMembers(),
             {"states", "expressions"}},
            {"state-space",
             "A linear system along the axis, fitted to nothing.",
             linearMembers(),
             {"states", "drives", "a", "c"}},
            {"table",
             "Runs on a full grid of the inputs, interpolated; never continued beyond it.",
             json::object(),
             {}},
            {"composition",
             "Models that hand values on to each other.",
             compositionMembers(),
             {"intermediates", "models"}}};
}

} // namespace twin
