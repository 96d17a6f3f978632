/*
 * A chunk of the matrix product. Its rows of the left matrix are packed into L2; a panel of the
 * right one at a time is packed into L1, which all those rows then pass over. Goto and van de
 * Geijn, Anatomy of High-Performance Matrix Multiplication, 2008, with the roles of L1 and L2
 * exchanged, since the panels are many and the rows of a batch few. A panel that need not be
 * transposed is packed while the first rows use it.
 */
#ifndef CULEBRA_MATMUL_TILES_H
#define CULEBRA_MATMUL_TILES_H

#include "culebra/bfloat16.h"
#include "culebra/matmul.h"
#include "matmul_panels.h"
#include "matmul_tile.h"

/* Rows of the left matrix at some depth, as the tiles read them. */
static void pack_left(const struct culebra_matmul *block, const float *left, int64_t row,
                      int64_t rows, int64_t k, int64_t depth, float *to) {
  if (!block->transpose_left) {
    for (int64_t i = 0; i < rows; i++) {
      int64_t from = block->left_rows ? block->left_rows[row + i] : row + i;
      copy_operands(to + i * LEFT_ROW, left + from * block->left_step + k, depth, block->rounded);
    }
    if (rows % 2 == 1) {
      memset(to + rows * LEFT_ROW, 0, (size_t)depth * sizeof *to);
    }
    return;
  }
  for (int64_t i = 0; i < depth; i++) {
    const float *from = left + (k + i) * block->left_step + row;
    for (int64_t v = 0; v < LEFT_COLUMN; v += VEC_LANES) {
      vec_store(to + i * LEFT_COLUMN + v, vec_operand(some(from + v, rows - v), block->rounded));
    }
  }
}

/* All rows of a chunk at some depth, times one panel. */
static void run_panel(const struct culebra_matmul *block, struct product *at, float *result,
                      int64_t row, int64_t rows, const float *lefts, int vectors, int fresh) {
  int64_t groups = (rows + PRODUCT_ROWS - 1) / PRODUCT_ROWS;
  const float *packed = at->panel;
  for (int64_t group = 0; group < groups; group++) {
    int64_t begin = group_begin(group, groups, rows);
    int64_t end = group_begin(group + 1, groups, rows);
    int packing = fresh && group == 0 ? PACKING + (block->rounded != 0) : PACKED_BEFORE;
    at->left = lefts + group * LEFT_GROUP;
    at->rows = end - begin;
    for (int64_t i = 0; i < at->rows; i++) {
      int64_t to = block->result_rows ? block->result_rows[row + begin + i] : row + begin + i;
      at->to[i] = result + to * block->result_step;
    }
    products[(end - begin + 1) / 2 - 1][block->transpose_left != 0][packing ? packing + 1 : vectors - 1](at);
    at->right = packed;
  }
}

/*
 * One row or two, all of the depth: too few to pack anything for. Many vectors are summed at once,
 * since each sum waits for its own last step.
 */
static inline __attribute__((always_inline)) void few_rows(const struct culebra_matmul *block,
                                                           int rows, int rounded,
                                                           const float *left, const float *right,
                                                           int64_t begin, int64_t end,
                                                           float *result) {
  enum { VECTORS = VEC_LANES == 16 ? 8 : 6 };
  for (int64_t c = begin; c < end; c += VECTORS * VEC_LANES) {
    vec sum[2][VECTORS];
    for (int v = 0; v < VECTORS; v++) {
      sum[0][v] = vec_splat(0);
      sum[1][v] = vec_splat(0);
    }
    int64_t wide = smaller(end - c, VECTORS * VEC_LANES);
    const float *from = right + c;
    for (int64_t k = 0; k < block->depth; k++, from += block->right_step) {
      vec first = vec_operand(vec_splat(left[k]), rounded);
      vec second = vec_operand(vec_splat(left[(rows - 1) * block->left_step + k]), rounded);
#pragma GCC unroll 8
      for (int v = 0; v < VECTORS; v++) {
        vec value = vec_operand(some(from + v * VEC_LANES, wide - v * VEC_LANES), rounded);
        sum[0][v] = vec_multiply_add(first, value, sum[0][v]);
        if (rows == 2) {
          sum[1][v] = vec_multiply_add(second, value, sum[1][v]);
        }
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int64_t v = 0; v * VEC_LANES < wide; v++) {
        settle(result + row * block->result_step + c + v * VEC_LANES, sum[row][v],
               smaller(VEC_LANES, wide - v * VEC_LANES), block->accumulate);
      }
    }
  }
}

#define CULEBRA_FEW_ROWS(name, rows, rounded)                                                   \
  static __attribute__((noinline)) void name(const struct culebra_matmul *block,                \
                                             const float *left, const float *right,             \
                                             int64_t begin, int64_t end, float *result) {       \
    few_rows(block, rows, rounded, left, right, begin, end, result);                            \
  }

CULEBRA_FEW_ROWS(one_row, 1, 0)
CULEBRA_FEW_ROWS(two_rows, 2, 0)
CULEBRA_FEW_ROWS(one_rounded_row, 1, 1)
CULEBRA_FEW_ROWS(two_rounded_rows, 2, 1)

#undef CULEBRA_FEW_ROWS

/* Whether few_rows can do it: the left row is its depth, one number after the other. */
static int are_few(const struct culebra_matmul *block) {
  return block->rows <= 2 && !block->transpose_right && !block->transpose_left &&
         !block->left_rows && !block->result_rows;
}

static void run_chunk(const struct culebra_matmul *block, int64_t chunk) {
  int64_t across = (block->columns + block->column_block - 1) / block->column_block;
  int64_t down = (block->rows + block->row_block - 1) / block->row_block;
  int64_t batch = chunk / (across * down);
  int64_t row = chunk / across % down * block->row_block;
  int64_t column = chunk % across * block->column_block;
  int64_t rows = smaller(block->row_block, block->rows - row);
  int64_t end = smaller(block->columns, column + block->column_block);
  const float *left =
      block->left + batch * block->left_step * (block->transpose_left ? block->depth : block->rows);
  const float *right = block->right + batch * block->right_step *
                                          (block->transpose_right ? block->columns : block->depth);
  float *result = block->result + batch * block->rows * block->result_step;
  float *panel = block->scratch;
  float *lefts = panel + PRODUCT_DEPTH * CULEBRA_MATMUL_PANEL;
  if (block->depth == 0) {
    for (int64_t i = row; i < row + rows && !block->accumulate; i++) {
      int64_t to = block->result_rows ? block->result_rows[i] : i;
      memset(result + to * block->result_step + column, 0, (size_t)(end - column) * sizeof *result);
    }
    return;
  }
  if (are_few(block)) {
    if (block->rounded) {
      (rows == 1 ? one_rounded_row : two_rounded_rows)(block, left, right, column, end, result);
    } else {
      (rows == 1 ? one_row : two_rows)(block, left, right, column, end, result);
    }
    return;
  }
  int64_t parts = (block->depth + PRODUCT_DEPTH - 1) / PRODUCT_DEPTH;
  int64_t deep = (block->depth + parts - 1) / parts;
  int64_t groups = (rows + PRODUCT_ROWS - 1) / PRODUCT_ROWS;
  for (int64_t k = 0; k < block->depth; k += deep) {
    int64_t depth = smaller(deep, block->depth - k);
    for (int64_t group = 0; group < groups; group++) {
      int64_t begin = group_begin(group, groups, rows);
      int64_t count = group_begin(group + 1, groups, rows) - begin;
      pack_left(block, left, row + begin, count, k, depth, lefts + group * LEFT_GROUP);
    }
    for (int64_t c = column; c < end; c += PRODUCT_WIDTH) {
      int64_t columns = smaller(PRODUCT_WIDTH, end - c);
      int vectors = columns > VEC_LANES ? 2 : 1;
      int fresh = !block->transpose_right && columns == PRODUCT_WIDTH;
      if (!fresh) {
        pack_right(block, right, k, depth, c, columns, vectors * VEC_LANES, panel);
      }
      struct product at = {.right = fresh ? right + k * block->right_step + c : panel,
                           .right_step = block->right_step,
                           .panel = panel,
                           .depth = depth,
                           .columns = columns,
                           .add = k > 0 || block->accumulate};
      run_panel(block, &at, result + c, row, rows, lefts, vectors, fresh);
    }
  }
}

static inline void run_chunks(const struct culebra_matmul *block, int64_t begin, int64_t end) {
  for (int64_t chunk = begin; chunk < end; chunk++) {
    run_chunk(block, chunk);
  }
}

#endif
