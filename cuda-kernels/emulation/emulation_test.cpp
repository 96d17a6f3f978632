// The emulation itself: what it computes as a device would, and the mistakes that it must find.
#include <stdio.h>
#include <stdlib.h>

#include <string>

#include "cluster.cuh"

struct numbers {
  float *values;
  int count;
};

CULEBRA_GLOBAL(mirror, numbers) {
  CULEBRA_SHARED(float, kept, 64);
  kept[threadIdx.x] = block.values[threadIdx.x];
  __syncthreads();
  block.values[threadIdx.x] = kept[blockDim.x - 1 - threadIdx.x];
}

// As above without the barrier.
CULEBRA_GLOBAL(racing_mirror, numbers) {
  CULEBRA_SHARED(float, kept, 64);
  kept[threadIdx.x] = block.values[threadIdx.x];
  block.values[threadIdx.x] = kept[blockDim.x - 1 - threadIdx.x];
}

CULEBRA_GLOBAL(divergent, numbers) {
  if (threadIdx.x < 32) {
    __syncthreads();
  }
  block.values[threadIdx.x] = 1;
}

CULEBRA_GLOBAL(two_barriers, numbers) {
  if (threadIdx.x < 32) {
    __syncthreads();
  } else {
    __syncthreads();
  }
  block.values[threadIdx.x] = 1;
}

// Each of the lower count lanes gets their sum; the others keep what they have.
CULEBRA_GLOBAL(partial_sum, numbers) {
  const uint32_t mask = block.count == 32 ? 0xffffffffu : (1u << block.count) - 1;
  const uint32_t own = threadIdx.x & 31;
  if (own < (uint32_t)block.count) {
    float total = 0;
    for (int source = 0; source < block.count; source++) {
      total += __shfl_sync(mask, block.values[threadIdx.x], source);
    }
    block.values[threadIdx.x] = total;
  }
}

CULEBRA_GLOBAL(butterfly, numbers) {
  float total = block.values[threadIdx.x];
  for (int step = 16; step > 0; step /= 2) {
    total += __shfl_xor_sync(0xffffffffu, total, step);
  }
  block.values[threadIdx.x] = total;
}

// The mask names a lane that has returned.
CULEBRA_GLOBAL(missing_lane, numbers) {
  if (threadIdx.x == 3) {
    return;
  }
  block.values[threadIdx.x] = __shfl_sync(0xffffffffu, 1.0f, 0);
}

CULEBRA_GLOBAL(outside_mask, numbers) {
  block.values[threadIdx.x] = __shfl_sync(0x0000ffffu, 1.0f, 0);
}

CULEBRA_GLOBAL(votes, numbers) {
  const uint32_t odd = __ballot_sync(0xffffffffu, threadIdx.x & 1);
  const bool some = __any_sync(0xffffffffu, threadIdx.x == 5);
  const bool all = __all_sync(0xffffffffu, threadIdx.x == 5);
  block.values[threadIdx.x] = (float)(odd == 0xaaaaaaaau && some && !all);
}

CULEBRA_GLOBAL(count_up, numbers) { atomicAdd(block.values, 1.0f); }

// Every block gives the next one of its cluster what it has.
CULEBRA_CLUSTER_GLOBAL(8, pass_on, numbers) {
  CULEBRA_SHARED(float, got, 8);
  const int rank = (int)(blockIdx.x % CULEBRA_CLUSTER);
  got[threadIdx.x] = 0;
  culebra_cluster_barrier();
  culebra_give(&got[threadIdx.x], (rank + 1) % CULEBRA_CLUSTER,
               block.values[rank * 8 + (int)threadIdx.x]);
  culebra_cluster_barrier();
  block.values[rank * 8 + (int)threadIdx.x] = got[threadIdx.x];
}

// As above, to a block that may not have begun.
CULEBRA_CLUSTER_GLOBAL(8, early, numbers) {
  CULEBRA_SHARED(float, got, 8);
  culebra_give(&got[threadIdx.x], (int)(blockIdx.x + 1) % CULEBRA_CLUSTER, (float)block.count);
  culebra_cluster_barrier();
}

CULEBRA_CLUSTER_GLOBAL(8, absent, numbers) {
  if (blockIdx.x != 3) {
    culebra_cluster_barrier();
  }
  block.values[threadIdx.x] = 1;
}

static float values[64];

static const char *run(const char *name, unsigned blocks, unsigned threads, int count = 0) {
  for (int i = 0; i < 64; i++) {
    values[i] = (float)i;
  }
  const numbers block = {values, count};
  return emulation::launch(emulation::find(name), dim3(blocks), dim3(threads), &block);
}

static void require(bool holds, const char *what) {
  if (!holds) {
    printf("failed: %s\n", what);
    exit(1);
  }
}

static bool finds(const char *name, const char *text, unsigned blocks = 1, unsigned threads = 64) {
  const char *problem = run(name, blocks, threads);
  return problem != nullptr && std::string(problem).find(text) != std::string::npos;
}

int main() {
  for (int order = 0; order < 3; order++) {
    emulation::schedule((emulation::Schedule)order, 7);
    require(run("mirror", 2, 64) == nullptr && values[0] == 0 && values[63] == 63, "mirrored twice");
    require(run("mirror", 1, 40) == nullptr && values[0] == 39 && values[40] == 40, "part of a warp");
    require(run("butterfly", 1, 64) == nullptr && values[0] == 496 && values[32] == 1520, "xor");
    require(run("votes", 1, 32) == nullptr && values[31] == 1, "votes");
    require(run("count_up", 3, 64) == nullptr && values[0] == 192, "atomics");
    for (int count = 1; count <= 32; count++) {
      require(run("partial_sum", 1, 64, count) == nullptr, "partial mask runs");
      require(values[count - 1] == count * (count - 1) / 2, "partial mask");
      require(values[32] == count * 32 + count * (count - 1) / 2, "second warp");
      require(count == 32 || values[count] == count, "lanes outside the mask");
    }
    require(finds("divergent", "barrier"), "divergent barrier");
    require(finds("two_barriers", "barrier"), "two barriers");
    require(finds("missing_lane", "lanes"), "lane that returned");
    require(finds("outside_mask", "mask"), "lane outside its mask");
    require(run("pass_on", 8, 8) == nullptr && values[0] == 56 && values[63] == 55, "cluster");
    require(finds("pass_on", "grid", 4, 8), "part of a cluster");
    require(finds("early", "has yet", 8, 8), "block that has not begun");
    require(finds("absent", "cluster", 8, 8), "block that does not come");
    run("racing_mirror", 1, 64);
    require(isnan(values[order == emulation::REVERSE ? 63 : 0]) || order == emulation::RANDOM,
            "shared memory read before it is written");
  }
  require(emulation::launch(emulation::find("mirror"), dim3(1), dim3(2048), values) != nullptr,
          "too many threads");
  puts("emulation: all tests passed");
  return 0;
}
