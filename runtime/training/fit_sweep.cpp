// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_sweep.h"

#include <algorithm>
#include <cmath>

namespace twin {

// What is done once a block (its factor, and the strips times it) grows with the block's width, reading and
// writing the matrix with its inverse.
static std::size_t columnsOfBlock(std::size_t size)
{
    constexpr std::size_t small = 700;
    return size < small ? sweepBlock / 2 : sweepBlock;
}

SymmetricSweep::SymmetricSweep(const KernelTable& kernels, std::size_t size, std::size_t below)
    : m_kernels(kernels),
      m_size(size),
      m_below(below),
      m_width(kernels.panelPoints),
      m_strips((size + m_width - 1) / m_width),
      m_belowStrips((below + m_width - 1) / m_width),
      m_perBlock(columnsOfBlock(size) / m_width),
      m_factor(sweepBlock * sweepBlock),
      m_transposed(sweepBlock * sweepBlock),
      m_pivots(m_strips * m_width),
      m_corner(below * below),
      m_next(2 * (m_strips / m_perBlock + 1))
{
    for (std::size_t index = 0; index < m_strips; ++index) {
        m_offset.push_back(m_length);
        m_length += (m_strips - index + m_belowStrips) * m_width * m_width;
    }
    m_memory.resize(m_length);
    m_columns.resize((m_strips + m_belowStrips) * m_width * sweepBlock);
    m_reduced.resize(m_columns.size());
}

void SymmetricSweep::pad(std::size_t index)
{
    const std::size_t padding = paddedSize() - m_size;
    double* from = strip(index);
    double* last = below(index) - padding * m_width;
    std::fill_n(last, padding * m_width, 0.0);
    if (index + 1 < m_strips || padding == 0)
        return;
    for (double* row = from; row < below(index) + m_below * m_width; row += m_width)
        std::fill_n(row + m_width - padding, padding, 0.0);
    for (std::size_t i = m_width - padding; i < m_width; ++i)
        from[i * m_width + i] = 1;
}

bool SymmetricSweep::factorPivot(std::size_t block, std::size_t count)
{
    const std::size_t depth = count * m_width;
    for (std::size_t s = 0; s < count; ++s)
        for (std::size_t r = s; r < count; ++r) {
            const double* tile = strip(block + s) + (r - s) * m_width * m_width;
            for (std::size_t i = 0; i < m_width; ++i)
                for (std::size_t j = 0; j < m_width; ++j) {
                    const std::size_t row = r * m_width + i, column = s * m_width + j;
                    m_factor[row * sweepBlock + column] = tile[i * m_width + j];
                    m_factor[column * sweepBlock + row] = tile[i * m_width + j];
                }
        }
    if (!m_kernels.sweepPivot(m_factor.data(), depth, m_pivots.data() + block * m_width))
        return false;
    for (std::size_t i = 0; i < depth; ++i)
        for (std::size_t j = 0; j < depth; ++j)
            m_transposed[j * sweepBlock + i] = m_factor[i * sweepBlock + j];
    return true;
}

/// With L the factor of the pivot and W the block's columns in this strip: L^-1 W, and for the inverse
/// L^-T L^-1 W. In the pivot's own strips W is the identity.
void SymmetricSweep::reduceStrip(std::size_t block, std::size_t count, std::size_t index, bool inverse)
{
    const std::size_t tile = m_width * m_width, depth = count * m_width;
    double* columns = m_columns.data() + index * count * tile;
    double* reduced = m_reduced.data() + index * count * tile;
    if (index >= block && index < block + count) {
        for (std::size_t i = 0; i < depth; ++i)
            std::copy_n(m_factor.data() + i * sweepBlock + (index - block) * m_width, m_width,
                        reduced + i * m_width);
    } else {
        if (index < block)
            std::copy_n(strip(index) + (block - index) * tile, count * tile, columns);
        else
            for (std::size_t s = 0; s < count; ++s)
                m_kernels.transposeTile(strip(block + s) + (index - block - s) * tile, columns + s * tile);
        m_kernels.sweepProduct(m_transposed.data(), false, columns, depth, reduced);
    }
    if (inverse)
        m_kernels.sweepProduct(m_factor.data(), true, reduced, depth, columns);
}

void SymmetricSweep::storeStrip(std::size_t block, std::size_t count, std::size_t index)
{
    const std::size_t tile = m_width * m_width;
    double* columns = m_columns.data() + index * count * tile;
    if (index < block) {
        std::copy_n(columns, count * tile, strip(index) + (block - index) * tile);
    } else if (index >= block + count) {
        for (std::size_t s = 0; s < count; ++s)
            m_kernels.transposeTile(columns + s * tile, strip(block + s) + (index - block - s) * tile);
    } else {
        double* to = strip(index);
        for (std::size_t i = (index - block) * tile; i < count * tile; ++i)
            *to++ = -columns[i];
    }
}

void SymmetricSweep::addCorner(std::size_t depth)
{
    const auto element = [&](std::size_t row, std::size_t k) {
        return m_reduced[((m_strips + row / m_width) * depth + k) * m_width + row % m_width];
    };
    for (std::size_t i = 0; i < m_below; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < depth; ++k)
                sum += element(i, k) * element(j, k);
            m_corner[i * m_below + j] += sum;
            if (i != j)
                m_corner[j * m_below + i] += sum;
        }
}

bool SymmetricSweep::sweep(bool inverse, FitTeam& team, std::size_t member)
{
    const std::size_t tile = m_width * m_width, all = m_strips + m_belowStrips;
    if (member == 0) {
        m_definite = true;
        std::fill(m_corner.begin(), m_corner.end(), 0.0);
        for (std::atomic<std::size_t>& next : m_next)
            next = 0;
    }
    team.meet();
    for (std::size_t block = 0, step = 0; block < m_strips; block += m_perBlock, ++step) {
        const std::size_t count = std::min(m_perBlock, m_strips - block), depth = count * m_width;
        const std::size_t from = inverse ? 0 : block + count;
        if (member == 0)
            m_definite = factorPivot(block, count);
        team.meet();
        if (!m_definite)
            return false;
        for (std::size_t index; (index = from + m_next[2 * step]++) < all;)
            reduceStrip(block, count, index, inverse);
        team.meet();
        for (std::size_t index; (index = from + m_next[2 * step + 1]++) < all;) {
            if (inverse)
                storeStrip(block, count, index);
            if (index >= m_strips || (index >= block && index < block + count))
                continue;
            const double* reduced = m_reduced.data();
            const auto update = [&](std::size_t first, std::size_t rows) {
                m_kernels.sweepUpdate(reduced + first * depth * m_width, rows,
                                      reduced + index * depth * m_width, depth,
                                      strip(index) + (first - index) * tile);
            };
            if (index < block)
                update(index, (block - index) * m_width);
            const std::size_t rest = std::max(index, block + count);
            update(rest, (m_strips - rest) * m_width + m_below);
        }
        if (member == 0)
            addCorner(depth);
        team.meet();
    }
    return true;
}

double SymmetricSweep::logDeterminant() const
{
    double sum = 0;
    for (const double pivot : m_pivots)
        sum += std::log(pivot);
    return sum;
}

} // namespace twin
