// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "slave.h"

#include <memory>
#include <vector>

namespace twin {

/// Answers requests: one run of the FMU for each row of inputs in the channel.
class Runs
{
  public:
    explicit Runs(FmuChannel& channel);

    /// Loads the binary and makes a first instance. False: the channel says why.
    bool load();
    /// All rows of the request; stops at the first that fails.
    void answer();

  private:
    bool run(const double* inputs, double* outputs);
    bool initialize(const double* inputs);
    bool finish();
    bool failed(FmuOutcome outcome, Slave::Outcome how);
    void makeGroups();
    template <class T>
    const T* at(std::uint64_t offset) const
    {
        return reinterpret_cast<const T*>(reinterpret_cast<const char*>(m_channel) + offset);
    }

    FmuChannel* m_channel;
    std::unique_ptr<Slave> m_slave;
    std::uint32_t m_refusedAtLoad = 0; ///< bits of FmuChannel::refused
    std::vector<OutputGroup> m_groups;
    std::vector<double> m_values; ///< scratch of a group
    double m_time = 0;
};

} // namespace twin
