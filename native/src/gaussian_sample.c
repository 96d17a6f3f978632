#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "gaussian_sample_draw.h"

CULEBRA_FIELDS(culebra_gaussian_sample) = {
    CULEBRA_FIELD(culebra_gaussian_sample, mean),
    CULEBRA_FIELD(culebra_gaussian_sample, log_variance),
    CULEBRA_FIELD(culebra_gaussian_sample, counter),
    CULEBRA_FIELD(culebra_gaussian_sample, output),
    CULEBRA_FIELD(culebra_gaussian_sample, stream),
    CULEBRA_END(culebra_gaussian_sample),
};

CULEBRA_CHOSEN(culebra_gaussian_sample, struct culebra_gaussian_sample, draw_sample)
