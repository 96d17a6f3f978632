// The search for the nearest code with scores by matrix units, of vectors and codes in TF32 and
// bfloat16: a block keeps some vectors in shared memory and lets the codes of a chunk pass by, each
// thread the codes that may yet be nearest. Rounding decides nothing: vq_settle compares these.
//
// Rounding takes a part of each number, so places are seen from amid the codes, where numbers are
// small; directions from the origin.
// Needs sm_80.
#include "matrix_tile.cuh"
#include "vq_search.cuh"

// Scores that a thread keeps of a row; four threads share one.
#define EACH 4

// Codes of whose mean the origin is.
#define AMID 16

// Slices of the vectors that have room in shared memory.
#define SLOTS 4

// A warp has all columns of its rows.
typedef MatrixTile<128, 64, 16, 4, 16, Tf32> Tf32_tile;
typedef MatrixTile<128, 64, 32, 4, 16, Bf16> Bf16_tile;

// What lies in memory as the tile wants it.
template <class T, class Format>
struct Ready {
  static constexpr int THREADS = T::THREADS, PAD = T::PAD, DEPTH = T::DEPTH / Format::PACKED;

  template <int PITCH>
  static CULEBRA_DEVICE void keepLines(float *slice, int word, int line, float4 quad) {
    culebra_store(slice + word * PITCH + line, quad);
  }
};

static CULEBRA_DEVICE float *centerOf(const culebra_vq &block, int32_t head) {
  return block.center + (int64_t)head * block.sections * block.depth;
}

// The vectors of a block, one a thread, slice by slice.
template <class T>
struct VectorLoader {
  static_assert(T::THREADS == T::ROWS, "a thread has a row");
  const float *vector;
  const float *center;
  int32_t depth;  // 0 beyond the last vector
  bool quads;
  float4 read[T::DEPTH / 4] = {};

  CULEBRA_DEVICE VectorLoader(const culebra_vq &block, int64_t first, int32_t head) {
    const int64_t sample = first + threadIdx.x;
    vector = block.vectors + (sample * block.heads + head) * block.depth;
    center = centerOf(block, head);
    depth = sample < block.samples ? block.depth : 0;
    quads = block.depth % 4 == 0;
  }

  CULEBRA_DEVICE float element(int32_t at) const {
    return at < depth ? vector[at] - center[at] : 0;
  }

  CULEBRA_DEVICE void fetch(int32_t from) {
    CULEBRA_UNROLLED
    for (int i = 0; i < T::DEPTH / 4; i++) {
      const int32_t at = from + 4 * i;
      float4 &quad = read[i];
      if (!quads) {
        quad = make_float4(element(at), element(at + 1), element(at + 2), element(at + 3));
      } else if (at < depth) {
        const float4 x = culebra_load(vector + at), origin = culebra_load(center + at);
        quad = make_float4(x.x - origin.x, x.y - origin.y, x.z - origin.z, x.w - origin.w);
      } else {
        quad = make_float4(0, 0, 0, 0);
      }
    }
  }

  CULEBRA_DEVICE void keep(float *slice) const {
    CULEBRA_UNROLLED
    for (int i = 0; i < T::DEPTH / 4; i++) {
      T::template keepDepths<T::LEFT_PITCH>(slice, 4 * i, (int)threadIdx.x, read[i]);
    }
  }
};

// The mean of some codes, which each section finds for itself.
static CULEBRA_DEVICE float *findCenter(const culebra_vq &block, int32_t head) {
  float *center = centerOf(block, head) + blockIdx.x % block.sections * (int64_t)block.depth;
  const int32_t count = block.cosine ? 0 : block.codes < AMID ? block.codes : AMID;
  for (int32_t j = threadIdx.x; j < block.depth; j += SECTION) {
    double sum = 0;
    for (int32_t i = 0; i < count; i++) {
      const int64_t code = head * (int64_t)block.codes + (int64_t)i * block.codes / count;
      sum += block.codebook[code * block.depth + j];
    }
    center[j] = count > 0 ? (float)(sum / count) : 0;
  }
  __syncthreads();
  return center;
}

// A block has a section, a thread a code, which may lie beyond the last of a tile.
template <class T, class Format>
static CULEBRA_DEVICE void prepare(const culebra_vq &block, float *lengths, float *losses) {
  const int32_t head = blockIdx.x / block.sections;
  const int32_t code = blockIdx.x % block.sections * SECTION + threadIdx.x;
  const int64_t tiles = (block.codes + T::COLUMNS - 1) / T::COLUMNS;
  const int32_t words =
      (block.depth + T::DEPTH - 1) / T::DEPTH * (T::DEPTH / Format::PACKED);
  const float *const center = findCenter(block, head);
  float length = 0, loss = 0;
  if (code < tiles * T::COLUMNS) {
    const bool is = code < block.codes;
    const int64_t at = (int64_t)head * block.codes + code;
    const float *elements = block.codebook + at * block.depth;
    const double square = is ? culebra_square(elements, block.depth) : 0;
    const double scale = !block.cosine ? 1 : square > 0 ? 1 / sqrt(square) : 0;
    const int64_t tile = head * tiles + code / T::COLUMNS;
    uint32_t *to = block.rounded + tile * words * T::COLUMNS + code % T::COLUMNS;
    double missing = 0, far = 0;
    for (int32_t word = 0; word < words; word++) {
      uint32_t digits = 0;
      for (int32_t part = 0; part < Format::PACKED; part++) {
        const int32_t j = word * Format::PACKED + part;
        const double element = is && j < block.depth ? elements[j] * scale - center[j] : 0;
        const double error = element - Format::rounded((float)element);
        digits |= Format::digits((float)element) << 16 * part;
        missing += error * error;
        far += element * element;
      }
      to[word * T::COLUMNS] = digits;
    }
    block.halves[tile * T::COLUMNS + code % T::COLUMNS] =
        !is ? INFINITY : block.cosine ? 0 : (float)(0.5 * far);
    if (is) {
      block.squares[at] = square;
      length = culebra_length(far);
      loss = culebra_length(missing);
    }
  }
  culebra_largest(lengths, length, block.longest + blockIdx.x);
  culebra_largest(losses, loss, block.lost + blockIdx.x);
}

// How far above the least score of a vector x the nearest code's may lie, where y and d are x and a
// code c as units multiply them:
//
//   <x,c> - <y,d> = <x-y,c> + <y,c-d>, at most |x-y||c| + |y||c-d|.
//
// Units add exact products to a sum, at least four at a time, and lose less than 2^-23 of the largest
// number there for each product, for the sum before and for the one after. No number is larger than
// |y||d| + |c|^2/2; the depth is rounded up to at most 31 more. So a sum loses less than
// 1.5·(depth + 32)·2^-23 of that; 2·(depth + 32) leaves room for what else is rounded here, also where
// the origin is taken away from x. Two scores may err against each other. The last term is for
// numbers below 2^-126, which units may drop.
static CULEBRA_DEVICE float marginOf(const culebra_vq &block, float square, float missing,
                                     float longest, float lost) {
  // Squares below 2^-126 lose digits, too.
  const float more = 1 + block.depth * 0x1p-22f, least = block.depth * 0x1p-74f;
  const float loss = sqrtf(missing) * more + least;
  const float length = sqrtf(square) * more + least + loss;
  const float width = longest + lost;
  const float reach = length * width + (block.cosine ? 0 : longest * longest / 2);
  const float error = loss * longest + length * lost + (block.depth + 32) * 0x1p-22f * reach +
                      block.depth * 0x1p-120f * (1 + length + width);
  // Else a sum could leave the range of float32; here is also what is not a number.
  return length + width < 0x1p60f ? 2.01f * error : INFINITY;
}

// A thread's rows of the tile: what is known of their scores, of which the largest is best here.
template <class T, class Format>
struct Rivals {
  float most[T::HIGH];
  float margin[T::HIGH];
  float score[T::HIGH][EACH];
  int32_t code[T::HIGH][EACH];
  uint32_t full = 0;  // rows of which a score had no room

  CULEBRA_DEVICE Rivals(const culebra_vq &block, int64_t first, int32_t head) {
    float longest = 0, lost = 0;
    for (int32_t i = head * block.sections; i < (head + 1) * block.sections; i++) {
      longest = fmaxf(longest, block.longest[i]);
      lost = fmaxf(lost, block.lost[i]);
    }
    CULEBRA_UNROLLED
    for (int i = 0; i < T::HIGH; i++) {
      const int64_t sample = first + T::row(i);
      const float *vector = block.vectors + (sample * block.heads + head) * block.depth;
      const float *center = centerOf(block, head);
      const bool is = sample < block.samples;
      float square = 0, missing = 0;
      CULEBRA_TWICE
      for (int32_t j = threadIdx.x % 4; j < block.depth; j += 4) {
        const float x = is ? vector[j] - center[j] : 0;
        const float error = x - Format::rounded(x);
        square = fmaf(x, x, square);
        missing = fmaf(error, error, missing);
      }
      const float apart = marginOf(block, sum(square), sum(missing), longest, lost);
      margin[i] = is ? apart : INFINITY;
      // Where scores decide nothing none passes.
      most[i] = margin[i] < INFINITY ? -INFINITY : INFINITY;
      CULEBRA_UNROLLED
      for (int e = 0; e < EACH; e++) {
        score[i][e] = -INFINITY;
        code[i][e] = 0;
      }
    }
  }

  // Over the four threads that share a row.
  static CULEBRA_DEVICE float sum(float part) {
    part += __shfl_xor_sync(0xffffffffu, part, 1);
    return part + __shfl_xor_sync(0xffffffffu, part, 2);
  }

  static CULEBRA_DEVICE float larger(float part) {
    part = fmaxf(part, __shfl_xor_sync(0xffffffffu, part, 1));
    return fmaxf(part, __shfl_xor_sync(0xffffffffu, part, 2));
  }

  // Takes up the codes of a tile that may be nearest, each with the thread's best score, which is not
  // below its own, in place of others that no longer may.
  CULEBRA_DEVICE void look(const float (&total)[T::HIGH][T::BROAD], int32_t tile) {
    CULEBRA_UNROLLED
    for (int i = 0; i < T::HIGH; i++) {
      float best = total[i][0];
      CULEBRA_UNROLLED
      for (int j = 1; j < T::BROAD; j++) {
        best = fmaxf(best, total[i][j]);
      }
      most[i] = fmaxf(most[i], larger(best));
      const float threshold = most[i] - margin[i];
      if (best >= threshold) {
        uint32_t hits = 0;
        CULEBRA_UNROLLED
        for (int j = 0; j < T::BROAD; j++) {
          hits |= total[i][j] >= threshold ? 1u << j : 0;
        }
        CULEBRA_ROLLED
        for (; hits != 0; hits &= hits - 1) {
          const int32_t found = tile * T::COLUMNS + T::column(__ffs((int)hits) - 1);
          bool kept = false;
          CULEBRA_UNROLLED
          for (int e = 0; e < EACH; e++) {
            const bool free = !kept && score[i][e] < threshold;
            score[i][e] = free ? best : score[i][e];
            code[i][e] = free ? found : code[i][e];
            kept |= free;
          }
          full |= kept ? 0 : 1u << i;
        }
      }
    }
  }

  CULEBRA_DEVICE void write(const culebra_vq &block, int64_t first, int64_t part) const {
    const int own = (int)threadIdx.x % 4;
    CULEBRA_UNROLLED
    for (int i = 0; i < T::HIGH; i++) {
      const bool all = larger((float)(full >> i & 1)) > 0;
      const int64_t sample = first + T::row(i);
      if (sample < block.samples) {
        CULEBRA_UNROLLED
        for (int e = 0; e < EACH; e++) {
          const int64_t at = (part * block.kept + own * EACH + e) * block.samples + sample;
          block.best[at] = -score[i][e];
          block.candidate[at] = code[i][e];
        }
        if (own == 0) {
          block.second[part * block.samples + sample] = all ? -INFINITY : INFINITY;
          if (part % block.chunks == 0) {
            block.margin[sample * block.heads + part / block.chunks] = margin[i];
          }
        }
      }
    }
  }
};

// A block has the scores of 128 vectors and a chunk of codes.
template <class T, class Format>
static CULEBRA_DEVICE void search(const culebra_vq &block, float *left, float *right) {
  const int64_t part = blockIdx.x % ((int64_t)block.heads * block.chunks);
  const int64_t first = blockIdx.x / ((int64_t)block.heads * block.chunks) * T::ROWS;
  const int32_t head = (int32_t)(part / block.chunks);
  const int32_t tiles = (block.codes + T::COLUMNS - 1) / T::COLUMNS;
  const int32_t begin = (int32_t)(part % block.chunks) * (block.chunk / T::COLUMNS);
  const int32_t after = begin + block.chunk / T::COLUMNS;
  const int32_t end = after < tiles ? after : tiles;
  const int32_t slices = (block.depth + T::DEPTH - 1) / T::DEPTH;
  const int32_t words = slices * Ready<T, Format>::DEPTH;
  const float *const rounded =
      (const float *)block.rounded + (int64_t)head * tiles * words * T::COLUMNS;
  const float *const halves = block.halves + (int64_t)head * tiles * T::COLUMNS;
  RowsLoader<Ready<T, Format>, T::COLUMNS> codes(rounded, T::COLUMNS, begin * words, end * words, 0,
                                                 T::COLUMNS, true);
  VectorLoader<T> vectors(block, first, head);
  Rivals<T, Format> rivals(block, first, head);
  const bool stay = slices <= SLOTS;
  const int32_t steps = (end - begin) * slices;
  float total[T::HIGH][T::BROAD] = {};
  int32_t slice = 0, before = 0, tile = begin;
  // As multiply() does it, over the slices of all tiles.
  CULEBRA_ROLLED
  for (int32_t step = 0; step <= steps; step++) {
    const bool is = step < steps, moves = is && (step < slices || !stay);
    const int32_t slot = stay ? slice : step % SLOTS;
    if (is) {
      codes.fetch();
    }
    if (moves) {
      vectors.fetch(slice * T::DEPTH);
    }
    // Half the squares of the next tile's codes, asked for in time.
    float half[T::BROAD] = {};
    if (is && slice == 0) {
      CULEBRA_UNROLLED
      for (int j = 0; j < T::BROAD; j++) {
        half[j] = halves[tile * T::COLUMNS + T::column(j)];
      }
    }
    if (step > 0) {
      T::add(left + before * T::LEFT, right + ((step + 1) & 1) * T::RIGHT, T::DEPTH, total);
    }
    if (slice == 0) {
      if (step > 0) {
        rivals.look(total, tile - 1);
      }
      CULEBRA_UNROLLED
      for (int j = 0; j < T::BROAD; j++) {
        CULEBRA_UNROLLED
        for (int i = 0; i < T::HIGH; i++) {
          total[i][j] = -half[j];
        }
      }
      tile++;
    }
    if (is) {
      codes.keep(right + (step & 1) * T::RIGHT);
      codes.advance();
      if (moves) {
        vectors.keep(left + slot * T::LEFT);
      }
      __syncthreads();
    }
    before = slot;
    slice = slice + 1 < slices ? slice + 1 : 0;
  }
  rivals.write(block, first, part);
}

#define SEARCH(format, name)                                       \
  CULEBRA_GLOBAL(vq_prepare_##name, culebra_vq) {                  \
    CULEBRA_SHARED(float, lengths, SECTION);                       \
    CULEBRA_SHARED(float, losses, SECTION);                        \
    prepare<format##_tile, format>(block, lengths, losses);        \
  }                                                                \
  CULEBRA_TILE_GLOBAL(format##_tile, vq_search_##name, culebra_vq) { \
    CULEBRA_SHARED(float4, left, SLOTS *format##_tile::LEFT / 4);  \
    CULEBRA_SHARED(float4, right, format##_tile::RIGHT_QUADS);     \
    search<format##_tile, format>(block, (float *)left, (float *)right); \
  }

SEARCH(Tf32, tf32)
SEARCH(Bf16, bf16)
