/* A chain of maps tile by tile. */
#ifndef CULEBRA_MAP_CHAIN_TILES_H
#define CULEBRA_MAP_CHAIN_TILES_H

#include "culebra/map_chain.h"
#include "map_loops.h"

/* Floats between what is computed and what is asked for: further than for one map, because several
   arrays share the lines that can be under way. */
enum { CHAIN_AHEAD = 1024 };

typedef void chain_map(const float *left, const float *right, float *output, int64_t count,
                       int64_t repeated);

#define CULEBRA_CHAIN_MAP(name, arrays, value) map_cached_##name,

/* For parts of a tile, and for operands that repeat. */
static chain_map *const chain_maps[] = {CULEBRA_MAPS(CULEBRA_CHAIN_MAP)};

#define CULEBRA_WHOLE_TILE(name, arrays, value)                                              \
  static void map_tile_##name(const float *left, const float *right, float *output) {        \
    CULEBRA_MAP_ELEMENTS(left[i], (arrays) == 2 ? right[i] : 0, value, 0, CULEBRA_CHAIN_TILE) \
  }
CULEBRA_MAPS(CULEBRA_WHOLE_TILE)

typedef void chain_tile(const float *left, const float *right, float *output);

#define CULEBRA_CHAIN_WHOLE(name, arrays, value) map_tile_##name,

static chain_tile *const chain_wholes[] = {CULEBRA_MAPS(CULEBRA_CHAIN_WHOLE)};

static inline int64_t chain_offset(int64_t mode, int64_t size, int64_t at) {
  switch (mode) {
    case CULEBRA_CHAIN_EACH:
      return at;
    case CULEBRA_CHAIN_ROW:
      return at % size;
    case CULEBRA_CHAIN_RUN:
      return at / size;
    default:
      return 0;
  }
}

static inline int64_t chain_repeats(int64_t mode, int64_t flag) {
  return mode == CULEBRA_CHAIN_RUN || mode == CULEBRA_CHAIN_ONE ? flag : 0;
}

static inline void chain_hints(const struct culebra_map_chain *b, int64_t at, int64_t count) {
  for (int64_t line = at + CHAIN_AHEAD; line < at + CHAIN_AHEAD + count; line += CULEBRA_LINE) {
    for (int64_t i = 0; i < b->reads; i++) {
      __builtin_prefetch(b->read[i] + line, 0, 3);
    }
    for (int64_t i = 0; i < b->writes; i++) {
      __builtin_prefetch(b->written[i] + line, 1, 3);
    }
  }
}

static inline void chain_tiles(const struct culebra_map_chain *b, int64_t begin, int64_t end) {
  _Alignas(64) float tiles[CULEBRA_CHAIN_TILES][CULEBRA_CHAIN_TILE];
  for (int64_t at = begin; at < end;) {
    int64_t count = end - at < CULEBRA_CHAIN_TILE ? end - at : CULEBRA_CHAIN_TILE;
    if (b->run > 0 && count > b->run - at % b->run) {
      count = b->run - at % b->run;
    }
    chain_hints(b, at, count);
    for (int64_t i = 0; i < b->links; i++) {
      const float *left = b->left_mode[i] == CULEBRA_CHAIN_KEPT
                              ? tiles[b->left_size[i]]
                              : b->left[i] + chain_offset(b->left_mode[i], b->left_size[i], at);
      const float *right = b->right_mode[i] == CULEBRA_CHAIN_KEPT
                               ? tiles[b->right_size[i]]
                               : b->right[i] + chain_offset(b->right_mode[i], b->right_size[i], at);
      float *output =
          b->output_mode[i] == CULEBRA_CHAIN_KEPT ? tiles[b->output_size[i]] : b->output[i] + at;
      int64_t repeated = chain_repeats(b->left_mode[i], CULEBRA_LEFT_REPEATS) |
                         chain_repeats(b->right_mode[i], CULEBRA_RIGHT_REPEATS);
      if (count == CULEBRA_CHAIN_TILE && repeated == 0) {
        chain_wholes[b->map[i]](left, right, output);
      } else {
        chain_maps[b->map[i]](left, right, output, count, repeated);
      }
    }
    at += count;
  }
}

#endif
