// Rows of a table by number and the adjoint: ops Embedding and EmbeddingGradient.
#include "fault.cuh"
#include "team.cuh"

struct culebra_embedding {
  const void *input;  // the table, or the gradient of its rows
  const int32_t *numbers;
  void *output;
  struct culebra_fault *fault;
  int64_t places;
  int64_t rows;   // of one table
  int64_t heads;  // tables, which the numbers take in turns
  int64_t depth;  // elements of a row
  int64_t span;   // rows that a warp of the adjoint has, up to 16
  int32_t spoiled;  // an element that stands for what no row has
};

// The row that a number means, of all tables one after the other.
static CULEBRA_DEVICE int64_t row_of(const struct culebra_embedding &block, int64_t place) {
  return place % block.heads * block.rows + block.numbers[place];
}

// A thread for each element; for each place where rows have none, as numbers are checked there too.
template <typename T>
static CULEBRA_DEVICE void embedding(const struct culebra_embedding &block) {
  const int64_t depth = block.depth > 0 ? block.depth : 1;
  const int64_t place = culebra_thread() / depth, column = culebra_thread() % depth;
  if (place >= block.places) {
    return;
  }
  const bool inside = culebra_inside(block.numbers[place], block.rows);
  if (!inside && column == 0) {
    culebra_raise(block.fault, place, block.numbers[place]);
  }
  if (column < block.depth) {
    const T *table = (const T *)block.input;
    ((T *)block.output)[place * depth + column] =
        inside ? table[row_of(block, place) * depth + column] : (T)(uint32_t)block.spoiled;
  }
}

CULEBRA_GLOBAL(embedding_1, culebra_embedding) { embedding<uint8_t>(block); }
CULEBRA_GLOBAL(embedding_4, culebra_embedding) { embedding<uint32_t>(block); }
CULEBRA_GLOBAL(embedding_8, culebra_embedding) { embedding<uint64_t>(block); }

// A warp has some rows of the tables and 32 of their columns. It looks through all numbers, 32 at a
// time, and adds what belongs to its rows in the order of the places, so that results repeat.
CULEBRA_GLOBAL(embedding_gradient, culebra_embedding) {
  CULEBRA_SHARED(float, sums, 8 * 16 * 32);
  const int lane = threadIdx.x % 32;
  const int64_t tiles = block.depth > 0 ? (block.depth + 31) / 32 : 1;
  const int64_t warp = culebra_team<32>();
  const int64_t begin = warp / tiles * block.span;
  const int64_t all = block.heads * block.rows;
  if (begin >= all && warp > 0) {
    return;
  }
  const int64_t column = warp % tiles * 32 + lane;
  float *own = sums + threadIdx.x / 32 * 16 * 32 + lane;
  for (int64_t row = 0; row < block.span; row++) {
    own[row * 32] = 0;
  }
  for (int64_t first = 0; first < block.places; first += 32) {
    const int64_t place = first + lane;
    bool here = false;
    if (place < block.places) {
      const bool inside = culebra_inside(block.numbers[place], block.rows);
      if (!inside && warp == 0) {
        culebra_raise(block.fault, place, block.numbers[place]);
      }
      const int64_t row = row_of(block, place);
      here = inside && row >= begin && row < begin + block.span;
    }
    uint32_t found = __ballot_sync(CULEBRA_ALL_LANES, here);
    for (; found != 0; found &= found - 1) {
      const int64_t next = first + __ffs(found) - 1;
      if (column < block.depth) {
        own[(row_of(block, next) - begin) * 32] +=
            ((const float *)block.input)[next * block.depth + column];
      }
    }
  }
  for (int64_t row = begin; row < begin + block.span && row < all; row++) {
    if (column < block.depth) {
      ((float *)block.output)[row * block.depth + column] = own[(row - begin) * 32];
    }
  }
}
