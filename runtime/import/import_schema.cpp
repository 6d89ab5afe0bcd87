// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/import_schema.h"

#include "contract/contract.h"
#include "model/network_model.h"

namespace twin {

namespace {

using nlohmann::json;

json text(const char* description)
{
    return {{"type", "string"}, {"description", description}};
}

json number(double minimum, double maximum, const char* description)
{
    return {{"type", "number"}, {"minimum", minimum}, {"maximum", maximum}, {"description", description}};
}

/// What every import may be told.
json commonMembers(int mostRecorded, int recorded)
{
    return {{"$schema", {{"type", "string"}}},
            {"runs", text("A CSV table of runs, beside the spec, that the model was not made from: accuracy, "
                          "bands and the domain of validity are measured on it. Left out: there are none.")},
            {"run", text("The column of that table that tells runs apart; left out: every row is a run.")},
            {"columns",
             {{"type", "object"},
              {"additionalProperties", {{"type", "string"}}},
              {"description", "By variable: the name of its column, where they differ."}}},
            {"conformance",
             {{"type", "integer"},
              {"minimum", 1},
              {"maximum", mostRecorded},
              {"default", recorded},
              {"description", "How many answers are recorded for the self-test."}}}};
}

json onnxMembers()
{
    const json entry = {{"anyOf",
                         {{{"type", "string"}},
                          {{"type", "object"},
                           {"properties",
                            {{"name", {{"type", "string"}}},
                             {"offset", {{"type", "number"}}},
                             {"scale", {{"type", "number"}}}}},
                           {"required", {"name"}},
                           {"additionalProperties", false}}}}};
    const json list = {{"type", "array"}, {"items", entry}};
    const auto side = [&](const char* description) {
        return json{{"anyOf", {list, {{"type", "object"}, {"additionalProperties", list}}}},
                    {"description", description}};
    };
    json members = commonMembers(1000, 12);
    members["contract"] = {{"type", "object"},
                           {"description", "The contract (xdt schema contract). An output without "
                                           "\"confidence\" has a band of 90 % when there are runs."}};
    members["inputs"] =
        side("The contract's inputs in the order of the network's numbers, or a list by tensor; "
             "the network is given (value - offset) / scale.");
    members["outputs"] = side("The same of the outputs: number * scale + offset.");
    members["singlePrecision"] = {
        {"type", "object"},
        {"properties",
         {{"tolerance",
           {{"type", "number"},
            {"exclusiveMinimum", 0},
            {"maximum", mostSingleTolerance},
            {"description",
             "Answers may be computed in float32 while they stay within it, relative to the largest."}}}}},
        {"required", {"tolerance"}},
        {"additionalProperties", false}};
    return members;
}

json fmuMembers()
{
    constexpr double longest = 1e15;
    json members = commonMembers(1000, 5);
    members["contract"] = {{"type", "object"},
                           {"description", "What takes the place of the drafted contract's entries (xdt "
                                           "schema contract). Its inputs and outputs, "
                                           "when given, are all that the twin is to have, each with its name "
                                           "and what differs from the draft."}};
    members["fmu"] = {
        {"type", "object"},
        {"properties",
         {{"variables",
           {{"type", "object"},
            {"additionalProperties", {{"type", "string"}}},
            {"description", "By name in the contract: the FMU's variable, where they differ."}}},
          {"startTime", number(-longest, longest, "s")},
          {"stopTime", number(-longest, longest, "s")},
          {"step", number(1e-15, longest, "s")},
          {"tolerance", number(0, 1, "Relative, of the FMU's own solver.")},
          {"limits",
           {{"type", "object"},
            {"description", "What one run may use before it is ended."},
            {"properties", {{"seconds", number(0.01, 1e6, "")}, {"megabytes", number(64, 1 << 20, "")}}},
            {"additionalProperties", false}}}}},
        {"additionalProperties", false}};
    return members;
}

} // namespace

json importSchema()
{
    return {{"$schema", "http://json-schema.org/draft-07/schema#"},
            {"title", "Twinwright import spec"},
            {"description",
             "What xdt import takes beside a model: the first form for an ONNX file, the second for "
             "an FMU."},
            {"anyOf",
             {{{"title", "ONNX"},
               {"type", "object"},
               {"properties", onnxMembers()},
               {"required", {"contract"}},
               {"additionalProperties", false}},
              {{"title", "FMU"},
               {"type", "object"},
               {"properties", fmuMembers()},
               {"additionalProperties", false}}}}};
}

std::vector<std::string> importMembers(std::string_view file)
{
    std::vector<std::string> names;
    const json members = file == "onnx" ? onnxMembers() : fmuMembers();
    for (const auto& [name, schema] : members.items())
        names.push_back(name);
    return names;
}

} // namespace twin
