// Where a kernel says that an index lies outside its range, for the host to read after the step. The
// step goes on: what such an index would have brought is NaN (0 among whole numbers, nothing in a
// sum), so that the update of a step is held back as it is after any number that is not finite.
#ifndef CULEBRA_FAULT_CUH
#define CULEBRA_FAULT_CUH

#include "kernel.cuh"

// Halves of the index, each below its place: the least of each belong to the first bad index,
// whatever the order of threads. All ones: every index was good.
struct culebra_fault {
  unsigned long long high;
  unsigned long long low;
  int32_t *raised;  // in the host's memory
};

static CULEBRA_DEVICE void culebra_raise(struct culebra_fault *fault, int64_t place,
                                         int64_t index) {
  const unsigned long long key = (unsigned long long)place << 32;
  atomicMin(&fault->high, key | (uint32_t)((uint64_t)index >> 32));
  atomicMin(&fault->low, key | (uint32_t)index);
  *fault->raised = 1;
}

// Numbers of rows or classes, of 32 or 64 bits.
static CULEBRA_DEVICE int64_t culebra_index(const void *numbers, int wide, int64_t place) {
  return wide ? ((const int64_t *)numbers)[place] : ((const int32_t *)numbers)[place];
}

static CULEBRA_DEVICE bool culebra_inside(int64_t index, int64_t size) {
  return (uint64_t)index < (uint64_t)size;
}

#endif
