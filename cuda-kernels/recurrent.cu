// One step of a recurrent layer and of its gradient, between the products of cuBLAS: ops LstmSequence
// and GruSequence. One thread has one unit of one sample.
#include "recurrent.cuh"

struct culebra_recurrent_cut {
  const float *input;
  const int32_t *lengths;
  float *output;
  int64_t items;
  int32_t length;
  int32_t width;
};

CULEBRA_GLOBAL(lstm_cell, culebra_recurrent) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  check_length(block, at);
  const int64_t units = block.units;
  const float *gates = block.gates + at.row * 4 * units + at.unit;
  const float *bias = block.input_bias + at.unit;
  const float sums[4] = {gates[0] + bias[0], gates[units] + bias[units],
                         gates[2 * units] + bias[2 * units], gates[3 * units] + bias[3 * units]};
  lstm::step(block, at, sums,
             {before(block.y, block.first_hidden, at, block.units),
              before(block.kept, block.first_cell, at, block.units)});
}

CULEBRA_GLOBAL(gru_cell, culebra_recurrent) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  check_length(block, at);
  const int64_t units = block.units;
  const float *gates = block.gates + at.row * 3 * units + at.unit;
  const float *products = block.products + (item - at.unit) * 3 + at.unit;
  const float *input_bias = block.input_bias + at.unit;
  const float *hidden_bias = block.hidden_bias + at.unit;
  const float sums[4] = {
      (gates[0] + input_bias[0]) + (products[0] + hidden_bias[0]),
      (gates[units] + input_bias[units]) + (products[units] + hidden_bias[units]),
      gates[2 * units] + input_bias[2 * units],
      products[2 * units] + hidden_bias[2 * units],
  };
  gru::step(block, at, sums, {before(block.y, block.first_hidden, at, block.units), 0});
}

// What arrived at the state behind a step.
static CULEBRA_DEVICE float behind(const float *last, const float *running, int64_t item,
                                   const struct culebra_recurrent_gradient &block) {
  return block.step == block.length - 1 ? last[item] : running[item];
}

CULEBRA_GLOBAL(lstm_cell_gradient, culebra_recurrent_gradient) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  check_length(block, at);
  const struct unit_gradient to =
      lstm::back(block, at, lstm::gather(block, at),
                 {behind(block.arrived_hidden, block.to_hidden, item, block),
                  behind(block.arrived_cell, block.to_cell, item, block)});
  block.to_hidden[item] = to.hidden;
  block.to_cell[item] = to.cell;
}

CULEBRA_GLOBAL(gru_cell_gradient, culebra_recurrent_gradient) {
  const int64_t item = culebra_thread();
  if (item >= block.items) {
    return;
  }
  const struct unit_place at = unit_place(block, item);
  check_length(block, at);
  const float hidden = behind(block.arrived_hidden, block.to_hidden, item, block);
  block.to_hidden[item] = gru::back(block, at, gru::gather(block, at), {hidden, 0}).hidden;
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
