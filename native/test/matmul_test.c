/* Against plain loops in double, for odd sizes and any transposition, and scratch not overrun. */
#include "culebra/matmul.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t word = 1;

static float *filled(int64_t count) {
  float *values = malloc((size_t)(count + 1) * sizeof *values);
  for (int64_t i = 0; i < count; i++) {
    word = word * 1664525u + 1013904223u;
    values[i] = (float)(word >> 8) * 0x1p-24f - 0.5f;
  }
  return values;
}

/* A float with its lower half rounded off: every number here is far from the ends of the range. */
static double operand(float value, int rounded) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  bits = rounded ? (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000 : bits;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static int agrees_as(int tile_vectors, int rounded, int64_t batches, int64_t rows,
                     int64_t columns, int64_t depth, int turns, int64_t row_block,
                     int64_t column_block) {
  struct culebra_matmul b = {.rows = rows, .columns = columns, .depth = depth,
                             .left_step = turns & 1 ? rows : depth,
                             .right_step = turns >> 1 ? depth : columns,
                             .result_step = columns, .row_block = row_block,
                             .column_block = column_block, .transpose_left = turns & 1,
                             .transpose_right = turns >> 1, .rounded = rounded,
                             .tile_vectors = tile_vectors};
  float *left = filled(batches * rows * depth);
  float *right = filled(batches * depth * columns);
  float *result = filled(batches * rows * columns);
  b.left = left;
  b.right = right;
  b.result = result;
  b.scratch = malloc(CULEBRA_MATMUL_SCRATCH * sizeof *b.scratch);
  int64_t chunks = batches * ((rows + row_block - 1) / row_block) *
                   ((columns + column_block - 1) / column_block);
  for (int64_t chunk = chunks; chunk-- > 0;) {
    culebra_matmul(&b, chunk, chunk + 1);
  }
  int failures = 0;
  for (int64_t i = 0; i < batches * rows * columns; i++) {
    int64_t batch = i / (rows * columns);
    int64_t row = i / columns % rows;
    int64_t column = i % columns;
    double want = 0;
    for (int64_t k = 0; k < depth; k++) {
      const float *l = left + batch * rows * depth;
      const float *r = right + batch * depth * columns;
      want += operand(b.transpose_left ? l[k * rows + row] : l[row * depth + k], rounded) *
              operand(b.transpose_right ? r[column * depth + k] : r[k * columns + column], rounded);
    }
    failures += !(fabs(result[i] - want) <= 2e-6 * (1 + sqrt((double)depth)));
  }
  if (failures > 0) {
    printf("%lld rows, %lld columns, depth %lld, turns %d, rounded %d, %d vectors: %d failures\n",
           (long long)rows, (long long)columns, (long long)depth, turns, rounded, tile_vectors,
           failures);
  }
  free(b.scratch);
  free(result);
  free(right);
  free(left);
  return failures == 0;
}

static int agrees(int64_t batches, int64_t rows, int64_t columns, int64_t depth, int turns,
                  int64_t row_block, int64_t column_block) {
  int failures = 0;
  for (int rounded = 0; rounded < 2; rounded++) {
    for (int vectors = 1; vectors <= 2; vectors++) {
      failures += !agrees_as(vectors, rounded, batches, rows, columns, depth, turns, row_block,
                             column_block);
    }
  }
  return failures == 0;
}

/* Rows chosen from the left and put in another order, wide steps, added to what is there. */
static int gathers(int64_t rows, int64_t columns, int64_t depth) {
  enum { STEP = 3 };
  struct culebra_matmul b = {.rows = rows, .columns = columns, .depth = depth,
                             .left_step = depth + STEP, .right_step = columns + STEP,
                             .result_step = columns + STEP, .row_block = 10, .column_block = 64,
                             .accumulate = 1};
  float *left = filled(2 * rows * b.left_step);
  float *right = filled(depth * b.right_step);
  float *before = filled(rows * b.result_step);
  float *result = malloc((size_t)(rows * b.result_step) * sizeof *result);
  int64_t *from = malloc((size_t)rows * sizeof *from);
  int64_t *to = malloc((size_t)rows * sizeof *to);
  for (int64_t i = 0; i < rows; i++) {
    from[i] = 2 * i + 1;
    to[i] = rows - 1 - i;
  }
  for (int64_t i = 0; i < rows * b.result_step; i++) {
    result[i] = before[i];
  }
  b.left = left;
  b.right = right;
  b.result = result;
  b.left_rows = from;
  b.result_rows = to;
  b.scratch = malloc(CULEBRA_MATMUL_SCRATCH * sizeof *b.scratch);
  culebra_matmul(&b, 0, (rows + 9) / 10 * ((columns + 63) / 64));
  int failures = 0;
  for (int64_t i = 0; i < rows * b.result_step; i++) {
    int64_t row = rows - 1 - i / b.result_step;
    int64_t column = i % b.result_step;
    double want = before[i];
    for (int64_t k = 0; column < columns && k < depth; k++) {
      want += (double)left[from[row] * b.left_step + k] * right[k * b.right_step + column];
    }
    failures += !(fabs(result[i] - want) <= 2e-6 * (1 + sqrt((double)depth)));
  }
  if (failures > 0) {
    printf("gathered %lld rows, %lld columns: %d failures\n", (long long)rows,
           (long long)columns, failures);
  }
  free(b.scratch);
  free(to);
  free(from);
  free(result);
  free(before);
  free(right);
  free(left);
  return failures == 0;
}

int main(void) {
  int failures = !gathers(1, 40, 9) + !gathers(2, 70, 0) + !gathers(27, 97, 300);
  for (int turns = 0; turns < 4; turns++) {
    for (int64_t rows = 1; rows <= 31; rows += rows < 17 ? 1 : 7) {
      failures += !agrees(2, rows, 33, 19, turns, 14, 32);
    }
    for (int64_t columns = 1; columns <= 70; columns += 3) {
      failures += !agrees(1, 29, columns, 17, turns, 256, 64);
    }
    failures += !agrees(3, 15, 40, 0, turns, 8, 32);
    failures += !agrees(1, 256, 64, 256, turns, 256, 64);
    failures += !agrees(1, 300, 96, 257, turns, 251, 64);
    failures += !agrees(1, 13, 100, 785, turns, 256, 512);
    failures += !agrees(1, 600, 70, 300, turns, 600, 1024);
    failures += !agrees(2, 300, 20, 270, turns, 290, 32);
    failures += !agrees(1, 50, 1, 20, turns, 64, 32);
  }
  return failures != 0;
}
