// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/descriptor.h"
#include "document/document.h"

namespace twin {
namespace {

void recommendProperty(const Node& node, const char* key, const std::string& location, const char* message,
                       const char* remedy, Diagnostics& diagnostics)
{
    const auto value = node.properties.find(key);
    if (value == node.properties.end() || *value == "")
        diagnostics.push_back(
            {Severity::Warning, "app.unstated", location + "/properties/" + key, message, remedy});
}

void checkApp(const Node& node, const Document&, const Contract*, const std::string& location,
              Diagnostics& diagnostics)
{
    recommendProperty(node, "decision", location, "The app does not say which decision it is for.",
                      "Write the question that its user answers with it.", diagnostics);
    recommendProperty(node, "user", location, "The app does not say who uses it.",
                      "Name the role, such as \"Maintenance engineer, morning shift\".", diagnostics);
}

} // namespace

/// The root of every document: what the app is for, for whom, and the package it stands on.
NodeDescriptor appDescriptor()
{
    NodeDescriptor app;
    app.type = "app";
    app.title = "App";
    app.icon = "app.svg";
    app.help = "What the app is for, who uses it, and the twin that it stands on.";
    app.properties = {
        {.key = "title",
         .label = "Title",
         .group = "App",
         .defaultValue = "",
         .help = "Shown in the window's title and in the list of apps.",
         .required = true},
        {.key = "decision",
         .label = "Decision",
         .group = "Purpose",
         .defaultValue = "",
         .help = "The question that the app answers: \"Which pumps to inspect today?\""},
        {.key = "user",
         .label = "User",
         .group = "Purpose",
         .defaultValue = "",
         .help = "Who decides with it: \"Maintenance engineer, morning shift\"."},
        {.key = "timeBudget",
         .label = "Time budget",
         .group = "Purpose",
         .type = PropertyType::Integer,
         .defaultValue = 5,
         .range = {1, 480},
         .unit = "min",
         .help = "How long the user has from opening the app to the decision."},
        {.key = "package",
         .label = "Twin",
         .group = "Twin",
         .type = PropertyType::Package,
         .defaultValue = nlohmann::json::object(),
         .help = "The package (.xdt) that the app stands on."},
    };
    app.allowedChildren = {"page", "rule"};
    app.removable = false;
    app.check = checkApp;
    return app;
}

/// One screen of an app.
NodeDescriptor pageDescriptor()
{
    NodeDescriptor page;
    page.type = "page";
    page.title = "Page";
    page.icon = "page.svg";
    page.help = "One screen of the app.";
    page.properties = {{.key = "title",
                        .label = "Title",
                        .group = "Page",
                        .defaultValue = "",
                        .help = "Shown on the page's tab.",
                        .required = true}};
    page.allowedChildren = {std::string(NodeDescriptor::anyWidget)};
    return page;
}

/// A guardrail that the app adds to those of its twin.
NodeDescriptor ruleDescriptor()
{
    NodeDescriptor rule;
    rule.type = "rule";
    rule.title = "Rule";
    rule.icon = "rule.svg";
    rule.help = "A condition that must hold, else the answer is flagged, withheld or not computed.";
    rule.properties = {
        {.key = "ruleId",
         .label = "Id",
         .group = "Rule",
         .defaultValue = "",
         .help = "A short name that no other rule has: \"G3\".",
         .required = true},
        {.key = "label",
         .label = "Label",
         .group = "Rule",
         .defaultValue = "",
         .help = "What the operator sees on the card: \"Flow for each pump\"."},
        {.key = "condition",
         .label = "Must hold",
         .group = "Rule",
         .type = PropertyType::Expression,
         .defaultValue = "",
         .help = "An expression over the twin's inputs and results: q_in * 1.3464 / n <= 700 m3/h",
         .required = true},
        {.key = "onFail",
         .label = "When it fails",
         .group = "Rule",
         .type = PropertyType::Choice,
         .defaultValue = "block",
         .choices = {{"warn", "Warn: show the answer with a flag"},
                     {"withhold", "Withhold: show no number"},
                     {"block", "Block: do not compute"}},
         .help = "What happens to the answer where the condition does not hold."},
        {.key = "message",
         .label = "Message",
         .group = "Rule",
         .type = PropertyType::LongText,
         .defaultValue = "",
         .help = "What the operator reads when it fails: the reason and what to do.",
         .required = true},
        {.key = "examples",
         .label = "Examples",
         .group = "Examples",
         .type = PropertyType::Examples,
         .defaultValue = nlohmann::json::array(),
         .help = "Cases that pass and cases that fail; they are run at every change of the rule."},
    };
    return rule;
}

} // namespace twin
