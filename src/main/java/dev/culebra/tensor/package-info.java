/**
 * Level 5. {@link dev.culebra.tensor.Tensor}: a handle with fluent operations; parameters, random
 * draws by name, and safetensors files. Knows no layer and no model.
 */
package dev.culebra.tensor;
