package dev.culebra.cases;

import dev.culebra.ir.Value;
import dev.culebra.op.AveragePool1d;
import dev.culebra.op.AveragePool2d;
import dev.culebra.op.MaxPool1d;
import dev.culebra.op.MaxPool2d;
import dev.culebra.op.Rounding;
import dev.culebra.op.Window1d;
import dev.culebra.op.Window2d;
import java.util.List;

/** The poolings of golden cases, which differ in their attributes. */
final class Pools {
  private Pools() {}

  static Value averages(String attributes, List<Value> inputs) {
    List<Integer> kernel = Compositions.list(attributes, "kernel");
    return AveragePool2d.of(
        inputs.get(0),
        kernel.get(0),
        kernel.get(1),
        window(attributes),
        counted(attributes),
        rounding(attributes));
  }

  static Value largest(String attributes, List<Value> inputs) {
    List<Integer> kernel = Compositions.list(attributes, "kernel");
    return MaxPool2d.of(
        inputs.get(0), kernel.get(0), kernel.get(1), window(attributes), rounding(attributes));
  }

  static Value averages1d(String attributes, List<Value> inputs) {
    int kernel = Compositions.one(attributes, "kernel");
    return AveragePool1d.of(
        inputs.get(0), kernel, sequence(attributes), counted(attributes), rounding(attributes));
  }

  static Value largest1d(String attributes, List<Value> inputs) {
    int kernel = Compositions.one(attributes, "kernel");
    return MaxPool1d.of(inputs.get(0), kernel, sequence(attributes), rounding(attributes));
  }

  private static boolean counted(String attributes) {
    return attributes.contains("count_include_pad=true");
  }

  private static Rounding rounding(String attributes) {
    return attributes.contains("ceil_mode=true") ? Rounding.CEIL : Rounding.FLOOR;
  }

  private static Window2d window(String attributes) {
    List<Integer> stride = Compositions.list(attributes, "stride");
    List<Integer> padding = Compositions.list(attributes, "padding");
    List<Integer> dilation = Compositions.list(attributes, "dilation");
    int rows = padding.get(0);
    int columns = padding.get(1);
    return new Window2d(
        stride.get(0),
        stride.get(1),
        rows,
        rows,
        columns,
        columns,
        dilation.get(0),
        dilation.get(1));
  }

  private static Window1d sequence(String attributes) {
    int padding = Compositions.one(attributes, "padding");
    return new Window1d(
        Compositions.one(attributes, "stride"),
        padding,
        padding,
        Compositions.one(attributes, "dilation"));
  }
}
