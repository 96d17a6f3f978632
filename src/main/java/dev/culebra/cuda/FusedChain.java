package dev.culebra.cuda;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Fused;
import dev.culebra.op.Reshape;
import dev.culebra.op.StopGradient;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final List<TensorType> types;
  private final long elements;
  private final List<Step> steps = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();

  /** Number of the value whose memory a value lies in: its own, unless it is a view. */
  private final int[] bases;

  /** How the value's base is read where the value is a broadcast; else null. */
  private final Axes[] broadcasts;

  private final int[] slots;
  private boolean broadcast;
  private String refusal;

  FusedChain(Fused op, Signature signature, Function<Signature, ? extends Choice> kernels) {
    this.op = op;
    types = op.types(signature.inputs());
    elements = signature.output(0).elements();
    bases = new int[types.size()];
    Arrays.setAll(bases, number -> number);
    broadcasts = new Axes[types.size()];
    slots = new int[types.size()];
    if (elements > Integer.MAX_VALUE) {
      refusal = "2^31 elements or more";
    }
    for (int i = 0; i < op.members().size() && refusal == null; i++) {
      add(op.members().get(i), op.inputs() + i, kernels);
    }
    if (refusal == null) {
      place();
    }
  }

  private void add(Fused.Member member, int number, Function<Signature, ? extends Choice> kernels) {
    TensorType type = types.get(number);
    if (type.dtype() != DType.F32) {
      refusal = type.dtype().label() + "; only f32";
    } else if (member.op() instanceof Reshape || member.op() instanceof StopGradient) {
      int operand = member.operands().getFirst();
      bases[number] = bases[operand];
      broadcasts[number] = broadcasts[operand];
    } else if (type.elements() != elements) {
      refusal = "results of several sizes";
    } else if (member.op() instanceof Broadcast) {
      int operand = member.operands().getFirst();
      broadcasts[number] = axes(operand, type.shape());
      bases[number] = bases[operand];
      broadcast = true;
    } else {
      Signature signature = Signature.of(member.op(), member.operandTypes(types));
      compute(member, number, kernels.apply(signature));
    }
    if (bases[number] != number && op.results().contains(number)) {
      refusal = "a view among the results";
    }
  }

  /** How a value is read along a shape; null, and a refusal, if that is not possible. */
  private Axes axes(int value, Shape along) {
    Axes axes =
        broadcasts[value] != null
            ? broadcasts[value]
            : Axes.of(along, Axes.stretched(types.get(value).shape(), along));
    boolean each = axes.dense();
    if (axes.sizes().size() > MOST_AXES || bases[value] >= op.inputs() && !each) {
      refusal = "an operand that repeats in another way";
    }
    return axes;
  }

  private void compute(Fused.Member member, int number, Choice choice) {
    if (!(choice instanceof CudaElementwise kernel) || kernel.code() < 0) {
      refusal = "no element-wise kernel for " + member.op().name();
      return;
    }
    List<Integer> operands = new ArrayList<>();
    for (int input : kernel.order()) {
      int value = member.operands().get(input);
      Axes axes = axes(value, types.get(number).shape());
      if (bases[value] >= op.inputs()) {
        operands.add(bases[value]);
      } else {
        Reading reading = new Reading(bases[value], axes);
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
    return steps.size() > 1 || broadcast;
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
