// All steps of a recurrent layer, or of its gradient, in one launch, where a block alone has no room for
// the hidden state's weight: ops LstmSequence and GruSequence of up to 256 units. A cluster of blocks
// has some sequences from end to end; each block has an eighth of the units with their gates, whose
// weight its threads keep in registers, and gives the others what they need of each step.
// Needs sm_90.
#include "cluster.cuh"

#include "recurrent_walk.cuh"

// What a block of a cluster has, which has so many sequences.
template <typename Cell_, int SAMPLES_>
struct Part {
  using Cell = Cell_;
  static constexpr int GATES = Cell::GATES, SAMPLES = SAMPLES_;
  // Units of a layer, of a block, and gates of a block.
  static constexpr int UNITS = 256, OWN = UNITS / CULEBRA_CLUSTER, COLUMNS = GATES * OWN;
  // Forward a thread has a column's part of the rows; backward a row's part of the columns.
  static constexpr int FORWARD_PARTS = 4, FORWARD_HELD = UNITS / FORWARD_PARTS;
  static constexpr int FORWARD_THREADS = COLUMNS * FORWARD_PARTS;
  static constexpr int BACK_PARTS = 2, BACK_HELD = COLUMNS / BACK_PARTS;
  static constexpr int BACK_THREADS = UNITS * BACK_PARTS;
};

// The unit of a sample whose steps a thread does, if any.
template <typename P>
struct Stepper {
  int rank;    // of the block in its cluster
  int sample;  // of the cluster
  int own;     // unit of the block
  int64_t first;
  bool steps;

  template <typename Block>
  explicit CULEBRA_DEVICE Stepper(const Block &block)
      : rank((int)(blockIdx.x % CULEBRA_CLUSTER)),
        sample((int)threadIdx.x / P::OWN),
        own((int)threadIdx.x % P::OWN),
        first((int64_t)(blockIdx.x / CULEBRA_CLUSTER) * P::SAMPLES) {
    steps = sample < P::SAMPLES && first + sample < block.items / block.units && unit() < block.units;
  }

  CULEBRA_DEVICE int unit() const { return rank * P::OWN + own; }
};

template <typename P>
static CULEBRA_DEVICE void walk(const struct culebra_recurrent &block) {
  // Of all units, in turns: a step reads one and the next step's is written.
  CULEBRA_SHARED(float4, hidden, 2 * P::SAMPLES *P::UNITS / 4);
  CULEBRA_SHARED(float, parts, P::FORWARD_PARTS *P::SAMPLES *P::COLUMNS);
  const Stepper<P> stepper(block);
  const int units = block.units;
  const int column = (int)threadIdx.x % P::COLUMNS, part = (int)threadIdx.x / P::COLUMNS;
  const int unit = stepper.rank * P::OWN + column % P::OWN;
  float held[P::FORWARD_HELD];
  CULEBRA_UNROLLED
  for (int i = 0; i < P::FORWARD_HELD; i++) {
    const int row = part * P::FORWARD_HELD + i;
    const bool isThere = row < units && unit < units;
    held[i] = isThere ? block.hidden_weight[(row * P::GATES + column / P::OWN) * units + unit] : 0;
  }
  float *const states = (float *)hidden;
  for (int i = (int)threadIdx.x; i < 2 * P::SAMPLES * P::UNITS; i += P::FORWARD_THREADS) {
    const int64_t sample = stepper.first + i / P::UNITS;
    const bool isThere = i < P::SAMPLES * P::UNITS && sample < block.items / units &&
                         i % P::UNITS < units;
    states[i] = isThere ? block.first_hidden[sample * units + i % P::UNITS] : 0;
  }
  struct unit_place at = {};
  struct unit_state state = {};
  if (stepper.steps) {
    at = unit_place(block, stepper.first + stepper.sample, stepper.unit(), 0);
    check_length(block, at);
    state.hidden = block.first_hidden[at.state];
    state.cell = P::GATES == 4 ? block.first_cell[at.state] : 0;
  }
  // Nobody writes into a block's memory that has not begun.
  culebra_cluster_barrier();
  for (int step = 0; step < block.length; step++) {
    float inputs[P::GATES] = {}, chains[P::SAMPLES][2] = {};
    if (stepper.steps) {
      // On their way while the state is multiplied.
      CULEBRA_UNROLLED
      for (int i = 0; i < P::GATES; i++) {
        inputs[i] = block.gates[(at.row * P::GATES + i) * units + at.unit] +
                    block.input_bias[i * units + at.unit];
      }
    }
    const int now = step % 2 * P::SAMPLES * P::UNITS;
    culebra_chain<P::UNITS>(hidden + (now + part * P::FORWARD_HELD) / 4, held, chains);
    CULEBRA_UNROLLED
    for (int i = 0; i < P::SAMPLES; i++) {
      parts[(part * P::SAMPLES + i) * P::COLUMNS + column] = chains[i][0] + chains[i][1];
    }
    __syncthreads();
    if (stepper.steps) {
      float sums[4];
      CULEBRA_UNROLLED
      for (int i = 0; i < P::GATES; i++) {
        float product = 0;
        CULEBRA_UNROLLED
        for (int p = 0; p < P::FORWARD_PARTS; p++) {
          product += parts[(p * P::SAMPLES + stepper.sample) * P::COLUMNS + i * P::OWN +
                           stepper.own];
        }
        if (P::GATES == 4) {
          sums[i] = inputs[i] + product;
          continue;
        }
        product += block.hidden_bias[i * units + at.unit];
        sums[i] = i < 2 ? inputs[i] + product : inputs[i];
        sums[3] = product;
      }
      state = P::Cell::step(block, at, sums, state);
      float *const next =
          states + (P::SAMPLES - now / P::UNITS + stepper.sample) * P::UNITS + at.unit;
      CULEBRA_UNROLLED
      for (int to = 0; to < CULEBRA_CLUSTER; to++) {
        culebra_give(next, to, state.hidden);
      }
      move_by(at, units, 1);
    }
    culebra_cluster_barrier();
  }
}

template <typename P>
static CULEBRA_DEVICE void walk_back(const struct culebra_recurrent_gradient &block) {
  constexpr int SENDERS = CULEBRA_CLUSTER * P::BACK_PARTS, SLOTS = SENDERS * P::SAMPLES * P::OWN;
  CULEBRA_SHARED(float4, gradients, P::SAMPLES *P::COLUMNS / 4);
  // What comes to this block's units from the gates of all, in turns.
  CULEBRA_SHARED(float, come, 2 * SLOTS);
  const Stepper<P> stepper(block);
  const int units = block.units;
  const int unit = (int)threadIdx.x % P::UNITS, part = (int)threadIdx.x / P::UNITS;
  float held[P::BACK_HELD];
  CULEBRA_UNROLLED
  for (int i = 0; i < P::BACK_HELD; i++) {
    const int column = part * P::BACK_HELD + i;
    const int from = stepper.rank * P::OWN + column % P::OWN;
    const bool isThere = from < units && unit < units;
    held[i] = isThere ? block.hidden_weight[(column / P::OWN * units + from) * units + unit] : 0;
  }
  struct unit_place at = {};
  struct unit_state arrived = {};
  typename P::Cell::given given = {};
  if (stepper.steps) {
    at = unit_place(block, stepper.first + stepper.sample, stepper.unit(), block.length - 1);
    arrived.hidden = block.arrived_hidden[at.state];
    arrived.cell = P::GATES == 4 ? block.arrived_cell[at.state] : 0;
    given = P::Cell::gather(block, at);
  }
  float *const vectors = (float *)gradients;
  // Nobody writes into a block's memory that has not begun.
  culebra_cluster_barrier();
  for (int step = block.length - 1; step >= 0; step--) {
    struct unit_gradient to = {};
    if (stepper.steps) {
      check_length(block, at);
      to = P::Cell::back(block, at, given, arrived);
      if (step > 0) {
        move_by(at, units, -1);
        // On its way while this step multiplies.
        given = P::Cell::gather(block, at);
      }
    }
    if (stepper.sample < P::SAMPLES) {
      CULEBRA_UNROLLED
      for (int i = 0; i < P::GATES; i++) {
        vectors[stepper.sample * P::COLUMNS + i * P::OWN + stepper.own] = to.products[i];
      }
    }
    __syncthreads();
    float chains[P::SAMPLES][2] = {};
    culebra_chain<P::COLUMNS>(gradients + part * P::BACK_HELD / 4, held, chains);
    float *const now = come + step % 2 * SLOTS;
    CULEBRA_UNROLLED
    for (int i = 0; i < P::SAMPLES; i++) {
      const int sender = stepper.rank * P::BACK_PARTS + part;
      culebra_give(now + (sender * P::SAMPLES + i) * P::OWN + unit % P::OWN, unit / P::OWN,
                   chains[i][0] + chains[i][1]);
    }
    culebra_cluster_barrier();
    if (stepper.steps) {
      float sum = to.hidden;
      for (int sender = 0; sender < SENDERS; sender++) {
        sum += now[(sender * P::SAMPLES + stepper.sample) * P::OWN + stepper.own];
      }
      arrived = {sum, to.cell};
    }
  }
  if (stepper.steps) {
    block.to_hidden[at.state] = arrived.hidden;
    if (P::GATES == 4) {
      block.to_cell[at.state] = arrived.cell;
    }
  }
}

#define CULEBRA_WALK(cell, samples)                                                       \
  using cell##_part_##samples = Part<cell, samples>;                                      \
  CULEBRA_CLUSTER_GLOBAL(cell##_part_##samples::FORWARD_THREADS, cell##_walk_256_##samples, \
                         culebra_recurrent) {                                             \
    walk<cell##_part_##samples>(block);                                                   \
  }                                                                                       \
  CULEBRA_CLUSTER_GLOBAL(cell##_part_##samples::BACK_THREADS,                             \
                         cell##_walk_gradient_256_##samples, culebra_recurrent_gradient) { \
    walk_back<cell##_part_##samples>(block);                                              \
  }

CULEBRA_WALK(lstm, 4)
CULEBRA_WALK(lstm, 8)
CULEBRA_WALK(gru, 4)
CULEBRA_WALK(gru, 8)
