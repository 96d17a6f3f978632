/*
 * Steps of recurrent layers: ops LstmSequence, GruSequence and their gradients, which hold the
 * formulas. A step multiplies the states by the hidden weights, which every step needs and which
 * are therefore packed once, and goes on with the cells while their sums are in the caches.
 */
#ifndef CULEBRA_RECURRENT_H
#define CULEBRA_RECURRENT_H

#include <stdint.h>

enum {
  /* Units that are packed together. */
  CULEBRA_RECURRENT_UNITS = 32,

  /* The most units of a chunk. */
  CULEBRA_RECURRENT_WIDE = 256,

  /* The most rows of a chunk; if there are more, they are dealt out evenly. */
  CULEBRA_RECURRENT_ROWS = 128,
};

/* N samples, L steps, H units, G gates in a row. Samples in their order unless there is a list. */
struct culebra_recurrent {
  const float *weight;       /* of the states: [H,G] */
  float *panels;             /* the same, packed: G * (H rounded up to CULEBRA_RECURRENT_UNITS) */
  float *left;               /* 2 * N * depth of the products, forward H and backward G: what the
                                cells hand to the next step's product */
  float *scratch;            /* G/H * chunk_units * rows of a chunk, of this call alone */
  const int64_t *order;      /* the sample of each row; null: row by row */
  const float *bias;         /* [G] */
  const float *hidden_bias;  /* GRU: that of the products, [G] */
  const float *initial;      /* h before the first step, [N,H] */
  const float *initial_cell; /* LSTM: c before the first step, [N,H] */
  float *y;                  /* [N,L,H] */
  float *gates;              /* [N,L,G]; forward: the inputs' sums, which become gates */
  float *cells;              /* [N,L,H]: c, or the candidate's product of a GRU */
  const float *arrived;      /* gradient of y */
  float *to_state;           /* gradient of h, which runs along: [N,H] */
  float *to_cell;            /* LSTM: gradient of c, likewise */
  float *to_sums;            /* gradient of the inputs' sums: [N,L,G], or rows one after another */
  float *to_products;        /* GRU: gradient of the products, likewise */
  int64_t samples;
  int64_t length;
  int64_t hidden;
  int64_t columns;           /* G */
  int64_t chunk_units;       /* units of a chunk: whole CULEBRA_RECURRENT_UNITS */
  int64_t step;              /* backwards -1 after the last: then only the product is left */
  int64_t rows;              /* that take part in the step */
  int64_t rows_behind;       /* that took part in the step that was computed last: backwards not
                                more, forward not fewer; of the first step forward as many */
  int64_t first;             /* with a list: number of the step's first row in to_sums */
  int32_t backward;          /* what is to be packed */
  int32_t tile_vectors;      /* of the products: 1 or 2; 0: what the processor is faster with */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Before the steps: packs the weights, and forward the first states. A chunk for each
 * CULEBRA_RECURRENT_UNITS.
 */
void culebra_recurrent(const struct culebra_recurrent *block, int64_t begin, int64_t end);

/* A step each. Chunks are counted through the units, then through the blocks of rows. */
void culebra_lstm_forward(const struct culebra_recurrent *block, int64_t begin, int64_t end);
void culebra_lstm_backward(const struct culebra_recurrent *block, int64_t begin, int64_t end);
void culebra_gru_forward(const struct culebra_recurrent *block, int64_t begin, int64_t end);
void culebra_gru_backward(const struct culebra_recurrent *block, int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif

#endif
