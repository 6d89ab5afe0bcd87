// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>

/// Counts what a test's program takes from the heap, by whatever way: to be included in one file of it.
/// Under the sanitizers, which have the heap for themselves, nothing is counted.
namespace twin {

inline std::atomic<long> allocations{0};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool countsAllocations = false;
#else
constexpr bool countsAllocations = true;
#endif

/// How often `work` takes memory from the heap.
template <class Work>
long allocationsDuring(const Work& work)
{
    const long before = allocations;
    work();
    return allocations - before;
}

} // namespace twin

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size)
{
    ++twin::allocations;
    return __libc_malloc(size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size)
{
    ++twin::allocations;
    return __libc_memalign(alignment, size);
}
}
#endif
