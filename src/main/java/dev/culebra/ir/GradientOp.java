package dev.culebra.ir;

/**
 * A fused gradient. Its inputs are the forward operation's inputs, then its outputs, then the
 * gradients of its first {@link #seeds} outputs; its outputs are the gradients of the
 * floating-point forward inputs. Its unfused definition is the gradient of the forward operation's
 * unfused definition, which {@code grad} derives, so it need not be written.
 */
public interface GradientOp extends Op {
  /** The operation that this is the gradient of. */
  Op forward();

  /** Number of forward inputs. */
  int forwardInputs();

  /** Number of forward outputs. */
  int forwardOutputs();

  /** Number of leading forward outputs that receive gradients; the rest are residuals. */
  int seeds();

  @Override
  default boolean hasGradientRule() {
    return false;
  }
}
