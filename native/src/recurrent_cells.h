/*
 * Cells of recurrent layers, some units of a row: loops that the compiler makes vectors of. The
 * same operations in the same order as cpu.simd's cells.
 */
#ifndef CULEBRA_RECURRENT_CELLS_H
#define CULEBRA_RECURRENT_CELLS_H

#include <stdint.h>

#include "culebra/activation.h"
#include "culebra/kernel.h"
#include "culebra/recurrent.h"

#define CULEBRA_CELL static __attribute__((noinline)) void

/* Where some units of a row lie. From gate to gate: hidden floats, in the products apart floats. */
struct cell {
  const float *product; /* forward: of each gate; backward: what the step behind says, or 0 */
  int64_t apart;
  int64_t hidden;
  const float *bias;
  const float *hidden_bias;
  float *gates;
  float *cells;
  const float *old;     /* of y, or of c in an LSTM: before the step */
  float *y;
  const float *arrived;
  float *to_state;
  float *to_cell;
  float *to_sums;
  float *to_products;
};

CULEBRA_CELL lstm_cell(const struct cell *at, int64_t begin, int64_t end) {
  const float *product = at->product;
  const float *bias = at->bias;
  float *gates = at->gates;
  int64_t hidden = at->hidden;
  CULEBRA_INDEPENDENT
  for (int64_t u = begin; u < end; u++) {
    const float *p = product + u;
    float *gate = gates + u;
    float entry = culebra_sigmoid(gate[0] + p[0] + bias[u]);
    float forget = culebra_sigmoid(gate[hidden] + p[at->apart] + bias[hidden + u]);
    float candidate = culebra_tanh(gate[2 * hidden] + p[2 * at->apart] + bias[2 * hidden + u]);
    float exit = culebra_sigmoid(gate[3 * hidden] + p[3 * at->apart] + bias[3 * hidden + u]);
    float cell = fmaf(forget, at->old[u], entry * candidate);
    gate[0] = entry;
    gate[hidden] = forget;
    gate[2 * hidden] = candidate;
    gate[3 * hidden] = exit;
    at->cells[u] = cell;
    at->y[u] = exit * culebra_tanh(cell);
  }
}

CULEBRA_CELL lstm_cell_gradient(const struct cell *at, int64_t begin, int64_t end) {
  int64_t hidden = at->hidden;
  CULEBRA_INDEPENDENT
  for (int64_t u = begin; u < end; u++) {
    const float *gate = at->gates + u;
    float *to = at->to_sums + u;
    float entry = gate[0];
    float forget = gate[hidden];
    float candidate = gate[2 * hidden];
    float exit = gate[3 * hidden];
    float squashed = culebra_tanh(at->cells[u]);
    float gradient = at->to_state[u] + at->product[u] + at->arrived[u];
    float cell = fmaf(gradient * exit, 1 - squashed * squashed, at->to_cell[u]);
    to[0] = cell * candidate * (entry * (1 - entry));
    to[hidden] = cell * at->old[u] * (forget * (1 - forget));
    to[2 * hidden] = cell * entry * (1 - candidate * candidate);
    to[3 * hidden] = gradient * squashed * (exit * (1 - exit));
    at->to_cell[u] = cell * forget;
    at->to_state[u] = 0;
  }
}

CULEBRA_CELL gru_cell(const struct cell *at, int64_t begin, int64_t end) {
  int64_t hidden = at->hidden;
  CULEBRA_INDEPENDENT
  for (int64_t u = begin; u < end; u++) {
    const float *bias = at->bias + u;
    const float *hidden_bias = at->hidden_bias + u;
    const float *p = at->product + u;
    float *gate = at->gates + u;
    float reset = culebra_sigmoid(gate[0] + bias[0] + (p[0] + hidden_bias[0]));
    float keep =
        culebra_sigmoid(gate[hidden] + bias[hidden] + (p[at->apart] + hidden_bias[hidden]));
    float product = p[2 * at->apart] + hidden_bias[2 * hidden];
    float candidate = culebra_tanh(gate[2 * hidden] + bias[2 * hidden] + reset * product);
    gate[0] = reset;
    gate[hidden] = keep;
    gate[2 * hidden] = candidate;
    at->cells[u] = product;
    at->y[u] = fmaf(keep, at->old[u] - candidate, candidate);
  }
}

CULEBRA_CELL gru_cell_gradient(const struct cell *at, int64_t begin, int64_t end) {
  int64_t hidden = at->hidden;
  CULEBRA_INDEPENDENT
  for (int64_t u = begin; u < end; u++) {
    const float *gate = at->gates + u;
    float *to = at->to_sums + u;
    float *to_product = at->to_products + u;
    float reset = gate[0];
    float keep = gate[hidden];
    float candidate = gate[2 * hidden];
    float gradient = at->to_state[u] + at->product[u] + at->arrived[u];
    float to_candidate = gradient * (1 - keep) * (1 - candidate * candidate);
    float to_reset = to_candidate * at->cells[u] * (reset * (1 - reset));
    float to_keep = gradient * (at->old[u] - candidate) * (keep * (1 - keep));
    to[0] = to_reset;
    to_product[0] = to_reset;
    to[hidden] = to_keep;
    to_product[hidden] = to_keep;
    to[2 * hidden] = to_candidate;
    to_product[2 * hidden] = to_candidate * reset;
    at->to_state[u] = gradient * keep;
  }
}

#undef CULEBRA_CELL

#endif
