#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "sample_loss_rows.h"

CULEBRA_FIELDS(culebra_sample_loss) = {
    CULEBRA_FIELD(culebra_sample_loss, left),
    CULEBRA_FIELD(culebra_sample_loss, right),
    CULEBRA_FIELD(culebra_sample_loss, seed),
    CULEBRA_FIELD(culebra_sample_loss, loss),
    CULEBRA_FIELD(culebra_sample_loss, to_left),
    CULEBRA_FIELD(culebra_sample_loss, to_right),
    CULEBRA_FIELD(culebra_sample_loss, length),
    CULEBRA_FIELD(culebra_sample_loss, kind),
    CULEBRA_END(culebra_sample_loss),
};

CULEBRA_CHOSEN(culebra_sample_loss, struct culebra_sample_loss, loss_samples)
