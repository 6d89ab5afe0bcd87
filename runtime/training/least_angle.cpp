// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/least_angle.h"

#include "model/kernels/kernel_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace twin {

namespace {

constexpr double leastPivot =
    1e-9; // squared length, in that of the centred term: below, it is no new direction

/// Forward selection fits what leave-one-out errors cannot see once it has a choice of interpolations.
std::size_t mostTerms(std::size_t runs, TermPath kind)
{
    if (runs < 3)
        return 1;
    return kind == TermPath::Forward ? std::max<std::size_t>(1, runs / 2) : runs - 2;
}

/// One walk. Terms are centred and of length one where they are compared; q_0 is the constant.
class Path
{
  public:
    /// Behind the runs, rows and values go on with `tests` that take part in nothing but errors and hat.
    Path(const TermColumns& columns, const double* values, TermPath kind, std::size_t tests = 0)
        : m_table(kernels()),
          m_columns(columns),
          m_kind(kind),
          m_width(columns.runs + tests),
          m_most(std::min(columns.terms, mostTerms(columns.runs, kind))),
          m_errors(values, values + m_width),
          m_hat(m_width, 0.0),
          m_projections(columns.terms * m_most),
          m_left(columns.terms),
          m_scale(columns.terms),
          m_correlation(columns.terms),
          m_slope(columns.terms),
          m_state(columns.terms, State::Open)
    {
        for (std::size_t j = 0; j < columns.terms; ++j)
            m_left[j] = m_table.dot(columns.row(j), columns.row(j), columns.runs);
        m_scale = m_left;
        letIn(0);
        for (std::size_t j = 0; j < columns.terms; ++j) {
            if (m_left[j] < leastPivot * m_scale[j])
                m_state[j] = m_state[j] == State::In ? State::In : State::Closed;
            m_scale[j] = std::sqrt(m_left[j]);
        }
        std::vector<double> products(columns.terms);
        m_table.dotRows(columns.rows, columns.stride, columns.terms, m_errors.data(), columns.runs,
                        products.data());
        for (std::size_t j = 0; j < columns.terms; ++j)
            m_correlation[j] = m_state[j] == State::Open ? products[j] / m_scale[j] : 0;
    }

    ChosenTerms walk()
    {
        std::size_t bestCount = 1;
        const double least = walkAlong(bestCount, [] {});
        return {{m_terms.begin(), m_terms.begin() + std::ptrdiff_t(bestCount)}, least};
    }

    ChosenTerms walkTo(std::size_t count)
    {
        while (m_terms.size() < std::min(count, m_most) && step() != Step::End)
            ;
        return {m_terms, correctedError()};
    }

    PathErrors judge()
    {
        PathErrors errors;
        const auto add = [&] {
            for (std::size_t test = m_columns.runs; test < m_width; ++test) {
                errors.square.push_back(m_errors[test] * m_errors[test]);
                errors.leverage.push_back(m_hat[test]);
            }
        };
        add();
        std::size_t bestCount = 1;
        walkAlong(bestCount, add);
        return errors;
    }

  private:
    enum class State
    {
        Open,
        In,
        Closed
    };
    enum class Step
    {
        LetIn,
        Refused,
        End
    };
    static constexpr std::size_t none = std::size_t(-1);

    Step step()
    {
        const std::size_t next = m_kind == TermPath::LeastAngle ? reachedNext() : gainsMost();
        if (next == none)
            return Step::End;
        const double sign = m_correlation[next] < 0 ? -1 : 1;
        if (!letIn(next))
            return Step::Refused;
        if (m_kind == TermPath::LeastAngle)
            turn(next, sign);
        return Step::LetIn;
    }

    /// Until well past the least corrected error, which it gives, at `bestCount` terms.
    template <typename Seen>
    double walkAlong(std::size_t& bestCount, Seen seen)
    {
        double least = correctedError();
        const double exact = 1e-28 * least;
        while (m_terms.size() < m_most && !(least <= exact)) {
            const Step done = step();
            if (done == Step::End)
                break;
            if (done == Step::Refused)
                continue;
            seen();
            const double error = correctedError();
            if (error < least) {
                least = error;
                bestCount = m_terms.size();
            } else if (m_terms.size() > bestCount + 20 + bestCount / 2) {
                break; // past the turning point
            }
        }
        return least;
    }

    /// The term that first has as much correlation as those let in, with the walk done up to there.
    std::size_t reachedNext()
    {
        std::size_t next = none;
        if (m_terms.size() == 1) {
            for (std::size_t j = 0; j < m_columns.terms; ++j)
                if (m_state[j] == State::Open &&
                    (next == none || std::fabs(m_correlation[j]) > std::fabs(m_correlation[next])))
                    next = j;
            m_level = next == none ? 0 : std::fabs(m_correlation[next]);
            return m_level > 0 ? next : none;
        }
        double least = m_level;
        for (std::size_t j = 0; j < m_columns.terms; ++j) {
            if (m_state[j] != State::Open)
                continue;
            for (const double side : {1.0, -1.0}) {
                const double fall = 1 - side * m_slope[j];
                const double way = (m_level - side * m_correlation[j]) / fall;
                if (fall > 1e-12 && way < least) {
                    least = std::max(way, 0.0);
                    next = j;
                }
            }
        }
        if (next == none)
            return none;
        m_level -= least;
        for (std::size_t j = 0; j < m_columns.terms; ++j)
            m_correlation[j] -= least * m_slope[j];
        return next;
    }

    std::size_t gainsMost() const
    {
        std::size_t next = none;
        double most = 0;
        for (std::size_t j = 0; j < m_columns.terms; ++j) {
            if (m_state[j] != State::Open)
                continue;
            const double gain = m_correlation[j] * m_correlation[j] * m_scale[j] * m_scale[j] / m_left[j];
            if (gain > most) {
                most = gain;
                next = j;
            }
        }
        return next;
    }

    /// Adds a term to the orthonormal basis; false when it is no new direction.
    bool letIn(std::size_t term)
    {
        const std::size_t runs = m_columns.runs, k = m_terms.size();
        std::vector<double> q(m_columns.row(term), m_columns.row(term) + m_width);
        std::vector<double> onto(k + 1), row(k + 1);
        for (std::size_t i = 0; i < k; ++i) {
            onto[i] = m_projections[i * m_columns.terms + term];
            row[i] = -onto[i];
        }
        m_table.addRows(m_basis.data(), m_width, k, row.data(), m_width, q.data());
        // Once more, against the rounding of the projections.
        m_table.dotRows(m_basis.data(), m_width, k, q.data(), runs, row.data());
        for (std::size_t i = 0; i < k; ++i) {
            onto[i] += row[i];
            row[i] = -row[i];
        }
        m_table.addRows(m_basis.data(), m_width, k, row.data(), m_width, q.data());
        const double squared = m_table.dot(q.data(), q.data(), runs);
        const double scale = k == 0 ? 0 : m_scale[term] * m_scale[term];
        if (!(squared > leastPivot * scale)) {
            m_state[term] = State::Closed;
            return false;
        }
        const double length = std::sqrt(squared);
        for (double& each : q)
            each /= length;
        m_basis.insert(m_basis.end(), q.begin(), q.end());
        m_terms.push_back(term);
        m_state[term] = State::In;

        double* projections = m_projections.data() + k * m_columns.terms;
        m_table.dotRows(m_columns.rows, m_columns.stride, m_columns.terms, q.data(), runs, projections);
        const double share = m_table.dot(q.data(), m_errors.data(), runs);
        for (std::size_t at = 0; at < m_width; ++at) {
            m_errors[at] -= share * q[at];
            m_hat[at] += q[at] * q[at];
        }
        for (std::size_t j = 0; j < m_columns.terms; ++j)
            m_left[j] = std::max(m_left[j] - projections[j] * projections[j], 0.0);
        if (m_kind == TermPath::Forward && k > 0)
            for (std::size_t j = 0; j < m_columns.terms; ++j) {
                if (m_state[j] == State::Open && m_left[j] < leastPivot * m_scale[j] * m_scale[j])
                    m_state[j] = State::Closed;
                m_correlation[j] -= m_state[j] == State::Open ? share * projections[j] / m_scale[j] : 0;
            }
        growInverse(onto, length);
        return true;
    }

    /// The next column of the inverse of the triangle R of T = Q R, whose squares add up to tr (T'T)^-1.
    void growInverse(const std::vector<double>& onto, double length)
    {
        const std::size_t k = m_terms.size() - 1;
        std::vector<double> column(k + 1, 0.0);
        m_table.addRows(m_inverse.data(), m_most, k, onto.data(), k, column.data());
        for (std::size_t i = 0; i < k; ++i)
            column[i] /= -length;
        column[k] = 1 / length;
        m_inverse.resize(m_most * (k + 1), 0.0);
        std::copy(column.begin(), column.end(), m_inverse.begin() + std::ptrdiff_t(k * m_most));
        for (const double each : column)
            m_trace += each * each;
    }

    /// The direction in which all terms let in lose correlation alike gains the part along the new q.
    void turn(std::size_t term, double sign)
    {
        const std::size_t k = m_terms.size() - 1;
        m_along.resize(k + 1, 0.0);
        double before = 0;
        for (std::size_t i = 1; i < k; ++i)
            before += m_projections[i * m_columns.terms + term] * m_along[i];
        const double* projections = m_projections.data() + k * m_columns.terms;
        m_along[k] = (sign * m_scale[term] - before) / projections[term];
        for (std::size_t j = 0; j < m_columns.terms; ++j)
            if (m_state[j] == State::Open)
                m_slope[j] += m_along[k] * projections[j] / m_scale[j];
    }

    double correctedError() const
    {
        const std::size_t runs = m_columns.runs;
        double sum = 0;
        for (std::size_t run = 0; run < runs; ++run) {
            const double error = m_errors[run] / std::max(1 - m_hat[run], 1e-6);
            sum += error * error;
        }
        return sum / double(runs) * leaveOneOutCorrection(runs, m_terms.size(), m_trace);
    }

    const KernelTable& m_table;
    const TermColumns& m_columns;
    TermPath m_kind;
    std::size_t m_width; ///< runs and tests
    std::size_t m_most;
    std::vector<std::size_t> m_terms;
    std::vector<double> m_errors, m_hat; ///< by row, of least squares on the terms let in
    std::vector<double> m_basis;         ///< row-major terms let in x width: q
    std::vector<double> m_projections;   ///< row-major q x terms
    std::vector<double> m_left;          ///< by term: squared length orthogonal to all q
    std::vector<double> m_scale;         ///< by term: length once centred
    std::vector<double> m_correlation, m_slope;
    std::vector<double> m_inverse; ///< columns of the inverse of R, m_most apart
    std::vector<double> m_along;   ///< the direction, by q
    std::vector<State> m_state;
    double m_trace = 0;
    double m_level = 0; ///< correlation of the terms let in
};

} // namespace

ChosenTerms chooseTerms(const TermColumns& columns, const double* values, TermPath path, std::size_t count)
{
    Path walked(columns, values, path);
    return count > 0 ? walked.walkTo(count) : walked.walk();
}

PathErrors pathErrors(const TermColumns& columns, const double* values, std::size_t tests, TermPath path)
{
    return Path(columns, values, path, tests).judge();
}

} // namespace twin
