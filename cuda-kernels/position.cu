// Where along an axis an extreme element lies: ops ArgMax and ArgMin. A team has a line.
#include "team.cuh"

struct culebra_position {
  const void *input;
  int32_t *output;
  int64_t lines;
  int64_t count;   // elements of a line
  int64_t stride;  // from one to the next; so many lines begin beside each other
  int32_t largest;  // whether the largest is looked for, else the smallest
};

template <typename T>
struct held {
  T value;
  int32_t place;  // -1: nothing found yet
};

// Of equal elements the first is better; a NaN is better than any number.
template <typename T>
static CULEBRA_DEVICE bool beats(const struct held<T> &x, const struct held<T> &y, bool largest) {
  if (x.place < 0 || y.place < 0) {
    return y.place < 0;
  }
  const bool first = x.place < y.place, none = x.value != x.value, other = y.value != y.value;
  if (none || other) {
    return none && (!other || first);
  }
  return x.value == y.value ? first : largest == (x.value > y.value);
}

template <int TEAM, typename T>
static CULEBRA_DEVICE void position(const struct culebra_position &block) {
  const int64_t line = culebra_team<TEAM>();
  if (line >= block.lines) {
    return;
  }
  const bool largest = block.largest != 0;
  const T *x = (const T *)block.input + line / block.stride * block.count * block.stride +
               line % block.stride;
  struct held<T> best = {0, -1};
  for (int64_t i = culebra_member<TEAM>(); i < block.count; i += TEAM) {
    const struct held<T> next = {x[i * block.stride], (int32_t)i};
    best = beats(next, best, largest) ? next : best;
  }
  if constexpr (TEAM > 1) {
    for (int step = 16; step > 0; step /= 2) {
      struct held<T> other;
      other.value = __shfl_xor_sync(CULEBRA_ALL_LANES, best.value, step);
      other.place = __shfl_xor_sync(CULEBRA_ALL_LANES, best.place, step);
      best = beats(other, best, largest) ? other : best;
    }
  }
  if constexpr (TEAM == 256) {
    CULEBRA_SHARED(T, values, 8);
    CULEBRA_SHARED(int32_t, places, 8);
    if (threadIdx.x % 32 == 0) {
      values[threadIdx.x / 32] = best.value;
      places[threadIdx.x / 32] = best.place;
    }
    __syncthreads();
    for (int warp = 0; warp < 8; warp++) {
      const struct held<T> other = {values[warp], places[warp]};
      best = beats(other, best, largest) ? other : best;
    }
  }
  if (culebra_member<TEAM>() == 0) {
    block.output[line] = best.place;
  }
}

#define POSITION(suffix, type)                                                           \
  CULEBRA_GLOBAL(position_##suffix##_1, culebra_position) { position<1, type>(block); }   \
  CULEBRA_GLOBAL(position_##suffix##_32, culebra_position) { position<32, type>(block); } \
  CULEBRA_GLOBAL(position_##suffix##_256, culebra_position) { position<256, type>(block); }

POSITION(f32, float)
POSITION(i32, int32_t)
POSITION(i64, long long)
POSITION(u8, uint8_t)
