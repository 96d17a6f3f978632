// The search for the nearest code with scores in float32, of which the best and the second of each
// chunk are known; and the decision, for the search by matrix units too.
#include "vq_search.cuh"

// Codes of a chunk, vectors of a block, codes and elements of a tile.
#define CHUNK 256
#define ROWS 64
#define COLUMNS 64
#define DEEP 16
// Each thread has 8 rows and 8 columns of a tile.
#define EACH 8

// A block has a section, a thread a code.
CULEBRA_GLOBAL(vq_prepare, culebra_vq) {
  CULEBRA_SHARED(float, lengths, SECTION);
  const int32_t head = blockIdx.x / block.sections;
  const int32_t code = blockIdx.x % block.sections * SECTION + threadIdx.x;
  float length = 0;
  if (code < block.codes) {
    const int64_t at = (int64_t)head * block.codes + code;
    const double square = culebra_square(block.codebook + at * block.depth, block.depth);
    block.squares[at] = square;
    length = culebra_length(square);
  }
  culebra_largest(lengths, length, block.longest + blockIdx.x);
}

struct leaders {
  float best;
  float second;
  int32_t code;
};

static CULEBRA_DEVICE void compete(struct leaders *row, float score, int32_t code) {
  if (score < row->best) {
    row->second = row->best;
    row->best = score;
    row->code = code;
  } else if (score < row->second) {
    row->second = score;
  }
}

// 64 threads, 8 by 8. A block has the scores of 64 vectors and a chunk of codes.
CULEBRA_GLOBAL(vq_search, culebra_vq) {
  CULEBRA_SHARED(float4, left, DEEP * ROWS / 4);
  CULEBRA_SHARED(float4, right, DEEP * COLUMNS / 4);
  const int64_t part = blockIdx.x % ((int64_t)block.heads * block.chunks);
  const int64_t first = blockIdx.x / ((int64_t)block.heads * block.chunks) * ROWS;
  const int32_t head = (int32_t)(part / block.chunks);
  const int32_t begin = (int32_t)(part % block.chunks) * CHUNK;
  const int32_t end = begin + CHUNK < block.codes ? begin + CHUNK : block.codes;
  const int32_t thread = threadIdx.x, row = thread / EACH, column = thread % EACH;
  const int64_t sample = first + thread;
  const float *vector = block.vectors + (sample * block.heads + head) * block.depth;
  struct leaders own[EACH];
  uint32_t strange = 0;
  for (int i = 0; i < EACH; i++) {
    own[i].best = own[i].second = INFINITY;
    own[i].code = begin;
  }
  for (int32_t tile = begin; tile < end; tile += COLUMNS) {
    const int64_t code = (int64_t)head * block.codes + tile + thread;
    const bool has = tile + thread < end;
    const double square = has && block.cosine ? block.squares[code] : 0;
    const double scale = square > 0 ? 1 / sqrt(square) : 0;
    float sums[EACH][EACH] = {};
    for (int32_t from = 0; from < block.depth; from += DEEP) {
      for (int32_t deep = 0; deep < DEEP; deep++) {
        const bool inside = from + deep < block.depth;
        const float x = inside && sample < block.samples ? vector[from + deep] : 0.0f;
        float c = inside && has ? block.codebook[code * block.depth + from + deep] : 0.0f;
        c = block.cosine ? (float)(c * scale) : c;
        ((float *)left)[deep * ROWS + thread] = x;
        ((float *)right)[deep * COLUMNS + thread] = c;
      }
      __syncthreads();
      CULEBRA_ROLLED
      for (int deep = 0; deep < DEEP; deep++) {
        const float4 *x = left + (deep * ROWS + EACH * row) / 4;
        const float4 *c = right + deep * COLUMNS / 4 + column;
        const float4 low = x[0], high = x[1], near = c[0], far = c[COLUMNS / 8];
        const float rows[] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
        const float columns[] = {near.x, near.y, near.z, near.w, far.x, far.y, far.z, far.w};
        for (int i = 0; i < EACH; i++) {
          for (int j = 0; j < EACH; j++) {
            sums[i][j] = fmaf(rows[i], columns[j], sums[i][j]);
          }
        }
      }
      __syncthreads();
    }
    for (int j = 0; j < EACH; j++) {
      // Two halves of four columns, so that no two threads of a warp meet in a bank.
      const int32_t number = tile + COLUMNS / 2 * (j / 4) + 4 * column + j % 4;
      if (number < end) {
        const double square = block.squares[(int64_t)head * block.codes + number];
        const float half = block.cosine ? 0.0f : (float)(0.5 * square);
        for (int i = 0; i < EACH; i++) {
          const float score = half - sums[i][j];
          strange |= fabsf(score) < INFINITY ? 0 : 1u << i;
          compete(&own[i], score, number);
        }
      }
    }
  }
  for (int i = 0; i < EACH; i++) {
    own[i].second = strange >> i & 1 ? -INFINITY : own[i].second;
    for (int step = 1; step < EACH; step *= 2) {
      const float best = __shfl_xor_sync(0xffffffffu, own[i].best, step);
      const float second = __shfl_xor_sync(0xffffffffu, own[i].second, step);
      const int32_t number = __shfl_xor_sync(0xffffffffu, own[i].code, step);
      compete(&own[i], best, number);
      own[i].second = fminf(own[i].second, second);
    }
    const int64_t place = first + EACH * row + i;
    if (column == 0 && place < block.samples) {
      const int64_t at = part * block.samples + place;
      block.best[at] = own[i].best;
      block.second[at] = own[i].second;
      block.candidate[at] = own[i].code;
    }
  }
}

// The sum of what eight lanes have, in the order of op VqNearest.
static CULEBRA_DEVICE double total(double partial, uint32_t mask) {
  for (int step = 4; step > 0; step /= 2) {
    partial += __shfl_xor_sync(mask, partial, step);
  }
  return partial;
}

// The distance by which a code is chosen. Lane p has the terms p, p + 8, ...; lengths is the product
// of both squares.
static CULEBRA_DEVICE double decide(bool cosine, const float *x, const float *c, double lengths,
                                    int32_t depth, int32_t lane, uint32_t mask) {
  double sum = 0;
  CULEBRA_ROLLED
  for (int32_t j = lane; j < depth; j += 8) {
    const double a = x[j], b = c[j];
    sum += cosine ? a * b : (a - b) * (a - b);
  }
  sum = total(sum, mask);
  return cosine ? 2 - 2 * (lengths == 0 ? 0 : sum / sqrt(lengths)) : sum;
}

// How far above the least score the nearest code's may lie. A score in float32 lies within (depth +
// 2)·2^-24 of |x||c| + |c|^2/2 of what it stands for, of directions within that of |x|; twice as far
// apart, and twice that for what double leaves, scores decide. The last term is for numbers below
// 2^-126.
static CULEBRA_DEVICE double margin(const culebra_vq &block, int64_t place, double square) {
  if (block.margin != nullptr) {
    return block.margin[place];
  }
  const int64_t sections = place % block.heads * block.sections;
  float longest = 0;
  for (int64_t section = sections; section < sections + block.sections; section++) {
    longest = fmaxf(longest, block.longest[section]);
  }
  const double length = sqrt(square);
  const double reach = block.cosine ? length : (length + longest) * (length + longest);
  return (block.depth + 8) * 0x1p-23 * reach + 0x1p-120;
}

// The nearest of the codes that eight lanes have compared.
struct nearest {
  double distance;
  int32_t code;

  CULEBRA_DEVICE void compare(double found, int32_t other) {
    if (found < distance || (found == distance && other < code)) {
      distance = found;
      code = other;
    }
  }
};

// Eight lanes have a vector and a head.
CULEBRA_GLOBAL(vq_settle, culebra_vq) {
  const int64_t place = ((int64_t)blockIdx.x * blockDim.x + threadIdx.x) / 8;
  const int32_t lane = threadIdx.x & 7;
  const uint32_t mask = 0xffu << (threadIdx.x & 24);
  if (place >= block.samples * block.heads) {
    return;
  }
  const int64_t sample = place / block.heads;
  const int64_t head = place % block.heads;
  const float *vector = block.vectors + place * block.depth;
  double square = 0;
  if (block.cosine || block.margin == nullptr) {
    for (int32_t j = lane; j < block.depth; j += 8) {
      square += (double)vector[j] * vector[j];
    }
    square = total(square, mask);
  }
  const auto distance = [&](int32_t code) {
    const int64_t at = head * block.codes + code;
    return decide(block.cosine, vector, block.codebook + at * block.depth,
                  square * block.squares[at], block.depth, lane, mask);
  };
  const int64_t chunks = head * block.chunks;
  float least = INFINITY;
  for (int64_t at = lane; at < (int64_t)block.chunks * block.kept; at += 8) {
    least = fminf(least, block.best[(chunks * block.kept + at) * block.samples + sample]);
  }
  for (int step = 4; step > 0; step /= 2) {
    least = fminf(least, __shfl_xor_sync(mask, least, step));
  }
  const double threshold = least + margin(block, place, square);
  const bool blind = !(threshold < INFINITY);
  struct nearest nearest = {INFINITY, -1};
  for (int32_t chunk = 0; chunk < block.chunks; chunk++) {
    if (blind || block.second[(chunks + chunk) * block.samples + sample] <= threshold) {
      const int32_t begin = chunk * block.chunk;
      for (int32_t code = begin; code < begin + block.chunk && code < block.codes; code++) {
        nearest.compare(distance(code), code);
      }
      continue;
    }
    for (int32_t i = 0; i < block.kept; i += 8) {
      const int64_t at = ((chunks + chunk) * block.kept + i) * block.samples + sample;
      const bool rival =
          i + lane < block.kept && block.best[at + lane * block.samples] <= threshold;
      uint32_t rivals = __ballot_sync(mask, rival) >> (threadIdx.x & 24);
      for (; rivals != 0; rivals &= rivals - 1) {
        const int64_t which = __ffs((int)rivals) - 1;
        const int32_t code = block.candidate[at + which * block.samples];
        nearest.compare(distance(code), code);
      }
    }
  }
  if (nearest.code < 0) {
    nearest.code = 0;
    nearest.distance = distance(0);
  }
  if (lane == 0) {
    block.index[place] = nearest.code;
    block.distance[place] = (float)nearest.distance;
  }
}
