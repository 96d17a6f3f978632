#include "culebra/conv2d_weight_gradient.h"

#include "conv2d_weight_tiles.h"
#include "culebra/chosen.h"
#include "culebra/layout.h"

CULEBRA_FIELDS(culebra_conv2d_weight_gradient) = {
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, input),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, gradient),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, partial),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, output),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, scratch),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, images),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, height),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, width),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, channels),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, output_height),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, output_width),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, outputs),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, kernel_height),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, kernel_width),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, stride_height),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, stride_width),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, top),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, left),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, dilation_height),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, dilation_width),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, parts),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, split),
    CULEBRA_FIELD(culebra_conv2d_weight_gradient, rows),
    CULEBRA_END(culebra_conv2d_weight_gradient),
};

CULEBRA_CHOSEN(culebra_conv2d_weight_gradient, struct culebra_conv2d_weight_gradient, sum_parts)
CULEBRA_CHOSEN(culebra_conv2d_weight_gradient_sum, struct culebra_conv2d_weight_gradient, add_parts)
