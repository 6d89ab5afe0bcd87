// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/equation_schema.h"
#include "training/fit_family.h"
#include "training/training.h"

#include <algorithm>

namespace twin {

namespace {

using nlohmann::json;

json text(const char* description)
{
    return {{"type", "string"}, {"description", description}};
}

json choice(std::initializer_list<const char*> values, const char* description)
{
    json list = json::array();
    for (const char* value : values)
        list.push_back(value);
    return {{"enum", std::move(list)}, {"description", description}};
}

json outputsSchema()
{
    return {{"type", "array"},
            {"items", {{"type", "string"}}},
            {"minItems", 1},
            {"description", "The outputs that this model gives; each output belongs to exactly one model."}};
}

/// One kind of model: what every kind has, and its own options.
json modelSchema(const char* kind, const char* description, json options,
                 std::vector<std::string> required = {})
{
    json properties = std::move(options);
    properties["kind"] = {{"const", kind}};
    properties["outputs"] = outputsSchema();
    required.insert(required.end(), {"kind", "outputs"});
    return {{"type", "object"},
            {"description", description},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

json autoOr(json schema)
{
    return {{"anyOf", {{{"const", "auto"}}, std::move(schema)}}};
}

json transformSchema()
{
    return choice({"auto", "none", "log", "logit", "cumulative-hazard"},
                  "The scale on which the output is modelled; auto takes cumulative-hazard for a probability "
                  "that never falls.");
}

json kernelSchema()
{
    return choice({"auto", "matern-5/2", "matern-3/2", "squared-exponential"},
                  "Shape of the correlation; auto compares.");
}

json logInputsSchema()
{
    return {{"type", "object"},
            {"additionalProperties", {{"type", "number"}, {"exclusiveMinimum", 0}}},
            {"description",
             "Inputs that act by their order of magnitude, each with the value (in its unit, above the "
             "least run) below which it goes linearly."}};
}

json familySchema()
{
    json names = json::array();
    for (const Family& family : allFamilies())
        names.push_back(family.name);
    return {{"enum", std::move(names)},
            {"description",
             "The family of surrogates that gives the weight of each curve; its options are allowed too."}};
}

json degreeSchema(int highest, const char* description)
{
    return autoOr({{"type", "integer"}, {"minimum", 1}, {"maximum", highest}, {"description", description}});
}

json chaosOptions()
{
    return {
        {"degree", degreeSchema(20, "The highest total degree; auto: as far as the error falls.")},
        {"norm", autoOr({{"type", "number"},
                         {"minimum", 0.3},
                         {"maximum", 1},
                         {"description",
                          "Of the hyperbolic truncation of polynomial-chaos: the lower, the fewer terms of "
                          "many inputs; 1: all of the total degree; auto compares 1, 0.75 and 0.5."}})},
        {"selection", choice({"auto", "least-angle", "forward", "all"},
                             "How the terms of polynomial-chaos are chosen, by corrected leave-one-out "
                             "error; all: least squares on every term; auto: the better of the first two.")}};
}

json radialOptions()
{
    return {{"radialFunction", choice({"auto", "cubic", "thin-plate", "multiquadric", "gaussian"},
                                      "Of radial-basis; auto: by leave-one-out error.")},
            {"smoothing",
             autoOr({{"type", "number"},
                     {"minimum", 0},
                     {"maximum", 1},
                     {"description",
                      "Of radial-basis: 0 goes through every run; auto: by leave-one-out error."}})}};
}

json networkOptions()
{
    const json size = {{"type", "integer"}, {"minimum", 1}, {"maximum", 256}};
    return {{"hidden", autoOr({{"type", "array"},
                               {"items", size},
                               {"minItems", 1},
                               {"maxItems", 3},
                               {"description",
                                "Sizes of a network's hidden layers; auto: one, by the number of runs."}})},
            {"activation",
             choice({"auto", "tanh", "sigmoid", "softplus", "relu"}, "What bends in a network; auto: tanh.")},
            {"members", autoOr({{"type", "integer"},
                                {"minimum", 1},
                                {"maximum", 20},
                                {"description", "Networks that the answer is the mean of; auto: 2 to 4."}})}};
}

json modelsSchema()
{
    const json process = {
        {"kernel", kernelSchema()},
        {"trend",
         choice({"auto", "constant", "linear"},
                "What a Gaussian process varies about: a constant, or a plane over the inputs, whose "
                "coefficients are found with it and whose uncertainty is part of the band; auto: constant.")},
        {"inducingPoints",
         autoOr(
             {{"type", "integer"},
              {"minimum", 10},
              {"maximum", 3000},
              {"description", "Takes the sparse form of a Gaussian process, by so many points; auto: exact "
                              "up to 3000 runs, beyond them sparse by 600 points."}})},
        {"transform", transformSchema()},
        {"logInputs", logInputsSchema()}};
    const json common = {{"transform", transformSchema()}, {"logInputs", logInputsSchema()}};
    json polynomial = common;
    polynomial["degree"] =
        degreeSchema(10, "Total degree; auto: that of 1 to 4 with the least leave-one-out error.");
    json pod = process;
    pod.update(chaosOptions());
    pod.update(radialOptions());
    pod.update(networkOptions());
    pod["family"] = familySchema();
    pod["modes"] = autoOr({{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}});
    pod["energy"] = autoOr({{"type", "number"}, {"minimum", 0.01}, {"maximum", 1}});
    json radial = common;
    radial.update(radialOptions());
    json chaos = common;
    chaos.update(chaosOptions());
    json network = common;
    network.update(networkOptions());
    json schema = {
        {"type", "array"},
        {"minItems", 1},
        {"items",
         {{"oneOf",
           {modelSchema(
                "auto",
                "Compares every family under cross-validation and says which won and why; one choice for all "
                "its outputs.",
                {{"families", {{"type", "array"}, {"items", familySchema()}, {"minItems", 1}}},
                 {"logInputs", logInputsSchema()}}),
            modelSchema("pod",
                        "Series and fields: principal curves, with a surrogate for the weight of each.", pod),
            modelSchema("gaussian-process", "Scalars, or each point of a short series.", process),
            modelSchema("network",
                        "Small neural networks, regularised by the evidence; tens of thousands of runs.",
                        network),
            modelSchema("linear", "A plane over the inputs.", common),
            modelSchema("polynomial", "A polynomial of the inputs.", polynomial),
            modelSchema("polynomial-chaos",
                        "The few terms of a polynomial of high degree that the runs speak for.", chaos),
            modelSchema("radial-basis", "Functions of the distance to each run, and a plane.", radial)}}}}};
    for (const EquationKind& kind : equationKinds())
        schema["items"]["oneOf"].push_back(
            modelSchema(kind.name, kind.description, kind.members, kind.required));
    return schema;
}

json boundSchema()
{
    return {
        {"type", "object"},
        {"description", "A bound that the package promises; training refuses when it is not kept."},
        {"properties",
         {{"output", text("An output of the contract.")},
          {"metric", choice({"rmse", "maxAbs", "r2", "maxRelative", "withinAbsOrRel", "coverage"},
                            "coverage: the share of points inside the band, between minimum and value.")},
          {"value", {{"type", "number"}}},
          {"minimum", {{"type", "number"}}},
          {"relative",
           {{"type", "number"}, {"description", "Of withinAbsOrRel: 0.1 allows 10 % of the true value."}}},
          {"at", {{"type", "number"}, {"description", "Only at this point of the axis."}}}}},
        {"required", {"output", "metric", "value"}},
        {"additionalProperties", false}};
}

json validationSchema()
{
    const json interval = {
        {"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
    return {
        {"type", "object"},
        {"properties",
         {{"method", choice({"cross-validation", "leave-one-out"}, "How runs that are fitted also judge.")},
          {"folds",
           {{"anyOf",
             {{{"type", "integer"}, {"minimum", 2}, {"maximum", 100}}, {{"const", "leave-one-out"}}}},
            {"description", "Left out: as many as suit the family of the model, 10 to 100."}}},
          {"heldOut",
           {{"type", "object"},
            {"description", "Runs that nothing is fitted to; accuracy is measured on them. Either those with "
                            "\"value\" in \"column\", or those inside \"region\"."},
            {"properties",
             {{"column", text("The column that marks them.")},
              {"value", text("What it holds in their rows.")},
              {"region",
               {{"type", "object"},
                {"description", "By input: the two ends of an interval."},
                {"minProperties", 1},
                {"additionalProperties", interval}}}}},
            {"anyOf", {{{"required", {"column", "value"}}}, {{"required", {"region"}}}}},
            {"additionalProperties", false}}},
          {"bands",
           choice(
               {"cross-validation", "jackknife+", "split"},
               "How bands get their width: from the errors of cross-validation, from those of every run left "
               "out in turn, or from a quarter of the runs that is then not fitted to.")},
          {"bounds", {{"type", "array"}, {"items", boundSchema()}}}}},
        {"additionalProperties", false}};
}

} // namespace

json trainingSchema()
{
    json contract = contractSchema();
    contract.erase("$schema");
    contract.erase("$id");
    contract["description"] = "The contract of the package. The axis values may be left out: they are taken "
                              "from the table, which has a row for each point of a run, or for each pair of "
                              "points of both axes, sorted by the first and then by the second. Accuracy is "
                              "measured and filled in.";
    for (const char* axis : {"axis", "axis2"}) {
        json& axisRequires = contract["properties"][axis]["required"];
        axisRequires.erase(std::remove(axisRequires.begin(), axisRequires.end(), "values"),
                           axisRequires.end());
    }
    json schema = {
        {"$schema", "http://json-schema.org/draft-07/schema#"},
        {"title", "Twinwright training spec"},
        {"type", "object"},
        {"properties",
         {{"$schema", {{"type", "string"}}},
          {"contract", std::move(contract)},
          {"run", text("The column that tells runs apart; empty or left out: every row is a run.")},
          {"columns",
           {{"type", "object"},
            {"additionalProperties", {{"type", "string"}}},
            {"description", "By variable: the name of its column, where they differ."}}},
          {"models", modelsSchema()},
          {"validation", validationSchema()},
          {"leaveOut",
           {{"type", "array"},
            {"items", {{"type", {"string", "integer"}}}},
            {"description", "Runs that are known to be wrong: they are not fitted to and judge nothing. By "
                            "name, or without a column of runs by their place in the table."}}},
          {"missing", choice({"refuse", "drop"},
                             "What becomes of runs that lack a value somewhere: an error that names them, or "
                             "they are left out and named.")},
          {"conformance", {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}, {"default", 12}}}}},
        {"required", {"contract", "models"}},
        {"additionalProperties", false}};
    if (schema["properties"]["contract"].contains("definitions")) {
        schema["definitions"] = schema["properties"]["contract"]["definitions"];
        schema["properties"]["contract"].erase("definitions");
    }
    return schema;
}

} // namespace twin
