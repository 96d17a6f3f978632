/* Rows in groups, each as high as a tile: packed together, and multiplied by a panel. */
#ifndef CULEBRA_MATMUL_GROUPS_H
#define CULEBRA_MATMUL_GROUPS_H

#include "matmul_panels.h"
#include "matmul_tile.h"

/* Rows of the left matrix at some depth, group after group. */
static void pack_groups(const struct culebra_matmul *block, const float *left, int64_t row,
                        int64_t rows, int64_t k, int64_t depth, int64_t vectors, float *to) {
  int64_t groups = ceiling(rows, tile_rows(vectors));
  for (int64_t group = 0; group < groups; group++) {
    int64_t begin = group_begin(group, groups, rows);
    int64_t count = group_begin(group + 1, groups, rows) - begin;
    pack_left(block, left, row + begin, count, k, depth, to + begin * depth);
  }
}

/* A panel at some depth times rows that are packed in groups. */
static void run_panel(const struct product *panel, const float *lefts, int64_t rows,
                      int64_t vectors, enum packing packing) {
  struct product at = *panel;
  int64_t groups = ceiling(rows, tile_rows(vectors));
  for (int64_t group = 0; group < groups; group++) {
    int64_t begin = group_begin(group, groups, rows);
    int64_t count = group_begin(group + 1, groups, rows) - begin;
    at.left = lefts + begin * at.depth;
    at.to = panel->to + (at.to_rows ? 0 : begin * at.to_step);
    at.to_rows = panel->to_rows ? panel->to_rows + begin : NULL;
    run_product(count, vectors, packing, &at);
    packing = PACKED_BEFORE;
    at.right = panel->panel;
  }
}

#endif
