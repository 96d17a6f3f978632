// Threads that share a line of elements: one, a warp, or a block of 256. All threads of a team call
// the same functions, and all get the result; its bits do not depend on their order.
#ifndef CULEBRA_TEAM_CUH
#define CULEBRA_TEAM_CUH

#include "elementwise.cuh"

#define CULEBRA_ALL_LANES 0xffffffffu

// The number of the team, and of the thread in it.
template <int TEAM>
static CULEBRA_DEVICE int64_t culebra_team(void) {
  return culebra_thread() / TEAM;
}

template <int TEAM>
static CULEBRA_DEVICE int culebra_member(void) {
  return (int)(threadIdx.x % TEAM);
}

struct culebra_add {
  CULEBRA_DEVICE float operator()(float x, float y) const { return x + y; }
};

struct culebra_greater {
  CULEBRA_DEVICE float operator()(float x, float y) const { return culebra_maximum(x, y); }
};

// What all members' values give together.
template <int TEAM, typename Join>
static CULEBRA_DEVICE float culebra_together(float value, [[maybe_unused]] Join join) {
  if constexpr (TEAM > 1) {
    for (int step = 16; step > 0; step /= 2) {
      value = join(value, __shfl_xor_sync(CULEBRA_ALL_LANES, value, step));
    }
  }
  if constexpr (TEAM == 256) {
    CULEBRA_SHARED(float, warps, 8);
    if (threadIdx.x % 32 == 0) {
      warps[threadIdx.x / 32] = value;
    }
    __syncthreads();
    value = warps[0];
    for (int warp = 1; warp < 8; warp++) {
      value = join(value, warps[warp]);
    }
    // The next use of the memory comes after all have read it.
    __syncthreads();
  }
  return value;
}

// A kernel for each size of team: NAME_1, NAME_32 and NAME_256.
#define CULEBRA_TEAMS(name, type)                          \
  CULEBRA_GLOBAL(name##_1, type) { name<1>(block); }       \
  CULEBRA_GLOBAL(name##_32, type) { name<32>(block); }     \
  CULEBRA_GLOBAL(name##_256, type) { name<256>(block); }

#endif
