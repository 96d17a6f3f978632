// All steps of a recurrent layer, or of its gradient, in one launch: ops LstmSequence and GruSequence
// with few units. Sequences do not meet, so a block has some of them from end to end, and nothing
// waits for another block. A thread keeps a column of the hidden state's weight, which all steps
// multiply by: in registers as far as those go, else where its multiprocessor caches it. The products
// of the inputs are there before, those that make gradients of weights come after.
#include "recurrent_walk.cuh"

// Layers of at most so many units, a block with so many sequences: one, or as many as there are gates,
// so that each thread that multiplies has at most one unit of one sequence.
template <typename Cell_, int UNITS_, int SAMPLES_>
struct Walk {
  using Cell = Cell_;
  static constexpr int GATES = Cell::GATES, UNITS = UNITS_, SAMPLES = SAMPLES_;
  static constexpr int THREADS = GATES * UNITS;
  // Of 128 registers of a thread these are the weight's; each sample takes some for its sums.
  static constexpr int HELD = UNITS == 64 ? 64 : SAMPLES == 1 ? 72 : GATES == 3 ? 64 : 32;
  // Blocks of a multiprocessor, which has 128 registers for 512 threads.
  static constexpr int RESIDENT = 512 / THREADS;
  // What a unit's step is made of: sums of gates, of a GRU also the state's part of the candidate.
  static constexpr int SUMS = 4;
};

// A thread's column of a weight.
template <typename W>
class Column {
 public:
  // From its first element on; without rows there is none.
  CULEBRA_DEVICE Column(const float *weight, int pitch, int rows)
      : weight(weight), pitch(pitch), rows(rows) {
    const float *next = weight;
    CULEBRA_UNROLLED
    for (int row = 0; row < W::HELD; row++) {
      held[row] = row < rows ? *next : 0;
      next += pitch;
    }
  }

  // Its products with a vector of each sample, PITCH elements apart, zeros behind the rows.
  template <int PITCH>
  CULEBRA_DEVICE void multiply(const float4 *vectors, float (&products)[W::SAMPLES]) const {
    float chains[W::SAMPLES][2] = {};
    culebra_chain<PITCH>(vectors, held, chains);
    if constexpr (W::UNITS > W::HELD) {
      CULEBRA_TWICE
      for (int row = W::HELD; row < rows; row += 4) {
        culebra_chain<PITCH>(
            vectors, row, make_float4(at(row), at(row + 1), at(row + 2), at(row + 3)), chains);
      }
    }
    CULEBRA_UNROLLED
    for (int i = 0; i < W::SAMPLES; i++) {
      products[i] = chains[i][0] + chains[i][1];
    }
  }

 private:
  const float *weight;
  int pitch;
  int rows;
  float held[W::HELD];

  CULEBRA_DEVICE float at(int row) const { return row < rows ? weight[row * pitch] : 0; }
};

// What a thread is in its block: it multiplies for one gate of a unit, and may go on with that unit of
// the sample that has the gate's number.
template <typename W>
struct Member {
  int unit;
  int gate;
  int64_t first;  // sample of the block
  int count;      // of its samples
  bool multiplies;
  bool steps;

  template <typename Block>
  explicit CULEBRA_DEVICE Member(const Block &block)
      : unit((int)threadIdx.x % W::UNITS),
        gate((int)threadIdx.x / W::UNITS),
        first((int64_t)blockIdx.x * W::SAMPLES) {
    const int64_t left = block.items / block.units - first;
    count = left < W::SAMPLES ? (int)left : W::SAMPLES;
    multiplies = unit < block.units;
    steps = multiplies && gate < count;
  }

  CULEBRA_DEVICE int64_t sample() const { return first + gate; }
};

// The products of a step's inputs, for the thread's gate and unit, of each sample's sequence.
template <typename W>
static CULEBRA_DEVICE void fetch(const float *sequences, int64_t stride, const Member<W> &own,
                                 float (&inputs)[W::SAMPLES]) {
  CULEBRA_UNROLLED
  for (int i = 0; i < W::SAMPLES; i++) {
    inputs[i] = own.multiplies && i < own.count ? sequences[i * stride] : 0;
  }
}

// Lays down what the steps of a thread's unit take from its products.
template <typename W>
static CULEBRA_DEVICE void lay(float *sums, const Member<W> &own, const float (&inputs)[W::SAMPLES],
                               const float (&products)[W::SAMPLES], float input_bias,
                               float hidden_bias) {
  CULEBRA_UNROLLED
  for (int i = 0; i < W::SAMPLES; i++) {
    float *const to = sums + (i * W::SUMS + own.gate) * W::UNITS + own.unit;
    if (W::GATES == 4) {
      *to = inputs[i] + products[i] + input_bias;
    } else if (own.gate < 2) {
      *to = (inputs[i] + input_bias) + (products[i] + hidden_bias);
    } else {
      *to = inputs[i] + input_bias;
      to[W::UNITS] = products[i] + hidden_bias;
    }
  }
}

template <typename W>
static CULEBRA_DEVICE void walk(const struct culebra_recurrent &block) {
  CULEBRA_SHARED(float4, hidden, W::SAMPLES *W::UNITS / 4);
  CULEBRA_SHARED(float, sums, W::SAMPLES *W::SUMS *W::UNITS);
  const Member<W> own(block);
  const int column = own.gate * block.units + own.unit;
  const int pitch = W::GATES * block.units;
  const Column<W> weight(block.hidden_weight + column, pitch, own.multiplies ? block.units : 0);
  const float input_bias = own.multiplies ? block.input_bias[column] : 0;
  const float hidden_bias = own.multiplies ? block.hidden_bias[column] : 0;
  struct unit_place at = {};
  struct unit_state state = {};
  if (own.steps) {
    at = unit_place(block, own.sample(), own.unit, 0);
    check_length(block, at);
    state.hidden = block.first_hidden[at.state];
    state.cell = W::GATES == 4 ? block.first_cell[at.state] : 0;
  }
  float *const vector = (float *)hidden + own.gate * W::UNITS + own.unit;
  if (own.gate < W::SAMPLES) {
    *vector = state.hidden;
  }
  const int64_t stride = (int64_t)block.length * pitch;
  const float *sequences = block.gates + own.first * stride + column;
  for (int step = 0; step < block.length; step++) {
    float inputs[W::SAMPLES], products[W::SAMPLES];
    // On their way while the state is multiplied.
    fetch<W>(sequences, stride, own, inputs);
    sequences += pitch;
    __syncthreads();
    weight.template multiply<W::UNITS>(hidden, products);
    lay<W>(sums, own, inputs, products, input_bias, hidden_bias);
    __syncthreads();
    if (own.steps) {
      const float *const mine = sums + own.gate * W::SUMS * W::UNITS + own.unit;
      const float all[4] = {mine[0], mine[W::UNITS], mine[2 * W::UNITS], mine[3 * W::UNITS]};
      state = W::Cell::step(block, at, all, state);
      *vector = state.hidden;
      move_by(at, block.units, 1);
    }
  }
}

// What comes through the hidden products of a step, of all gates.
template <typename W>
static CULEBRA_DEVICE float through(const float *parts, const Member<W> &own) {
  float sum = 0;
  CULEBRA_UNROLLED
  for (int i = 0; i < W::GATES; i++) {
    sum += parts[(own.gate * W::GATES + i) * W::UNITS + own.unit];
  }
  return sum;
}

template <typename W>
static CULEBRA_DEVICE void walk_back(const struct culebra_recurrent_gradient &block) {
  CULEBRA_SHARED(float4, gradients, W::SAMPLES *W::GATES *W::UNITS / 4);
  CULEBRA_SHARED(float, parts, W::SAMPLES *W::GATES *W::UNITS);
  const Member<W> own(block);
  const Column<W> weight(block.hidden_weight + (int64_t)own.gate * block.units * block.units +
                             own.unit,
                         block.units, own.multiplies ? block.units : 0);
  struct unit_place at = {};
  struct unit_state arrived = {};
  typename W::Cell::given given = {};
  if (own.steps) {
    at = unit_place(block, own.sample(), own.unit, block.length - 1);
    arrived.hidden = block.arrived_hidden[at.state];
    arrived.cell = W::GATES == 4 ? block.arrived_cell[at.state] : 0;
    given = W::Cell::gather(block, at);
  }
  float *const vectors = (float *)gradients;
  for (int step = block.length - 1; step >= 0; step--) {
    struct unit_gradient to = {};
    if (own.steps) {
      check_length(block, at);
      to = W::Cell::back(block, at, given, arrived);
      if (step > 0) {
        move_by(at, block.units, -1);
        // On its way while this step multiplies.
        given = W::Cell::gather(block, at);
      }
    }
    if (own.gate < W::SAMPLES) {
      CULEBRA_UNROLLED
      for (int i = 0; i < W::GATES; i++) {
        vectors[(own.gate * W::GATES + i) * W::UNITS + own.unit] = to.products[i];
      }
    }
    __syncthreads();
    float products[W::SAMPLES];
    weight.template multiply<W::GATES * W::UNITS>(gradients + own.gate * W::UNITS / 4, products);
    CULEBRA_UNROLLED
    for (int i = 0; i < W::SAMPLES; i++) {
      parts[(i * W::GATES + own.gate) * W::UNITS + own.unit] = products[i];
    }
    __syncthreads();
    if (own.steps) {
      arrived = {to.hidden + through<W>(parts, own), to.cell};
    }
  }
  if (own.steps) {
    block.to_hidden[at.state] = arrived.hidden;
    if (W::GATES == 4) {
      block.to_cell[at.state] = arrived.cell;
    }
  }
}

#define CULEBRA_WALK(cell, units, samples)                                                     \
  using cell##_walk_of_##units##_##samples = Walk<cell, units, samples>;                       \
  CULEBRA_TILE_GLOBAL(cell##_walk_of_##units##_##samples, cell##_walk_##units##_##samples,     \
                      culebra_recurrent) {                                                     \
    walk<cell##_walk_of_##units##_##samples>(block);                                           \
  }                                                                                            \
  CULEBRA_TILE_GLOBAL(cell##_walk_of_##units##_##samples,                                      \
                      cell##_walk_gradient_##units##_##samples, culebra_recurrent_gradient) {  \
    walk_back<cell##_walk_of_##units##_##samples>(block);                                      \
  }

#define CULEBRA_WALKS(units)  \
  CULEBRA_WALK(lstm, units, 1) \
  CULEBRA_WALK(lstm, units, 4) \
  CULEBRA_WALK(gru, units, 1)  \
  CULEBRA_WALK(gru, units, 3)

CULEBRA_WALKS(64)
CULEBRA_WALKS(128)
