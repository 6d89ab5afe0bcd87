// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace twin::cli {

/// One line on a terminal that says how far a long operation is and how long it will still take. It appears
/// after a second and leaves nothing behind. Silent when standard error is no terminal, or the console is
/// quiet. Used from one thread at a time. While there is one, Ctrl-C ends the operation in order.
class ProgressLine
{
  public:
    explicit ProgressLine(const Console& console);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(double fraction, const std::string& step);
    double seconds() const;

    /// What long operations call; the line must outlive it. Cancels after Ctrl-C.
    std::function<bool(double, const std::string&)> callback();

  private:
    bool m_enabled = false;
    bool m_drawn = false;
    std::optional<double> m_firstFraction;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace twin::cli
