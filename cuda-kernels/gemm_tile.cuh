// A block's part of a matrix product: a tile of the result in registers, summed over the depth slice
// by slice. While a slice is multiplied from shared memory, the next one is on its way to registers,
// so that one barrier a slice is enough. Each element is one chain of fused multiply-adds in rising
// depth: its bits do not depend on the tile.
//
// What is multiplied comes from two loaders: fetch() reads a slice into registers, zeros where there
// is nothing, keep(slice) writes it to shared memory with the depth as rows, as the tile wants it, and
// advance() goes on to the next one. matrix_tile.cuh has tiles that matrix units multiply.
#ifndef CULEBRA_GEMM_TILE_CUH
#define CULEBRA_GEMM_TILE_CUH

#include "kernel.cuh"

#ifdef __CUDACC__
// Before a loop over registers.
#define CULEBRA_UNROLLED _Pragma("unroll")
// Before a loop whose steps are long enough to hide its own cost.
#define CULEBRA_TWICE _Pragma("unroll 2")
// A kernel of a tile, of whose blocks a multiprocessor has registers for some.
#define CULEBRA_TILE_GLOBAL(T, name, type)                                                   \
  extern "C" __global__ void __launch_bounds__(T::THREADS, T::RESIDENT) name(           \
      const struct type block)
#else
#define CULEBRA_UNROLLED
#define CULEBRA_TWICE
#define CULEBRA_TILE_GLOBAL(T, name, type) CULEBRA_GLOBAL(name, type)
#endif

static CULEBRA_DEVICE void culebra_store(float *to, float4 quad) { *(float4 *)to = quad; }

static CULEBRA_DEVICE float4 culebra_load(const float *from) { return *(const float4 *)from; }

static CULEBRA_DEVICE void culebra_load(const float *from, float *to) {
  const float4 quad = culebra_load(from);
  to[0] = quad.x, to[1] = quad.y, to[2] = quad.z, to[3] = quad.w;
}

// ROWS x COLUMNS of the result, of which a thread has HIGH x BROAD, in quads that lie apart so that
// neighbouring threads read neighbouring quads.
template <int ROWS_, int COLUMNS_, int DEPTH_, int HIGH_, int BROAD_>
struct Tile {
  static constexpr int ROWS = ROWS_, COLUMNS = COLUMNS_, DEPTH = DEPTH_;
  static constexpr int HIGH = HIGH_, BROAD = BROAD_;
  static constexpr int ACROSS = COLUMNS / BROAD;
  static constexpr int THREADS = ROWS / HIGH * ACROSS;
  // Blocks of a multiprocessor: it has registers for 384 threads that keep 64 sums each.
  static constexpr int RESIDENT = 384 / THREADS;
  // Four more than a slice has, so that a column is written to different banks.
  static constexpr int PAD = 4;
  static constexpr int LEFT_PITCH = ROWS + PAD, RIGHT_PITCH = COLUMNS + PAD;
  // Words of a slice.
  static constexpr int LEFT = DEPTH * LEFT_PITCH, RIGHT = DEPTH * RIGHT_PITCH;
  // Two slices.
  static constexpr int LEFT_QUADS = LEFT / 2, RIGHT_QUADS = RIGHT / 2;
  // Columns of a thread that lie side by side.
  static constexpr int RUN = 4;

  // Where a thread's row or column of a tile lies in the tile.
  static CULEBRA_DEVICE int row(int high) {
    return high / 4 * (ROWS * 4 / HIGH) + (int)threadIdx.x / ACROSS * 4 + high % 4;
  }
  static CULEBRA_DEVICE int column(int broad) {
    return broad / 4 * (COLUMNS * 4 / BROAD) + (int)threadIdx.x % ACROSS * 4 + broad % 4;
  }

  // Four lines side by side, at one depth.
  template <int PITCH>
  static CULEBRA_DEVICE void keepLines(float *slice, int depth, int line, float4 quad) {
    culebra_store(slice + depth * PITCH + line, quad);
  }

  // Four depths of one line.
  template <int PITCH>
  static CULEBRA_DEVICE void keepDepths(float *slice, int depth, int line, float4 quad) {
    float *const to = slice + depth * PITCH + line;
    to[0] = quad.x;
    to[PITCH] = quad.y;
    to[2 * PITCH] = quad.z;
    to[3 * PITCH] = quad.w;
  }

  // Adds the products of two slices, as far as they are deep.
  static CULEBRA_DEVICE void add(const float *lefts, const float *rights, int depth,
                                 float (&total)[HIGH][BROAD]) {
    CULEBRA_TWICE
    for (int k = 0; k < depth; k++) {
      float x[HIGH], y[BROAD];
      CULEBRA_UNROLLED
      for (int i = 0; i < HIGH; i += 4) {
        culebra_load(lefts + k * LEFT_PITCH + row(i), x + i);
      }
      CULEBRA_UNROLLED
      for (int j = 0; j < BROAD; j += 4) {
        culebra_load(rights + k * RIGHT_PITCH + column(j), y + j);
      }
      CULEBRA_UNROLLED
      for (int i = 0; i < HIGH; i++) {
        CULEBRA_UNROLLED
        for (int j = 0; j < BROAD; j++) {
          total[i][j] = fmaf(x[i], y[j], total[i][j]);
        }
      }
    }
  }
};

template <class T, class Left, class Right>
static CULEBRA_DEVICE void multiply(float4 *left_memory, float4 *right_memory, Left &left,
                                    Right &right, int slices, float (&total)[T::HIGH][T::BROAD]) {
  CULEBRA_UNROLLED
  for (int i = 0; i < T::HIGH; i++) {
    CULEBRA_UNROLLED
    for (int j = 0; j < T::BROAD; j++) {
      total[i][j] = 0;
    }
  }
  CULEBRA_ROLLED
  for (int slice = 0; slice <= slices; slice++) {
    if (slice < slices) {
      left.fetch();
      right.fetch();
    }
    // The slice before this one; before the first there is none.
    const int ready = (slice + 1) & 1;
    T::add((const float *)left_memory + ready * T::LEFT, (const float *)right_memory + ready * T::RIGHT,
           slice > 0 ? T::DEPTH : 0, total);
    if (slice < slices) {
      left.keep((float *)left_memory + (slice & 1) * T::LEFT);
      right.keep((float *)right_memory + (slice & 1) * T::RIGHT);
      left.advance();
      right.advance();
      __syncthreads();
    }
  }
}

// A thread's row of the result, of which `left` columns from `to` on are wanted.
template <class T>
static CULEBRA_DEVICE void writeRow(float *to, int left, bool quads,
                                    const float (&total)[T::BROAD]) {
  CULEBRA_UNROLLED
  for (int j = 0; j < T::BROAD; j += T::RUN) {
    const int column = T::column(j);
    if (T::RUN == 4 && quads && column < left) {
      culebra_store(to + column, make_float4(total[j], total[j + 1], total[j + 2], total[j + 3]));
    } else {
      CULEBRA_UNROLLED
      for (int e = 0; e < T::RUN; e++) {
        if (column + e < left) {
          to[column + e] = total[j + e];
        }
      }
    }
  }
}

// Rows of a matrix, depth by depth, whose columns lie side by side: a slice is DEPTH of them, of
// which a tile has SIDE columns.
template <class T, int SIDE>
struct RowsLoader {
  static constexpr int PITCH = SIDE + T::PAD, STEP = T::THREADS / (SIDE / 4);
  static constexpr int COUNT = (T::DEPTH + STEP - 1) / STEP;

  const float *from;  // the thread's first row and column
  int64_t pitch;
  int depth;    // the thread's first row of a slice
  int row;      // that row in the matrix
  int end;      // rows
  int columns;  // from the thread's first one on
  bool quads;
  float4 read[COUNT] = {};

  CULEBRA_DEVICE RowsLoader(const float *matrix, int64_t pitch, int begin, int end, int column,
                            int columns, bool quads)
      : pitch(pitch), depth((int)threadIdx.x / (SIDE / 4)), end(end), quads(quads) {
    row = begin + depth;
    const int first = column + (int)threadIdx.x % (SIDE / 4) * 4;
    from = matrix + row * pitch + first;
    this->columns = columns - first;
  }

  CULEBRA_DEVICE void fetch() {
    CULEBRA_UNROLLED
    for (int i = 0; i < COUNT; i++) {
      const float *at = from + i * STEP * pitch;
      const bool is = depth + i * STEP < T::DEPTH && row + i * STEP < end;
      float4 &quad = read[i];
      quad = make_float4(0, 0, 0, 0);
      if (quads) {
        if (is && columns > 0) {
          quad = culebra_load(at);
        }
      } else {
        quad.x = is && columns > 0 ? at[0] : 0;
        quad.y = is && columns > 1 ? at[1] : 0;
        quad.z = is && columns > 2 ? at[2] : 0;
        quad.w = is && columns > 3 ? at[3] : 0;
      }
    }
  }

  CULEBRA_DEVICE void keep(float *slice) const {
    CULEBRA_UNROLLED
    for (int i = 0; i < COUNT; i++) {
      if (depth + i * STEP < T::DEPTH) {
        const int column = (int)threadIdx.x % (SIDE / 4) * 4;
        T::template keepLines<PITCH>(slice, depth + i * STEP, column, read[i]);
      }
    }
  }

  CULEBRA_DEVICE void advance() {
    row += T::DEPTH;
    from += T::DEPTH * pitch;
  }
};

#endif
