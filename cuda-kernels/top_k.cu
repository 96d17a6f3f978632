// The most extreme elements along the last axis in order, and where they lie: op TopK. A block has up
// to 1024 of the ranks of a row: it finds the keys of the first and the last of them digit by digit,
// takes what lies between, and sorts that.
#include "team.cuh"

#include "culebra/bits.h"

#define RANKS 1024

struct culebra_top_k {
  const float *input;
  float *output;
  int32_t *places;
  int64_t rows;
  int64_t size;    // elements of a row
  int64_t count;   // ranks asked for
  int64_t pieces;  // blocks of a row
  int32_t largest;
};

// Keys rise in the order that is asked for, equal elements by place: no two are equal. NaN is larger
// than any number.
static CULEBRA_DEVICE uint64_t key_of(const struct culebra_top_k &block, int64_t row, int64_t i) {
  const float x = block.input[row * block.size + i];
  const uint32_t bits = (uint32_t)culebra_bits(x == 0 ? 0.0f : x);
  const uint32_t rising = x != x ? 0xffffffffu : bits >> 31 ? ~bits : bits | 0x80000000u;
  return (uint64_t)(block.largest ? ~rising : rising) << 32 | (uint32_t)i;
}

// The key that has so many below it in the row, 8 bits at a time from the highest.
static CULEBRA_DEVICE uint64_t key_of_rank(const struct culebra_top_k &block, int64_t row,
                                           int64_t rank) {
  CULEBRA_SHARED(int32_t, counts, 256);
  CULEBRA_SHARED(int32_t, sixteens, 16);
  uint64_t key = 0;
  int64_t below = rank;
  CULEBRA_ROLLED
  for (int shift = 56; shift >= 0; shift -= 8) {
    if (shift < 32 && (block.size - 1) >> shift == 0) {
      continue;
    }
    counts[threadIdx.x] = 0;
    __syncthreads();
    for (int64_t i = threadIdx.x; i < block.size; i += 256) {
      const uint64_t other = key_of(block, row, i);
      if (shift == 56 || other >> (shift + 8) == key >> (shift + 8)) {
        atomicAdd(&counts[other >> shift & 255], 1);
      }
    }
    __syncthreads();
    if (threadIdx.x < 16) {
      int32_t sum = 0;
      for (int i = 0; i < 16; i++) {
        sum += counts[threadIdx.x * 16 + i];
      }
      sixteens[threadIdx.x] = sum;
    }
    __syncthreads();
    int sixteen = 0;
    for (; sixteen < 15 && below >= sixteens[sixteen]; sixteen++) {
      below -= sixteens[sixteen];
    }
    int digit = sixteen * 16;
    for (; digit < sixteen * 16 + 15 && below >= counts[digit]; digit++) {
      below -= counts[digit];
    }
    key |= (uint64_t)digit << shift;
    __syncthreads();
  }
  return key;
}

// Bitonic, rising. The size is a power of two; all threads see the result.
static CULEBRA_DEVICE void sort(uint64_t *keys, int size) {
  for (int run = 2; run <= size; run *= 2) {
    for (int apart = run / 2; apart > 0; apart /= 2) {
      __syncthreads();
      for (int pair = threadIdx.x; pair < size / 2; pair += 256) {
        const int low = pair / apart * apart * 2 + pair % apart;
        const uint64_t x = keys[low], y = keys[low + apart];
        if ((x > y) == ((low & run) == 0)) {
          keys[low] = y;
          keys[low + apart] = x;
        }
      }
    }
  }
  __syncthreads();
}

CULEBRA_GLOBAL(top_k, culebra_top_k) {
  CULEBRA_SHARED(uint64_t, keys, RANKS);
  CULEBRA_SHARED(int32_t, taken, 1);
  const int64_t row = blockIdx.x / block.pieces;
  const int64_t begin = blockIdx.x % block.pieces * RANKS;
  const int64_t end = begin + RANKS < block.count ? begin + RANKS : block.count;
  uint64_t lowest = 0, highest = ~UINT64_C(0);
  if (block.size > RANKS) {
    lowest = begin > 0 ? key_of_rank(block, row, begin) : lowest;
    highest = end < block.size ? key_of_rank(block, row, end - 1) : highest;
  }
  const int64_t chosen = block.size > RANKS ? end - begin : block.size;
  int size = 1;
  while (size < chosen) {
    size *= 2;
  }
  if (threadIdx.x == 0) {
    *taken = 0;
  }
  for (int i = threadIdx.x; i < size; i += 256) {
    keys[i] = ~UINT64_C(0);
  }
  __syncthreads();
  for (int64_t i = threadIdx.x; i < block.size; i += 256) {
    const uint64_t key = key_of(block, row, i);
    if (key >= lowest && key <= highest) {
      keys[atomicAdd(taken, 1)] = key;
    }
  }
  sort(keys, size);
  for (int64_t rank = begin + threadIdx.x; rank < end; rank += 256) {
    const int32_t place = (int32_t)keys[rank - begin];
    block.output[row * block.count + rank] = block.input[row * block.size + place];
    block.places[row * block.count + rank] = place;
  }
}
