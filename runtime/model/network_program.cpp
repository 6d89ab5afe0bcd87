// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_program.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace twin {

namespace {

using Kind = NetworkStep::Kind;

std::size_t paddedTo(std::size_t multiple, std::size_t width)
{
    return (width + multiple - 1) / multiple * multiple;
}

/// The weights of a dense step, `height` outputs at a time from `first` on: by input, then by output.
template <class T, class Store>
void packOutputs(const NetworkStep& step, std::size_t depth, std::size_t first, std::size_t height,
                 Store& packed)
{
    for (std::size_t j = 0; j < depth; ++j)
        for (std::size_t o = first; o < first + height; ++o)
            packed.push_back(o < step.width ? T(step.weights[o * depth + j]) : T(0));
}

/// The same for one point, in groups of whole vectors.
template <class T>
AlignedVector<T> packGroups(const NetworkStep& step, std::size_t depth, std::size_t mostVectors,
                            std::size_t vectorRows)
{
    AlignedVector<T> packed;
    const std::size_t outputs = paddedTo(vectorRows, step.width);
    for (std::size_t first = 0; first < outputs;) {
        const std::size_t height = groupRows(outputs - first, mostVectors, vectorRows);
        packOutputs<T>(step, depth, first, height, packed);
        first += height;
    }
    return packed;
}

/// Whether float32 holds them exactly, and none as a denormal number, which would be taken as zero.
bool areSingles(const std::vector<double>& weights)
{
    return std::all_of(weights.begin(), weights.end(), [](double weight) {
        const double size = std::fabs(weight);
        return size == 0 || (size > 1e-37 && size < 1e38 && double(float(weight)) == weight);
    });
}

template <class T>
PackedSteps<T> pack(const Network& network, const NetworkKernels& kernels)
{
    PackedSteps<T> packed;
    for (const NetworkStep& step : network.steps) {
        typename PackedSteps<T>::Numbers numbers;
        numbers.shift.assign(step.shift.begin(), step.shift.end());
        if (step.kind == Kind::Dense) {
            const std::size_t depth = network.widthOf(step.from[0]), most = kernels.mostVectors;
            numbers.shift.resize(paddedTo(networkPadding, step.width));
            for (std::size_t first = 0; first < step.width; first += kernels.panelRows)
                packOutputs<T>(step, depth, first, kernels.panelRows, numbers.weights);
            if constexpr (std::is_same_v<T, float>)
                numbers.grouped = packGroups<float>(step, depth, most, kernels.vectorRowsSingle);
            else if (areSingles(step.weights))
                numbers.groupedSingles = packGroups<float>(step, depth, most, kernels.vectorRows);
            else
                numbers.grouped = packGroups<double>(step, depth, most, kernels.vectorRows);
        } else {
            numbers.weights.assign(step.weights.begin(), step.weights.end());
        }
        packed.steps.push_back(std::move(numbers));
    }
    return packed;
}

/// The kernels of one number type and one number of points at once.
struct PanelKernels
{
    static void dense(const NetworkKernels& kernels, const PackedSteps<double>::Numbers& numbers,
                      std::size_t outputs, std::size_t depth, const double* in, double* out)
    {
        kernels.densePanel(numbers.weights.data(), numbers.shift.data(), kernels.paddedRows(outputs), depth,
                           in, out);
    }
    static void dense(const NetworkKernels& kernels, const PackedSteps<float>::Numbers& numbers,
                      std::size_t outputs, std::size_t depth, const float* in, float* out)
    {
        kernels.densePanelSingle(numbers.weights.data(), numbers.shift.data(), kernels.paddedRows(outputs),
                                 depth, in, out);
    }
};
struct OneKernels
{
    static void dense(const NetworkKernels& kernels, const PackedSteps<double>::Numbers& numbers,
                      std::size_t outputs, std::size_t depth, const double* in, double* out)
    {
        outputs = paddedTo(kernels.vectorRows, outputs);
        if (numbers.groupedSingles.empty())
            kernels.denseOne(numbers.grouped.data(), numbers.shift.data(), outputs, depth, in, out);
        else
            kernels.denseOneOfSingles(numbers.groupedSingles.data(), numbers.shift.data(), outputs, depth, in,
                                      out);
    }
    static void dense(const NetworkKernels& kernels, const PackedSteps<float>::Numbers& numbers,
                      std::size_t outputs, std::size_t depth, const float* in, float* out)
    {
        kernels.denseOneSingle(numbers.grouped.data(), numbers.shift.data(),
                               paddedTo(kernels.vectorRowsSingle, outputs), depth, in, out);
    }
};

void activate(const NetworkKernels& kernels, const NetworkStep& step, double* x, std::size_t n)
{
    kernels.activate(step.activation, step.a, step.b, x, n);
}
void activate(const NetworkKernels& kernels, const NetworkStep& step, float* x, std::size_t n)
{
    kernels.activateSingle(step.activation, float(step.a), float(step.b), x, n);
}

template <class T>
void normalize(const NetworkStep& step, const typename PackedSteps<T>::Numbers& numbers, const T* in, T* out,
               std::size_t points)
{
    const T count = T(step.group);
    for (std::size_t first = 0; first < step.width; first += step.group) {
        for (std::size_t p = 0; p < points; ++p) {
            T mean = 0;
            for (std::size_t k = 0; k < step.group; ++k)
                mean += in[(first + k) * points + p];
            mean /= count;
            T variance = 0;
            for (std::size_t k = 0; k < step.group; ++k) {
                const T difference = in[(first + k) * points + p] - mean;
                variance += difference * difference;
            }
            const T factor = 1 / std::sqrt(variance / count + T(step.epsilon));
            for (std::size_t k = first; k < first + step.group; ++k)
                out[k * points + p] =
                    (in[k * points + p] - mean) * factor * numbers.weights[k] + numbers.shift[k];
        }
    }
}

template <class T>
void combine(Kind kind, const T* left, const T* right, T* out, std::size_t n)
{
    switch (kind) {
    case Kind::Add:
        for (std::size_t i = 0; i < n; ++i)
            out[i] = left[i] + right[i];
        return;
    case Kind::Subtract:
        for (std::size_t i = 0; i < n; ++i)
            out[i] = left[i] - right[i];
        return;
    case Kind::Multiply:
        for (std::size_t i = 0; i < n; ++i)
            out[i] = left[i] * right[i];
        return;
    default:
        for (std::size_t i = 0; i < n; ++i)
            out[i] = left[i] / right[i];
    }
}

template <class T, class Kernels>
void runStep(const NetworkProgram& program, std::size_t index, T* memory, std::size_t points)
{
    const Network& network = program.network();
    const NetworkStep& step = network.steps[index];
    const auto& numbers = program.packed<T>().steps[index];
    const std::size_t size = program.slotWidth() * points;
    const auto at = [&](std::size_t vector) { return memory + program.slotOf(vector) * size; };
    T* out = at(index + 1);
    const T* in = step.from.empty() ? nullptr : at(step.from[0]);
    const std::size_t count = step.width * points;
    switch (step.kind) {
    case Kind::Dense:
        Kernels::dense(program.kernels(), numbers, step.width, network.widthOf(step.from[0]), in, out);
        return activate(program.kernels(), step, out, count);
    case Kind::Scale:
        for (std::size_t k = 0; k < step.width; ++k)
            for (std::size_t p = 0; p < points; ++p)
                out[k * points + p] = in[k * points + p] * numbers.weights[k] + numbers.shift[k];
        return;
    case Kind::Activate:
        std::copy_n(in, count, out);
        return activate(program.kernels(), step, out, count);
    case Kind::Normalize:
        return normalize<T>(step, numbers, in, out, points);
    case Kind::Join:
        for (const std::size_t vector : step.from)
            out = std::copy_n(at(vector), network.widthOf(vector) * points, out);
        return;
    case Kind::Pick:
        for (std::size_t k = 0; k < step.width; ++k)
            std::copy_n(in + step.places[k] * points, points, out + k * points);
        return;
    case Kind::Constant:
        for (std::size_t k = 0; k < step.width; ++k)
            std::fill_n(out + k * points, points, numbers.shift[k]);
        return;
    default:
        return combine(step.kind, in, at(step.from[1]), out, count);
    }
}

template <class T, class Kernels>
void runPanel(const NetworkProgram& program, T* memory, std::size_t points, const double* from,
              std::size_t count, double* answers, std::size_t rowStride, std::size_t numberStride)
{
    const Network& network = program.network();
    const std::size_t size = program.slotWidth() * points;
    T* in = memory + program.slotOf(0) * size;
    for (std::size_t k = 0; k < network.inputs; ++k)
        for (std::size_t p = 0; p < points; ++p) // a panel that is not full repeats its last point
            in[k * points + p] = T(from[std::min(p, count - 1) * network.inputs + k]);
    for (std::size_t index = 0; index < network.steps.size(); ++index)
        runStep<T, Kernels>(program, index, memory, points);
    const T* out = memory + program.slotOf(network.steps.size()) * size;
    for (std::size_t k = 0; k < network.outputs(); ++k)
        for (std::size_t p = 0; p < count; ++p)
            answers[p * rowStride + k * numberStride] = double(out[k * points + p]);
}

} // namespace

NetworkProgram::NetworkProgram(Network network, bool single, const NetworkKernels& kernels)
    : m_network(std::move(network)), m_kernels(&kernels), m_double(pack<double>(m_network, kernels))
{
    if (single)
        m_single = pack<float>(m_network, kernels);
    planMemory();
}

template <>
const PackedSteps<double>& NetworkProgram::packed<double>() const
{
    return m_double;
}
template <>
const PackedSteps<float>& NetworkProgram::packed<float>() const
{
    return m_single;
}

void NetworkProgram::planMemory()
{
    const std::size_t vectors = m_network.steps.size() + 1;
    std::vector<std::size_t> lastUse(vectors, 0);
    for (std::size_t index = 0; index < m_network.steps.size(); ++index)
        for (const std::size_t vector : m_network.steps[index].from)
            lastUse[vector] = index + 1;
    lastUse[vectors - 1] = vectors; // the answer is read after the last step
    std::vector<std::size_t> free;
    m_slotOf.resize(vectors);
    for (std::size_t vector = 0; vector < vectors; ++vector) {
        m_slotWidth = std::max(m_slotWidth, paddedTo(networkPadding, m_network.widthOf(vector)));
        if (free.empty())
            free.push_back(m_slots++);
        m_slotOf[vector] = free.back();
        free.pop_back();
        for (std::size_t before = 0; before < vector; ++before)
            if (lastUse[before] == vector) // this step was the last to read it
                free.push_back(m_slotOf[before]);
    }
}

/// As many points at once as a panel holds, or one by one when it would not be half full.
template <class T>
static void answerIn(const NetworkProgram& program, std::size_t panel, AlignedVector<T>& memory,
                     const double* points, std::size_t rows, double* answers, std::size_t rowStride,
                     std::size_t numberStride)
{
    memory.resize(program.slotCount() * program.slotWidth() * panel);
    while (rows > 0) {
        const std::size_t count = rows < panel / 2 ? 1 : std::min(rows, panel);
        if (count == 1)
            runPanel<T, OneKernels>(program, memory.data(), 1, points, 1, answers, rowStride, numberStride);
        else
            runPanel<T, PanelKernels>(program, memory.data(), panel, points, count, answers, rowStride,
                                      numberStride);
        points += count * program.network().inputs;
        answers += count * rowStride;
        rows -= count;
    }
}

void NetworkRun::answer(const double* points, std::size_t rows, double* answers, std::size_t rowStride,
                        std::size_t numberStride)
{
    answerIn(*m_program, m_program->kernels().panelPoints, m_memory, points, rows, answers, rowStride,
             numberStride);
}

void NetworkRun::answerSingle(const double* points, std::size_t rows, double* answers, std::size_t rowStride,
                              std::size_t numberStride)
{
    answerIn(*m_program, m_program->kernels().panelPointsSingle, m_memorySingle, points, rows, answers,
             rowStride, numberStride);
}

} // namespace twin
