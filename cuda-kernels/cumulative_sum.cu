// Sums along an axis up to each element: op CumulativeSum. A team has a line and goes along it piece
// by piece, an element for each member; sums are in double, as errors would grow along the line.
#include "team.cuh"

struct culebra_cumulative_sum {
  const float *input;
  float *output;
  int64_t lines;
  int64_t count;   // elements of a line
  int64_t stride;  // from one to the next; so many lines begin beside each other
  int32_t exclusive;
  int32_t reverse;
};

// The sum of the lanes below.
static CULEBRA_DEVICE double below_in_warp(double value) {
  const int lane = threadIdx.x % 32;
  double total = value;
  for (int step = 1; step < 32; step *= 2) {
    const double lower = __shfl_sync(CULEBRA_ALL_LANES, total, lane < step ? lane : lane - step);
    total += lane < step ? 0 : lower;
  }
  const double before = __shfl_sync(CULEBRA_ALL_LANES, total, lane == 0 ? 0 : lane - 1);
  return lane == 0 ? 0 : before;
}

template <int TEAM>
static CULEBRA_DEVICE void cumulative_sum(const struct culebra_cumulative_sum &block) {
  const int64_t line = culebra_team<TEAM>();
  if (line >= block.lines) {
    return;
  }
  const int64_t first = line / block.stride * block.count * block.stride + line % block.stride;
  double carried = 0;
  for (int64_t begin = 0; begin < block.count; begin += TEAM) {
    const int64_t i = begin + culebra_member<TEAM>();
    const int64_t at = first + (block.reverse ? block.count - 1 - i : i) * block.stride;
    const double value = i < block.count ? block.input[at] : 0;
    double below = 0, piece = value;
    if constexpr (TEAM > 1) {
      below = below_in_warp(value);
      piece = __shfl_sync(CULEBRA_ALL_LANES, below + value, 31);
    }
    if constexpr (TEAM == 256) {
      CULEBRA_SHARED(double, warps, 8);
      if (threadIdx.x % 32 == 0) {
        warps[threadIdx.x / 32] = piece;
      }
      __syncthreads();
      piece = 0;
      for (int warp = 0; warp < 8; warp++) {
        below += warp < (int)threadIdx.x / 32 ? warps[warp] : 0;
        piece += warps[warp];
      }
      __syncthreads();
    }
    const double before = carried + below;
    if (i < block.count) {
      block.output[at] = (float)(block.exclusive ? before : before + value);
    }
    carried += piece;
  }
}

CULEBRA_TEAMS(cumulative_sum, culebra_cumulative_sum)
