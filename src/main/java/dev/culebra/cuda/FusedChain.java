package dev.culebra.cuda;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Fused;
import dev.culebra.op.FusedViews;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/**
 * A {@link Fused} as steps of {@code cuda-kernels/fused.cu}: inputs are read where a step needs
 * them, results keep a slot until their last reader. Views and broadcasts are ways of reading.
 */
final class FusedChain {
  static final int MOST_STEPS = 24;
  static final int MOST_READINGS = 12;
  static final int MOST_AXES = 4;
  static final int NONE = 255;
  private static final int MOST_SLOTS = 16;
  private static final int READ = 128;

  /**
   * How an input is read along the elements of the results.
   *
   * @param input of the operation
   */
  record Reading(int input, Axes axes) {}

  /**
   * One function.
   *
   * @param operands readings or results of earlier steps, in the order of the function
   * @param result number of the value that it gives
   */
  private record Step(CudaElementwise kernel, List<Integer> operands, int result) {}

  private final Fused op;
  private final FusedViews views;
  private final long elements;
  private final List<Step> steps = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();
  private final int[] slots;
  private String refusal;

  FusedChain(Fused op, Signature signature, Function<Signature, ? extends Choice> kernels) {
    this.op = op;
    views = new FusedViews(op, signature.inputs());
    refusal = views.refusal();
    elements = signature.output(0).elements();
    int values = views.types().size();
    slots = new int[values];
    if (elements > Integer.MAX_VALUE) {
      refusal = "2^31 elements or more";
    }
    for (int number = op.inputs(); number < values && refusal == null; number++) {
      if (views.isComputed(number)) {
        Fused.Member member = op.members().get(number - op.inputs());
        Signature own = Signature.of(member.op(), member.operandTypes(views.types()));
        compute(member, number, kernels.apply(own));
      }
    }
    if (refusal == null) {
      place();
    }
  }

  private void compute(Fused.Member member, int number, Choice choice) {
    if (!(choice instanceof CudaElementwise kernel) || kernel.code() < 0) {
      refusal = "no element-wise kernel for " + member.op().name();
      return;
    }
    List<Integer> operands = new ArrayList<>();
    for (int operand = 0; operand < kernel.order().size(); operand++) {
      int value = member.operands().get(kernel.order().get(operand));
      FusedViews.View view = views.read(value, number);
      // A number for each sample, [N], is seen as [N,1,…].
      Shape own = kernel.shapes().get(operand);
      Shape seen = own.elements() == view.shape().elements() ? own : view.shape();
      Axes axes = Axes.of(view.stretched(), Axes.stretched(seen, view.stretched()));
      boolean isResult = view.base() >= op.inputs();
      if (axes.sizes().size() > MOST_AXES || isResult && !axes.dense()) {
        refusal = "an operand that repeats in another way";
      }
      if (isResult) {
        operands.add(view.base());
      } else {
        Reading reading = new Reading(view.base(), axes);
        if (!readings.contains(reading)) {
          readings.add(reading);
        }
        operands.add(-1 - readings.indexOf(reading));
      }
    }
    steps.add(new Step(kernel, operands, number));
  }

  private void place() {
    BitSet used = new BitSet();
    for (int i = 0; i < steps.size(); i++) {
      for (int operand : steps.get(i).operands()) {
        if (operand >= 0 && lastReader(operand) == i) {
          used.clear(slots[operand]);
        }
      }
      int slot = used.nextClearBit(0);
      int result = steps.get(i).result();
      slots[result] = slot;
      used.set(slot, lastReader(result) > i);
      if (slot >= MOST_SLOTS) {
        refusal = "more than " + MOST_SLOTS + " values at once";
      }
    }
    if (steps.isEmpty() || steps.size() > MOST_STEPS || readings.size() > MOST_READINGS) {
      refusal = steps.size() + " steps on " + readings.size() + " operands";
    }
  }

  /** The last step that reads a result; below 0 if none does. */
  private int lastReader(int result) {
    int last = -1;
    for (int i = 0; i < steps.size(); i++) {
      last = steps.get(i).operands().contains(result) ? i : last;
    }
    return last;
  }

  /** Why there is no such chain; null if there is. */
  String refusal() {
    return refusal;
  }

  /** Whether it takes the place of several launches. */
  boolean saves() {
    return steps.size() > 1
        || op.members().stream().anyMatch(member -> member.op() instanceof Broadcast);
  }

  long elements() {
    return elements;
  }

  int stepCount() {
    return steps.size();
  }

  List<Reading> readings() {
    return readings;
  }

  /** A step as the kernel reads it, from the lowest byte. */
  long word(int step) {
    Step own = steps.get(step);
    long word = own.kernel().code();
    for (int operand = 0; operand < 3; operand++) {
      word |= (long) operandCode(own, operand) << 8 * (operand + 1);
    }
    int output = op.results().indexOf(own.result());
    return word | (long) slots[own.result()] << 32 | (output < 0 ? NONE : (long) output) << 40;
  }

  private int operandCode(Step step, int operand) {
    if (operand >= step.operands().size()) {
      return NONE;
    }
    int value = step.operands().get(operand);
    return value < 0 ? READ - 1 - value : slots[value];
  }

  /** Both attributes of a step, the first in the lower half. */
  long attributes(int step) {
    CudaElementwise kernel = steps.get(step).kernel();
    return Integer.toUnsignedLong(Float.floatToRawIntBits(kernel.a()))
        | (long) Float.floatToRawIntBits(kernel.b()) << 32;
  }

  /** Whether an output may lie where an input does: nobody reads the input after it is written. */
  boolean inPlace(int output, int input) {
    int writer = -1;
    int reader = -1;
    for (int i = 0; i < steps.size(); i++) {
      writer = steps.get(i).result() == op.results().get(output) ? i : writer;
      for (int operand : steps.get(i).operands()) {
        if (operand < 0 && readings.get(-1 - operand).input() == input) {
          if (!readings.get(-1 - operand).axes().dense()) {
            return false;
          }
          reader = i;
        }
      }
    }
    return reader <= writer;
  }
}
