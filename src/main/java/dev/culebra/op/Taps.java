package dev.culebra.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A fixed sparse linear map along one axis, {@code y[o] = Σ weight·x[from]} over the taps of {@code
 * o}: padding, flips, pooling, interpolation and blurs are such maps, and so are their adjoints.
 * Immutable; equal maps have equal taps.
 */
public final class Taps {
  /**
   * One term of an output. An output's terms are in rising order of {@code from}.
   *
   * @param from the input's place
   * @param weight its factor
   */
  public record Tap(int from, double weight) {}

  private final int inputs;
  private final int[] starts;
  private final int[] from;
  private final double[] weights;

  private Taps(int inputs, List<List<Tap>> outputs) {
    this.inputs = inputs;
    starts = new int[outputs.size() + 1];
    for (int o = 0; o < outputs.size(); o++) {
      starts[o + 1] = starts[o] + outputs.get(o).size();
    }
    from = outputs.stream().flatMap(List::stream).mapToInt(Tap::from).toArray();
    weights = outputs.stream().flatMap(List::stream).mapToDouble(Tap::weight).toArray();
  }

  private static Taps of(int inputs, int outputs, IntFunction<List<Tap>> taps) {
    return new Taps(inputs, IntStream.range(0, outputs).mapToObj(taps).toList());
  }

  private static Taps selection(int inputs, int outputs, IntFunction<Integer> from) {
    return of(inputs, outputs, o -> List.of(new Tap(from.apply(o), 1)));
  }

  /** Every element at its place. */
  public static Taps identity(int size) {
    return selection(size, size, o -> o);
  }

  /** The elements in reverse. */
  public static Taps flip(int size) {
    return selection(size, size, o -> size - 1 - o);
  }

  /** Mirrored at the outermost elements, which are not repeated; both pads below the size. */
  public static Taps reflect(int size, int before, int after) {
    return selection(
        size,
        before + size + after,
        o -> {
          int place = Math.abs(o - before);
          return place < size ? place : 2 * (size - 1) - place;
        });
  }

  /** The outermost elements repeated. */
  public static Taps replicate(int size, int before, int after) {
    return selection(size, before + size + after, o -> Math.clamp(o - before, 0, size - 1));
  }

  /**
   * The element at {@code floor(o·size/outputs)}, as PyTorch's mode {@code nearest}. PyTorch rounds
   * {@code size/outputs} to float32 first, so that at a few sizes (14 to 46) it has a neighbour.
   */
  public static Taps nearest(int size, int outputs) {
    return selection(size, outputs, o -> (int) ((long) o * size / outputs));
  }

  /**
   * Linear interpolation between the centres of elements, held constant beyond the outermost ones:
   * PyTorch's {@code linear} with {@code align_corners=False}.
   */
  public static Taps linear(int size, int outputs) {
    return of(size, outputs, o -> between(size, Math.max((o + 0.5) * size / outputs - 0.5, 0)));
  }

  /**
   * Linear interpolation that leaves the outermost elements where they are: PyTorch's {@code
   * linear} with {@code align_corners=True}. A single output is the first element.
   */
  public static Taps linearCorners(int size, int outputs) {
    return of(
        size, outputs, o -> between(size, o == 0 ? 0 : (double) o * (size - 1) / (outputs - 1)));
  }

  private static List<Tap> between(int size, double place) {
    int low = Math.min((int) place, size - 1);
    double share = place - low;
    return low == size - 1 || share == 0
        ? List.of(new Tap(low, 1))
        : List.of(new Tap(low, 1 - share), new Tap(low + 1, share));
  }

  /**
   * Means over zero padding.
   *
   * @param axis the windows, without dilation
   * @param countPadding whether the padding counts as elements; what lies beyond it never does
   */
  public static Taps average(PoolAxis axis, boolean countPadding) {
    int stride = axis.stride();
    int padded = axis.size() + axis.after();
    return of(
        axis.size(),
        axis.windows(),
        o -> {
          int begin = o * stride - axis.before();
          int end = begin + axis.kernel();
          int first = Math.max(0, begin);
          int last = Math.min(axis.size(), end);
          double weight = 1.0 / (countPadding ? Math.min(end, padded) - begin : last - first);
          return IntStream.range(first, last).mapToObj(from -> new Tap(from, weight)).toList();
        });
  }

  /** Cross-correlation with a fixed kernel, {@code stride} apart, without padding. */
  public static Taps correlate(int size, List<Double> kernel, int stride) {
    int outputs = Math.floorDiv(size - kernel.size(), stride) + 1;
    return of(
        size,
        outputs,
        o ->
            IntStream.range(0, kernel.size())
                .mapToObj(k -> new Tap(o * stride + k, kernel.get(k)))
                .toList());
  }

  /** This map, then another: their product. */
  public Taps then(Taps next) {
    if (next.inputs != outputs()) {
      throw new IllegalArgumentException(
          "[taps] " + outputs() + " outputs do not enter a map of " + next.inputs);
    }
    return of(
        inputs,
        next.outputs(),
        o -> {
          Map<Integer, Double> sums = new TreeMap<>();
          for (Tap outer : next.taps(o)) {
            for (Tap inner : taps(outer.from)) {
              sums.merge(inner.from, outer.weight * inner.weight, Double::sum);
            }
          }
          return sums.entrySet().stream()
              .map(term -> new Tap(term.getKey(), term.getValue()))
              .toList();
        });
  }

  /** The adjoint: inputs and outputs change places. */
  public Taps transposed() {
    List<List<Tap>> rows = new ArrayList<>();
    IntStream.range(0, inputs).forEach(i -> rows.add(new ArrayList<>()));
    for (int o = 0; o < outputs(); o++) {
      for (Tap tap : taps(o)) {
        rows.get(tap.from).add(new Tap(o, tap.weight));
      }
    }
    return new Taps(outputs(), rows);
  }

  /** Size of the axis before. */
  public int inputs() {
    return inputs;
  }

  /** Size of the axis after. */
  public int outputs() {
    return starts.length - 1;
  }

  /** The terms of an output. */
  public List<Tap> taps(int output) {
    return IntStream.range(starts[output], starts[output + 1])
        .mapToObj(t -> new Tap(from[t], weights[t]))
        .toList();
  }

  /** Whether every element stays as it is. */
  public boolean isIdentity() {
    return equals(identity(inputs));
  }

  /** Where each output's terms begin in {@link #from}, and where the last one's end. */
  public int[] starts() {
    return starts.clone();
  }

  /** The inputs of all terms, output after output. */
  public int[] from() {
    return from.clone();
  }

  /** The weights of all terms in float32, output after output. */
  public float[] floatWeights() {
    float[] rounded = new float[weights.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) weights[i];
    }
    return rounded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Taps taps
        && inputs == taps.inputs
        && Arrays.equals(starts, taps.starts)
        && Arrays.equals(from, taps.from)
        && Arrays.equals(weights, taps.weights);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * inputs + Arrays.hashCode(from)) + Arrays.hashCode(weights);
  }

  /** For example {@code 4->8 with 16 taps}. */
  @Override
  public String toString() {
    return inputs + "->" + outputs() + " with " + from.length + " taps";
  }
}
