// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_sweep.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace twin {

void SymmetricSweep::Free::operator()(double* memory) const
{
    ::operator delete[](memory, std::align_val_t(64));
}

SymmetricSweep::SymmetricSweep(const KernelTable& kernels, std::size_t size, std::size_t below)
    : m_kernels(kernels),
      m_size(size),
      m_below(below),
      m_width(kernels.panelPoints),
      m_strips((size + m_width - 1) / m_width),
      m_belowStrips((below + m_width - 1) / m_width),
      m_pivot(sweepBlock * sweepBlock),
      m_pivots(m_strips * m_width),
      m_corner(below * below),
      m_next(2 * (m_strips * m_width / sweepBlock + 1))
{
    for (std::size_t index = 0; index < m_strips; ++index) {
        m_offset.push_back(m_length);
        m_length += (m_strips - index + m_belowStrips) * m_width * m_width;
    }
    m_memory.reset(static_cast<double*>(::operator new[](m_length * sizeof(double), std::align_val_t(64))));
    std::fill_n(m_memory.get(), m_length, 0.0);
    m_columns.resize((m_strips + m_belowStrips) * m_width * sweepBlock);
    m_product.resize(m_columns.size());
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

void SymmetricSweep::gatherPivot(std::size_t block, std::size_t count)
{
    for (std::size_t s = 0; s < count; ++s)
        for (std::size_t r = s; r < count; ++r) {
            const double* tile = strip(block + s) + (r - s) * m_width * m_width;
            for (std::size_t i = 0; i < m_width; ++i)
                for (std::size_t j = 0; j < m_width; ++j) {
                    const std::size_t row = r * m_width + i, column = s * m_width + j;
                    m_pivot[row * sweepBlock + column] = tile[i * m_width + j];
                    m_pivot[column * sweepBlock + row] = tile[i * m_width + j];
                }
        }
}

void SymmetricSweep::gatherStrip(std::size_t block, std::size_t count, std::size_t index)
{
    const std::size_t tile = m_width * m_width;
    double* to = m_columns.data() + index * count * tile;
    if (index < block) {
        std::copy_n(strip(index) + (block - index) * tile, count * tile, to);
        return;
    }
    for (std::size_t s = 0; s < count; ++s)
        m_kernels.transposeTile(strip(block + s) + (index - block - s) * tile, to + s * tile);
}

void SymmetricSweep::storeStrip(std::size_t block, std::size_t count, std::size_t index)
{
    const std::size_t tile = m_width * m_width;
    const double* from = m_product.data() + index * count * tile;
    if (index < block) {
        std::copy_n(from, count * tile, strip(index) + (block - index) * tile);
        return;
    }
    for (std::size_t s = 0; s < count; ++s)
        m_kernels.transposeTile(from + s * tile, strip(block + s) + (index - block - s) * tile);
}

void SymmetricSweep::addCorner(std::size_t depth)
{
    const auto element = [&](const std::vector<double>& of, std::size_t row, std::size_t k) {
        return of[((m_strips + row / m_width) * depth + k) * m_width + row % m_width];
    };
    for (std::size_t i = 0; i < m_below; ++i)
        for (std::size_t j = 0; j < m_below; ++j)
            for (std::size_t k = 0; k < depth; ++k)
                m_corner[i * m_below + j] += element(m_columns, i, k) * element(m_product, j, k);
}

bool SymmetricSweep::sweep(bool inverse, FitTeam& team, std::size_t member)
{
    const std::size_t tile = m_width * m_width, all = m_strips + m_belowStrips;
    const std::size_t perBlock = sweepBlock / m_width;
    if (member == 0) {
        m_definite = true;
        std::fill(m_corner.begin(), m_corner.end(), 0.0);
        for (std::atomic<std::size_t>& next : m_next)
            next = 0;
    }
    team.meet();
    for (std::size_t block = 0, step = 0; block < m_strips; block += perBlock, ++step) {
        const std::size_t count = std::min(perBlock, m_strips - block), depth = count * m_width;
        const std::size_t from = inverse ? 0 : block + count;
        const auto isPivot = [&](std::size_t index) { return index >= block && index < block + count; };
        if (member == 0) {
            gatherPivot(block, count);
            m_definite = m_kernels.sweepPivot(m_pivot.data(), depth, m_pivots.data() + block * m_width);
            if (m_definite && inverse)
                for (std::size_t s = 0; s < count; ++s)
                    for (std::size_t r = s; r < count; ++r)
                        for (std::size_t i = 0; i < m_width; ++i)
                            std::copy_n(m_pivot.data() + (r * m_width + i) * sweepBlock + s * m_width,
                                        m_width, strip(block + s) + ((r - s) * m_width + i) * m_width);
            for (double& each : m_pivot)
                each = -each;
        }
        team.meet();
        if (!m_definite)
            return false;
        for (std::size_t index; (index = from + m_next[2 * step]++) < all;)
            if (!isPivot(index)) {
                gatherStrip(block, count, index);
                m_kernels.sweepProduct(m_pivot.data(), m_columns.data() + index * depth * m_width, depth,
                                       m_product.data() + index * depth * m_width);
            }
        team.meet();
        for (std::size_t index; (index = from + m_next[2 * step + 1]++) < all;) {
            if (isPivot(index))
                continue;
            if (inverse)
                storeStrip(block, count, index);
            if (index >= m_strips)
                continue;
            const double* product = m_product.data() + index * depth * m_width;
            const auto update = [&](std::size_t first, std::size_t rows) {
                m_kernels.sweepUpdate(m_columns.data() + first * depth * m_width, rows, product, depth,
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
