#include "conv2d_scatter.h"

#include "culebra/chosen.h"

CULEBRA_CHOSEN(culebra_conv2d_scatter_pack, struct culebra_conv2d, pack_taps)
CULEBRA_CHOSEN(culebra_conv2d_scatter, struct culebra_conv2d, scatter_rows)
