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

enum { SUMS = 16, SUMMED_IN_SINGLE = 4096, TILE = 128 };

/* What a call is for, as bits. */
enum { LOSS = 1, GRADIENT = 2 };

static inline float loss_term(int kind, float x, float y) {
  switch (kind) {
    case CULEBRA_GAUSSIAN_KL:
      return 0.5f * fmaf(x, x, culebra_expm1(y) - y);
    case CULEBRA_BERNOULLI_LOGITS:
      return fmaf(-x, y, x > 0.0f ? x : 0.0f) + culebra_softplus_tail(x);
    default:
      return (x - y) * (x - y);
  }
}

static inline float loss_slope(int kind, float x, float y, float seed) {
  switch (kind) {
    case CULEBRA_GAUSSIAN_KL:
      return x * seed;
    case CULEBRA_BERNOULLI_LOGITS:
      return seed * (culebra_sigmoid(x) - y);
    default:
      return seed * ((x - y) + (x - y));
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
    const float x = left[i];
    const float y = right[i];
    if (wanted & LOSS) {
      terms[i] = loss_term(kind, x, y);
    }
    if (wanted & GRADIENT) {
      to_left[i] = loss_slope(kind, x, y, seed);
      if (kind == CULEBRA_GAUSSIAN_KL) {
        to_right[i] = culebra_expm1(y) * (0.5f * seed);
      }
    }
  }
}

static inline void loss_hints(int kind, int wanted, const struct loss_row *row, int64_t at) {
  for (int64_t line = at; line < at + TILE; line += CULEBRA_LINE) {
    culebra_will_read(row->left + line);
    culebra_will_read(row->right + line);
    if (wanted & GRADIENT) {
      culebra_will_write(row->to_left + line);
      if (kind == CULEBRA_GAUSSIAN_KL) {
        culebra_will_write(row->to_right + line);
      }
    }
  }
}

static inline void loss_add(float *sums, const float *terms, int64_t count) {
  for (int64_t at = 0; at < count; at += SUMS) {
    CULEBRA_UNROLL(16)
    for (int i = 0; i < SUMS; i++) {
      sums[i] += terms[at + i];
    }
  }
}

/* Halves upon halves; the sums start anew. */
static inline double loss_total(float *sums) {
  for (int half = SUMS / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) {
      sums[i] += sums[i + half];
    }
  }
  const double total = sums[0];
  memset(sums, 0, SUMS * sizeof *sums);
  return total;
}

/* Less than 16 elements, as 16 of which the others do not count. */
static inline void loss_rest(int kind, int wanted, const struct loss_row *row, int64_t at,
                             int64_t count, float *terms) {
  float left[SUMS] = {0}, right[SUMS] = {0}, to_left[SUMS], to_right[SUMS];
  const size_t bytes = (size_t)count * sizeof *left;
  const struct loss_row padded = {left, right, to_left, to_right, row->seed};
  memcpy(left, row->left + at, bytes);
  memcpy(right, row->right + at, bytes);
  loss_elements(kind, wanted, &padded, 0, SUMS, terms);
  if (wanted & GRADIENT) {
    memcpy(row->to_left + at, to_left, bytes);
    if (kind == CULEBRA_GAUSSIAN_KL) {
      memcpy(row->to_right + at, to_right, bytes);
    }
  }
  for (int64_t i = count; i < SUMS; i++) {
    terms[i] = 0;
  }
}

static inline double loss_of_row(int kind, int wanted, const struct loss_row *row,
                                 int64_t length) {
  _Alignas(64) float sums[SUMS] = {0};
  _Alignas(64) float terms[TILE];
  const int64_t whole = length / SUMS * SUMS;
  double total = 0;
  int64_t at = 0;
  for (; at + TILE <= whole; at += TILE) {
    loss_hints(kind, wanted, row, at);
    loss_elements(kind, wanted, row, at, TILE, terms);
    if (wanted & LOSS) {
      loss_add(sums, terms, TILE);
      if ((at + TILE) % SUMMED_IN_SINGLE == 0) {
        total += loss_total(sums);
      }
    }
  }
  for (; at < whole; at += SUMS) {
    loss_elements(kind, wanted, row, at, SUMS, terms);
    if (wanted & LOSS) {
      loss_add(sums, terms, SUMS);
    }
  }
  total += loss_total(sums);
  if (at < length) {
    loss_rest(kind, wanted, row, at, length - at, terms);
    loss_add(sums, terms, SUMS);
    total += loss_total(sums);
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
