// Normalization over any axes and its gradient: ops Normalize and NormalizeGradient. Sums come first,
// for each statistic or for each weight, then every element by itself.
//
// A block sums for one result where its terms lie side by side, and for 32 neighbouring results where
// these do. Few blocks share the terms: each gives a part, and the parts are joined in their order.
#include "elementwise.cuh"

struct culebra_normalize {
  const float *x;
  const float *gradient;  // that arrived at the output
  const float *mean;
  const float *variance;
  const float *weight;  // null: 1
  const float *bias;
  const float *first_parts;
  const float *second_parts;
  float *first;   // mean, sum of the gradient, or the result
  float *second;  // variance, or sum of the gradient times the normalized
  int64_t result_sizes[CULEBRA_AXES];
  int64_t result_x[CULEBRA_AXES];  // strides
  int64_t result_statistic[CULEBRA_AXES];
  int64_t result_weight[CULEBRA_AXES];
  int64_t term_sizes[CULEBRA_AXES];
  int64_t term_x[CULEBRA_AXES];
  int64_t term_statistic[CULEBRA_AXES];
  int64_t term_weight[CULEBRA_AXES];
  int32_t result_axes;
  int32_t term_axes;
  int32_t results;
  int32_t terms;
  int32_t splits;
  int32_t share;    // elements of a statistic
  int32_t weighted;  // whether sums have the weight as a factor
  float epsilon;
};

// Offsets of an element.
struct place {
  int x, statistic, weight;
};

static CULEBRA_DEVICE void walk(place &at, int index, int axes, const int64_t *sizes,
                                const int64_t *x, const int64_t *statistic,
                                const int64_t *weight) {
  CULEBRA_ROLLED
  for (int axis = axes - 1; axis >= 0; axis--) {
    const int before = axis > 0 ? index / (int)sizes[axis] : 0;
    const int coordinate = index - before * (int)sizes[axis];
    at.x += coordinate * (int)x[axis];
    at.statistic += coordinate * (int)statistic[axis];
    at.weight += coordinate * (int)weight[axis];
    index = before;
  }
}

static CULEBRA_DEVICE place ofResult(const culebra_normalize &block, int result) {
  place at = {0, 0, 0};
  walk(at, result, block.result_axes, block.result_sizes, block.result_x, block.result_statistic,
       block.result_weight);
  return at;
}

static CULEBRA_DEVICE place ofTerm(const culebra_normalize &block, place at, int term) {
  walk(at, term, block.term_axes, block.term_sizes, block.term_x, block.term_statistic,
       block.term_weight);
  return at;
}

// The thread's part of a block's work: lanes take turns in the terms of a result.
template <int WIDTH>
struct share {
  int result, split, lane, lanes, begin, end;
  place start;

  CULEBRA_DEVICE explicit share(const culebra_normalize &block) {
    const int tiles = (block.results + WIDTH - 1) / WIDTH;
    result = (int)blockIdx.x % tiles * WIDTH + (int)threadIdx.x % WIDTH;
    split = (int)blockIdx.x / tiles;
    lane = (int)threadIdx.x / WIDTH;
    lanes = (int)blockDim.x / WIDTH;
    begin = (int)((int64_t)block.terms * split / block.splits);
    end = result < block.results ? (int)((int64_t)block.terms * (split + 1) / block.splits) : begin;
    start = ofResult(block, result < block.results ? result : 0);
  }

  // The sum over all lanes.
  CULEBRA_DEVICE float together(float own, float *memory) const {
    memory[threadIdx.x] = own;
    for (int half = (int)blockDim.x / 2; half >= WIDTH; half /= 2) {
      __syncthreads();
      if ((int)threadIdx.x < half) {
        memory[threadIdx.x] += memory[threadIdx.x + half];
      }
    }
    __syncthreads();
    const float total = memory[threadIdx.x % WIDTH];
    __syncthreads();
    return total;
  }

  CULEBRA_DEVICE void write(const culebra_normalize &block, float first, float second) const {
    if (lane == 0 && result < block.results) {
      block.first[split * block.results + result] = first;
      block.second[split * block.results + result] = second;
    }
  }
};

// Mean and variance; of a part the sum of squared distances from its mean.
template <int WIDTH>
static CULEBRA_DEVICE void moments(const culebra_normalize &block, float *memory) {
  const share<WIDTH> own(block);
  float sum = 0;
  for (int term = own.begin + own.lane; term < own.end; term += own.lanes) {
    sum += block.x[ofTerm(block, own.start, term).x];
  }
  const float mean = own.together(sum, memory) / (own.end - own.begin);
  float squares = 0;
  for (int term = own.begin + own.lane; term < own.end; term += own.lanes) {
    const float distance = block.x[ofTerm(block, own.start, term).x] - mean;
    squares = fmaf(distance, distance, squares);
  }
  const float total = own.together(squares, memory);
  own.write(block, mean, block.splits == 1 ? total / block.terms : total);
}

static CULEBRA_DEVICE float factor(const culebra_normalize &block, const place &at) {
  return block.weight == nullptr ? 1.0f : block.weight[at.weight];
}

static CULEBRA_DEVICE float root(const culebra_normalize &block, const place &at) {
  return 1 / sqrtf(block.variance[at.statistic] + block.epsilon);
}

static CULEBRA_DEVICE float normalized(const culebra_normalize &block, const place &at) {
  return (block.x[at.x] - block.mean[at.statistic]) * root(block, at);
}

template <int WIDTH>
static CULEBRA_DEVICE void gradientSums(const culebra_normalize &block, float *memory) {
  const share<WIDTH> own(block);
  float sum = 0, product = 0;
  for (int term = own.begin + own.lane; term < own.end; term += own.lanes) {
    const place at = ofTerm(block, own.start, term);
    const float arrived = block.gradient[at.x] * (block.weighted ? factor(block, at) : 1.0f);
    sum += arrived;
    product = fmaf(arrived, normalized(block, at), product);
  }
  const float first = own.together(sum, memory);
  own.write(block, first, own.together(product, memory));
}

#define SUMS(name, function)                          \
  CULEBRA_GLOBAL(name##_row, culebra_normalize) {     \
    CULEBRA_SHARED(float, memory, 256);               \
    function<1>(block, memory);                       \
  }                                                   \
  CULEBRA_GLOBAL(name##_columns, culebra_normalize) { \
    CULEBRA_SHARED(float, memory, 256);               \
    function<32>(block, memory);                      \
  }

SUMS(normalize_moments, moments)
SUMS(normalize_gradient_sums, gradientSums)

// Parts of a mean and variance, as Chan, Golub and LeVeque (1983) join them.
CULEBRA_GLOBAL(normalize_moments_join, culebra_normalize) {
  const int result = (int)culebra_thread();
  if (result >= block.results) {
    return;
  }
  float mean = 0, squares = 0;
  int count = 0;
  for (int split = 0; split < block.splits; split++) {
    const int more = (int)((int64_t)block.terms * (split + 1) / block.splits) - count;
    const float distance = block.first_parts[split * block.results + result] - mean;
    const float weight = (float)more / (float)(count + more);
    mean = fmaf(distance, weight, mean);
    squares += fmaf(distance * distance * weight, (float)count,
                    block.second_parts[split * block.results + result]);
    count += more;
  }
  block.first[result] = mean;
  block.second[result] = squares / count;
}

CULEBRA_GLOBAL(normalize_gradient_sums_join, culebra_normalize) {
  const int result = (int)culebra_thread();
  if (result >= block.results) {
    return;
  }
  float first = 0, second = 0;
  for (int split = 0; split < block.splits; split++) {
    first += block.first_parts[split * block.results + result];
    second += block.second_parts[split * block.results + result];
  }
  block.first[result] = first;
  block.second[result] = second;
}

CULEBRA_GLOBAL(normalize_apply, culebra_normalize) {
  const int64_t index = culebra_thread();
  if (index < block.results) {
    const place at = ofResult(block, (int)index);
    const float shift = block.weight == nullptr ? 0.0f : block.bias[at.weight];
    block.first[index] = fmaf(normalized(block, at), factor(block, at), shift);
  }
}

// first_parts and second_parts: the sums of the element's statistic.
CULEBRA_GLOBAL(normalize_gradient_apply, culebra_normalize) {
  const int64_t index = culebra_thread();
  if (index < block.results) {
    const place at = ofResult(block, (int)index);
    const float weight = factor(block, at);
    const float common = fmaf(normalized(block, at), block.second_parts[at.statistic],
                              block.first_parts[at.statistic]) / block.share;
    const float sums = block.weighted ? common : common * weight;
    block.first[index] = root(block, at) * (block.gradient[at.x] * weight - sums);
  }
}
