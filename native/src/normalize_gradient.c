#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "normalize_gradient_passes.h"

CULEBRA_FIELDS(culebra_normalize_gradient) = {
    CULEBRA_FIELD(culebra_normalize_gradient, x),
    CULEBRA_FIELD(culebra_normalize_gradient, weight),
    CULEBRA_FIELD(culebra_normalize_gradient, mean),
    CULEBRA_FIELD(culebra_normalize_gradient, variance),
    CULEBRA_FIELD(culebra_normalize_gradient, gradient),
    CULEBRA_FIELD(culebra_normalize_gradient, to_x),
    CULEBRA_FIELD(culebra_normalize_gradient, to_weight),
    CULEBRA_FIELD(culebra_normalize_gradient, to_bias),
    CULEBRA_FIELD(culebra_normalize_gradient, sums),
    CULEBRA_FIELD(culebra_normalize_gradient, pieces),
    CULEBRA_FIELD(culebra_normalize_gradient, columns),
    CULEBRA_FIELD(culebra_normalize_gradient, outer),
    CULEBRA_FIELD(culebra_normalize_gradient, tall),
    CULEBRA_FIELD(culebra_normalize_gradient, wide),
    CULEBRA_FIELD(culebra_normalize_gradient, width),
    CULEBRA_FIELD(culebra_normalize_gradient, groups),
    CULEBRA_FIELD(culebra_normalize_gradient, piece_rows),
    CULEBRA_FIELD(culebra_normalize_gradient, epsilon),
    CULEBRA_FIELD(culebra_normalize_gradient, own_rows),
    CULEBRA_END(culebra_normalize_gradient),
};

CULEBRA_CHOSEN(culebra_normalize_gradient_sums, struct culebra_normalize_gradient, make_sums)
CULEBRA_CHOSEN(culebra_normalize_gradient_combine, struct culebra_normalize_gradient,
               combine_all_sums)
CULEBRA_CHOSEN(culebra_normalize_gradient, struct culebra_normalize_gradient, to_x_rows)

CULEBRA_EXPORT void culebra_normalize_gradient_spread(
    const struct culebra_normalize_gradient *block, int64_t begin, int64_t end) {
  spread_means(block, begin, end);
}

CULEBRA_EXPORT void culebra_normalize_gradient_store(
    const struct culebra_normalize_gradient *block, int64_t begin, int64_t end) {
  store_sums(block, begin, end);
}
