#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "random_normal_draw.h"

CULEBRA_FIELDS(culebra_random_normal) = {
    CULEBRA_FIELD(culebra_random_normal, counter),
    CULEBRA_FIELD(culebra_random_normal, output),
    CULEBRA_FIELD(culebra_random_normal, count),
    CULEBRA_FIELD(culebra_random_normal, stream),
    CULEBRA_END(culebra_random_normal),
};

CULEBRA_CHOSEN(culebra_random_normal, struct culebra_random_normal, draw_normal)
