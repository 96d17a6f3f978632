package dev.culebra.optim;

/**
 * Settings of the parameters whose names begin with a prefix, as PyTorch's param_groups.
 *
 * @param prefix for example {@code decoder.}; empty for every parameter
 * @param rate multiplier of the learning rate; 0 keeps the parameters as they are
 * @param decay multiplier of the weight decay; 0 for none
 */
public record ParameterGroup(String prefix, double rate, double decay) {
  /** Of parameters in no other group. */
  public static final ParameterGroup REST = new ParameterGroup("", 1, 1);

  public ParameterGroup {
    if (!(rate >= 0) || !(decay >= 0)) {
      throw new IllegalArgumentException(
          "[group] " + prefix + ": rate " + rate + ", decay " + decay + "; both must be >= 0");
    }
  }
}
