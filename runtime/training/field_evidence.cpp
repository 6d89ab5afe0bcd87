// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/field_evidence.h"

#include "training/rounding.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

using nlohmann::json;

constexpr std::size_t mostCells = 8;
constexpr int digits = 6;

/// Neighbouring points of one axis, in cells of about as many each.
struct Cells
{
    explicit Cells(const std::vector<double>& axis) : count(std::min(axis.size(), mostCells))
    {
        for (std::size_t point = 0; point < axis.size(); ++point)
            of.push_back(point * count / axis.size());
        edges.push_back(axis.front());
        for (std::size_t point = 1; point < axis.size(); ++point)
            if (of[point] != of[point - 1])
                edges.push_back(toDigits(0.5 * (axis[point - 1] + axis[point]), 9));
        edges.push_back(axis.back());
    }

    std::size_t count;
    std::vector<std::size_t> of; ///< by point
    std::vector<double> edges;
};

/// What is gathered of each cell, row-major by the first axis.
struct CellSums
{
    explicit CellSums(std::size_t cells) : values(cells), squares(cells), inside(cells), largest(cells) {}
    std::vector<double> values, squares, inside, largest;
};

class FieldEvidence
{
  public:
    FieldEvidence(const Contract& contract, std::size_t output, const HeldOutAnswers& answers)
        : m_contract(contract),
          m_answers(answers),
          m_output(output),
          m_hasBand(contract.outputs[output].confidence.kind != Confidence::Kind::None),
          m_first(contract.axis->values),
          m_second(contract.axis2->values),
          m_points(contract.points(contract.outputs[output]))
    {}

    json evidence() const
    {
        const std::size_t runs = m_answers.truth.runs;
        CellSums all = sums(0, runs);
        json found = {{"edges", {m_first.edges, m_second.edges}},
                      {"rmse", grid([&](std::size_t cell) {
                           return toDigits(std::sqrt(all.squares[cell] / all.values[cell]), digits);
                       })}};
        if (m_hasBand)
            found["coverage"] = grid([&](std::size_t cell) {
                return std::round(1e4 * all.inside[cell] / all.values[cell]) / 1e4;
            });
        const std::size_t worst = worstRun();
        const CellSums one = sums(worst, worst + 1);
        json inputs = json::object();
        for (std::size_t i = 0; i < m_contract.inputs.size(); ++i)
            inputs[m_contract.inputs[i].name] = m_answers.truth.inputs[worst * m_contract.inputs.size() + i];
        found["worst"] = {
            {"run", m_answers.truth.names[worst]},
            {"inputs", std::move(inputs)},
            {"maxAbs", grid([&](std::size_t cell) { return toDigits(one.largest[cell], digits); })}};
        return found;
    }

  private:
    double errorAt(std::size_t at) const
    {
        return std::abs(m_answers.truth.outputs[m_output][at] - m_answers.mean[m_output][at]);
    }

    CellSums sums(std::size_t from, std::size_t to) const
    {
        CellSums sums(m_first.count * m_second.count);
        const std::size_t width = m_second.of.size();
        for (std::size_t at = from * m_points; at < to * m_points; ++at) {
            const std::size_t point = at % m_points;
            const std::size_t cell = m_first.of[point / width] * m_second.count + m_second.of[point % width];
            const double error = errorAt(at), truth = m_answers.truth.outputs[m_output][at];
            sums.values[cell] += 1;
            sums.squares[cell] += error * error;
            sums.largest[cell] = std::max(sums.largest[cell], error);
            if (m_hasBand && truth >= m_answers.lower[m_output][at] && truth <= m_answers.upper[m_output][at])
                sums.inside[cell] += 1;
        }
        return sums;
    }

    std::size_t worstRun() const
    {
        std::size_t worst = 0;
        double most = -1;
        for (std::size_t run = 0; run < m_answers.truth.runs; ++run) {
            double squares = 0;
            for (std::size_t at = run * m_points; at < (run + 1) * m_points; ++at)
                squares += errorAt(at) * errorAt(at);
            if (squares > most) {
                most = squares;
                worst = run;
            }
        }
        return worst;
    }

    template <class Value>
    json grid(const Value& value) const
    {
        json rows = json::array();
        for (std::size_t i = 0; i < m_first.count; ++i) {
            json row = json::array();
            for (std::size_t j = 0; j < m_second.count; ++j)
                row.push_back(value(i * m_second.count + j));
            rows.push_back(std::move(row));
        }
        return rows;
    }

    const Contract& m_contract;
    const HeldOutAnswers& m_answers;
    std::size_t m_output;
    bool m_hasBand;
    Cells m_first, m_second;
    std::size_t m_points;
};

} // namespace

json fieldEvidence(const Contract& contract, std::size_t output, const HeldOutAnswers& answers)
{
    return FieldEvidence(contract, output, answers).evidence();
}

} // namespace twin
