package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BinaryElementwise;
import dev.culebra.op.Fused;
import dev.culebra.op.FusedViews;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The element-wise part of a {@link Fused} as steps, and where each keeps its result: in an output
 * or, for a moment, in a tile, which it takes over from an operand that nobody reads any more. One
 * operation of inputs need not be element-wise: it is done first, and its result lies where it is
 * an output, or else where the last output will.
 */
final class FusedLayout {
  /** Shorter runs of one element cost more in calls than a pass over memory. */
  private static final long SHORTEST_RUN = 64;

  /** Longer rows are not written out again for each call. */
  private static final long LONGEST_ROW = 1 << 14;

  /**
   * One operation.
   *
   * @param right null if it has one operand
   * @param result number of the value that it gives
   */
  record Step(Span span, FusedReading left, FusedReading right, int result) {}

  private final Fused op;
  private final FusedViews views;
  private final Precision precision;
  private final long elements;
  private final List<Step> steps = new ArrayList<>();

  /** The last step that reads a value. */
  private final int[] lastReader;

  /** Of a computed value: an output's number, or the negative number of a tile, from -1. */
  private final int[] places;

  private EpilogueKernel head;
  private int headResult;
  private int tiles;
  private long run;
  private String refusal;

  /**
   * @param kernels for the members
   */
  FusedLayout(Fused op, Signature signature, Function<Signature, ? extends Choice> kernels) {
    this.op = op;
    views = new FusedViews(op, signature.inputs());
    refusal = views.refusal();
    precision = signature.precision();
    elements = signature.output(0).elements();
    int values = views.types().size();
    lastReader = new int[values];
    Arrays.fill(lastReader, -1);
    places = new int[values];
    for (int number = op.inputs(); number < values && refusal == null; number++) {
      if (views.isComputed(number)) {
        compute(op.members().get(number - op.inputs()), number, kernels);
      }
    }
    if (refusal == null) {
      place();
    }
  }

  private void compute(
      Fused.Member member, int number, Function<Signature, ? extends Choice> kernels) {
    Choice choice = kernels.apply(signature(member, number));
    if (choice instanceof ElementwiseKernel kernel) {
      boolean isUnary = member.operands().size() == 1;
      FusedReading left = reading(member.operands().getFirst(), number);
      FusedReading right = isUnary ? null : reading(member.operands().get(1), number);
      if (left == null || (isUnary ? left.isOne() : right == null)) {
        refusal = "an operand of " + member.op().name() + " repeats in another way";
        return;
      }
      lastReader[left.value()] = steps.size();
      if (right != null) {
        lastReader[right.value()] = steps.size();
      }
      steps.add(new Step(kernel.span(), left, right, number));
    } else if (choice instanceof EpilogueKernel kernel
        && head == null
        && member.operands().stream().allMatch(operand -> operand < op.inputs())) {
      head = kernel;
      headResult = number;
    } else {
      refusal = "no element-wise kernel for " + member.op().name();
    }
  }

  /** Operands that repeat are the layout's concern: a function of two asks for whole ones. */
  private Signature signature(Fused.Member member, int number) {
    TensorType result = views.types().get(number);
    List<TensorType> operands =
        member.op() instanceof BinaryElementwise
            ? List.of(result, result)
            : member.operandTypes(views.types());
    return Signature.of(member.op(), operands).at(precision);
  }

  /** How a value is read along another one; null if that is not possible. */
  private FusedReading reading(int value, int along) {
    FusedViews.View view = views.read(value, along);
    FusedReading reading = FusedReading.of(view.base(), view.shape(), view.stretched());
    if (reading == null || view.base() >= op.inputs() && !reading.isEach()) {
      return null;
    }
    if (reading.mode() == FusedReading.Mode.ROW) {
      return reading.size() <= LONGEST_ROW ? reading : null;
    }
    if (reading.mode() == FusedReading.Mode.RUN) {
      if (reading.size() < SHORTEST_RUN || run != 0 && run != reading.size()) {
        return null;
      }
      run = reading.size();
    }
    return reading;
  }

  private void place() {
    if (steps.isEmpty()) {
      refusal = "nothing element-wise";
      return;
    }
    if (head != null) {
      int output = op.results().indexOf(headResult);
      places[headResult] = output >= 0 ? output : op.results().size() - 1;
    }
    BitSet used = new BitSet();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int output = op.results().indexOf(step.result());
      int left = dyingTile(step.left(), i);
      int right = dyingTile(step.right(), i);
      if (left < 0) {
        used.clear(-left);
      }
      if (right < 0) {
        used.clear(-right);
      }
      if (output >= 0) {
        places[step.result()] = output;
      } else {
        int tile = left < 0 ? -left : right < 0 ? -right : used.nextClearBit(1);
        used.set(tile);
        tiles = Math.max(tiles, tile);
        places[step.result()] = -tile;
      }
    }
  }

  /** The place of an operand that lies in a tile and is read for the last time; else 0. */
  private int dyingTile(FusedReading operand, int step) {
    boolean dies =
        operand != null && operand.value() >= op.inputs() && lastReader[operand.value()] == step;
    return dies ? Math.min(0, places[operand.value()]) : 0;
  }

  /** Why this tier does not do it; null if it does. */
  String refusal() {
    return refusal;
  }

  /** The kernel of the member that is not element-wise; else null. */
  EpilogueKernel head() {
    return head;
  }

  /** The number of its result. */
  int headResult() {
    return headResult;
  }

  List<Step> steps() {
    return steps;
  }

  long elements() {
    return elements;
  }

  /** Tiles that are needed at once. */
  int tiles() {
    return tiles;
  }

  /** Elements that share one of an operand; 0 if there is no such operand. */
  long run() {
    return run;
  }

  /** Where a computed value lies: the number of an output, or below 0 that of a tile, from -1. */
  int place(int value) {
    return places[value];
  }

  /** Every reading of an input as a row that repeats. */
  List<FusedReading> rows() {
    List<FusedReading> rows = new ArrayList<>();
    for (Step step : steps) {
      for (FusedReading reading : new FusedReading[] {step.left(), step.right()}) {
        if (reading != null && reading.mode() == FusedReading.Mode.ROW && !rows.contains(reading)) {
          rows.add(reading);
        }
      }
    }
    return rows;
  }

  /** Whether an output may lie where an input does: nobody reads the input after it is written. */
  boolean inPlace(int output, int input) {
    if (head != null) {
      return false;
    }
    int value = op.results().get(output);
    boolean each =
        steps.stream()
            .flatMap(step -> Stream.of(step.left(), step.right()))
            .filter(Objects::nonNull)
            .allMatch(reading -> reading.value() != input || reading.isEach());
    int writer = 0;
    while (steps.get(writer).result() != value) {
      writer++;
    }
    return each && lastReader[input] <= writer;
  }
}
