#include "culebra/vq_nearest.h"

#include "culebra/chosen.h"
#include "culebra/kernel.h"
#include "culebra/layout.h"
#include "vq_search.h"

CULEBRA_FIELDS(culebra_vq_nearest) = {
    CULEBRA_FIELD(culebra_vq_nearest, vectors),
    CULEBRA_FIELD(culebra_vq_nearest, codebook),
    CULEBRA_FIELD(culebra_vq_nearest, index),
    CULEBRA_FIELD(culebra_vq_nearest, distance),
    CULEBRA_FIELD(culebra_vq_nearest, longest),
    CULEBRA_FIELD(culebra_vq_nearest, halves),
    CULEBRA_FIELD(culebra_vq_nearest, panels),
    CULEBRA_FIELD(culebra_vq_nearest, rows),
    CULEBRA_FIELD(culebra_vq_nearest, samples),
    CULEBRA_FIELD(culebra_vq_nearest, heads),
    CULEBRA_FIELD(culebra_vq_nearest, codes),
    CULEBRA_FIELD(culebra_vq_nearest, depth),
    CULEBRA_FIELD(culebra_vq_nearest, cosine),
    CULEBRA_FIELD(culebra_vq_nearest, tile_vectors),
    CULEBRA_END(culebra_vq_nearest),
};

/* Codes that are not there get the score of none; directions have length 1. */
static inline void pack(const struct culebra_vq_nearest *b, int64_t number) {
  int64_t panels = (b->codes + CULEBRA_VQ_PANEL - 1) / CULEBRA_VQ_PANEL;
  int64_t head = number / panels;
  int64_t first = number % panels * CULEBRA_VQ_PANEL;
  const float *codes = b->codebook + (head * b->codes + first) * b->depth;
  float *panel = b->panels + number * b->depth * CULEBRA_VQ_PANEL;
  double longest = 0;
  for (int64_t column = 0; column < CULEBRA_VQ_PANEL; column++) {
    int present = first + column < b->codes;
    const float *code = codes + (present ? column * b->depth : 0);
    double square = present ? culebra_vq_products(code, code, b->depth) : 0;
    longest = square <= longest ? longest : isfinite(square) ? square : INFINITY;
    b->halves[number * CULEBRA_VQ_PANEL + column] =
        !present ? -INFINITY : b->cosine ? 0 : (float)(square / -2);
    double scale = !b->cosine ? 1 : square == 0 ? 0 : 1 / sqrt(square);
    for (int64_t j = 0; j < b->depth; j++) {
      panel[j * CULEBRA_VQ_PANEL + column] = (float)(code[j] * scale);
    }
  }
  b->longest[number] = b->cosine && isfinite(longest) ? 1 : sqrt(longest);
}

CULEBRA_KERNEL void culebra_vq_nearest_pack(const struct culebra_vq_nearest *block, int64_t begin,
                                            int64_t end) {
  for (int64_t panel = begin; panel < end; panel++) {
    pack(block, panel);
  }
}

CULEBRA_CHOSEN(culebra_vq_nearest, struct culebra_vq_nearest, search_blocks)
