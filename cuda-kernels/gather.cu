// Elements chosen along an axis by index, and the adjoint: ops Gather, ScatterAdd and OneHot. The
// axis lies between the axes before it and a stride of elements behind it.
#include "fault.cuh"
#include "team.cuh"

struct culebra_gather {
  const void *input;
  const void *index;
  void *output;
  struct culebra_fault *fault;
  int64_t before;  // coordinates of the axes before
  int64_t stride;
  int64_t size;    // of the axis that indices point into
  int64_t chosen;  // indices along it
  int32_t wide;    // whether an index has 64 bits
  int32_t spoiled;  // an element that stands for what no index points to
};

// The index at a place if it is inside, else -1; a thread that says so for all raises the fault.
static CULEBRA_DEVICE int64_t checked(const struct culebra_gather &block, int64_t place,
                                      bool says_so) {
  const int64_t index = culebra_index(block.index, block.wide, place);
  if (culebra_inside(index, block.size)) {
    return index;
  }
  if (says_so) {
    culebra_raise(block.fault, place, index);
  }
  return -1;
}

// A thread for each index.
template <typename T>
static CULEBRA_DEVICE void gather(const struct culebra_gather &block) {
  const int64_t place = culebra_thread();
  if (place >= block.before * block.chosen * block.stride) {
    return;
  }
  const int64_t index = checked(block, place, true);
  const int64_t outer = place / block.stride / block.chosen;
  const int64_t from = (outer * block.size + index) * block.stride + place % block.stride;
  ((T *)block.output)[place] =
      index < 0 ? (T)(uint32_t)block.spoiled : ((const T *)block.input)[from];
}

CULEBRA_GLOBAL(gather_1, culebra_gather) { gather<uint8_t>(block); }
CULEBRA_GLOBAL(gather_4, culebra_gather) { gather<uint32_t>(block); }
CULEBRA_GLOBAL(gather_8, culebra_gather) { gather<uint64_t>(block); }

// A thread for each element of the output, or for each line where it has none, looks through the
// indices of its line: for few of them, or many lines beside each other.
CULEBRA_GLOBAL(scatter_add_thread, culebra_gather) {
  const int64_t size = block.size > 0 ? block.size : 1;
  const int64_t at = culebra_thread();
  const int64_t outer = at / block.stride / size;
  if (outer >= block.before) {
    return;
  }
  const int64_t own = at / block.stride % size;
  float total = 0;
  for (int64_t j = 0; j < block.chosen; j++) {
    const int64_t place = (outer * block.chosen + j) * block.stride + at % block.stride;
    if (checked(block, place, own == 0) == own) {
      total += ((const float *)block.input)[place];
    }
  }
  if (block.size > 0) {
    ((float *)block.output)[at] = total;
  }
}

// A warp for 32 elements of a line of the output looks through its indices, 32 at a time, and adds in
// their order.
CULEBRA_GLOBAL(scatter_add_warp, culebra_gather) {
  const int64_t tiles = block.size > 0 ? (block.size + 31) / 32 : 1;
  const int lane = threadIdx.x % 32;
  const int64_t line = culebra_team<32>() / tiles, tile = culebra_team<32>() % tiles;
  if (line >= block.before * block.stride) {
    return;
  }
  const int64_t outer = line / block.stride, inner = line % block.stride;
  float total = 0;
  for (int64_t first = 0; first < block.chosen; first += 32) {
    const int64_t place = (outer * block.chosen + first + lane) * block.stride + inner;
    const int64_t index = first + lane < block.chosen ? checked(block, place, tile == 0) : -1;
    uint32_t found = __ballot_sync(CULEBRA_ALL_LANES, index >= 0 && index / 32 == tile);
    for (; found != 0; found &= found - 1) {
      const int64_t next = (outer * block.chosen + first + __ffs(found) - 1) * block.stride + inner;
      if (culebra_index(block.index, block.wide, next) == tile * 32 + lane) {
        total += ((const float *)block.input)[next];
      }
    }
  }
  if (tile * 32 + lane < block.size) {
    ((float *)block.output)[(outer * block.size + tile * 32 + lane) * block.stride + inner] = total;
  }
}

// A thread for each element; for each index where vectors have none. The axis is the output's last.
CULEBRA_GLOBAL(one_hot, culebra_gather) {
  const int64_t size = block.size > 0 ? block.size : 1;
  const int64_t place = culebra_thread() / size, own = culebra_thread() % size;
  if (place < block.before) {
    const int64_t index = checked(block, place, own == 0);
    if (block.size > 0) {
      ((float *)block.output)[culebra_thread()] = index < 0 ? NAN : index == own ? 1.0f : 0.0f;
    }
  }
}
