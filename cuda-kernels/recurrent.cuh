// A unit of a recurrent layer at one step, and its gradient: what recurrent.cu does a step a launch,
// recurrent_walk.cu and recurrent_cluster.cu all steps in one.
#ifndef CULEBRA_RECURRENT_CUH
#define CULEBRA_RECURRENT_CUH

#include "elementwise.cuh"

#include "fault.cuh"

#include "culebra/activation.h"

struct culebra_recurrent {
  const float *hidden_weight;  // [units, gates]; only for all steps in one launch
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
  const float *hidden_weight;  // [gates, units], transposed; only for all steps in one launch
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

// Where the sequence of a sample ends; -1 for a length that no sequence can have.
static CULEBRA_DEVICE int32_t sequence_end(const int32_t *lengths, int64_t sample, int32_t length) {
  const int32_t end = lengths == nullptr ? length : lengths[sample];
  return culebra_inside(end, (int64_t)length + 1) ? end : -1;
}

// Where a unit of a sample has what belongs to it at a step.
struct unit_place {
  int64_t state;  // in [samples, units]
  int64_t place;  // in [samples, length, units]
  int64_t row;    // in [samples, length]
  int32_t unit;
  int32_t end;
  int32_t step;
};

template <typename Block>
static CULEBRA_DEVICE struct unit_place unit_place(const Block &block, int64_t sample, int32_t unit,
                                                   int32_t step) {
  struct unit_place at;
  at.state = sample * block.units + unit;
  at.row = sample * block.length + step;
  at.place = at.row * block.units + unit;
  at.unit = unit;
  at.end = sequence_end(block.lengths, sample, block.length);
  at.step = step;
  return at;
}

// The same of the step that a launch is for, of the thread's own unit.
template <typename Block>
static CULEBRA_DEVICE struct unit_place unit_place(const Block &block, int64_t item) {
  const int64_t sample = item / block.units;
  return unit_place(block, sample, (int32_t)(item - sample * block.units), block.step);
}

static CULEBRA_DEVICE void move_by(struct unit_place &at, int32_t units, int32_t steps) {
  at.place += (int64_t)steps * units;
  at.row += steps;
  at.step += steps;
}

// Once for a sample: says that its length is one that no sequence can have.
template <typename Block>
static CULEBRA_DEVICE void check_length(const Block &block, const struct unit_place &at) {
  if (at.end < 0 && at.unit == 0 && at.step == 0) {
    const int64_t sample = at.state / block.units;
    culebra_raise(block.fault, sample, block.lengths[sample]);
  }
}

// What a step leaves that does not take place.
static CULEBRA_DEVICE float skipped(const struct unit_place &at) { return at.end < 0 ? NAN : 0.0f; }

static CULEBRA_DEVICE float before(const float *sequence, const float *first,
                                   const struct unit_place &at, int32_t units) {
  return at.step == 0 ? first[at.state] : sequence[at.place - units];
}

// The state where the sequence ends: after its last step, or at once where it has none.
static CULEBRA_DEVICE void keep_last(float *last, float next, float old,
                                     const struct unit_place &at) {
  if (at.step == at.end - 1) {
    last[at.state] = next;
  } else if (at.step == 0 && at.end <= 0) {
    last[at.state] = at.end < 0 ? NAN : old;
  }
}

// A unit's state; a GRU has no cell.
struct unit_state {
  float hidden;
  float cell;
};

// What a step's gradient leaves for the step before, besides what comes through the hidden product.
struct unit_gradient {
  float products[4];
  float hidden;
  float cell;
};

// What arrives at an output that only a gradient of this gradient reads.
static CULEBRA_DEVICE float extra(const float *arrived, int64_t at) {
  return arrived == nullptr ? 0 : arrived[at];
}

struct lstm {
  static constexpr int GATES = 4;

  // Goes on from a state by the sums of the four gates, biases and all.
  static CULEBRA_DEVICE struct unit_state step(const struct culebra_recurrent &block,
                                               const struct unit_place &at, const float (&sums)[4],
                                               struct unit_state old) {
    const int64_t units = block.units;
    float *gates = block.gates + at.row * 4 * units + at.unit;
    const float none = skipped(at);
    float entry = none, forget = none, candidate = none, exit = none;
    struct unit_state next = {none, none};
    if (at.step < at.end) {
      entry = culebra_sigmoid(sums[0]);
      forget = culebra_sigmoid(sums[1]);
      candidate = culebra_tanh(sums[2]);
      exit = culebra_sigmoid(sums[3]);
      next.cell = fmaf(forget, old.cell, entry * candidate);
      next.hidden = exit * culebra_tanh(next.cell);
    }
    gates[0] = entry;
    gates[units] = forget;
    gates[2 * units] = candidate;
    gates[3 * units] = exit;
    block.kept[at.place] = next.cell;
    block.y[at.place] = next.hidden;
    keep_last(block.last_hidden, next.hidden, old.hidden, at);
    keep_last(block.last_cell, next.cell, old.cell, at);
    return next;
  }

  // What a step's gradient reads whatever arrives.
  struct given {
    float entry, forget, candidate, exit, cell, arrived, old_hidden, old_cell;
  };

  static CULEBRA_DEVICE struct given gather(const struct culebra_recurrent_gradient &block,
                                            const struct unit_place &at) {
    const int64_t units = block.units;
    const float *gates = block.gates + at.row * 4 * units + at.unit;
    return {gates[0],
            gates[units],
            gates[2 * units],
            gates[3 * units],
            block.kept[at.place],
            block.arrived[at.place],
            before(block.y, block.first_hidden, at, block.units),
            before(block.kept, block.first_cell, at, block.units)};
  }

  // Goes back from what arrived at the state.
  static CULEBRA_DEVICE struct unit_gradient back(const struct culebra_recurrent_gradient &block,
                                                  const struct unit_place &at,
                                                  const struct given &given,
                                                  struct unit_state arrived) {
    const int64_t units = block.units;
    const int64_t gate = at.row * 4 * units + at.unit;
    const float none = skipped(at);
    struct unit_gradient to = {{none, none, none, none}, arrived.hidden, arrived.cell};
    float previous = 0;
    if (at.step < at.end) {
      const float squashed = culebra_tanh(given.cell);
      const float gradient = arrived.hidden + given.arrived;
      const float cell = fmaf(gradient * given.exit, 1 - squashed * squashed,
                              arrived.cell + extra(block.arrived_kept, at.place));
      to.products[0] = fmaf(cell, given.candidate, extra(block.arrived_gates, gate)) *
                       (given.entry * (1 - given.entry));
      to.products[1] = fmaf(cell, given.old_cell, extra(block.arrived_gates, gate + units)) *
                       (given.forget * (1 - given.forget));
      to.products[2] = fmaf(cell, given.entry, extra(block.arrived_gates, gate + 2 * units)) *
                       (1 - given.candidate * given.candidate);
      to.products[3] = fmaf(gradient, squashed, extra(block.arrived_gates, gate + 3 * units)) *
                       (given.exit * (1 - given.exit));
      previous = given.old_hidden;
      to.hidden = 0;
      to.cell = cell * given.forget;
    }
    for (int i = 0; i < 4; i++) {
      block.to_sums[gate + i * units] = to.products[i];
    }
    block.previous[at.place] = previous;
    return to;
  }
};

struct gru {
  static constexpr int GATES = 3;

  // Goes on from a state by the sums of both gates, that of the input and that of the state.
  static CULEBRA_DEVICE struct unit_state step(const struct culebra_recurrent &block,
                                               const struct unit_place &at, const float (&sums)[4],
                                               struct unit_state old) {
    const int64_t units = block.units;
    float *gates = block.gates + at.row * 3 * units + at.unit;
    const float none = skipped(at);
    float reset = none, keep = none, candidate = none, product = none, hidden = none;
    if (at.step < at.end) {
      reset = culebra_sigmoid(sums[0]);
      keep = culebra_sigmoid(sums[1]);
      product = sums[3];
      candidate = culebra_tanh(fmaf(reset, product, sums[2]));
      hidden = fmaf(keep, old.hidden - candidate, candidate);
    }
    gates[0] = reset;
    gates[units] = keep;
    gates[2 * units] = candidate;
    block.kept[at.place] = product;
    block.y[at.place] = hidden;
    keep_last(block.last_hidden, hidden, old.hidden, at);
    return {hidden, 0};
  }

  // What a step's gradient reads whatever arrives.
  struct given {
    float reset, keep, candidate, product, arrived, old_hidden;
  };

  static CULEBRA_DEVICE struct given gather(const struct culebra_recurrent_gradient &block,
                                            const struct unit_place &at) {
    const int64_t units = block.units;
    const float *gates = block.gates + at.row * 3 * units + at.unit;
    return {gates[0],
            gates[units],
            gates[2 * units],
            block.kept[at.place],
            block.arrived[at.place],
            before(block.y, block.first_hidden, at, block.units)};
  }

  // Goes back from what arrived at the state.
  static CULEBRA_DEVICE struct unit_gradient back(const struct culebra_recurrent_gradient &block,
                                                  const struct unit_place &at,
                                                  const struct given &given,
                                                  struct unit_state arrived) {
    const int64_t units = block.units;
    const int64_t gate = at.row * 3 * units + at.unit;
    const float none = skipped(at);
    struct unit_gradient to = {{none, none, none, 0}, arrived.hidden, 0};
    float previous = 0, candidate = none;
    if (at.step < at.end) {
      const float gradient = arrived.hidden + given.arrived;
      previous = given.old_hidden;
      candidate = fmaf(gradient, 1 - given.keep, extra(block.arrived_gates, gate + 2 * units)) *
                  (1 - given.candidate * given.candidate);
      to.products[0] = fmaf(candidate, given.product, extra(block.arrived_gates, gate)) *
                       (given.reset * (1 - given.reset));
      to.products[1] = fmaf(gradient, previous - given.candidate,
                            extra(block.arrived_gates, gate + units)) *
                       (given.keep * (1 - given.keep));
      to.products[2] = fmaf(candidate, given.reset, extra(block.arrived_kept, at.place));
      to.hidden = gradient * given.keep;
    }
    for (int i = 0; i < 3; i++) {
      block.to_products[gate + i * units] = to.products[i];
      block.to_sums[gate + i * units] = i == 2 ? candidate : to.products[i];
    }
    block.previous[at.place] = previous;
    return to;
  }
};

#endif
