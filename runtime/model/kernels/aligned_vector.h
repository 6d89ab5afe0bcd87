// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace twin {

/// Memory that begins at a cache line, so that no vector that a kernel loads straddles two.
template <class T>
struct CacheLineAllocator
{
    using value_type = T;
    static constexpr std::align_val_t alignment{64};

    CacheLineAllocator() = default;
    template <class Other>
    CacheLineAllocator(const CacheLineAllocator<Other>&)
    {}
    T* allocate(std::size_t count)
    {
        if (count > std::size_t(-1) / sizeof(T))
            throw std::bad_array_new_length();
        return static_cast<T*>(::operator new(count * sizeof(T), alignment));
    }
    void deallocate(T* memory, std::size_t) { ::operator delete(memory, alignment); }
    bool operator==(const CacheLineAllocator&) const { return true; }
};

template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

/// Such memory for intermediate results: grows as needed, and holds nothing that outlives a call.
class ScratchMemory
{
  public:
    double* atLeast(std::size_t count)
    {
        if (count > m_size || !m_memory) {
            m_memory.reset(CacheLineAllocator<double>().allocate(count));
            m_size = count;
        }
        return m_memory.get();
    }

  private:
    struct Release
    {
        void operator()(double* memory) const { CacheLineAllocator<double>().deallocate(memory, 0); }
    };
    std::unique_ptr<double, Release> m_memory;
    std::size_t m_size = 0;
};

} // namespace twin
