// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/guardrail_rule.h"

namespace twin {

std::string_view toString(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Warn:
        return "Warn";
    case Verdict::Withhold:
        return "Withhold";
    case Verdict::Block:
        return "Block";
    case Verdict::Pass:
        break;
    }
    return "Pass";
}

std::string_view toString(Zone zone)
{
    switch (zone) {
    case Zone::Sparse:
        return "sparse";
    case Zone::Unvalidated:
        return "unvalidated";
    case Zone::Impossible:
        return "impossible";
    case Zone::Validated:
        break;
    }
    return "validated";
}

} // namespace twin
