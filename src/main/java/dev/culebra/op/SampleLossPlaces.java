package dev.culebra.op;

import java.util.List;

/**
 * What the inputs and outputs of a call are that computes a loss of samples, its gradients, or
 * both: their numbers, {@link #NONE} for what it does not have.
 *
 * @param left input: the first operand
 * @param right input: the second operand
 * @param seed input: the gradient of each sample's loss
 * @param loss output: the loss
 * @param toLeft output: the first gradient
 * @param toRight output: the second gradient
 */
public record SampleLossPlaces(int left, int right, int seed, int loss, int toLeft, int toRight) {
  public static final int NONE = -1;

  /** Of a loss that was joined to its gradient; null if it is something else. */
  public static SampleLossPlaces of(Fused op) {
    if (op.members().size() != 2
        || !(op.members().getLast().op() instanceof SampleLossGradient gradient)
        || !gradient.loss().equals(op.members().getFirst().op())) {
      return null;
    }
    List<Integer> operands = op.members().getFirst().operands();
    List<Integer> given = op.members().getLast().operands();
    int loss = op.inputs();
    int seed = given.getLast();
    if (!given.subList(0, 2).equals(operands) || seed >= loss) {
      return null;
    }
    List<Integer> results = op.results();
    return new SampleLossPlaces(
        operands.getFirst(),
        operands.getLast(),
        seed,
        results.indexOf(loss),
        results.indexOf(loss + 1),
        results.indexOf(loss + 2));
  }
}
