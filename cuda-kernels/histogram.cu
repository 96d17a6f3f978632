// How often each number occurs in each column: op Histogram. Whole numbers are counted, so no order
// matters: in the output's memory, which becomes floating point at the end.
#include "fault.cuh"
#include "team.cuh"

#define MOST_SHARED 4096

struct culebra_histogram {
  const int32_t *numbers;
  int32_t *output;
  struct culebra_fault *fault;
  int64_t rows;
  int64_t columns;
  int64_t bins;
  int64_t piece;  // rows that a block counts
};

// A block counts some rows of a column by itself, so that threads seldom meet at one counter, and
// then adds to what all have counted.
CULEBRA_GLOBAL(histogram_count, culebra_histogram) {
  CULEBRA_SHARED(int32_t, counts, MOST_SHARED);
  const bool shared = block.bins <= MOST_SHARED;
  const int64_t column = blockIdx.x % block.columns;
  const int64_t begin = blockIdx.x / block.columns * block.piece;
  int32_t *total = block.output + column * block.bins;
  if (shared) {
    for (int64_t bin = threadIdx.x; bin < block.bins; bin += blockDim.x) {
      counts[bin] = 0;
    }
  }
  __syncthreads();
  const int64_t end = begin + block.piece < block.rows ? begin + block.piece : block.rows;
  for (int64_t row = begin + threadIdx.x; row < end; row += blockDim.x) {
    const int64_t place = row * block.columns + column;
    const int32_t number = block.numbers[place];
    if (culebra_inside(number, block.bins)) {
      atomicAdd((shared ? counts : total) + number, 1);
    } else {
      culebra_raise(block.fault, place, number);
    }
  }
  __syncthreads();
  if (shared) {
    for (int64_t bin = threadIdx.x; bin < block.bins; bin += blockDim.x) {
      if (counts[bin] != 0) {
        atomicAdd(total + bin, counts[bin]);
      }
    }
  }
}

CULEBRA_GLOBAL(histogram_convert, culebra_histogram) {
  const int64_t i = culebra_thread();
  if (i < block.columns * block.bins) {
    ((float *)block.output)[i] = (float)block.output[i];
  }
}
