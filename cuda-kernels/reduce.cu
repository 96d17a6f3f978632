// Sums and maxima over axes: ops Sum and Max. Two ways, chosen by the shape: a thread for each result
// where there are many, a block for each where many elements go into one.
#include "elementwise.cuh"

struct culebra_reduce {
  const void *input;
  void *output;
  int64_t results;
  int64_t terms;
  int64_t result_sizes[CULEBRA_AXES];
  int64_t result_strides[CULEBRA_AXES];  // in the input
  int64_t term_sizes[CULEBRA_AXES];
  int64_t term_strides[CULEBRA_AXES];
  int32_t result_axes;
  int32_t term_axes;
};

static CULEBRA_DEVICE int64_t place(int64_t index, const int64_t *sizes, const int64_t *strides,
                                    int axes) {
  int64_t at = 0;
  CULEBRA_ROLLED
  for (int axis = axes - 1; axis >= 0; axis--) {
    const int64_t before = index / sizes[axis];
    at += (index - before * sizes[axis]) * strides[axis];
    index = before;
  }
  return at;
}

#define RESULT_PLACE(result) \
  place(result, block.result_sizes, block.result_strides, block.result_axes)
#define TERM_PLACE(term) place(term, block.term_sizes, block.term_strides, block.term_axes)

// from: type of the operands x and y; join: how a total takes one more in.
#define REDUCE(name, from, type, start, formula, join)                       \
  CULEBRA_GLOBAL(name##_thread, culebra_reduce) {                            \
    const int64_t result = culebra_thread();                                 \
    if (result < block.results) {                                            \
      const int64_t begin = RESULT_PLACE(result);                            \
      type total = start;                                                    \
      for (int64_t term = 0; term < block.terms; term++) {                   \
        const int64_t at = begin + TERM_PLACE(term);                         \
        const from x = ((const from *)block.input)[at];                      \
        const type value = formula;                                          \
        total = join(total, value);                                          \
      }                                                                      \
      ((type *)block.output)[result] = total;                                \
    }                                                                        \
  }                                                                          \
  CULEBRA_GLOBAL(name##_block, culebra_reduce) {                             \
    CULEBRA_SHARED(type, totals, 256);                                       \
    const int64_t begin = RESULT_PLACE(blockIdx.x);                          \
    type total = start;                                                      \
    for (int64_t term = threadIdx.x; term < block.terms; term += 256) {      \
      const int64_t at = begin + TERM_PLACE(term);                           \
      const from x = ((const from *)block.input)[at];                        \
      const type value = formula;                                            \
      total = join(total, value);                                            \
    }                                                                        \
    totals[threadIdx.x] = total;                                             \
    for (unsigned half = 128; half > 0; half /= 2) {                              \
      __syncthreads();                                                       \
      if (threadIdx.x < half) {                                              \
        totals[threadIdx.x] = join(totals[threadIdx.x], totals[threadIdx.x + half]); \
      }                                                                      \
    }                                                                        \
    if (threadIdx.x == 0) {                                                  \
      ((type *)block.output)[blockIdx.x] = totals[0];                        \
    }                                                                        \
  }

#define ADD(x, y) ((x) + (y))

// Whole numbers keep their lower bits where they overflow.
REDUCE(sum_f32, float, float, 0, x, ADD)
REDUCE(sum_i32, uint32_t, uint32_t, 0, x, ADD)
REDUCE(sum_i64, uint64_t, uint64_t, 0, x, ADD)
REDUCE(max_f32, float, float, -INFINITY, x, culebra_maximum)
