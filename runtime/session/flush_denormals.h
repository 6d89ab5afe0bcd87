// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace twin {

/// While it lives, this thread's floating point takes numbers too small to be normal as zero: kernels far
/// from every run otherwise slow down a hundredfold. The state found is restored. Does nothing where the
/// processor has no such switch.
class FlushDenormals
{
  public:
#if defined(__SSE__)
    FlushDenormals() : m_found(_mm_getcsr())
    {
        _mm_setcsr(m_found | flushToZero | denormalsAreZero);
    }
    ~FlushDenormals()
    {
        _mm_setcsr(m_found);
    }
#else
    FlushDenormals() {}
    ~FlushDenormals() {}
#endif
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

#if defined(__SSE__)
  private:
    static constexpr unsigned flushToZero = 0x8000;
    static constexpr unsigned denormalsAreZero = 0x0040;
    unsigned m_found;
#endif
};

} // namespace twin
