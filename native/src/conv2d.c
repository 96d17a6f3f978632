#include "culebra/conv2d.h"

#include "conv2d_tiles.h"
#include "culebra/chosen.h"
#include "culebra/layout.h"

CULEBRA_FIELDS(culebra_conv2d) = {
    CULEBRA_FIELD(culebra_conv2d, input),
    CULEBRA_FIELD(culebra_conv2d, weight),
    CULEBRA_FIELD(culebra_conv2d, packed),
    CULEBRA_FIELD(culebra_conv2d, output),
    CULEBRA_FIELD(culebra_conv2d, scratch),
    CULEBRA_FIELD(culebra_conv2d, height),
    CULEBRA_FIELD(culebra_conv2d, width),
    CULEBRA_FIELD(culebra_conv2d, channels),
    CULEBRA_FIELD(culebra_conv2d, output_height),
    CULEBRA_FIELD(culebra_conv2d, output_width),
    CULEBRA_FIELD(culebra_conv2d, outputs),
    CULEBRA_FIELD(culebra_conv2d, kernel_height),
    CULEBRA_FIELD(culebra_conv2d, kernel_width),
    CULEBRA_FIELD(culebra_conv2d, stride_height),
    CULEBRA_FIELD(culebra_conv2d, stride_width),
    CULEBRA_FIELD(culebra_conv2d, top),
    CULEBRA_FIELD(culebra_conv2d, left),
    CULEBRA_FIELD(culebra_conv2d, dilation_height),
    CULEBRA_FIELD(culebra_conv2d, dilation_width),
    CULEBRA_FIELD(culebra_conv2d, transposed),
    CULEBRA_END(culebra_conv2d),
};

CULEBRA_CHOSEN(culebra_conv2d_pack, struct culebra_conv2d, pack_groups)
CULEBRA_CHOSEN(culebra_conv2d, struct culebra_conv2d, run_rows)
