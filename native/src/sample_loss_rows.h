/*
 * The loops of all losses of samples. A sum is made in one order, whatever the instruction set and
 * whether gradients are wanted: 16 sums of every 16th element over 4096 elements, what they make
 * together added in double, and what fills no 16 last.
 */
#ifndef CULEBRA_SAMPLE_LOSS_ROWS_H
#define CULEBRA_SAMPLE_LOSS_ROWS_H

#include <math.h>
#include <string.h>

#include "culebra/activation.h"
#include "culebra/kernel.h"
#include "culebra/sample_loss.h"
#include "culebra/stream.h"
#include "culebra/vectors.h"

enum { SUMS = 16, SUMMED_IN_SINGLE = 4096, TILE = 128 };

/* What a call is for, as bits. */
enum { LOSS = 1, GRADIENT = 2 };

/* What becomes of an element: its part of the loss, and its gradients. */
struct loss_element {
  float term;
  float to_left;
  float to_right;
};

/* What is not used is not computed; what both use is, once. */
static inline struct loss_element loss_element(int kind, float x, float y, float seed) {
  switch (kind) {
    case CULEBRA_GAUSSIAN_KL: {
      const float excess = culebra_expm1(y);
      return (struct loss_element){0.5f * fmaf(x, x, excess - y), x * seed,
                                   excess * (0.5f * seed)};
    }
    case CULEBRA_BERNOULLI_LOGITS: {
      const float decay = culebra_decay(x);
      const float linear = fmaf(-x, y, x > 0.0f ? x : 0.0f);
      return (struct loss_element){linear + culebra_log1p_of_decay(decay),
                                   seed * (culebra_sigmoid_of_decay(x, decay) - y), 0};
    }
    default: {
      const float error = x - y;
      return (struct loss_element){error * error, seed * (error + error), 0};
    }
  }
}

/* Where an element is and where its gradients go. */
struct loss_row {
  const float *left;
  const float *right;
  float *to_left;
  float *to_right;
  float seed;
};

/* Elements at to at + count - 1, whose terms become terms[0] to terms[count - 1]. */
static inline void loss_elements(int kind, int wanted, const struct loss_row *row, int64_t at,
                                 int64_t count, float *terms) {
  const float *left = row->left + at;
  const float *right = row->right + at;
  const float seed = row->seed;
  float *to_left = wanted & GRADIENT ? row->to_left + at : NULL;
  float *to_right = wanted & GRADIENT && kind == CULEBRA_GAUSSIAN_KL ? row->to_right + at : NULL;
  CULEBRA_INDEPENDENT
  for (int64_t i = 0; i < count; i++) {
    const struct loss_element element = loss_element(kind, left[i], right[i], seed);
    if (wanted & LOSS) {
      terms[i] = element.term;
    }
    if (wanted & GRADIENT) {
      to_left[i] = element.to_left;
    }
    if (wanted & GRADIENT && kind == CULEBRA_GAUSSIAN_KL) {
      to_right[i] = element.to_right;
    }
  }
}

/* Sums of every 16th element; as one value, so that they stay in registers. */
typedef float loss_sums __attribute__((vector_size(SUMS * sizeof(float))));

static inline void loss_add(loss_sums *sums, const float *terms, int64_t count) {
  for (int64_t at = 0; at < count; at += SUMS) {
    loss_sums some;
    memcpy(&some, terms + at, sizeof some);
    *sums += some;
  }
}

#define LOSS_HALVED(half)          \
  CULEBRA_UNROLL(8)                \
  for (int i = 0; i < half; i++) { \
    parts[i] += parts[i + half];   \
  }

static inline double loss_total(const loss_sums *sums) {
  float parts[SUMS];
  memcpy(parts, sums, sizeof parts);
  LOSS_HALVED(8)
  LOSS_HALVED(4)
  LOSS_HALVED(2)
  return parts[0] + parts[1];
}

/* A vector's worth of elements, of which only the first count are there. */
static inline void loss_pad(float *to, const float *from, int64_t count) {
  for (int64_t at = 0; at < SUMS; at += VEC_LANES) {
    const int64_t there = count - at < VEC_LANES ? count - at : VEC_LANES;
    vec_store(to + at, vec_load_some(from + at, there > 0 ? there : 0));
  }
}

static inline void loss_keep(float *to, const float *from, int64_t count) {
  for (int64_t at = 0; at < count; at += VEC_LANES) {
    const int64_t there = count - at < VEC_LANES ? count - at : VEC_LANES;
    vec_store_some(to + at, vec_load(from + at), there);
  }
}

/* Less than 16 elements, as 16 of which the others do not count. */
static inline void loss_rest(int kind, int wanted, const struct loss_row *row, int64_t at,
                             int64_t count, float *terms) {
  float left[SUMS], right[SUMS], to_left[SUMS], to_right[SUMS];
  const struct loss_row padded = {left, right, to_left, to_right, row->seed};
  loss_pad(left, row->left + at, count);
  loss_pad(right, row->right + at, count);
  loss_elements(kind, wanted, &padded, 0, SUMS, terms);
  if (wanted & GRADIENT) {
    loss_keep(row->to_left + at, to_left, count);
  }
  if (wanted & GRADIENT && kind == CULEBRA_GAUSSIAN_KL) {
    loss_keep(row->to_right + at, to_right, count);
  }
  if (wanted & LOSS) {
    loss_pad(terms, terms, count);
  }
}

static inline double loss_of_row(int kind, int wanted, const struct loss_row *row,
                                 int64_t length) {
  loss_sums sums = {0};
  _Alignas(64) float terms[TILE];
  const int64_t whole = length / SUMS * SUMS;
  double total = 0;
  int64_t at = 0;
  for (; at + TILE <= whole; at += TILE) {
    /* Written out here: as a function, hints alone count as nothing and are dropped. */
    for (int64_t line = at; line < at + TILE; line += CULEBRA_LINE) {
      culebra_will_read(row->left + line);
      culebra_will_read(row->right + line);
      if (wanted & GRADIENT) {
        culebra_will_write(row->to_left + line);
      }
      if (wanted & GRADIENT && kind == CULEBRA_GAUSSIAN_KL) {
        culebra_will_write(row->to_right + line);
      }
    }
    loss_elements(kind, wanted, row, at, TILE, terms);
    if (wanted & LOSS) {
      loss_add(&sums, terms, TILE);
    }
    if (wanted & LOSS && (at + TILE) % SUMMED_IN_SINGLE == 0) {
      total += loss_total(&sums);
      sums = (loss_sums){0};
    }
  }
  for (; at < whole; at += SUMS) {
    loss_elements(kind, wanted, row, at, SUMS, terms);
    if (wanted & LOSS) {
      loss_add(&sums, terms, SUMS);
    }
  }
  if (at < length) {
    loss_rest(kind, wanted, row, at, length - at, terms);
  }
  if (wanted & LOSS) {
    total += loss_total(&sums);
  }
  if (wanted & LOSS && at < length) {
    memcpy(&sums, terms, sizeof sums);
    total += loss_total(&sums);
  }
  return total;
}

static inline void loss_rows(int kind, int wanted, const struct culebra_sample_loss *block,
                             int64_t begin, int64_t end) {
  for (int64_t sample = begin; sample < end; sample++) {
    const int64_t first = sample * block->length;
    const struct loss_row row = {
        block->left + first,
        block->right + first,
        wanted & GRADIENT ? block->to_left + first : NULL,
        wanted & GRADIENT && kind == CULEBRA_GAUSSIAN_KL ? block->to_right + first : NULL,
        wanted & GRADIENT ? block->seed[sample] : 0,
    };
    const double total = loss_of_row(kind, wanted, &row, block->length);
    if (wanted & LOSS) {
      block->loss[sample] = (float)total;
    }
  }
}

/* Each way of calling has loops of its own. */
static inline void loss_wanted(int kind, const struct culebra_sample_loss *block, int64_t begin,
                               int64_t end) {
  if (block->to_left == NULL) {
    loss_rows(kind, LOSS, block, begin, end);
  } else if (block->loss == NULL) {
    loss_rows(kind, GRADIENT, block, begin, end);
  } else {
    loss_rows(kind, LOSS | GRADIENT, block, begin, end);
  }
}

static inline void loss_samples(const struct culebra_sample_loss *block, int64_t begin,
                                int64_t end) {
  switch (block->kind) {
    case CULEBRA_GAUSSIAN_KL:
      loss_wanted(CULEBRA_GAUSSIAN_KL, block, begin, end);
      break;
    case CULEBRA_BERNOULLI_LOGITS:
      loss_wanted(CULEBRA_BERNOULLI_LOGITS, block, begin, end);
      break;
    default:
      loss_wanted(CULEBRA_SQUARED_ERROR, block, begin, end);
  }
}

#endif
