#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "normalize_passes.h"

CULEBRA_FIELDS(culebra_normalize) = {
    CULEBRA_FIELD(culebra_normalize, x),
    CULEBRA_FIELD(culebra_normalize, weight),
    CULEBRA_FIELD(culebra_normalize, bias),
    CULEBRA_FIELD(culebra_normalize, y),
    CULEBRA_FIELD(culebra_normalize, mean),
    CULEBRA_FIELD(culebra_normalize, variance),
    CULEBRA_FIELD(culebra_normalize, sums),
    CULEBRA_FIELD(culebra_normalize, pieces),
    CULEBRA_FIELD(culebra_normalize, columns),
    CULEBRA_FIELD(culebra_normalize, outer),
    CULEBRA_FIELD(culebra_normalize, tall),
    CULEBRA_FIELD(culebra_normalize, wide),
    CULEBRA_FIELD(culebra_normalize, width),
    CULEBRA_FIELD(culebra_normalize, groups),
    CULEBRA_FIELD(culebra_normalize, piece_rows),
    CULEBRA_FIELD(culebra_normalize, epsilon),
    CULEBRA_FIELD(culebra_normalize, own_rows),
    CULEBRA_END(culebra_normalize),
};

CULEBRA_CHOSEN(culebra_normalize_moments, struct culebra_normalize, make_moments)
CULEBRA_CHOSEN(culebra_normalize_combine, struct culebra_normalize, combine_all)
CULEBRA_CHOSEN(culebra_normalize, struct culebra_normalize, apply_rows)
