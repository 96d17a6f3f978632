/* Chunks of recurrent layers: some units, for some rows of a step. */
#ifndef CULEBRA_RECURRENT_STEPS_H
#define CULEBRA_RECURRENT_STEPS_H

#include "culebra/recurrent.h"
#include "matmul_panels.h"
#include "matmul_tile.h"
#include "recurrent_cells.h"

enum {
  UNITS = CULEBRA_RECURRENT_UNITS,

  /* Floats of a cache line. */
  LINE = 16,

  /* Units between two rounds of hints: what can be under way at once is little. */
  PIECE = 64,
};

typedef void cell_function(const struct cell *, int64_t begin, int64_t end);

static const float nothing[CULEBRA_RECURRENT_WIDE];

/* What is summed over: forward the units before the step, backward all gates behind it. */
static inline int64_t product_depth(const struct culebra_recurrent *block) {
  return block->backward ? block->columns : block->hidden;
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
  return tile_vectors(smaller(block->samples, CULEBRA_RECURRENT_ROWS), block->tile_vectors);
}

/* The products of a chunk's units. */
static inline float *sums_of(const struct culebra_recurrent *block) { return block->scratch; }

static inline float *panels_of(const struct culebra_recurrent *block, int64_t chunk) {
  return block->panels + chunk * UNITS * block->columns;
}

/* Some units for some rows of a step. */
struct part {
  int64_t unit;
  int64_t units;
  int64_t row;
  int64_t rows;
};

/* The rows are dealt out to blocks, of which this is one. */
static struct part part_of(const struct culebra_recurrent *block, int64_t unit, int64_t units,
                           int64_t down) {
  int64_t blocks = ceiling(block->samples, CULEBRA_RECURRENT_ROWS);
  int64_t row = group_begin(down, blocks, block->samples);
  return (struct part){.unit = unit,
                       .units = smaller(units, block->hidden - unit),
                       .row = row,
                       .rows = group_begin(down + 1, blocks, block->samples) - row};
}

static struct part chunk_of(const struct culebra_recurrent *block, int64_t chunk) {
  int64_t across = ceiling(block->hidden, block->chunk_units);
  return part_of(block, chunk % across * block->chunk_units, block->chunk_units, chunk / across);
}

/* How many rows of a part are among the first ones. */
static inline int64_t among(const struct part *part, int64_t first) {
  int64_t rows = first - part->row;
  return rows < 0 ? 0 : smaller(rows, part->rows);
}

/* Rows of a group that are packed at once, no more than a vector has lanes. */
struct band {
  int64_t row;
  int64_t rows;
  int64_t group;
  int64_t group_begin;
  int64_t group_rows;
};

static const struct band before_bands = {.group = -1};

/* The band behind one, among so many rows; it has none where there is no more. */
static struct band next_band(const struct culebra_recurrent *block, const struct band *last,
                             int64_t rows) {
  struct band band = *last;
  band.row += band.rows;
  if (band.row == band.group_begin + band.group_rows) {
    int64_t groups = ceiling(rows, tile_rows(vectors_of(block)));
    band.group++;
    band.group_begin = band.row;
    band.group_rows =
        band.group < groups ? group_begin(band.group + 1, groups, rows) - band.row : 0;
  }
  band.rows = smaller(VEC_LANES, band.group_begin + band.group_rows - band.row);
  return band;
}

/*
 * What a part's rows multiply in a step, as the step before hands it on: at some depth, group by
 * group, in the order of the tiles. Two steps take turns, so that none overwrites what another chunk
 * still multiplies.
 */
static inline float *left_at(const struct culebra_recurrent *block, int64_t step,
                             const struct part *part, int64_t k) {
  int64_t depth = product_depth(block);
  return block->left + ((step & 1) * depth + k) * block->samples +
         part->row * smaller(PRODUCT_DEPTH, depth - k);
}

/* Some columns of a band's rows, for the product of a step. */
static void hand_on(const struct culebra_recurrent *block, int64_t step, const struct part *part,
                    const struct band *band, int64_t column, const float *const *from,
                    int64_t offset, int64_t count) {
  int64_t here = 0;
  for (int64_t i = 0; i < count; i += here) {
    int64_t within = (column + i) % PRODUCT_DEPTH;
    int64_t k = column + i - within;
    int64_t deep = smaller(PRODUCT_DEPTH, product_depth(block) - k);
    float *group = left_at(block, step, part, k) + band->group_begin * deep;
    here = smaller(count - i, deep - within);
    turn(from, offset + i, here, group + within * band->group_rows + band->row - band->group_begin,
         band->group_rows, band->rows, 0);
  }
}

static void pack_weights(const struct culebra_recurrent *block, int64_t unit, int64_t units) {
  int64_t depth = product_depth(block);
  struct culebra_matmul right = {.right_step = block->columns,
                                 .transpose_right = block->backward};
  int64_t most = vectors_of(block) * VEC_LANES;
  float *to = panels_of(block, unit / UNITS);
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
}

static void pack_initial(const struct culebra_recurrent *block, int64_t unit) {
  for (int64_t down = 0; down < ceiling(block->samples, CULEBRA_RECURRENT_ROWS); down++) {
    struct part part = part_of(block, unit, UNITS, down);
    int64_t rows = among(&part, block->rows);
    struct band band = next_band(block, &before_bands, rows);
    for (; band.rows > 0; band = next_band(block, &band, rows)) {
      const float *from[VEC_LANES] = {0};
      for (int64_t i = 0; i < band.rows; i++) {
        from[i] = block->initial + sample_of(block, part.row + band.row + i) * block->hidden;
      }
      hand_on(block, 0, &part, &band, unit, from, unit, part.units);
    }
  }
}

/*
 * The first rows of a part, of those that were handed on to a step, times the weights of the part's
 * units. Group by group: one stays in L1 while the panels of some units, a little of L2, pass by. The
 * last one is multiplied to its end.
 */
static void multiply_depth(const struct culebra_recurrent *block, int64_t step,
                           const struct part *part, int64_t rows, int64_t handed, int64_t k,
                           int64_t unit) {
  int64_t depth = product_depth(block);
  int64_t deep = smaller(PRODUCT_DEPTH, depth - k);
  int64_t vectors = vectors_of(block);
  int64_t most = vectors * VEC_LANES;
  int64_t units = smaller(UNITS, part->units - unit);
  int64_t groups = ceiling(handed, tile_rows(vectors));
  const float *lefts = left_at(block, step, part, k);
  float *panels = panels_of(block, (part->unit + unit) / UNITS) + k * most;
  for (int64_t group = 0, begin = 0; begin < rows; group++) {
    int64_t end = group_begin(group + 1, groups, handed);
    for (int64_t gate = 0; gate < block->columns; gate += depth) {
      float *to = sums_of(block) + (gate / depth * part->rows + begin) * block->chunk_units + unit;
      for (int64_t c = 0; c < units; c += most) {
        struct product at = {.left = lefts + begin * deep,
                             .right = panels + gate * UNITS + c * depth,
                             .depth = deep,
                             .to = to + c,
                             .to_step = block->chunk_units,
                             .columns = smaller(most, units - c),
                             .add = k > 0};
        run_product(end - begin, vectors, PACKED_BEFORE, &at);
      }
    }
    begin = end;
  }
}

static void multiply(const struct culebra_recurrent *block, int64_t step, const struct part *part,
                     int64_t rows, int64_t handed) {
  for (int64_t k = 0; k < product_depth(block); k += PRODUCT_DEPTH) {
    for (int64_t unit = 0; unit < part->units; unit += UNITS) {
      multiply_depth(block, step, part, rows, handed, k, unit);
    }
  }
}

/* A row of a part in a step, as the cells of a forward pass see it. */
static inline struct cell forward_cell(const struct culebra_recurrent *block,
                                       const struct part *part, int64_t row, int is_lstm) {
  int64_t hidden = block->hidden;
  int64_t sample = sample_of(block, part->row + row);
  int64_t place = place_of(block, sample);
  const float *initial = is_lstm ? block->initial_cell : block->initial;
  const float *before = is_lstm ? block->cells : block->y;
  return (struct cell){.product = sums_of(block) + row * block->chunk_units,
                       .apart = part->rows * block->chunk_units,
                       .hidden = hidden,
                       .bias = block->bias + part->unit,
                       .hidden_bias = is_lstm ? NULL : block->hidden_bias + part->unit,
                       .gates = block->gates + place * block->columns + part->unit,
                       .cells = block->cells + place * hidden + part->unit,
                       .old = (block->step == 0 ? initial + sample * hidden
                                                : before + (place - 1) * hidden) +
                              part->unit,
                       .y = block->y + place * hidden + part->unit};
}

/*
 * A step's rows lie a sequence apart, where no processor looks for them by itself: their lines are
 * asked for while the row before is computed.
 */
static inline void will_run_forward(const struct culebra_recurrent *block, const struct cell *at,
                                    int64_t begin, int64_t end) {
  for (int64_t u = begin; u < end; u += LINE) {
    for (int64_t gate = 0; gate < block->columns; gate += block->hidden) {
      __builtin_prefetch(at->gates + gate + u, 1, 3);
    }
    __builtin_prefetch(at->cells + u, 1, 3);
    __builtin_prefetch(at->y + u, 1, 3);
  }
}

static inline void run_forward(const struct culebra_recurrent *block, int64_t chunk, int is_lstm,
                               cell_function *cell) {
  struct part part = chunk_of(block, chunk);
  int64_t rows = among(&part, block->rows);
  multiply(block, block->step, &part, rows, among(&part, block->rows_behind));
  struct band band = next_band(block, &before_bands, rows);
  struct cell at = forward_cell(block, &part, 0, is_lstm);
  for (; band.rows > 0; band = next_band(block, &band, rows)) {
    const float *states[VEC_LANES] = {0};
    for (int64_t i = 0; i < band.rows; i++) {
      struct cell now = at;
      at = forward_cell(block, &part, smaller(band.row + i + 1, rows - 1), is_lstm);
      for (int64_t u = 0; u < part.units; u += PIECE) {
        int64_t end = smaller(u + PIECE, part.units);
        will_run_forward(block, &at, u, end);
        cell(&now, u, end);
      }
      states[i] = now.y;
    }
    hand_on(block, block->step + 1, &part, &band, part.unit, states, 0, part.units);
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

/* A row of a part in a step, as the cells of a backward pass see it. */
static inline struct cell backward_cell(const struct culebra_recurrent *block,
                                        const struct part *part, int64_t row, int64_t behind,
                                        int is_lstm) {
  int64_t hidden = block->hidden;
  int64_t sample = sample_of(block, part->row + row);
  int64_t place = place_of(block, sample);
  int64_t packed = (block->order ? block->first + part->row + row : place) * block->columns;
  const float *initial = is_lstm ? block->initial_cell : block->initial;
  const float *before = is_lstm ? block->cells : block->y;
  return (struct cell){.product =
                           row < behind ? sums_of(block) + row * block->chunk_units : nothing,
                       .hidden = hidden,
                       .gates = block->gates + place * block->columns + part->unit,
                       .cells = block->cells + place * hidden + part->unit,
                       .old = (block->step == 0 ? initial + sample * hidden
                                                : before + (place - 1) * hidden) +
                              part->unit,
                       .arrived = block->arrived + place * hidden + part->unit,
                       .to_state = block->to_state + sample * hidden + part->unit,
                       .to_cell = is_lstm ? block->to_cell + sample * hidden + part->unit : NULL,
                       .to_sums = block->to_sums + packed + part->unit,
                       .to_products = is_lstm ? NULL : block->to_products + packed + part->unit};
}

static inline void will_run_backward(const struct culebra_recurrent *block, const struct cell *at,
                                     int64_t begin, int64_t end, int is_lstm) {
  for (int64_t u = begin; u < end; u += LINE) {
    for (int64_t gate = 0; gate < block->columns; gate += block->hidden) {
      __builtin_prefetch(at->gates + gate + u, 0, 3);
      __builtin_prefetch(at->to_sums + gate + u, 1, 3);
      if (!is_lstm) {
        __builtin_prefetch(at->to_products + gate + u, 1, 3);
      }
    }
    __builtin_prefetch(at->cells + u, 0, 3);
    __builtin_prefetch(at->old + u, 0, 3);
    __builtin_prefetch(at->arrived + u, 0, 3);
  }
}

static inline void run_backward(const struct culebra_recurrent *block, int64_t chunk, int is_lstm,
                                cell_function *cell) {
  struct part part = chunk_of(block, chunk);
  int64_t behind = among(&part, block->rows_behind);
  multiply(block, block->step + 1, &part, behind, behind);
  if (block->step < 0) {
    finish_backward(block, &part, behind);
    return;
  }
  int64_t rows = among(&part, block->rows);
  struct band band = next_band(block, &before_bands, rows);
  struct cell at = backward_cell(block, &part, 0, behind, is_lstm);
  for (; band.rows > 0; band = next_band(block, &band, rows)) {
    const float *gradients[VEC_LANES] = {0};
    for (int64_t i = 0; i < band.rows; i++) {
      struct cell now = at;
      at = backward_cell(block, &part, smaller(band.row + i + 1, rows - 1), behind, is_lstm);
      for (int64_t u = 0; u < part.units; u += PIECE) {
        int64_t end = smaller(u + PIECE, part.units);
        will_run_backward(block, &at, u, end, is_lstm);
        cell(&now, u, end);
      }
      gradients[i] = is_lstm ? now.to_sums : now.to_products;
    }
    for (int64_t gate = 0; gate < block->columns; gate += block->hidden) {
      hand_on(block, block->step, &part, &band, gate + part.unit, gradients, gate, part.units);
    }
  }
}

static inline void pack_chunks(const struct culebra_recurrent *block, int64_t begin, int64_t end) {
  for (int64_t chunk = begin; chunk < end; chunk++) {
    int64_t unit = chunk * UNITS;
    pack_weights(block, unit, smaller(UNITS, block->hidden - unit));
    if (!block->backward) {
      pack_initial(block, unit);
    }
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
