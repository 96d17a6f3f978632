package dev.culebra.cases;

import dev.culebra.ir.Value;
import dev.culebra.op.AveragePool2d;
import dev.culebra.op.Blur;
import dev.culebra.op.Cast;
import dev.culebra.op.Conv1d;
import dev.culebra.op.ConvTranspose1d;
import dev.culebra.op.Flip;
import dev.culebra.op.Interpolate;
import dev.culebra.op.LogMeanExp;
import dev.culebra.op.Logical;
import dev.culebra.op.Mean;
import dev.culebra.op.Min;
import dev.culebra.op.Pad;
import dev.culebra.op.PixelShuffle;
import dev.culebra.op.Pow;
import dev.culebra.op.Repeat;
import dev.culebra.op.Variance;
import dev.culebra.op.Window1d;
import dev.culebra.shape.DType;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Golden operations that are compositions here, by name, from the attributes of a case. */
public final class Compositions {
  /** A composition of the inputs, with the attributes {@code name=value ...} of a golden case. */
  @FunctionalInterface
  public interface Composition {
    Value of(String attributes, List<Value> inputs);
  }

  public static final Map<String, Composition> ALL =
      Map.ofEntries(
          Map.entry("average_pool1d", Pools::averages1d),
          Map.entry("average_pool2d", Pools::averages),
          Map.entry(
              "average_pool2d_global", (attributes, inputs) -> AveragePool2d.global(inputs.get(0))),
          Map.entry(
              "blur",
              (attributes, inputs) -> Blur.binomial(inputs.get(0), one(attributes, "stride"))),
          Map.entry(
              "conv1d",
              (attributes, inputs) ->
                  Conv1d.of(
                      inputs.get(0),
                      inputs.get(1),
                      sequence(attributes),
                      one(attributes, "groups"))),
          Map.entry(
              "conv_transpose1d",
              (attributes, inputs) ->
                  ConvTranspose1d.of(
                      inputs.get(0),
                      inputs.get(1),
                      sequence(attributes),
                      one(attributes, "groups"),
                      one(attributes, "length"))),
          Map.entry(
              "flip", (attributes, inputs) -> Flip.of(inputs.get(0), list(attributes, "axes"))),
          Map.entry("interpolate", Compositions::interpolate),
          Map.entry(
              "log_mean_exp",
              (attributes, inputs) -> LogMeanExp.of(inputs.get(0), one(attributes, "axis"))),
          Map.entry(
              "logical_and",
              (attributes, inputs) -> Logical.and(bytes(inputs.get(0)), bytes(inputs.get(1)))),
          Map.entry("logical_not", (attributes, inputs) -> Logical.not(bytes(inputs.get(0)))),
          Map.entry(
              "logical_or",
              (attributes, inputs) -> Logical.or(bytes(inputs.get(0)), bytes(inputs.get(1)))),
          Map.entry("max_pool1d", Pools::largest1d),
          Map.entry("max_pool2d_ceil", Pools::largest),
          Map.entry(
              "mean", (attributes, inputs) -> Mean.of(inputs.get(0), list(attributes, "axes"))),
          Map.entry("min", (attributes, inputs) -> Min.of(inputs.get(0), list(attributes, "axes"))),
          Map.entry("pad", Compositions::pad),
          Map.entry(
              "pixel_shuffle",
              (attributes, inputs) -> PixelShuffle.of(inputs.get(0), one(attributes, "factor"))),
          Map.entry(
              "pixel_unshuffle",
              (attributes, inputs) ->
                  PixelShuffle.inverse(inputs.get(0), one(attributes, "factor"))),
          Map.entry("pow", Compositions::power),
          Map.entry(
              "repeat_each",
              (attributes, inputs) ->
                  Repeat.each(inputs.get(0), one(attributes, "axis"), one(attributes, "count"))),
          Map.entry(
              "repeat_tile",
              (attributes, inputs) -> Repeat.tile(inputs.get(0), list(attributes, "counts"))),
          Map.entry(
              "variance",
              (attributes, inputs) ->
                  Variance.of(
                      inputs.get(0), list(attributes, "axes"), attributes.contains("true"))));

  private Compositions() {}

  private static Value interpolate(String attributes, List<Value> inputs) {
    List<Integer> size = list(attributes, "size");
    return switch (text(attributes, "mode")) {
      case "nearest" -> Interpolate.nearest(inputs.get(0), size.get(0), size.get(1));
      case "bilinear" -> Interpolate.bilinear(inputs.get(0), size.get(0), size.get(1));
      default -> Interpolate.bilinearCorners(inputs.get(0), size.get(0), size.get(1));
    };
  }

  private static Value pad(String attributes, List<Value> inputs) {
    List<Integer> before = list(attributes, "before");
    List<Integer> after = list(attributes, "after");
    return switch (text(attributes, "mode")) {
      case "reflect" -> Pad.reflect(inputs.get(0), before, after);
      case "replicate" -> Pad.replicate(inputs.get(0), before, after);
      default -> Pad.zeros(inputs.get(0), before, after);
    };
  }

  private static Value power(String attributes, List<Value> inputs) {
    return attributes.isEmpty()
        ? Pow.of(inputs.get(0), inputs.get(1))
        : Pow.of(inputs.get(0), Double.parseDouble(text(attributes, "exponent")));
  }

  /** Conditions, which golden files hold as floats. */
  private static Value bytes(Value condition) {
    return Cast.of(condition, DType.U8);
  }

  private static Window1d sequence(String attributes) {
    return new Window1d(
        one(attributes, "stride"),
        one(attributes, "left"),
        one(attributes, "right"),
        one(attributes, "dilation"));
  }

  static int one(String attributes, String name) {
    return Integer.parseInt(text(attributes, name));
  }

  static List<Integer> list(String attributes, String name) {
    return Stream.of(text(attributes, name).split(",")).map(Integer::valueOf).toList();
  }

  static String text(String attributes, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + "=(\\S+)").matcher(attributes);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + name + " in " + attributes);
    }
    return matcher.group(1);
  }
}
