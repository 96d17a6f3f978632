package dev.culebra.kernel;

/** The answer of a tier to a signature: a kernel, or why not. */
public sealed interface Choice permits Kernel, Choice.Refusal {
  /**
   * @param reason the fact, for {@code culebra kernels}, for example {@code dilation 2; only 1}
   */
  record Refusal(String reason) implements Choice {}

  static Choice refuse(String reason) {
    return new Refusal(reason);
  }
}
