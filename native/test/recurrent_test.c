/*
 * Both directions of both layers against plain loops in double: odd sizes, sequences that end
 * early, any size of chunks.
 */
#include "culebra/recurrent.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void step_function(const struct culebra_recurrent *, int64_t, int64_t);

enum { GRU, LSTM };

static step_function *const steps[2][2] = {{culebra_gru_forward, culebra_gru_backward},
                                           {culebra_lstm_forward, culebra_lstm_backward}};

static uint32_t word = 1;

static float *filled(int64_t count) {
  float *values = calloc((size_t)count + 1, sizeof *values);
  for (int64_t i = 0; i < count; i++) {
    word = word * 1664525u + 1013904223u;
    values[i] = (float)(word >> 8) * 0x1p-24f - 0.5f;
  }
  return values;
}

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static int64_t ceiling(int64_t whole, int64_t part) { return (whole + part - 1) / part; }

/* Every sample's length; rows come in order of falling length. */
static int64_t length_of(const struct culebra_recurrent *b, int64_t sample) {
  return b->order ? (sample * 5 + 2) % (b->length + 1) : b->length;
}

static int64_t active(const struct culebra_recurrent *b, int64_t step) {
  int64_t rows = 0;
  for (int64_t sample = 0; sample < b->samples; sample++) {
    rows += length_of(b, sample) > step;
  }
  return rows;
}

static void run(struct culebra_recurrent *b, int is_lstm) {
  int64_t chunks = ceiling(b->hidden, b->chunk_units) * ceiling(b->samples, CULEBRA_RECURRENT_ROWS);
  int64_t blocks = ceiling(b->hidden, CULEBRA_RECURRENT_UNITS);
  b->rows = active(b, 0);
  b->rows_behind = b->backward ? 0 : b->rows;
  culebra_recurrent(b, 0, blocks);
  for (int64_t i = 0; i <= b->length; i++) {
    b->step = b->backward ? b->length - 1 - i : i;
    if (b->step == b->length) {
      continue;
    }
    b->rows = b->step < 0 ? 0 : active(b, b->step);
    b->first = 0;
    for (int64_t step = 0; step < b->step; step++) {
      b->first += active(b, step);
    }
    for (int64_t chunk = chunks; chunk-- > 0;) {
      steps[is_lstm][b->backward](b, chunk, chunk + 1);
    }
    b->rows_behind = b->rows;
  }
}

static int64_t wrong;

static void expect(double got, double want, double size) {
  wrong += !(fabs(got - want) <= 3e-6 * size);
}

/* One step of a sample, from states of the block; products are [G], of the states alone. */
static void products(const struct culebra_recurrent *b, const float *state, double *to) {
  for (int64_t g = 0; g < b->columns; g++) {
    to[g] = 0;
    for (int64_t u = 0; u < b->hidden; u++) {
      to[g] += (double)state[u] * b->weight[u * b->columns + g];
    }
  }
}

static void check_forward(const struct culebra_recurrent *b, const float *sums, int is_lstm) {
  int64_t hidden = b->hidden;
  double *p = malloc((size_t)(b->columns + 1) * sizeof *p);
  for (int64_t sample = 0; sample < b->samples; sample++) {
    for (int64_t step = 0; step < length_of(b, sample); step++) {
      int64_t place = sample * b->length + step;
      const float *old = step ? b->y + (place - 1) * hidden : b->initial + sample * hidden;
      products(b, old, p);
      const float *sum = sums + place * b->columns;
      const float *gate = b->gates + place * b->columns;
      for (int64_t u = 0; u < hidden; u++) {
        double s[4];
        for (int64_t g = 0; g * hidden < b->columns; g++) {
          s[g] = sum[g * hidden + u] + b->bias[g * hidden + u];
        }
        double y;
        double cell;
        if (is_lstm) {
          const float *from =
              step ? b->cells + (place - 1) * hidden : b->initial_cell + sample * hidden;
          expect(gate[u], sigmoid(s[0] + p[u]), 1);
          cell = sigmoid(s[1] + p[hidden + u]) * from[u] +
                 sigmoid(s[0] + p[u]) * tanh(s[2] + p[2 * hidden + u]);
          y = sigmoid(s[3] + p[3 * hidden + u]) * tanh(cell);
        } else {
          cell = p[2 * hidden + u] + b->hidden_bias[2 * hidden + u];
          double reset = sigmoid(s[0] + p[u] + b->hidden_bias[u]);
          double keep = sigmoid(s[1] + p[hidden + u] + b->hidden_bias[hidden + u]);
          double candidate = tanh(s[2] + reset * cell);
          expect(gate[2 * hidden + u], candidate, 1);
          y = (1 - keep) * candidate + keep * old[u];
        }
        expect(b->cells[place * hidden + u], cell, 2);
        expect(b->y[place * hidden + u], y, 1);
      }
    }
  }
  free(p);
}

/* The weights' transposed product with a row of gradients. */
static double back(const struct culebra_recurrent *b, const float *gradients, int64_t unit) {
  double sum = 0;
  for (int64_t g = 0; g < b->columns; g++) {
    sum += (double)gradients[g] * b->weight[unit * b->columns + g];
  }
  return sum;
}

static void check_backward(const struct culebra_recurrent *b, const int64_t *row_of,
                           const float *to_state, const float *to_cell, int is_lstm) {
  int64_t hidden = b->hidden;
  for (int64_t sample = 0; sample < b->samples; sample++) {
    for (int64_t u = 0; u < hidden; u++) {
      double state = to_state[sample * hidden + u];
      double carried = is_lstm ? to_cell[sample * hidden + u] : 0;
      int64_t first = 0;
      for (int64_t step = 0; step < length_of(b, sample); step++) {
        first += active(b, step);
      }
      for (int64_t step = length_of(b, sample) - 1; step >= 0; step--) {
        int64_t place = sample * b->length + step;
        first -= active(b, step);
        int64_t packed = b->order ? first + row_of[sample] : place;
        const float *gate = b->gates + place * b->columns + u;
        const float *sum = b->to_sums + packed * b->columns;
        const float *old = is_lstm ? b->cells : b->y;
        const float *initial = is_lstm ? b->initial_cell : b->initial;
        double before = step ? old[(place - 1) * hidden + u] : initial[sample * hidden + u];
        double gradient = state + b->arrived[place * hidden + u];
        double third = gate[2 * hidden];
        double cell = b->cells[place * hidden + u];
        if (is_lstm) {
          double exit = gate[3 * hidden];
          double to = carried + gradient * exit * (1 - tanh(cell) * tanh(cell));
          expect(sum[u], to * third * gate[0] * (1 - gate[0]), 8);
          expect(sum[hidden + u], to * before * gate[hidden] * (1 - gate[hidden]), 8);
          expect(sum[2 * hidden + u], to * gate[0] * (1 - third * third), 8);
          expect(sum[3 * hidden + u], gradient * tanh(cell) * exit * (1 - exit), 8);
          carried = to * gate[hidden];
          state = back(b, sum, u);
        } else {
          const float *product = b->to_products + packed * b->columns;
          double keep = gate[hidden];
          double to = gradient * (1 - keep) * (1 - third * third);
          expect(sum[2 * hidden + u], to, 8);
          expect(product[2 * hidden + u], to * gate[0], 8);
          expect(sum[u], to * cell * gate[0] * (1 - gate[0]), 8);
          expect(product[hidden + u], gradient * (before - third) * keep * (1 - keep), 8);
          state = gradient * keep + back(b, product, u);
        }
      }
      expect(b->to_state[sample * hidden + u], state, 8);
      if (is_lstm) {
        expect(b->to_cell[sample * hidden + u], carried, 8);
      }
    }
  }
}

static int agrees_as(int tile_vectors, int is_lstm, int64_t samples, int64_t length,
                     int64_t hidden, int lists, int64_t chunk_units) {
  int64_t columns = (is_lstm ? 4 : 3) * hidden;
  int64_t places = samples * length;
  int64_t *order = calloc((size_t)samples + 1, sizeof *order);
  int64_t *row_of = calloc((size_t)samples + 1, sizeof *row_of);
  float *memory[] = {filled(hidden * columns), filled(columns), filled(columns),
                     filled(samples * hidden), filled(samples * hidden), filled(places * columns),
                     filled(places * hidden), filled(samples * hidden), filled(samples * hidden)};
  struct culebra_recurrent b = {
      .weight = memory[0], .bias = memory[1], .hidden_bias = memory[2], .initial = memory[3],
      .initial_cell = memory[4], .arrived = memory[6], .order = lists ? order : NULL,
      .samples = samples, .length = length, .hidden = hidden, .columns = columns,
      .chunk_units = chunk_units, .tile_vectors = tile_vectors,
      .y = filled(places * hidden), .gates = filled(places * columns),
      .cells = filled(places * hidden), .to_state = filled(samples * hidden),
      .to_cell = filled(samples * hidden), .to_sums = filled(places * columns),
      .to_products = filled(places * columns),
      .panels = filled((hidden + CULEBRA_RECURRENT_UNITS) * columns),
      .left = filled(2 * columns * samples),
      .scratch = filled(4 * chunk_units *
                        (samples < CULEBRA_RECURRENT_ROWS ? samples : CULEBRA_RECURRENT_ROWS))};
  int64_t row = 0;
  for (int64_t end = length; end >= 0; end--) {
    for (int64_t sample = 0; sample < samples; sample++) {
      if (length_of(&b, sample) == end) {
        row_of[sample] = row;
        order[row++] = sample;
      }
    }
  }
  wrong = 0;
  memcpy(b.gates, memory[5], (size_t)(places * columns) * sizeof *b.gates);
  run(&b, is_lstm);
  check_forward(&b, memory[5], is_lstm);
  b.backward = 1;
  memcpy(b.to_state, memory[7], (size_t)(samples * hidden) * sizeof *b.to_state);
  memcpy(b.to_cell, memory[8], (size_t)(samples * hidden) * sizeof *b.to_cell);
  run(&b, is_lstm);
  check_backward(&b, row_of, memory[7], memory[8], is_lstm);
  if (wrong > 0) {
    printf("lstm %d, %lld samples, %lld steps, %lld units, lists %d, %d vectors: %lld wrong\n",
           is_lstm, (long long)samples, (long long)length, (long long)hidden, lists, tile_vectors,
           (long long)wrong);
  }
  float *rest[] = {b.y, b.gates, b.cells, b.to_state, b.to_cell, b.to_sums, b.to_products,
                   b.panels, b.left, b.scratch};
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
    free(rest[i]);
  }
  for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
    free(memory[i]);
  }
  free(row_of);
  free(order);
  return wrong == 0;
}

static int agrees(int is_lstm, int64_t samples, int64_t length, int64_t hidden, int lists,
                  int64_t chunk_units) {
  int narrow = agrees_as(1, is_lstm, samples, length, hidden, lists, chunk_units);
  return agrees_as(2, is_lstm, samples, length, hidden, lists, chunk_units) && narrow;
}

int main(void) {
  int failures = 0;
  for (int is_lstm = 0; is_lstm < 2; is_lstm++) {
    for (int lists = 0; lists < 2; lists++) {
      for (int64_t hidden = 1; hidden <= 70; hidden += hidden < 5 ? 1 : 13) {
        failures += !agrees(is_lstm, 3, 4, hidden, lists, 32);
        failures += !agrees(is_lstm, 31, 2, hidden, lists, 256);
      }
      failures += !agrees(is_lstm, 1, 3, 33, lists, 64);
      failures += !agrees(is_lstm, 0, 3, 33, lists, 64);
      failures += !agrees(is_lstm, 131, 2, 95, lists, 64);
      failures += !agrees(is_lstm, 17, 3, 300, lists, 96);
    }
  }
  return failures != 0;
}
