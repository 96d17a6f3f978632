/*
 * A chunk of the matrix product, after Goto and van de Geijn, Anatomy of High-Performance Matrix
 * Multiplication, 2008. Rows of the left matrix are packed into L2, as many as it is to hold, and
 * some panels of the right one beside them; group by group the rows come into L1, where those
 * panels pass over them. A panel that need be neither transposed nor rounded is packed while the
 * first group uses it. Where there are more rows than L2 is to hold, the packed panels are kept for
 * the others.
 */
#ifndef CULEBRA_MATMUL_TILES_H
#define CULEBRA_MATMUL_TILES_H

#include "culebra/bfloat16.h"
#include "culebra/matmul.h"
#include "matmul_panels.h"
#include "matmul_tile.h"

/* The part of the result that a chunk computes. */
struct extent {
  int64_t row;
  int64_t rows;
  int64_t column;
  int64_t columns;
};

/* Panels that pass over a group of rows, which stays in L1, before the next group's turn. */
enum { PANELS = 8 };

/* Some rows of the left matrix at some depth, as tiles read them: all rows of a depth in a row. */
static void pack_left(const struct culebra_matmul *block, const float *left, int64_t row,
                      int64_t rows, int64_t k, int64_t depth, float *to) {
  for (int64_t v = 0; v < rows; v += VEC_LANES) {
    int64_t count = smaller(VEC_LANES, rows - v);
    if (block->transpose_left) {
      const float *from = left + k * block->left_step + row + v;
      for (int64_t i = 0; i < depth; i++, from += block->left_step) {
        vec_store_some(to + i * rows + v, vec_operand(some(from, count), block->rounded), count);
      }
      continue;
    }
    const float *from[VEC_LANES];
    for (int64_t i = 0; i < VEC_LANES; i++) {
      int64_t place = block->left_rows && i < count ? block->left_rows[row + v + i] : row + v + i;
      from[i] = i < count ? left + place * block->left_step : NULL;
    }
    turn(from, k, depth, to + v, rows, count, block->rounded);
  }
}

/* Rows of the left matrix at some depth, group after group. */
static void pack_groups(const struct culebra_matmul *block, const float *left, int64_t row,
                        int64_t rows, int64_t k, int64_t depth, int64_t vectors, float *to) {
  int64_t groups = ceiling(rows, tile_rows(vectors));
  for (int64_t group = 0; group < groups; group++) {
    int64_t begin = group_begin(group, groups, rows);
    int64_t count = group_begin(group + 1, groups, rows) - begin;
    pack_left(block, left, row + begin, count, k, depth, to + begin * depth);
  }
}

/* A panel at some depth times a group of rows; the first group finds it as the matrix has it. */
static void run_group(const struct culebra_matmul *block, const float *right, int64_t k,
                      int64_t depth, int64_t column, int64_t rows, int64_t vectors, int is_first,
                      struct product *at) {
  enum packing packing = PACKED_BEFORE;
  at->right = at->panel;
  if (is_first && !block->transpose_right && !block->rounded &&
      at->columns == vectors * VEC_LANES) {
    packing = PACKING;
    at->right = right + k * block->right_step + column;
  } else if (is_first) {
    pack_right(block, right, k, depth, column, at->columns, vectors * VEC_LANES, at->panel);
  }
  run_product(rows, vectors, packing, at);
}

/* A part of a product at some depth. Panels that are kept are there unless the part is the first. */
static void run_part(const struct culebra_matmul *block, const float *left, const float *right,
                     float *result, const struct extent *part, int64_t k, int64_t depth, int keep,
                     int is_first) {
  float *lefts = block->scratch;
  float *panels = lefts + PRODUCT_DEPTH * CULEBRA_MATMUL_PART;
  int64_t vectors = tile_vectors(part->rows, block->tile_vectors);
  int64_t width = vectors * VEC_LANES;
  int64_t groups = ceiling(part->rows, tile_rows(vectors));
  pack_groups(block, left, part->row, part->rows, k, depth, vectors, lefts);
  for (int64_t first = 0; first < part->columns; first += PANELS * width) {
    for (int64_t group = 0; group < groups; group++) {
      int64_t begin = group_begin(group, groups, part->rows);
      int64_t rows = group_begin(group + 1, groups, part->rows) - begin;
      int64_t end = smaller(part->columns, first + PANELS * width);
      for (int64_t c = first; c < end; c += width) {
        int64_t row = part->row + begin;
        int64_t column = part->column + c;
        /* The last tile may be half as wide. */
        int64_t wide = smaller(vectors, ceiling(part->columns - c, VEC_LANES));
        struct product at = {
            .left = lefts + begin * depth,
            .right_step = block->right_step,
            .panel = panels + (keep ? c : c - first) * depth,
            .depth = depth,
            .to = result + column + (block->result_rows ? 0 : row * block->result_step),
            .to_rows = block->result_rows ? block->result_rows + row : NULL,
            .to_step = block->result_step,
            .columns = smaller(width, part->columns - c),
            .add = k > 0 || block->accumulate};
        run_group(block, right, k, depth, column, rows, wide, is_first && group == 0, &at);
      }
    }
  }
}

/*
 * All depths of a part of the result, dealt out evenly in whole vectors: a row that is packed by
 * transposition would otherwise be read across the borders of lines. Panels are as wide for all its
 * rows.
 */
static void run_extent(const struct culebra_matmul *block, const float *left, const float *right,
                       float *result, const struct extent *whole) {
  int64_t depths = ceiling(block->depth, PRODUCT_DEPTH);
  int64_t vectors = ceiling(block->depth, VEC_LANES);
  int64_t parts = ceiling(whole->rows, CULEBRA_MATMUL_PART);
  for (int64_t piece = 0; piece < depths; piece++) {
    int64_t k = group_begin(piece, depths, vectors) * VEC_LANES;
    int64_t end = smaller(group_begin(piece + 1, depths, vectors) * VEC_LANES, block->depth);
    for (int64_t i = 0; i < parts; i++) {
      struct extent part = *whole;
      part.row = whole->row + group_begin(i, parts, whole->rows);
      part.rows = whole->row + group_begin(i + 1, parts, whole->rows) - part.row;
      run_part(block, left, right, result, &part, k, end - k, parts > 1, i == 0);
    }
  }
}

/* Vectors of one row or two that are summed at once, since each sum waits for its own last step. */
enum { FEW_VECTORS = VEC_LANES == 16 ? 8 : 6 };

/* Whole vectors of one row or two, or less than one vector, and all of the depth. */
static inline __attribute__((always_inline)) void few_vectors(const struct culebra_matmul *block,
                                                              int rows, int vectors, int rounded,
                                                              const float *left,
                                                              const float *right, int64_t lanes,
                                                              float *result) {
  vec sum[2][FEW_VECTORS];
  for (int v = 0; v < vectors; v++) {
    sum[0][v] = vec_splat(0);
    sum[1][v] = vec_splat(0);
  }
  for (int64_t k = 0; k < block->depth; k++, right += block->right_step) {
    vec first = vec_operand(vec_splat(left[k]), rounded);
    vec second = vec_operand(vec_splat(left[(rows - 1) * block->left_step + k]), rounded);
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) {
      vec value = vec_operand(some(right + v * VEC_LANES, lanes), rounded);
      sum[0][v] = vec_multiply_add(first, value, sum[0][v]);
      if (rows == 2) {
        sum[1][v] = vec_multiply_add(second, value, sum[1][v]);
      }
    }
  }
  for (int row = 0; row < rows; row++) {
    for (int v = 0; v < vectors; v++) {
      settle(result + row * block->result_step + v * VEC_LANES, sum[row][v], lanes,
             block->accumulate);
    }
  }
}

/* One row or two: too few to pack anything for. */
static inline __attribute__((always_inline)) void few_rows(const struct culebra_matmul *block,
                                                           int rows, int rounded,
                                                           const float *left, const float *right,
                                                           int64_t begin, int64_t end,
                                                           float *result) {
  int64_t c = begin;
#pragma GCC unroll 4
  for (int vectors = FEW_VECTORS; vectors > 0; vectors /= 2) {
    for (; c + vectors * VEC_LANES <= end; c += vectors * VEC_LANES) {
      few_vectors(block, rows, vectors, rounded, left, right + c, VEC_LANES, result + c);
    }
  }
  if (c < end) {
    few_vectors(block, rows, 1, rounded, left, right + c, end - c, result + c);
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

/*
 * A result that is narrower than vectors are, by its transpose: then the many rows fill the
 * vectors, and the few columns are the rows of the tiles.
 */
static void run_turned(const struct culebra_matmul *block, const float *left, const float *right,
                       float *result, int64_t row, int64_t rows) {
  struct culebra_matmul turned = *block;
  turned.rows = block->columns;
  turned.columns = block->rows;
  turned.left_step = block->right_step;
  turned.right_step = block->left_step;
  turned.transpose_left = !block->transpose_right;
  turned.transpose_right = !block->transpose_left;
  turned.accumulate = 0;
  turned.result_step = CULEBRA_MATMUL_PART;
  float *columns = block->scratch + CULEBRA_MATMUL_SCRATCH - PRODUCT_ROWS * CULEBRA_MATMUL_PART;
  for (int64_t end = row + rows; row < end; row += CULEBRA_MATMUL_PART) {
    int64_t count = smaller(CULEBRA_MATMUL_PART, end - row);
    const float *from = left + row * (block->transpose_left ? 1 : block->left_step);
    struct extent part = {.rows = turned.rows, .columns = count};
    run_extent(&turned, right, from, columns, &part);
    for (int64_t i = 0; i < count; i++) {
      float *to = result + (row + i) * block->result_step;
      for (int64_t c = 0; c < block->columns; c++) {
        to[c] = columns[c * CULEBRA_MATMUL_PART + i] + (block->accumulate ? to[c] : 0);
      }
    }
  }
}

/* Whether vectors along the rows leave fewer lanes empty, and one group of columns is all. */
static int is_narrow(const struct culebra_matmul *block) {
  int64_t along_rows = ceiling(block->rows, VEC_LANES) * block->columns;
  int64_t along_columns = ceiling(block->columns, VEC_LANES) * block->rows;
  return block->columns <= PRODUCT_ROWS && along_rows < along_columns && !block->left_rows &&
         !block->result_rows;
}

static void run_chunk(const struct culebra_matmul *block, int64_t chunk) {
  int64_t across = ceiling(block->columns, block->column_block);
  int64_t down = ceiling(block->rows, block->row_block);
  int64_t batch = chunk / (across * down);
  struct extent part = {.row = chunk / across % down * block->row_block,
                        .column = chunk % across * block->column_block};
  part.rows = smaller(block->row_block, block->rows - part.row);
  part.columns = smaller(block->column_block, block->columns - part.column);
  const float *left =
      block->left + batch * block->left_step * (block->transpose_left ? block->depth : block->rows);
  const float *right = block->right + batch * block->right_step *
                                          (block->transpose_right ? block->columns : block->depth);
  float *result = block->result + batch * block->rows * block->result_step;
  if (block->depth == 0) {
    for (int64_t i = part.row; i < part.row + part.rows && !block->accumulate; i++) {
      int64_t to = block->result_rows ? block->result_rows[i] : i;
      memset(result + to * block->result_step + part.column, 0,
             (size_t)part.columns * sizeof *result);
    }
  } else if (are_few(block)) {
    int64_t end = part.column + part.columns;
    if (block->rounded) {
      (part.rows == 1 ? one_rounded_row : two_rounded_rows)(block, left, right, part.column, end,
                                                            result);
    } else {
      (part.rows == 1 ? one_row : two_rows)(block, left, right, part.column, end, result);
    }
  } else if (is_narrow(block)) {
    run_turned(block, left, right, result, part.row, part.rows);
  } else {
    run_extent(block, left, right, result, &part);
  }
}

static inline void run_chunks(const struct culebra_matmul *block, int64_t begin, int64_t end) {
  for (int64_t chunk = begin; chunk < end; chunk++) {
    run_chunk(block, chunk);
  }
}

#endif
