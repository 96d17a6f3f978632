#include "conv2d_winograd_weight.h"

#include "culebra/chosen.h"

CULEBRA_CHOSEN(culebra_conv2d_winograd_weight, struct culebra_conv2d_weight_gradient, sum_tiles)
CULEBRA_CHOSEN(culebra_conv2d_winograd_weight_sum, struct culebra_conv2d_weight_gradient,
               add_tile_parts)
