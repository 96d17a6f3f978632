#include "culebra/probe.h"

#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "probe_loops.h"

CULEBRA_FIELDS(culebra_probe_multiply_add) = {
    CULEBRA_FIELD(culebra_probe_multiply_add, sums),
    CULEBRA_FIELD(culebra_probe_multiply_add, apart),
    CULEBRA_FIELD(culebra_probe_multiply_add, operations),
    CULEBRA_END(culebra_probe_multiply_add),
};

CULEBRA_FIELDS(culebra_probe_streams) = {
    CULEBRA_FIELD(culebra_probe_streams, memory),
    CULEBRA_FIELD(culebra_probe_streams, sums),
    CULEBRA_FIELD(culebra_probe_streams, apart),
    CULEBRA_FIELD(culebra_probe_streams, reads),
    CULEBRA_FIELD(culebra_probe_streams, writes),
    CULEBRA_FIELD(culebra_probe_streams, updates),
    CULEBRA_FIELD(culebra_probe_streams, piece),
    CULEBRA_FIELD(culebra_probe_streams, bypass),
    CULEBRA_END(culebra_probe_streams),
};

CULEBRA_CHOSEN(culebra_probe_multiply_add, struct culebra_probe_multiply_add, multiply_add)
CULEBRA_CHOSEN(culebra_probe_streams, struct culebra_probe_streams, streams)
