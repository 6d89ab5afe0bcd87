// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/aligned_vector.h"
#include "model/network.h"

#include <memory>
#include <vector>

namespace twin {

/// The weights of a network's steps as one number type's kernels want them.
template <class T>
struct PackedSteps
{
    struct Numbers
    {
        AlignedVector<T> weights, shift;
        /// Of dense steps, for one point: one of the two, the second for float64 where float32 holds them.
        AlignedVector<T> grouped;
        AlignedVector<float> groupedSingles;
    };
    std::vector<Numbers> steps;
};

/// A network made ready to run on this processor: weights packed, memory planned. Immutable, shared between
/// threads.
class NetworkProgram
{
  public:
    /// With `single`, also ready to run in float32.
    NetworkProgram(Network network, bool single, const NetworkKernels& kernels = networkKernels());

    const Network& network() const { return m_network; }
    const NetworkKernels& kernels() const { return *m_kernels; }
    bool hasSingle() const { return !m_single.steps.empty(); }
    std::size_t slotCount() const { return m_slots; }
    std::size_t slotWidth() const { return m_slotWidth; } ///< numbers of the widest vector, padded
    std::size_t slotOf(std::size_t vector) const { return m_slotOf[vector]; }
    template <class T>
    const PackedSteps<T>& packed() const;

  private:
    void planMemory();

    Network m_network;
    const NetworkKernels* m_kernels;
    PackedSteps<double> m_double;
    PackedSteps<float> m_single;
    std::vector<std::size_t> m_slotOf; ///< by vector; a slot is used again when its vector is done with
    std::size_t m_slots = 0;
    std::size_t m_slotWidth = 0;
};

/// Runs a program; holds the scratch memory, so one a thread. The program must outlive it.
class NetworkRun
{
  public:
    explicit NetworkRun(const NetworkProgram& program) : m_program(&program) {}

    /// Answers for `rows` points, row-major rows x inputs. Number k of point r goes to
    /// answers[r * rowStride + k * numberStride]. No heap allocation once it has run in that precision.
    void answer(const double* points, std::size_t rows, double* answers, std::size_t rowStride,
                std::size_t numberStride);
    /// The same in float32. Precondition: program.hasSingle().
    void answerSingle(const double* points, std::size_t rows, double* answers, std::size_t rowStride,
                      std::size_t numberStride);

  private:
    const NetworkProgram* m_program;
    AlignedVector<double> m_memory;
    AlignedVector<float> m_memorySingle;
};

} // namespace twin
