// SPDX-License-Identifier: GPL-3.0-or-later
#include "self_test.h"

#include "bundle/bundle.h"
#include "document/validate.h"
#include "session/conformance.h"
#include "session/session.h"

#include <fmt/format.h>

namespace twin::player {

namespace {

int failed(const Diagnostic& problem)
{
    fmt::print("{}\nself-test: FAILED\n", format(problem));
    return 1;
}

/// The guardrails must stand as well: the start point answers, or says why not.
Result<std::string> answerAtStart(const Bundle& bundle, const Catalog& catalog)
{
    const std::vector<GuardrailRule> rules = appRules(bundle.document, catalog);
    Result<std::unique_ptr<Session>> session = Session::open(bundle.package, rules, Session::Mode::Inline);
    if (!session)
        return fail(session.error());
    const Snapshot snapshot = (*session)->evaluatePoint(bundle.package->contract.startValues());
    if (snapshot.error)
        return fail(*snapshot.error);
    return fmt::format("{}, {}", toString(snapshot.zone), toString(snapshot.verdict));
}

} // namespace

int runSelfTest(const std::filesystem::path& app, const Catalog& catalog)
{
    fmt::print("app:         {}\n", app.string());
    const Result<Bundle> bundle = openBundle(app, catalog);
    if (!bundle)
        return failed(bundle.error());
    for (const Diagnostic& finding : bundle->diagnostics)
        fmt::print("{}\n", format(finding));
    if (!bundle->package || hasErrors(bundle->diagnostics)) {
        fmt::print("self-test: FAILED\n");
        return 1;
    }
    const Contract& contract = bundle->package->contract;
    fmt::print("twin:        {} {} ({})\n", contract.title, contract.version, contract.id);
    fmt::print("sha-256:     {}\n", bundle->package->sha256);
    const Result<ConformanceReport> report = replayConformance(*bundle->package);
    if (!report)
        return failed(report.error());
    fmt::print("vectors:     {}\n", report->vectors);
    fmt::print("deviation:   {:.3g} at most, {:.3g} allowed{}\n", report->largestDeviation, report->allowed,
               report->worst.empty() ? std::string() : " (" + report->worst + ")");
    const Result<std::string> start = answerAtStart(*bundle, catalog);
    if (!start)
        return failed(start.error());
    fmt::print("start point: {}\n", *start);
    fmt::print("self-test: {}\n", report->passed ? "passed" : "FAILED");
    return report->passed ? 0 : 1;
}

} // namespace twin::player
