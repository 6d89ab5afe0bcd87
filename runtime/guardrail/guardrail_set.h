// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "guardrail/closest_run.h"
#include "guardrail/guardrail_rule.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twin {

struct Contract;
class DomainOfValidity;

/// One rule's answer at one point.
struct RuleVerdict
{
    std::string rule; ///< the rule's id; of ranges "physical:NAME" and "validated:NAME", "validated:*" of all that nobody
                      ///< has stated (a warning); of the joint check "domain"; of outputs "plausible:NAME"
    Verdict verdict = Verdict::Pass;
    std::string message; ///< a whole sentence with values, limits and units; empty for Pass
    /// The nearest inputs that pass: each entry alone, put into the point, makes every input rule pass
    /// ("three pumps, or flow at most 1039"). In the variables' own units. Empty when there is none.
    std::map<std::string, double> nearest;
};

/// What the inputs alone say.
struct InputVerdicts
{
    Verdict verdict = Verdict::Pass; ///< the worst
    Zone zone = Zone::Validated;
    std::vector<RuleVerdict>
        verdicts; ///< every declared rule (passing ones too), then what else did not pass
    std::optional<ClosestRun> closest; ///< of a possible point, when there is a domain
};

/// The series and scalars of one evaluated point, as the output rules and plausibility see them: mean by
/// output, in contract order, each with as many values as the output has points.
using OutputValues = std::vector<std::span<const double>>;

/// Every guardrail of an app, compiled: ranges, domain of validity, the contract's rules and the app's own.
/// Immutable after compile; safe to share between threads.
class GuardrailSet
{
  public:
    /// Compiles. Errors name the rule by its JSON pointer (contract rules "/guardrails/I/condition", app
    /// rules
    /// "/rules/I/condition") and the position in the expression. `contract` and `domain` must outlive the
    /// set; `domain` may be null (a twin without runs, such as a formula).
    static Result<GuardrailSet> compile(const Contract& contract, const DomainOfValidity* domain,
                                        std::span<const GuardrailRule> appRules = {});

    GuardrailSet(GuardrailSet&&) noexcept;
    GuardrailSet& operator=(GuardrailSet&&) noexcept;
    ~GuardrailSet();

    /// Ranges, joint domain, and the rules over inputs. `withNearest` false skips the search for the nearest
    /// valid input (batches).
    InputVerdicts checkInputs(std::span<const double> inputs, bool withNearest = true) const;
    /// Only the verdict and the zone, without texts and without heap allocation.
    std::pair<Verdict, Zone> classify(std::span<const double> inputs) const;
    /// Plausibility of outputs and the rules that read outputs, appended to `verdicts`; returns the worst.
    Verdict checkOutputs(std::span<const double> inputs, const OutputValues& outputs,
                         std::vector<RuleVerdict>& verdicts) const;
    /// The worst alone, without texts and without heap allocation.
    Verdict classifyOutputs(std::span<const double> inputs, const OutputValues& outputs) const;

    /// Runs a rule's examples (those over inputs, and over outputs when the caller evaluates): one Diagnostic
    /// for each that does not do what it says, "rule.example.failed".
    Diagnostics checkExamples(const GuardrailRule& rule, const std::string& location) const;

    const std::vector<GuardrailRule>& rules() const; ///< the contract's, then the app's

  private:
    GuardrailSet();
    struct Compiled;
    std::unique_ptr<Compiled> m_compiled;
};

/// The examples of the contract's own rules that do not do what they say, at "/guardrails/I/examples/K".
Diagnostics checkExamples(const Contract& contract);

} // namespace twin
