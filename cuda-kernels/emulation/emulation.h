// CUDA threads on the host: enough of the language for kernels to compile with g++, one fiber for
// each thread of a block, one block at a time, or the blocks of one cluster.
//
// What it finds: work that depends on the order of threads or blocks (three schedules must give the
// same bytes), shared memory that is read before it is written (it begins as NaN in every block),
// barriers and warp operations that some thread of the group never reaches or reaches elsewhere.
// What it cannot find: races between blocks that no schedule shows, speed, what a device rounds
// otherwise.
#ifndef CULEBRA_EMULATION_H
#define CULEBRA_EMULATION_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __restrict__ __restrict
#define __launch_bounds__(...)

struct dim3 {
  unsigned x, y, z;
  explicit dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

struct alignas(16) float4 {
  float x, y, z, w;
};

static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }

namespace emulation {

// The thread that is running.
struct Place {
  dim3 thread, block, blocks, threads;
};
extern Place place;

enum Schedule { FORWARD, REVERSE, RANDOM };

typedef void (*Body)(const void *block);

// A kernel by name, with the size of its argument block.
struct Kernel {
  const char *name;
  size_t blockBytes;
  Body body;
  const Kernel *next;
};

// The kernel of that name, or null.
const Kernel *find(const char *name);

struct Registered {
  Kernel kernel;
  Registered(const char *name, size_t blockBytes, Body body);
};

// Says of a kernel how many of its blocks run at once and reach each other's shared memory.
struct Clustered {
  const Kernel *kernel;
  unsigned blocks;
  const Clustered *next;
  Clustered(const Registered &registered, unsigned blocks);
};

// Runs a grid to its end; null, or what was wrong with it.
const char *launch(const Kernel *kernel, dim3 blocks, dim3 threads, const void *block);

// The order of blocks, and of threads between two barriers, in later launches.
void schedule(Schedule schedule, uint32_t seed);

// Shared memory of the running block by the place of its declaration, NaN until written.
void *shared(const void *key, size_t bytes);

// The same place in the shared memory of another block of the cluster.
void *remote(const void *at, unsigned rank, int line);

// Waits for all threads of the block.
void barrier(int line);

// Waits for all threads of the cluster.
void clusterBarrier(int line);

// Gives a word to the lanes of the mask and waits for theirs; words of other lanes are NaN.
void exchange(uint32_t mask, uint64_t word, uint64_t words[32], int line);

template <typename T>
static inline T lane(uint32_t mask, T value, int source, int line) {
  static_assert(sizeof(T) <= sizeof(uint64_t), "a lane gives at most eight bytes");
  uint64_t word = 0, words[32];
  memcpy(&word, &value, sizeof value);
  exchange(mask, word, words, line);
  memcpy(&value, &words[source & 31], sizeof value);
  return value;
}

static inline int ownLane() {
  return (place.thread.x + place.threads.x * (place.thread.y + place.threads.y * place.thread.z)) &
         31;
}

// The operands of a step of the matrix units, as the lanes of the warp give them: four words of the
// left one, two of the right one.
class Fragments {
 public:
  Fragments(const uint32_t (&left)[4], const uint32_t (&right)[2], int line) {
    for (int half = 0; half < 2; half++) {
      exchange(0xffffffffu, pair(left + half * 2), lefts[half], line);
    }
    exchange(0xffffffffu, pair(right), rights, line);
  }

  // A word of the lane that has the own lane's rows of the left operand.
  uint32_t left(int at, int word) const {
    return part(lefts[word / 2][ownLane() / 4 * 4 + at], word % 2);
  }

  // The same of one of the two columns of the result.
  uint32_t right(int column, int at, int word) const {
    return part(rights[(ownLane() % 4 * 2 + column) * 4 + at], word);
  }

 private:
  uint64_t lefts[2][32], rights[32];

  static uint64_t pair(const uint32_t *words) { return words[0] | (uint64_t)words[1] << 32; }
  static uint32_t part(uint64_t words, int which) { return (uint32_t)(words >> which * 32); }
};

static inline uint32_t ballot(uint32_t mask, bool holds, int line) {
  uint64_t words[32];
  exchange(mask, holds, words, line);
  uint32_t votes = 0;
  for (int i = 0; i < 32; i++) {
    votes |= (mask >> i & 1 && words[i] == 1) ? 1u << i : 0;
  }
  return votes;
}

template <typename T, typename Change>
static inline T atomic(T *at, Change change) {
  T old = *at;
  *at = change(old);
  return old;
}

}  // namespace emulation

#define threadIdx (emulation::place.thread)
#define blockIdx (emulation::place.block)
#define blockDim (emulation::place.threads)
#define gridDim (emulation::place.blocks)
#define warpSize 32

#define __syncthreads() emulation::barrier(__LINE__)
#define __syncwarp(...) emulation::ballot(0xffffffffu, true, __LINE__)
#define __shfl_sync(mask, value, source) emulation::lane(mask, value, source, __LINE__)
#define __shfl_xor_sync(mask, value, bits) \
  emulation::lane(mask, value, emulation::ownLane() ^ (bits), __LINE__)
// Past the last lane a thread keeps its own value.
#define __shfl_down_sync(mask, value, by)                                                     \
  emulation::lane(mask, value,                                                                \
                  emulation::ownLane() + (by) > 31 ? emulation::ownLane()                     \
                                                   : emulation::ownLane() + (by),             \
                  __LINE__)
#define __ballot_sync(mask, holds) emulation::ballot(mask, holds, __LINE__)
#define __popc(bits) __builtin_popcount(bits)
#define __any_sync(mask, holds) (emulation::ballot(mask, holds, __LINE__) != 0)
#define __all_sync(mask, holds) (emulation::ballot(mask, holds, __LINE__) == (mask))

#define __ffs(word) __builtin_ffs((int)(word))
#define __popcll(word) __builtin_popcountll((unsigned long long)(word))

template <typename T>
static inline T atomicAdd(T *at, T value) {
  return emulation::atomic(at, [=](T old) { return old + value; });
}
template <typename T>
static inline T atomicMax(T *at, T value) {
  return emulation::atomic(at, [=](T old) { return old > value ? old : value; });
}
template <typename T>
static inline T atomicMin(T *at, T value) {
  return emulation::atomic(at, [=](T old) { return old < value ? old : value; });
}
template <typename T>
static inline T atomicOr(T *at, T value) {
  return emulation::atomic(at, [=](T old) { return old | value; });
}
template <typename T>
static inline T atomicExch(T *at, T value) {
  return emulation::atomic(at, [=](T) { return value; });
}
template <typename T>
static inline T atomicCAS(T *at, T expected, T value) {
  return emulation::atomic(at, [=](T old) { return old == expected ? value : old; });
}

#endif
