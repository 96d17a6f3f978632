#include "conv2d_winograd.h"

#include "culebra/chosen.h"

CULEBRA_CHOSEN(culebra_conv2d_winograd_pack, struct culebra_conv2d, pack_transformed)
CULEBRA_CHOSEN(culebra_conv2d_winograd, struct culebra_conv2d, run_tiles)
