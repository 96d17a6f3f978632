/*
 * The search of op VqNearest in one instruction set: ROWS rows by the codes of a tile
 * stay in registers.
 *
 * A score is x.c - c.c / 2, largest where the distance is least. It begins with its last term, so a
 * tile is finished when its products are; then one comparison a row says whether a score comes
 * within the error bound of the row's best so far. Nearly always none does, so nothing but the tile
 * needs registers. Codes that do are kept, and compared in double at the end.
 *
 * The bound, with u = 2^-24: a chain of D products and sums that begins with c.c / 2 errs by at most
 * 1.01 (D + 1) u (|x| |c| + c.c / 2), rounding codes, halves and thresholds by less than 7 u of the
 * same; the rest covers what the exact arithmetic itself rounds, and products below the smallest
 * float.
 */
#ifndef CULEBRA_VQ_SEARCH_H
#define CULEBRA_VQ_SEARCH_H

#include "culebra/stream.h"
#include "vq_candidates.h"

/* Floats from row to row of stored scores: not a power of two, whose lines would share a few places
   of L1. */
enum { STRIDE = FIRST + 16 };

/* Products beyond this come near the largest float: such rows are settled in double alone. */
#define LARGE 1e37

/* Rows that will be searched next, a little of which is asked for with each tile: all at once they
   would be waited for. */
struct upcoming {
  const float *from;
  const float *end;
  int64_t step;
};

static inline void ask_for(struct upcoming *next) {
  for (int64_t i = 0; i < next->step && next->from < next->end; i++, next->from += CULEBRA_LINE) {
    culebra_will_read_later(next->from);
  }
}

/* The block behind rows of one head. Where there are more heads, its rows lie apart. */
static struct upcoming rows_behind(const struct culebra_vq_nearest *b, int64_t first, int64_t count) {
  if (b->heads > 1) {
    return (struct upcoming){0};
  }
  int64_t behind = b->samples - first - count;
  int64_t elements = (behind < CULEBRA_VQ_BLOCK ? behind : CULEBRA_VQ_BLOCK) * b->depth;
  int64_t tiles = (b->codes + WIDTH - 1) / WIDTH * ((count + ROWS - 1) / ROWS);
  const float *from = b->vectors + (first + count) * b->depth;
  return (struct upcoming){from, from + elements, elements / CULEBRA_LINE / tiles + 1};
}

static float squares(const float *vector, int64_t depth) {
  vec sum = vec_splat(0);
  int64_t whole = depth - depth % VEC_LANES;
  for (int64_t j = 0; j < whole; j += VEC_LANES) {
    vec value = vec_load(vector + j);
    sum = vec_multiply_add(value, value, sum);
  }
  float rest = 0;
  for (int64_t j = whole; j < depth; j++) {
    rest += vector[j] * vector[j];
  }
  return vec_total(sum) + rest;
}

/* Forgets everything about a row; gives the threshold that its first score must reach. */
static float begin(const struct head *head, const float *vector, struct row *row) {
  int64_t depth = head->depth;
  double longest = head->longest;
  double length = sqrt(1.01 * squares(vector, depth) + (double)depth * 0x1p-149);
  double scale = length * longest + longest * longest / 2;
  double chain = 1.01 * (double)(depth + 8) * 0x1p-24 * scale;
  double sum = length + longest;
  double rounding = (double)(2 * depth + 16) * 0x1p-52 * sum * sum;
  double underflow = (double)(depth + 4) * 0x1p-149 * (1 + length);
  row->vector = vector;
  row->margin = 2 * (chain + rounding + underflow);
  row->best = -INFINITY;
  row->count = 0;
  int tame = length * longest < LARGE && longest * longest < LARGE && length < LARGE;
  return tame ? -INFINITY : NAN;
}

static const float *codes_from(const struct head *head, int64_t code) {
  int64_t within = code % CULEBRA_VQ_PANEL;
  return head->panels + (code - within) * head->depth + within;
}

/*
 * Looks at the first codes, whose scores say little about the best to come: nearly every tile would
 * reach a threshold. All their scores are stored and looked at once. (To keep the best of each lane of
 * four panels instead, and to score those once more that may have it, took 1.1 times as long among 512
 * codes.) Returns how many codes those are.
 */
static int64_t search_first(const struct head *head, const float *packed, int count,
                            struct row *rows, float *thresholds, struct upcoming *next) {
  float scores[CULEBRA_VQ_BLOCK * STRIDE];
  vec most[CULEBRA_VQ_BLOCK];
  for (int row = 0; row < CULEBRA_VQ_BLOCK; row++) {
    most[row] = vec_splat(-INFINITY);
  }
  int64_t last = head->count < FIRST ? head->count : FIRST;
  int64_t code = 0;
  for (; code < last; code += WIDTH) {
    for (int row = 0; row < count; row += ROWS) {
      ask_for(next);
      whole_tile(packed + row * head->depth, codes_from(head, code), head->halves + code,
                 head->depth, scores + row * STRIDE + code, STRIDE, most + row);
    }
  }
  for (int row = 0; row < count; row++) {
    if (!isnan(thresholds[row])) {
      improve(&rows[row], vec_largest(most[row]), &thresholds[row]);
    }
  }
  for (int row = 0; row < count; row++) {
    look_at_first(head, scores + row * STRIDE, (int)code, &rows[row], thresholds[row]);
  }
  return code;
}

/* One block of rows of one head. */
static void search(const struct culebra_vq_nearest *b, const struct head *head, int64_t number,
                   int64_t first, int count) {
  const float *vectors[CULEBRA_VQ_BLOCK];
  float thresholds[CULEBRA_VQ_BLOCK];
  struct row rows[CULEBRA_VQ_BLOCK];
  for (int row = 0; row < count; row++) {
    vectors[row] = b->vectors + ((first + row) * b->heads + number) * b->depth;
    thresholds[row] = begin(head, vectors[row], &rows[row]);
  }
  /* Rows of the last tile that are not there repeat the last, and reach nothing. */
  for (int row = count; row % ROWS != 0; row++) {
    vectors[row] = vectors[count - 1];
    thresholds[row] = NAN;
  }
  for (int row = 0; row < count; row += ROWS) {
    pack_rows(vectors + row, head->depth, b->rows + row * head->depth);
  }
  struct upcoming next = rows_behind(b, first, count);
  int64_t seen = search_first(head, b->rows, count, rows, thresholds, &next);
  for (int64_t code = seen; code < head->count; code += WIDTH) {
    for (int row = 0; row < count; row += ROWS) {
      float scores[ROWS * WIDTH];
      ask_for(&next);
      if (contending_tile(b->rows + row * head->depth, codes_from(head, code),
                          head->halves + code, head->depth, thresholds + row, scores)) {
        for (int i = 0; i < ROWS; i++) {
          if (reaches(scores + i * WIDTH, thresholds[row + i])) {
            look_at_tile(head, scores + i * WIDTH, code, &rows[row + i], &thresholds[row + i]);
          }
        }
      }
    }
  }
  for (int row = 0; row < count; row++) {
    int32_t nearest = isnan(thresholds[row]) ? settle_all(head, &rows[row])
                                             : settle(head, &rows[row], thresholds[row]);
    int64_t place = (first + row) * b->heads + number;
    b->index[place] = nearest;
    b->distance[place] =
        (float)culebra_vq_distance(head->cosine, vectors[row],
                                   head->codes + nearest * head->depth, head->depth);
  }
}

static void search_blocks(const struct culebra_vq_nearest *b, int64_t begin, int64_t end) {
  int64_t panels = (b->codes + CULEBRA_VQ_PANEL - 1) / CULEBRA_VQ_PANEL;
  int64_t blocks = (b->samples + CULEBRA_VQ_BLOCK - 1) / CULEBRA_VQ_BLOCK;
  for (int64_t block = begin; block < end; block++) {
    int64_t number = block / blocks;
    int64_t first = block % blocks * CULEBRA_VQ_BLOCK;
    int64_t rows = b->samples - first;
    double longest = 0;
    for (int64_t panel = 0; panel < panels; panel++) {
      double each = b->longest[number * panels + panel];
      longest = each > longest ? each : longest;
    }
    struct head head = {
        b->codebook + number * b->codes * b->depth,
        b->panels + number * panels * b->depth * CULEBRA_VQ_PANEL,
        b->halves + number * panels * CULEBRA_VQ_PANEL,
        b->codes,
        b->depth,
        longest,
        b->cosine,
    };
    search(b, &head, number, first, (int)(rows < CULEBRA_VQ_BLOCK ? rows : CULEBRA_VQ_BLOCK));
  }
}

#endif
