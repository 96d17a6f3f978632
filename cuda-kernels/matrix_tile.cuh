// A block's part of a matrix product by matrix units (compute capability 8.0): a tile as in
// gemm_tile.cuh, whose operands are rounded once, on their way to shared memory, and whose sums are
// float32. What the units add up at once, and how, is theirs: the emulation adds in rising depth.
//
// Warps share the tile. A lane's numbers lie as PTX has them for mma.m16n8k8 and m16n8k16: with
// g = lane / 4 and t = lane % 4 it has rows g and g + 8 of the left operand, column g of the right
// one, both at the depths of t, and columns 2t and 2t + 1 of rows g and g + 8 of the result.
#ifndef CULEBRA_MATRIX_TILE_CUH
#define CULEBRA_MATRIX_TILE_CUH

#include "bfloat16.cuh"
#include "gemm_tile.cuh"

// Numbers of 11 digits, one a word.
struct Tf32 {
  // Depths of a step, and of a word.
  static constexpr int STEP = 8, PACKED = 1;

  static CULEBRA_DEVICE void put(float *slice, int pitch, int depth, int line, float number) {
    ((uint32_t *)slice)[depth * pitch + line] = digits(number);
  }

  // A number as it stands in a word.
  static CULEBRA_DEVICE uint32_t digits(float number) { return culebra_tf32(number); }

  // What is left of it.
  static CULEBRA_DEVICE float rounded(float of) { return number(digits(of)); }

  static CULEBRA_DEVICE void multiply(const uint32_t (&left)[4], const uint32_t (&right)[2],
                                      float *high, float *low) {
#ifdef __CUDACC__
    asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
        "{%8, %9}, {%0, %1, %2, %3};"
        : "+f"(high[0]), "+f"(high[1]), "+f"(low[0]), "+f"(low[1])
        : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right[0]), "r"(right[1]));
#else
    emulation::Fragments lanes(left, right, __LINE__);
    for (int k = 0; k < STEP; k++) {
      for (int column = 0; column < 2; column++) {
        const float y = number(lanes.right(column, k % 4, k / 4));
        high[column] = fmaf(number(lanes.left(k % 4, k / 4 * 2)), y, high[column]);
        low[column] = fmaf(number(lanes.left(k % 4, k / 4 * 2 + 1)), y, low[column]);
      }
    }
#endif
  }

  static CULEBRA_DEVICE float number(uint32_t word) { return culebra_float((int32_t)word); }
};

// Numbers of 8 digits, two depths a word, the even one below.
struct Bf16 {
  static constexpr int STEP = 16, PACKED = 2;

  static CULEBRA_DEVICE void put(float *slice, int pitch, int depth, int line, float number) {
    ((uint16_t *)slice)[(depth / 2 * pitch + line) * 2 + depth % 2] = culebra_bfloat16(number);
  }

  static CULEBRA_DEVICE uint32_t digits(float number) { return culebra_bfloat16(number); }

  static CULEBRA_DEVICE float rounded(float of) { return number(digits(of), 16); }

  static CULEBRA_DEVICE void multiply(const uint32_t (&left)[4], const uint32_t (&right)[2],
                                      float *high, float *low) {
#ifdef __CUDACC__
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
        "{%8, %9}, {%0, %1, %2, %3};"
        : "+f"(high[0]), "+f"(high[1]), "+f"(low[0]), "+f"(low[1])
        : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right[0]), "r"(right[1]));
#else
    emulation::Fragments lanes(left, right, __LINE__);
    for (int k = 0; k < STEP; k++) {
      const int at = k / 2 % 4, part = k / 8, shift = k % 2 == 0 ? 16 : 0;
      for (int column = 0; column < 2; column++) {
        const float y = number(lanes.right(column, at, part), shift);
        high[column] = fmaf(number(lanes.left(at, part * 2), shift), y, high[column]);
        low[column] = fmaf(number(lanes.left(at, part * 2 + 1), shift), y, low[column]);
      }
    }
#endif
  }

  static CULEBRA_DEVICE float number(uint32_t word, int shift) {
    return culebra_float((int32_t)(word << shift & 0xffff0000u));
  }
};

// ROWS x COLUMNS of the result, of which a warp has HIGH / 2 fragments of 16 rows by BROAD / 2 of 8
// columns.
template <int ROWS_, int COLUMNS_, int DEPTH_, int HIGH_, int BROAD_, class Format>
struct MatrixTile {
  static constexpr int ROWS = ROWS_, COLUMNS = COLUMNS_, DEPTH = DEPTH_;
  static constexpr int HIGH = HIGH_, BROAD = BROAD_;
  static constexpr int ACROSS = COLUMNS / (BROAD * 4);
  static constexpr int THREADS = ROWS / (HIGH * 8) * ACROSS * 32;
  // Operands of a step are many registers beside the sums.
  static constexpr int RESIDENT = 256 / THREADS;
  // Lanes of four depths by eight lines read 32 different banks.
  static constexpr int PAD = 8;
  static constexpr int LEFT_PITCH = ROWS + PAD, RIGHT_PITCH = COLUMNS + PAD;
  static constexpr int LEFT = DEPTH / Format::PACKED * LEFT_PITCH;
  static constexpr int RIGHT = DEPTH / Format::PACKED * RIGHT_PITCH;
  static constexpr int LEFT_QUADS = LEFT / 2, RIGHT_QUADS = RIGHT / 2;
  static constexpr int RUN = 2;

  static CULEBRA_DEVICE int warpRow() { return (int)threadIdx.x / 32 / ACROSS * HIGH * 8; }
  static CULEBRA_DEVICE int warpColumn() { return (int)threadIdx.x / 32 % ACROSS * BROAD * 4; }

  static CULEBRA_DEVICE int row(int high) {
    return warpRow() + high / 2 * 16 + high % 2 * 8 + (int)threadIdx.x % 32 / 4;
  }
  static CULEBRA_DEVICE int column(int broad) {
    return warpColumn() + broad / 2 * 8 + (int)threadIdx.x % 4 * 2 + broad % 2;
  }

  template <int PITCH>
  static CULEBRA_DEVICE void keepLines(float *slice, int depth, int line, float4 quad) {
    Format::put(slice, PITCH, depth, line, quad.x);
    Format::put(slice, PITCH, depth, line + 1, quad.y);
    Format::put(slice, PITCH, depth, line + 2, quad.z);
    Format::put(slice, PITCH, depth, line + 3, quad.w);
  }

  template <int PITCH>
  static CULEBRA_DEVICE void keepDepths(float *slice, int depth, int line, float4 quad) {
    Format::put(slice, PITCH, depth, line, quad.x);
    Format::put(slice, PITCH, depth + 1, line, quad.y);
    Format::put(slice, PITCH, depth + 2, line, quad.z);
    Format::put(slice, PITCH, depth + 3, line, quad.w);
  }

  static CULEBRA_DEVICE void add(const float *lefts, const float *rights, int depth,
                                 float (&total)[HIGH][BROAD]) {
    // Words of a step.
    constexpr int STEP = Format::STEP / Format::PACKED;
    const int line = (int)threadIdx.x % 32 / 4, at = (int)threadIdx.x % 4;
    const uint32_t *x = (const uint32_t *)lefts + at * LEFT_PITCH + warpRow() + line;
    const uint32_t *y = (const uint32_t *)rights + at * RIGHT_PITCH + warpColumn() + line;
    CULEBRA_TWICE
    for (int k = 0; k < depth; k += Format::STEP) {
      uint32_t left[HIGH / 2][4], right[BROAD / 2][2];
      CULEBRA_UNROLLED
      for (int i = 0; i < HIGH / 2; i++) {
        left[i][0] = x[i * 16];
        left[i][1] = x[i * 16 + 8];
        left[i][2] = x[i * 16 + STEP / 2 * LEFT_PITCH];
        left[i][3] = x[i * 16 + 8 + STEP / 2 * LEFT_PITCH];
      }
      CULEBRA_UNROLLED
      for (int j = 0; j < BROAD / 2; j++) {
        right[j][0] = y[j * 8];
        right[j][1] = y[j * 8 + STEP / 2 * RIGHT_PITCH];
      }
      CULEBRA_UNROLLED
      for (int i = 0; i < HIGH / 2; i++) {
        CULEBRA_UNROLLED
        for (int j = 0; j < BROAD / 2; j++) {
          Format::multiply(left[i], right[j], total[i * 2] + j * 2, total[i * 2 + 1] + j * 2);
        }
      }
      x += STEP * LEFT_PITCH;
      y += STEP * RIGHT_PITCH;
    }
  }
};

// The kernels of a product at one tile, in each format.
#define CULEBRA_MATRIX_TILE(product, shape, ...)                       \
  typedef MatrixTile<__VA_ARGS__, Tf32> Tf32_##shape;                  \
  typedef MatrixTile<__VA_ARGS__, Bf16> Bf16_##shape;                  \
  CULEBRA_CONV2D_KERNEL(Tf32_##shape, product, product##_tf32_##shape) \
  CULEBRA_CONV2D_KERNEL(Bf16_##shape, product, product##_bf16_##shape)

// The kernels of a product at the tiles that the host chooses from, four warps each.
#define CULEBRA_MATRIX_TILES(product)                     \
  CULEBRA_MATRIX_TILE(product, 128_64, 128, 64, 16, 8, 8) \
  CULEBRA_MATRIX_TILE(product, 64_32, 64, 32, 16, 4, 4)   \
  CULEBRA_MATRIX_TILE(product, 128_8, 128, 8, 16, 4, 2)

#endif
