#include "culebra/matmul.h"

#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "matmul_tiles.h"

_Static_assert(PRODUCT_DEPTH * (CULEBRA_MATMUL_PART + CULEBRA_MATMUL_COLUMNS) <=
                       CULEBRA_MATMUL_SCRATCH &&
                   CULEBRA_MATMUL_COLUMNS % PRODUCT_WIDTH == 0,
               "scratch memory of a chunk");

CULEBRA_FIELDS(culebra_matmul) = {
    CULEBRA_FIELD(culebra_matmul, left),
    CULEBRA_FIELD(culebra_matmul, right),
    CULEBRA_FIELD(culebra_matmul, result),
    CULEBRA_FIELD(culebra_matmul, scratch),
    CULEBRA_FIELD(culebra_matmul, left_rows),
    CULEBRA_FIELD(culebra_matmul, result_rows),
    CULEBRA_FIELD(culebra_matmul, rows),
    CULEBRA_FIELD(culebra_matmul, columns),
    CULEBRA_FIELD(culebra_matmul, depth),
    CULEBRA_FIELD(culebra_matmul, left_step),
    CULEBRA_FIELD(culebra_matmul, right_step),
    CULEBRA_FIELD(culebra_matmul, result_step),
    CULEBRA_FIELD(culebra_matmul, row_block),
    CULEBRA_FIELD(culebra_matmul, column_block),
    CULEBRA_FIELD(culebra_matmul, transpose_left),
    CULEBRA_FIELD(culebra_matmul, transpose_right),
    CULEBRA_FIELD(culebra_matmul, accumulate),
    CULEBRA_FIELD(culebra_matmul, rounded),
    CULEBRA_FIELD(culebra_matmul, tile_vectors),
    CULEBRA_END(culebra_matmul),
};

CULEBRA_CHOSEN(culebra_matmul, struct culebra_matmul, run_chunks)
