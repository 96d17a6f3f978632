package dev.culebra.cuda;

import java.util.List;

/** The functions that chains are made of, in the order of {@code cuda-kernels/functions.cuh}. */
final class FusedFunctions {
  private static final List<String> NAMES =
      List.of(
          "unary_abs",
          "unary_affine",
          "unary_clip",
          "unary_cos",
          "unary_elu",
          "unary_erf",
          "unary_exp",
          "unary_expm1",
          "unary_floor",
          "unary_gelu",
          "unary_gelu_tanh",
          "unary_leaky_relu",
          "unary_log",
          "unary_log1p",
          "unary_negate",
          "unary_reciprocal",
          "unary_relu",
          "unary_round",
          "unary_rsqrt",
          "unary_sigmoid",
          "unary_sign",
          "unary_silu",
          "unary_sin",
          "unary_softplus",
          "unary_sqrt",
          "unary_square",
          "unary_tanh",
          "binary_add",
          "binary_subtract",
          "binary_multiply",
          "binary_divide",
          "binary_maximum",
          "binary_minimum",
          "binary_squared_error",
          "binary_clip_gradient",
          "binary_relu_gradient",
          "binary_leaky_relu_gradient",
          "binary_elu_gradient",
          "binary_sigmoid_gradient",
          "binary_tanh_gradient",
          "binary_bernoulli_logits",
          "ternary_bernoulli_logits_gradient",
          "ternary_gaussian_nll",
          "ternary_reparameterize",
          "ternary_reparameterize_gradient",
          "ternary_squared_error_gradient");

  private FusedFunctions() {}

  /**
   * The number of a function in a chain; below 0 if it has none.
   *
   * @param kernel name of the single kernel
   */
  static int code(String kernel) {
    return NAMES.indexOf(kernel);
  }
}
