// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "slave.h"

namespace twin {

/// Slave::follow for a final class with step() and get(): a template, because a call through a table for each
/// step costs as much as the step of a small FMU.
template <class S>
class CourseFollower
{
  public:
    CourseFollower(S& slave, Course& course) : m_slave(slave), m_course(course) {}

    Slave::Outcome follow()
    {
        for (std::size_t i = 0; i < m_course.count; ++i) {
            if (const auto outcome = advance(m_course.intervals[i]); outcome != Slave::Outcome::Ok)
                return outcome;
            if (const auto outcome = sample(i); outcome != Slave::Outcome::Ok) {
                m_course.failed = FmuOutcome::Get;
                return outcome;
            }
        }
        return Slave::Outcome::Ok;
    }

  private:
    Slave::Outcome advance(const FmuInterval& interval)
    {
        const double way = interval.to - interval.from;
        const double size = interval.steps == 1 ? way : way / double(interval.steps);
        for (std::uint64_t i = 0; i < interval.steps; ++i) {
            const double time = interval.from + double(i) * size;
            const auto outcome = m_slave.step(time, size);
            if (outcome == Slave::Outcome::Ok) [[likely]]
                continue;
            m_course.time = time;
            m_course.failed = outcome == Slave::Outcome::Terminated ? FmuOutcome::Terminated
                              : outcome == Slave::Outcome::Discard  ? FmuOutcome::Discard
                                                                    : FmuOutcome::Step;
            return outcome;
        }
        m_course.time = interval.to;
        return Slave::Outcome::Ok;
    }

    Slave::Outcome sample(std::size_t index)
    {
        const bool isLast = index + 1 == m_course.count;
        for (const OutputGroup& group : *m_course.groups) {
            if (!group.isSeries && !isLast)
                continue;
            const std::size_t count = group.places.size(), at = group.isSeries ? index : 0;
            // One alone goes straight to its place.
            double* values = count == 1 ? m_course.outputs + group.places[0] + at : m_course.scratch;
            const auto outcome = m_slave.get(group.type, group.references.data(), count, values);
            if (outcome != Slave::Outcome::Ok)
                return outcome;
            for (std::size_t k = 0; count > 1 && k < count; ++k)
                m_course.outputs[group.places[k] + at] = values[k];
        }
        return Slave::Outcome::Ok;
    }

    S& m_slave;
    Course& m_course;
};

} // namespace twin
