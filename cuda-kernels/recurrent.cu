// One step of a recurrent layer and of its gradient, between the products of cuBLAS: ops LstmSequence
// and GruSequence. One thread has one unit of one sample.
#include "elementwise.cuh"

#include "fault.cuh"

#include "culebra/activation.h"

struct culebra_recurrent {
  const float *input_bias;
  const float *hidden_bias;
  const float *first_hidden;
  const float *first_cell;
  const float *products;   // [samples, 3 units]: of the hidden state, before its bias
  const int32_t *lengths;  // null: every sequence is as long as the axis
  float *y;                // [samples, length, units]
  float *last_hidden;
  float *last_cell;
  float *gates;  // [samples, length, gates]: the sums before, the gates after
  float *kept;   // [samples, length, units]
  struct culebra_fault *fault;
  int64_t items;
  int32_t length;
  int32_t units;
  int32_t step;
};

struct culebra_recurrent_gradient {
  const float *first_hidden;
  const float *first_cell;
  const int32_t *lengths;
  const float *y;
  const float *gates;
  const float *kept;
  const float *arrived;         // at y
  const float *arrived_hidden;  // at the last state
  const float *arrived_cell;
  const float *arrived_gates;  // null: nothing
  const float *arrived_kept;
  float *to_hidden;    // runs along; the step's product is added to it
  float *to_cell;      // runs along
  float *to_sums;      // [samples, length, gates]
  float *to_products;  // as to_sums
  float *previous;     // [samples, length, units]: the state before each step
  struct culebra_fault *fault;
  int64_t items;
  int32_t length;
  int32_t units;
  int32_t step;
};

struct culebra_recurrent_cut {
  const float *input;
  const int32_t *lengths;
  float *output;
  int64_t items;
  int32_t length;
  int32_t width;
};

// Where the sequence of a sample ends; -1 for a length that no sequence can have.
static CULEBRA_DEVICE int32_t sequence_end(const int32_t *lengths, int64_t sample, int32_t length) {
  const int32_t end = lengths == nullptr ? length : lengths[sample];
  return culebra_inside(end, (int64_t)length + 1) ? end : -1;
}

// Where a thread finds what is its own.
struct unit_place {
  int64_t state;   // in [samples, units]
  int64_t place;   // in [samples, length, units]
  int64_t before;  // the same, a step earlier
  int64_t row;     // in [samples, length]
  int32_t unit;
  int32_t end;
};

template <typename Block>
static CULEBRA_DEVICE struct unit_place unit_place(const Block &block, int64_t item) {
  const int64_t sample = item / block.units;
  struct unit_place at;
  at.state = item;
  at.unit = (int32_t)(item - sample * block.units);
  at.row = sample * block.length + block.step;
  at.place = at.row * block.units + at.unit;
  at.before = at.place - block.units;
  at.end = sequence_end(block.lengths, sample, block.length);
  if (at.end < 0 && at.unit == 0 && block.step == 0) {
    culebra_raise(block.fault, sample, block.lengths[sample]);
  }
  return at;
}

// What a step leaves that does not take place.
static CULEBRA_DEVICE float skipped(const struct unit_place &at) { return at.end < 0 ? NAN : 0.0f; }

static CULEBRA_DEVICE float before(const float *sequence, const float *first,
                                   const struct unit_place &at, int32_t step) {
  return step == 0 ? first[at.state] : sequence[at.before];
}

// The state where the sequence ends: after its last step, or at once where it has none.
static CULEBRA_DEVICE void keep_last(float *last, float next, float old,
                                     const struct unit_place &at, int32_t step) {
  if (step == at.end - 1) {
    last[at.state] = next;
  } else if (step == 0 && at.end <= 0) {
    last[at.state] = at.end < 0 ? NAN : old;
  }
}

CULEBRA_GLOBAL(lstm_cell, culebra_recurrent) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  const int64_t units = block.units;
  float *gates = block.gates + at.row * 4 * units + at.unit;
  const float *bias = block.input_bias + at.unit;
  const float old_hidden = before(block.y, block.first_hidden, at, block.step);
  const float old_cell = before(block.kept, block.first_cell, at, block.step);
  const float none = skipped(at);
  float entry = none, forget = none, candidate = none, exit = none, cell = none, hidden = none;
  if (block.step < at.end) {
    entry = culebra_sigmoid(gates[0] + bias[0]);
    forget = culebra_sigmoid(gates[units] + bias[units]);
    candidate = culebra_tanh(gates[2 * units] + bias[2 * units]);
    exit = culebra_sigmoid(gates[3 * units] + bias[3 * units]);
    cell = fmaf(forget, old_cell, entry * candidate);
    hidden = exit * culebra_tanh(cell);
  }
  gates[0] = entry;
  gates[units] = forget;
  gates[2 * units] = candidate;
  gates[3 * units] = exit;
  block.kept[at.place] = cell;
  block.y[at.place] = hidden;
  keep_last(block.last_hidden, hidden, old_hidden, at, block.step);
  keep_last(block.last_cell, cell, old_cell, at, block.step);
}

CULEBRA_GLOBAL(gru_cell, culebra_recurrent) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  const int64_t units = block.units;
  float *gates = block.gates + at.row * 3 * units + at.unit;
  const float *products = block.products + (item - at.unit) * 3 + at.unit;
  const float *input_bias = block.input_bias + at.unit;
  const float *hidden_bias = block.hidden_bias + at.unit;
  const float old = before(block.y, block.first_hidden, at, block.step);
  const float none = skipped(at);
  float reset = none, keep = none, candidate = none, product = none, hidden = none;
  if (block.step < at.end) {
    reset = culebra_sigmoid((gates[0] + input_bias[0]) + (products[0] + hidden_bias[0]));
    keep = culebra_sigmoid((gates[units] + input_bias[units]) +
                           (products[units] + hidden_bias[units]));
    product = products[2 * units] + hidden_bias[2 * units];
    candidate = culebra_tanh(fmaf(reset, product, gates[2 * units] + input_bias[2 * units]));
    hidden = fmaf(keep, old - candidate, candidate);
  }
  gates[0] = reset;
  gates[units] = keep;
  gates[2 * units] = candidate;
  block.kept[at.place] = product;
  block.y[at.place] = hidden;
  keep_last(block.last_hidden, hidden, old, at, block.step);
}

// What arrives at an output that only a gradient of this gradient reads.
static CULEBRA_DEVICE float extra(const float *arrived, int64_t at) {
  return arrived == nullptr ? 0 : arrived[at];
}

CULEBRA_GLOBAL(lstm_cell_gradient, culebra_recurrent_gradient) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  const int64_t units = block.units;
  const int64_t gate = at.row * 4 * units + at.unit;
  const bool last = block.step == block.length - 1;
  const float hidden = last ? block.arrived_hidden[item] : block.to_hidden[item];
  const float carried = last ? block.arrived_cell[item] : block.to_cell[item];
  const float none = skipped(at);
  float to_entry = none, to_forget = none, to_candidate = none, to_exit = none, previous = 0;
  float to_hidden = hidden, to_cell = carried;
  if (block.step < at.end) {
    const float entry = block.gates[gate], forget = block.gates[gate + units];
    const float candidate = block.gates[gate + 2 * units], exit = block.gates[gate + 3 * units];
    const float squashed = culebra_tanh(block.kept[at.place]);
    const float gradient = hidden + block.arrived[at.place];
    const float cell =
        fmaf(gradient * exit, 1 - squashed * squashed, carried + extra(block.arrived_kept, at.place));
    const float old = before(block.kept, block.first_cell, at, block.step);
    to_entry = fmaf(cell, candidate, extra(block.arrived_gates, gate)) * (entry * (1 - entry));
    to_forget =
        fmaf(cell, old, extra(block.arrived_gates, gate + units)) * (forget * (1 - forget));
    to_candidate = fmaf(cell, entry, extra(block.arrived_gates, gate + 2 * units)) *
                   (1 - candidate * candidate);
    to_exit =
        fmaf(gradient, squashed, extra(block.arrived_gates, gate + 3 * units)) * (exit * (1 - exit));
    previous = before(block.y, block.first_hidden, at, block.step);
    to_hidden = 0;
    to_cell = cell * forget;
  }
  block.to_sums[gate] = to_entry;
  block.to_sums[gate + units] = to_forget;
  block.to_sums[gate + 2 * units] = to_candidate;
  block.to_sums[gate + 3 * units] = to_exit;
  block.previous[at.place] = previous;
  block.to_hidden[item] = to_hidden;
  block.to_cell[item] = to_cell;
}

CULEBRA_GLOBAL(gru_cell_gradient, culebra_recurrent_gradient) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  const int64_t units = block.units;
  const int64_t gate = at.row * 3 * units + at.unit;
  const bool last = block.step == block.length - 1;
  const float hidden = last ? block.arrived_hidden[item] : block.to_hidden[item];
  const float none = skipped(at);
  float to_reset = none, to_keep = none, to_candidate = none, to_product = none, previous = 0;
  float to_hidden = hidden;
  if (block.step < at.end) {
    const float reset = block.gates[gate], keep = block.gates[gate + units];
    const float candidate = block.gates[gate + 2 * units];
    const float product = block.kept[at.place];
    const float gradient = hidden + block.arrived[at.place];
    previous = before(block.y, block.first_hidden, at, block.step);
    to_candidate = fmaf(gradient, 1 - keep, extra(block.arrived_gates, gate + 2 * units)) *
                   (1 - candidate * candidate);
    to_reset =
        fmaf(to_candidate, product, extra(block.arrived_gates, gate)) * (reset * (1 - reset));
    to_keep = fmaf(gradient, previous - candidate, extra(block.arrived_gates, gate + units)) *
              (keep * (1 - keep));
    to_product = fmaf(to_candidate, reset, extra(block.arrived_kept, at.place));
    to_hidden = gradient * keep;
  }
  block.to_sums[gate] = block.to_products[gate] = to_reset;
  block.to_sums[gate + units] = block.to_products[gate + units] = to_keep;
  block.to_sums[gate + 2 * units] = to_candidate;
  block.to_products[gate + 2 * units] = to_product;
  block.previous[at.place] = previous;
  block.to_hidden[item] = to_hidden;
}

// What lies behind the ends may be anything, also no numbers; a product with zeros would keep those.
CULEBRA_GLOBAL(recurrent_cut, culebra_recurrent_cut) {
  const int64_t item = culebra_thread();
  if (item < block.items) {
    const int64_t row = item / block.width;
    const int64_t sample = row / block.length;
    const int32_t end = sequence_end(block.lengths, sample, block.length);
    block.output[item] = row - sample * block.length < end ? block.input[item] : 0;
  }
}
