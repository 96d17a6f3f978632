/* Product of matrices: op MatMul, which holds the formula. */
#ifndef CULEBRA_MATMUL_H
#define CULEBRA_MATMUL_H

#include <stdint.h>

enum {
  /* Rows of the left matrix that are packed at a time: whole groups of every instruction set. */
  CULEBRA_MATMUL_PART = 270,

  /* Columns that a chunk can have at most. */
  CULEBRA_MATMUL_COLUMNS = 1024,

  /* Floats of scratch memory: at a depth of 256 those rows, and packed columns. */
  CULEBRA_MATMUL_SCRATCH = 256 * (CULEBRA_MATMUL_PART + CULEBRA_MATMUL_COLUMNS),
};

struct culebra_matmul {
  const float *left;          /* [batches, rows, depth]; transposed: [batches, depth, rows] */
  const float *right;         /* [batches, depth, columns]; transposed: [batches, columns, depth] */
  float *result;              /* [batches, rows, columns] */
  float *scratch;             /* CULEBRA_MATMUL_SCRATCH floats, of this call alone */
  const int64_t *left_rows;   /* which rows of the left; null: all in order. Not transposed */
  const int64_t *result_rows; /* which rows of the result; null: all in order */
  int64_t rows;
  int64_t columns;
  int64_t depth;
  int64_t left_step;          /* floats from row to row as they are stored */
  int64_t right_step;
  int64_t result_step;
  int64_t row_block;          /* rows of a chunk */
  int64_t column_block;       /* columns of a chunk, up to CULEBRA_MATMUL_COLUMNS */
  int32_t transpose_left;
  int32_t transpose_right;
  int32_t accumulate;         /* add to the result */
  int32_t rounded;            /* both operands to bfloat16 */
  int32_t tile_vectors;       /* 1 or 2; 0: what the processor is faster with */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Computes chunks begin to end - 1. They are counted through the columns of a block of rows, then
 * through the blocks of rows, then through the batches.
 */
void culebra_matmul(const struct culebra_matmul *block, int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif

#endif
