// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "exit_code.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace twin::cli {

/// The one door to the terminal: answers go to standard output, diagnostics to standard error as text. With
/// JSON wanted, a command that ends without an answer puts {"diagnostics": [...]} on standard output as well.
class Console
{
  public:
    explicit Console(bool json) : m_json(json) {}

    bool json() const { return m_json; }
    bool isQuiet() const { return m_quiet; }
    void setQuiet(bool quiet) { m_quiet = quiet; }

    void write(std::string_view text);
    void writeJson(const nlohmann::json& json);

    /// Prints a finding; the command goes on.
    void report(const Diagnostic& diagnostic);
    void report(const Diagnostics& diagnostics);
    /// A remark that is not an answer, on standard error; nothing when quiet.
    void remark(std::string_view text);
    /// Prints the error that ends the command; returns the exit code for it.
    Exit fail(const Diagnostic& error);

    /// To be called once at the end: an answer that could not be written is a failure.
    Exit finish(Exit exit);

  private:
    bool m_json = false;
    bool m_quiet = false;
    bool m_answered = false;
    Diagnostics m_reported;
};

} // namespace twin::cli
