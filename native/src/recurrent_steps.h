/* Chunks of recurrent layers: some units, for some rows of a step. */
#ifndef CULEBRA_RECURRENT_STEPS_H
#define CULEBRA_RECURRENT_STEPS_H

#include "culebra/recurrent.h"
#include "matmul_groups.h"
#include "recurrent_cells.h"

enum { UNITS = CULEBRA_RECURRENT_UNITS };

_Static_assert((int)CULEBRA_RECURRENT_DEPTH == (int)PRODUCT_DEPTH, "as deep as tiles go at once");

typedef void cell_function(const struct cell *, int64_t units);

static const float nothing[CULEBRA_RECURRENT_WIDE];

/* What is summed over: forward the units before the step, backward all gates behind it. */
static inline int64_t product_depth(const struct culebra_recurrent *block) {
  return block->backward ? block->columns : block->hidden;
}

/* Two steps take turns, so that none overwrites what another chunk still multiplies. */
static inline float *left_at(const struct culebra_recurrent *block, int64_t step, int64_t row,
                             int64_t column) {
  int64_t parts = ceiling(product_depth(block), PRODUCT_DEPTH);
  int64_t part = (step & 1) * parts + column / PRODUCT_DEPTH;
  return block->left + (part * block->samples + row) * CULEBRA_RECURRENT_ROW +
         column % PRODUCT_DEPTH;
}

/* Some columns of a row, for the product of the next step. */
static void hand_on(const struct culebra_recurrent *block, int64_t step, int64_t row,
                    int64_t column, const float *from, int64_t count) {
  int64_t here = 0;
  for (int64_t i = 0; i < count; i += here) {
    int64_t rest = smaller(count - i, PRODUCT_DEPTH - (column + i) % PRODUCT_DEPTH);
    here = smaller(rest, VEC_LANES);
    vec_store_some(left_at(block, step, row, column + i), some(from + i, here), here);
  }
}

static inline int64_t sample_of(const struct culebra_recurrent *block, int64_t row) {
  return block->order ? block->order[row] : row;
}

/* The place of a row of the step in a sequence [N,L]. */
static inline int64_t place_of(const struct culebra_recurrent *block, int64_t sample) {
  return sample * block->length + block->step;
}

/* How wide panels are, for any number of rows that take part in a step. */
static inline int64_t vectors_of(const struct culebra_recurrent *block) {
  return tile_vectors(smaller(block->samples, CULEBRA_RECURRENT_ROWS));
}

/* The rows of a chunk, packed at some depth; behind them lie the sums of its units. */
static inline float *lefts_of(const struct culebra_recurrent *block) { return block->scratch; }

static inline float *sums_of(const struct culebra_recurrent *block) {
  return block->scratch + smaller(block->samples, CULEBRA_RECURRENT_ROWS) * PRODUCT_DEPTH;
}

static inline float *panels_of(const struct culebra_recurrent *block, int64_t chunk) {
  return block->panels + chunk * UNITS * block->columns;
}

static void pack_chunk(const struct culebra_recurrent *block, int64_t chunk) {
  int64_t unit = chunk * UNITS;
  int64_t units = smaller(UNITS, block->hidden - unit);
  int64_t depth = product_depth(block);
  struct culebra_matmul right = {.right_step = block->columns,
                                 .transpose_right = block->backward};
  int64_t most = vectors_of(block) * VEC_LANES;
  float *to = panels_of(block, chunk);
  for (int64_t gate = 0; gate < block->columns; gate += depth) {
    for (int64_t u = 0; u < units; u += most) {
      int64_t columns = smaller(most, units - u);
      float *panel = to + gate * UNITS + u * depth;
      for (int64_t k = 0; k < depth; k += PRODUCT_DEPTH) {
        int64_t deep = smaller(PRODUCT_DEPTH, depth - k);
        pack_right(&right, block->weight + gate, k, deep, unit + u, columns, most, panel);
        panel += deep * most;
      }
    }
  }
  for (int64_t row = 0; row < block->rows && !block->backward; row++) {
    int64_t sample = sample_of(block, row);
    hand_on(block, 0, row, unit, block->initial + sample * block->hidden + unit, units);
  }
}

/* A chunk's rows, as many of a step's. */
struct part {
  int64_t unit;
  int64_t units;
  int64_t row;
  int64_t rows;
};

static struct part part_of(const struct culebra_recurrent *block, int64_t chunk) {
  int64_t across = ceiling(block->hidden, block->chunk_units);
  int64_t blocks = ceiling(block->samples, CULEBRA_RECURRENT_ROWS);
  int64_t down = chunk / across;
  int64_t unit = chunk % across * block->chunk_units;
  int64_t row = group_begin(down, blocks, block->samples);
  return (struct part){.unit = unit,
                       .units = smaller(block->chunk_units, block->hidden - unit),
                       .row = row,
                       .rows = group_begin(down + 1, blocks, block->samples) - row};
}

/* How many rows of a part are among the first ones. */
static inline int64_t among(const struct part *part, int64_t first) {
  int64_t rows = first - part->row;
  return rows < 0 ? 0 : smaller(rows, part->rows);
}

/* Rows that were handed on at some depth, times the panels of some units. */
static void multiply_depth(const struct culebra_recurrent *block, const struct part *part,
                           int64_t rows, int64_t k, int64_t unit) {
  int64_t depth = product_depth(block);
  int64_t vectors = vectors_of(block);
  int64_t most = vectors * VEC_LANES;
  int64_t units = smaller(UNITS, part->units - unit);
  float *panels = panels_of(block, (part->unit + unit) / UNITS) + k * most;
  for (int64_t gate = 0; gate < block->columns; gate += depth) {
    float *to = sums_of(block) + gate / depth * rows * block->chunk_units + unit;
    for (int64_t c = 0; c < units; c += most) {
      float *panel = panels + gate * UNITS + c * depth;
      struct product at = {.right = panel,
                           .panel = panel,
                           .depth = smaller(PRODUCT_DEPTH, depth - k),
                           .to = to + c,
                           .to_step = block->chunk_units,
                           .columns = smaller(most, units - c),
                           .add = k > 0};
      run_panel(&at, lefts_of(block), rows, vectors, PACKED_BEFORE);
    }
  }
}

/* The first rows of a part, as a step handed them on, times the weights of the part's units. */
static void multiply(const struct culebra_recurrent *block, int64_t step, const struct part *part,
                     int64_t rows) {
  int64_t depth = product_depth(block);
  struct culebra_matmul left = {.left_step = CULEBRA_RECURRENT_ROW};
  for (int64_t k = 0; k < depth && rows > 0; k += PRODUCT_DEPTH) {
    pack_groups(&left, left_at(block, step, part->row, k), 0, rows, 0,
                smaller(PRODUCT_DEPTH, depth - k), vectors_of(block), lefts_of(block));
    for (int64_t unit = 0; unit < part->units; unit += UNITS) {
      multiply_depth(block, part, rows, k, unit);
    }
  }
}

static inline void run_forward(const struct culebra_recurrent *block, int64_t chunk, int is_lstm,
                               cell_function *cell) {
  struct part part = part_of(block, chunk);
  int64_t rows = among(&part, block->rows);
  int64_t hidden = block->hidden;
  if (rows == 0) {
    return;
  }
  const float *initial = is_lstm ? block->initial_cell : block->initial;
  const float *before = is_lstm ? block->cells : block->y;
  int64_t apart = rows * block->chunk_units;
  multiply(block, block->step, &part, rows);
  for (int64_t i = 0; i < rows; i++) {
    int64_t row = part.row + i;
    int64_t sample = sample_of(block, row);
    int64_t place = place_of(block, sample);
    struct cell at = {.product = sums_of(block) + i * block->chunk_units,
                      .apart = apart,
                      .hidden = hidden,
                      .bias = block->bias + part.unit,
                      .hidden_bias = is_lstm ? NULL : block->hidden_bias + part.unit,
                      .gates = block->gates + place * block->columns + part.unit,
                      .cells = block->cells + place * hidden + part.unit,
                      .old = (block->step == 0 ? initial + sample * hidden
                                               : before + (place - 1) * hidden) +
                             part.unit,
                      .y = block->y + place * hidden + part.unit};
    cell(&at, part.units);
    hand_on(block, block->step + 1, row, part.unit, at.y, part.units);
  }
}

/* What the step behind says of the states, added where no cell follows. */
static void finish_backward(const struct culebra_recurrent *block, const struct part *part,
                            int64_t behind) {
  for (int64_t i = 0; i < behind; i++) {
    int64_t row = part->row + i;
    int64_t sample = sample_of(block, row);
    float *to = block->to_state + sample * block->hidden + part->unit;
    for (int64_t u = 0; u < part->units; u++) {
      to[u] += sums_of(block)[i * block->chunk_units + u];
    }
  }
}

static inline void run_backward(const struct culebra_recurrent *block, int64_t chunk, int is_lstm,
                                cell_function *cell) {
  struct part part = part_of(block, chunk);
  int64_t behind = among(&part, block->rows_behind);
  int64_t hidden = block->hidden;
  const float *initial = is_lstm ? block->initial_cell : block->initial;
  const float *before = is_lstm ? block->cells : block->y;
  multiply(block, block->step + 1, &part, behind);
  if (block->step < 0) {
    finish_backward(block, &part, behind);
    return;
  }
  int64_t rows = among(&part, block->rows);
  for (int64_t i = 0; i < rows; i++) {
    int64_t row = part.row + i;
    int64_t sample = sample_of(block, row);
    int64_t place = place_of(block, sample);
    int64_t packed = (block->order ? block->first + row : place) * block->columns + part.unit;
    struct cell at = {.product = i < behind ? sums_of(block) + i * block->chunk_units : nothing,
                      .hidden = hidden,
                      .gates = block->gates + place * block->columns + part.unit,
                      .cells = block->cells + place * hidden + part.unit,
                      .old = (block->step == 0 ? initial + sample * hidden
                                               : before + (place - 1) * hidden) +
                             part.unit,
                      .arrived = block->arrived + place * hidden + part.unit,
                      .to_state = block->to_state + sample * hidden + part.unit,
                      .to_cell = is_lstm ? block->to_cell + sample * hidden + part.unit : NULL,
                      .to_sums = block->to_sums + packed,
                      .to_products = is_lstm ? NULL : block->to_products + packed};
    cell(&at, part.units);
    const float *next = is_lstm ? at.to_sums : at.to_products;
    for (int64_t gate = 0; gate < block->columns; gate += hidden) {
      hand_on(block, block->step, row, gate + part.unit, next + gate, part.units);
    }
  }
}

static inline void pack_chunks(const struct culebra_recurrent *block, int64_t begin, int64_t end) {
  for (int64_t chunk = begin; chunk < end; chunk++) {
    pack_chunk(block, chunk);
  }
}

#define CULEBRA_STEPS(name, run, is_lstm, cell)                                    \
  static inline void name(const struct culebra_recurrent *block, int64_t begin,    \
                          int64_t end) {                                           \
    for (int64_t chunk = begin; chunk < end; chunk++) {                            \
      run(block, chunk, is_lstm, cell);                                            \
    }                                                                              \
  }

CULEBRA_STEPS(lstm_forward, run_forward, 1, lstm_cell)
CULEBRA_STEPS(lstm_backward, run_backward, 1, lstm_cell_gradient)
CULEBRA_STEPS(gru_forward, run_forward, 0, gru_cell)
CULEBRA_STEPS(gru_backward, run_backward, 0, gru_cell_gradient)

#undef CULEBRA_STEPS

#endif
