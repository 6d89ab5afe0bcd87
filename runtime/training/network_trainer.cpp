// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/network_trainer.h"

#include "model/kernels/kernel_table.h"
#include "model/kernels/triangle.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace twin {

namespace {

constexpr std::size_t chunkRows = 192;
constexpr std::size_t mostMatrixRows = 3000; ///< that the Gauss-Newton matrix is made of

/// f'(x) from f(x).
double slopeOf(Activation activation, double f)
{
    switch (activation) {
    case Activation::Sigmoid:
        return f * (1 - f);
    case Activation::Softplus:
        return 1 - std::exp(-f);
    case Activation::Relu:
        return f > 0 ? 1 : 0;
    default:
        return 1 - f * f;
    }
}

class Trainer
{
  public:
    Trainer(const PerceptronShape& shape, const double* points, const double* values, std::size_t rows)
        : m_shape(shape),
          m_sizes(shape.sizes()),
          m_points(points),
          m_values(values),
          m_rows(rows),
          m_count(shape.parameters()),
          m_stride((m_count + 7) / 8 * 8),
          m_matrix(m_count * m_stride),
          m_system(m_count * m_stride),
          m_inverse(m_count * m_stride),
          m_gradient(m_count),
          m_jacobian(chunkRows * m_stride),
          m_errors(chunkRows)
    {
        for (const std::size_t size : m_sizes)
            m_layers.emplace_back(chunkRows * size + networkPadding);
        m_delta.resize(*std::max_element(m_sizes.begin(), m_sizes.end()));
        m_below.resize(m_delta.size());
    }

    TrainedPerceptron run(std::uint64_t seed, int mostIterations, const std::function<bool()>& goOn);

  private:
    void start(std::uint64_t seed);
    void forward(const std::vector<double>& parameters, std::size_t first, std::size_t rows);
    void differentiate(std::size_t row, double* to);
    void linearise();
    double squaredError(const std::vector<double>& parameters);
    bool factor(double ridge);
    bool step(double ridge);
    void weighEvidence(double error, double weights);

    const PerceptronShape& m_shape;
    std::vector<std::size_t> m_sizes;
    const double* m_points;
    const double* m_values;
    std::size_t m_rows, m_count, m_stride;
    std::vector<double> m_parameters, m_trial;
    std::vector<double> m_matrix; ///< lower half of J^T J
    std::vector<double> m_system, m_inverse, m_gradient;
    std::vector<double> m_jacobian, m_errors;
    ScratchMemory m_work;
    std::vector<std::vector<double>> m_layers; ///< answers of each layer for a chunk of rows
    std::vector<double> m_delta, m_below;
    TriangleWork m_triangle;
    double m_alpha = 0.01; ///< of the weights' squares
    double m_beta = 1;     ///< of the errors' squares
    double m_effective = 0;
};

double squaresOf(const std::vector<double>& values)
{
    return kernels().dot(values.data(), values.data(), values.size());
}

/// Weights that spread the bends of the functions over the inputs' range. Source: Nguyen and Widrow, IJCNN
/// 1990, vol. 3, 21-26.
void Trainer::start(std::uint64_t seed)
{
    std::mt19937_64 generator(seed);
    // Not std::uniform_real_distribution: what it makes of the generator differs between libraries.
    const auto uniform = [&] { return double(generator() >> 11) * 0x1p-52 - 1; };
    m_parameters.clear();
    for (std::size_t layer = 0; layer + 1 < m_sizes.size(); ++layer) {
        const std::size_t inputs = m_sizes[layer], outputs = m_sizes[layer + 1];
        const bool isLast = layer + 2 == m_sizes.size();
        const double size =
            isLast ? 0.5 / std::sqrt(double(inputs)) : 0.7 * std::pow(double(outputs), 1 / double(inputs));
        std::vector<double> biases;
        for (std::size_t o = 0; o < outputs; ++o) {
            std::vector<double> weights(inputs);
            for (double& weight : weights)
                weight = uniform();
            const double scale = isLast ? size : size / std::max(std::sqrt(squaresOf(weights)), 1e-6);
            for (const double weight : weights)
                m_parameters.push_back(weight * scale);
            biases.push_back(isLast ? 0 : size * uniform());
        }
        m_parameters.insert(m_parameters.end(), biases.begin(), biases.end());
    }
}

void Trainer::forward(const std::vector<double>& parameters, std::size_t first, std::size_t rows)
{
    std::copy_n(m_points + first * m_sizes[0], rows * m_sizes[0], m_layers[0].begin());
    const double* weights = parameters.data();
    for (std::size_t layer = 0; layer + 1 < m_sizes.size(); ++layer) {
        const std::size_t inputs = m_sizes[layer], outputs = m_sizes[layer + 1];
        const double* biases = weights + inputs * outputs;
        double* out = m_layers[layer + 1].data();
        for (std::size_t row = 0; row < rows; ++row)
            std::copy_n(biases, outputs, out + row * outputs);
        kernels().multiplyAdd(rows, outputs, inputs, 1, m_layers[layer].data(), inputs, 1, weights, 1, inputs,
                              out, outputs, m_work.atLeast(multiplyWork));
        if (layer + 2 < m_sizes.size())
            networkKernels().activate(m_shape.activation, 0, 0, out, rows * outputs);
        weights = biases + outputs;
    }
}

/// The answer's derivatives by every parameter, for one row of the chunk that forward() has seen.
void Trainer::differentiate(std::size_t row, double* to)
{
    std::size_t end = m_count;
    m_delta[0] = 1;
    for (std::size_t layer = m_sizes.size() - 1; layer > 0; --layer) {
        const std::size_t inputs = m_sizes[layer - 1], outputs = m_sizes[layer];
        const std::size_t begin = end - (inputs + 1) * outputs;
        const double* in = m_layers[layer - 1].data() + row * inputs;
        for (std::size_t o = 0; o < outputs; ++o)
            for (std::size_t i = 0; i < inputs; ++i)
                to[begin + o * inputs + i] = m_delta[o] * in[i];
        std::copy_n(m_delta.begin(), outputs, to + begin + inputs * outputs);
        if (layer > 1) {
            std::fill_n(m_below.begin(), inputs, 0.0);
            for (std::size_t o = 0; o < outputs; ++o)
                for (std::size_t i = 0; i < inputs; ++i)
                    m_below[i] += m_delta[o] * m_parameters[begin + o * inputs + i];
            for (std::size_t i = 0; i < inputs; ++i)
                m_delta[i] = m_below[i] * slopeOf(m_shape.activation, in[i]);
        }
        end = begin;
    }
}

/// J^T J (lower half) and J^T e at the parameters.
void Trainer::linearise()
{
    std::fill(m_matrix.begin(), m_matrix.end(), 0.0);
    std::fill(m_gradient.begin(), m_gradient.end(), 0.0);
    const std::size_t chunks = (m_rows + chunkRows - 1) / chunkRows;
    // Chunks for the matrix, evenly among all; rows come in no order that matters to it.
    const std::size_t wanted = std::min(chunks, std::max<std::size_t>(mostMatrixRows / chunkRows, 1));
    std::size_t used = 0, usedRows = 0;
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        const std::size_t first = chunk * chunkRows, rows = std::min(chunkRows, m_rows - first);
        forward(m_parameters, first, rows);
        for (std::size_t row = 0; row < rows; ++row) {
            m_errors[row] = m_values[first + row] - m_layers.back()[row];
            differentiate(row, m_jacobian.data() + row * m_stride);
        }
        kernels().multiplyAdd(1, m_count, rows, 1, m_errors.data(), rows, 1, m_jacobian.data(), m_stride, 1,
                              m_gradient.data(), m_count, m_work.atLeast(multiplyWork));
        if (used * chunks > chunk * wanted)
            continue;
        ++used;
        usedRows += rows;
        constexpr std::size_t band = 96;
        for (std::size_t i = 0; i < m_count; i += band) {
            const std::size_t height = std::min(band, m_count - i);
            kernels().multiplyAdd(height, i + height, rows, 1, m_jacobian.data() + i, 1, m_stride,
                                  m_jacobian.data(), m_stride, 1, m_matrix.data() + i * m_stride, m_stride,
                                  m_work.atLeast(multiplyWork));
        }
    }
    if (usedRows < m_rows)
        for (double& value : m_matrix)
            value *= double(m_rows) / double(usedRows);
}

double Trainer::squaredError(const std::vector<double>& parameters)
{
    double sum = 0;
    for (std::size_t first = 0; first < m_rows; first += chunkRows) {
        const std::size_t rows = std::min(chunkRows, m_rows - first);
        forward(parameters, first, rows);
        for (std::size_t row = 0; row < rows; ++row) {
            const double error = m_values[first + row] - m_layers.back()[row];
            sum += error * error;
        }
    }
    return sum;
}

/// The Cholesky factor of beta J^T J + (alpha + ridge) I.
bool Trainer::factor(double ridge)
{
    for (std::size_t i = 0; i < m_count; ++i) {
        for (std::size_t j = 0; j <= i; ++j)
            m_system[i * m_stride + j] = m_beta * m_matrix[i * m_stride + j];
        m_system[i * m_stride + i] += m_alpha + ridge;
    }
    return factorLower(kernels(), m_system.data(), m_count, m_stride, m_triangle);
}

/// The parameters after a step, as the trial.
bool Trainer::step(double ridge)
{
    if (!factor(ridge))
        return false;
    std::vector<double>& x = m_trial;
    x.resize(m_count);
    for (std::size_t i = 0; i < m_count; ++i) {
        const double* row = m_system.data() + i * m_stride;
        const double right = m_beta * m_gradient[i] - m_alpha * m_parameters[i];
        x[i] = (right - kernels().dot(row, x.data(), i)) / row[i];
    }
    for (std::size_t i = m_count; i > 0; --i) {
        const double* row = m_system.data() + (i - 1) * m_stride;
        x[i - 1] /= row[i - 1];
        for (std::size_t j = 0; j + 1 < i; ++j)
            x[j] -= row[j] * x[i - 1];
    }
    for (std::size_t i = 0; i < m_count; ++i)
        x[i] += m_parameters[i];
    return true;
}

/// New weights of errors and parameters from how many parameters the data determine.
void Trainer::weighEvidence(double error, double weights)
{
    if (!factor(0))
        return;
    invertLower(kernels(), m_system.data(), m_count, m_stride, m_inverse.data(), m_stride, m_triangle);
    double trace = 0;
    for (std::size_t i = 0; i < m_count; ++i)
        trace += kernels().dot(m_inverse.data() + i * m_stride, m_inverse.data() + i * m_stride, i + 1);
    const double rows = double(m_rows);
    m_effective = std::clamp(double(m_count) - m_alpha * trace, 1.0, double(m_count));
    m_alpha = std::clamp(m_effective / (2 * std::max(weights, 1e-12)), 1e-12, 1e6);
    m_beta = std::max(rows - m_effective, 0.05 * rows) / (2 * std::max(error, 1e-14 * rows));
}

TrainedPerceptron Trainer::run(std::uint64_t seed, int mostIterations, const std::function<bool()>& goOn)
{
    start(seed);
    double error = squaredError(m_parameters);
    double ridge = 1e-2;
    int still = 0;
    for (int iteration = 0; iteration < mostIterations && still < 5 && goOn(); ++iteration) {
        linearise();
        if (iteration > 2)
            weighEvidence(error, squaresOf(m_parameters));
        double mean = 0;
        for (std::size_t i = 0; i < m_count; ++i)
            mean += m_beta * m_matrix[i * m_stride + i] / double(m_count);
        const double before = m_beta * error + m_alpha * squaresOf(m_parameters);
        bool isBetter = false;
        for (; ridge < 1e8 && !isBetter; ridge *= isBetter ? 0.2 : 8) {
            if (!step(ridge * mean))
                continue;
            const double next = squaredError(m_trial);
            const double after = m_beta * next + m_alpha * squaresOf(m_trial);
            isBetter = after < before;
            if (!isBetter)
                continue;
            still = before - after < 1e-5 * std::fabs(before) ? still + 1 : 0;
            m_parameters = m_trial;
            error = next;
        }
        ridge = std::max(ridge, 1e-12);
        if (!isBetter)
            break;
    }
    const double rows = double(m_rows), left = std::max(rows - m_effective, 0.05 * rows);
    TrainedPerceptron trained;
    trained.parameters = m_parameters;
    trained.noise = error / left;
    trained.effective = m_effective;
    trained.score = rows * error / (left * left);
    return trained;
}

} // namespace

std::vector<std::size_t> PerceptronShape::sizes() const
{
    std::vector<std::size_t> all = {inputs};
    all.insert(all.end(), hidden.begin(), hidden.end());
    all.push_back(1);
    return all;
}

std::size_t PerceptronShape::parameters() const
{
    const std::vector<std::size_t> all = sizes();
    std::size_t count = 0;
    for (std::size_t layer = 0; layer + 1 < all.size(); ++layer)
        count += (all[layer] + 1) * all[layer + 1];
    return count;
}

TrainedPerceptron trainPerceptron(const PerceptronShape& shape, const double* points, const double* values,
                                  std::size_t rows, std::uint64_t seed, int mostIterations,
                                  const std::function<bool()>& goOn)
{
    return Trainer(shape, points, values, rows).run(seed, mostIterations, goOn);
}

} // namespace twin
