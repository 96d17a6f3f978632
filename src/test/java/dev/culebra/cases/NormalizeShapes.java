package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Normalize;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** The shapes and axes at which normalization and its gradient are tried. */
final class NormalizeShapes {
  private NormalizeShapes() {}

  /**
   * @param weight null without scale and shift
   */
  record Layout(String name, Shape x, List<Integer> axes, Shape weight) {
    Case forward() {
      return withInputs(new Normalize(axes, 1e-5)).terms(x.elements());
    }

    /** Consistent statistics are not needed to compare tiers. */
    Case gradient() {
      Normalize forward = new Normalize(axes, 1e-5);
      Case test = withInputs(new NormalizeGradient(forward, weight == null ? 1 : 3));
      Case whole = forward();
      Shape statistics = whole.signature().output(1).shape();
      return test.input(x.sizes())
          .input(statistics.sizes())
          .input(Values.POSITIVE, statistics.sizes())
          .input(x.sizes())
          .terms(x.elements())
          .notSmooth();
    }

    private Case withInputs(Op op) {
      Case test = Case.of(name, op, Tolerance.REDUCTION).input(x.sizes());
      return weight == null ? test : test.input(weight.sizes()).input(weight.sizes());
    }
  }

  static List<Layout> all() {
    List<Layout> layouts = new ArrayList<>();
    for (int channels : new int[] {1, 3, 7, 13, 17, 31, 64, 65}) {
      layouts.add(batch("batch" + channels, 3, 5, 4, channels));
      layouts.add(layer("layer" + channels, 5, channels));
    }
    layouts.add(batch("batch_vectors", 33, 7));
    layouts.add(batch("batch_many", 40, 11, 9, 20));
    layouts.add(batch("batch_one_channel", 16, 12, 12, 1));
    layouts.add(batch("batch_three_channels", 64, 16, 16, 3));
    layouts.add(batch("batch_wide", 3, 2, 2, 1100));
    layouts.add(layer("layer_long", 9, 1000));
    layouts.add(layer("layer_many", 300, 33));
    layouts.add(layer("layer_sequence", 3, 5, 12));
    layouts.add(of("layer_image", new int[] {4, 3, 5, 6}, List.of(1, 2, 3), 3, 5, 6));
    layouts.add(of("instance", new int[] {3, 4, 5, 6}, List.of(1, 2), 6));
    layouts.add(of("instance_deep", new int[] {2, 40, 50, 9}, List.of(1, 2), 9));
    layouts.add(of("adaptive", new int[] {3, 4, 5, 6}, List.of(1, 2), 3, 1, 1, 6));
    layouts.add(of("adaptive_odd", new int[] {2, 3, 3, 17}, List.of(1, 2), 2, 1, 1, 17));
    layouts.add(of("group", new int[] {3, 20, 2, 3}, List.of(1, 3), 2, 3));
    layouts.add(of("group_wide", new int[] {2, 9, 4, 16}, List.of(1, 3), 4, 16));
    layouts.add(of("group_vectors", new int[] {5, 3, 6}, List.of(2), 3, 6));
    layouts.add(plain("plain_batch", new int[] {3, 4, 5, 6}, List.of(0, 1, 2)));
    layouts.add(plain("no_channels", new int[] {3, 4, 5, 0}, List.of(0, 1, 2)));
    layouts.add(plain("plain_layer", new int[] {7, 13}, List.of(1)));
    layouts.add(plain("plain_instance", new int[] {2, 9, 17}, List.of(1)));
    layouts.add(plain("everything", new int[] {6, 7}, List.of(0, 1)));
    layouts.add(plain("apart", new int[] {3, 2, 4, 2, 3}, List.of(0, 2, 4)));
    layouts.add(of("scalar_weight", new int[] {5, 6}, List.of(1), 1));
    layouts.add(layer("empty_batch", 0, 5));
    return layouts;
  }

  private static Layout batch(String name, int... x) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < x.length - 1; axis++) {
      axes.add(axis);
    }
    return of(name, x, axes, x[x.length - 1]);
  }

  private static Layout layer(String name, int... x) {
    return of(name, x, List.of(x.length - 1), x[x.length - 1]);
  }

  private static Layout of(String name, int[] x, List<Integer> axes, int... weight) {
    return new Layout(name, Shape.of(x), axes, Shape.of(weight));
  }

  private static Layout plain(String name, int[] x, List<Integer> axes) {
    return new Layout(name, Shape.of(x), axes, null);
  }
}
