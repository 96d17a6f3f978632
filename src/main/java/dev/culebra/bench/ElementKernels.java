package dev.culebra.bench;

import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.AdamStep;
import dev.culebra.op.Add;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.Exp;
import dev.culebra.op.Fill;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.Gelu;
import dev.culebra.op.Multiply;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.Sigmoid;
import dev.culebra.op.Silu;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.op.Tanh;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What is bound by memory, or would be: functions, chains, draws, losses, the optimizer. */
final class ElementKernels {
  /** Rows and columns: 4M elements, which no cache of a core holds. */
  private static final int ROWS = 4096;

  private static final int COLUMNS = 1024;

  /** 16M elements: arrays that the last cache of few servers holds beside other work. */
  private static final int LARGE_ROWS = 4 * ROWS;

  /** 64K elements: four arrays of them in a core's second cache. */
  private static final int SMALL_ROWS = 64;

  private static final int TENSORS = 10;
  private static final int TENSOR_ROWS = 1000;
  private static final int STREAM = 7;

  private ElementKernels() {}

  static Stream<KernelBenchmark> all() {
    Map<String, UnaryOperator<Value>> functions = new LinkedHashMap<>();
    functions.put("exp", Exp::of);
    functions.put("sigmoid", Sigmoid::of);
    functions.put("tanh", Tanh::of);
    functions.put("silu", Silu::of);
    functions.put("gelu", value -> Gelu.of(value, true));
    Stream<KernelBenchmark> unary =
        functions.entrySet().stream()
            .map(function -> function(function.getKey(), "4M", ROWS, function.getValue()));
    return Stream.concat(
        unary,
        Stream.of(
            function("exp", "16M", LARGE_ROWS, Exp::of),
            chain("chain 16M", LARGE_ROWS, true),
            chain("chain 4M", ROWS, true),
            chain("chain 4M unfused", ROWS, false),
            chain("chain 64K", SMALL_ROWS, true),
            chain("chain 64K unfused", SMALL_ROWS, false),
            normal(),
            sample(),
            divergence(),
            bernoulli(),
            square(),
            adam()));
  }

  /** The same with so many times the elements, where there are 4M of them. */
  static Stream<KernelBenchmark> ofTimes(int times) {
    return all()
        .map(
            each ->
                each.rows() == ROWS
                    ? each.times(times, each.name().replace("4M", 4 * times + "M"))
                    : each);
  }

  private static KernelBenchmark function(
      String kind, String elements, int rows, UnaryOperator<Value> function) {
    return elements(
        kind + " " + elements,
        kind,
        rows,
        Work.streams(1, 1, (long) rows * COLUMNS),
        Kernel.outputs(in -> List.of(function.apply(in.get(0))), Tolerance.ELEMENTWISE).rows(),
        n -> kernel -> kernel.feed(n, COLUMNS));
  }

  private static KernelBenchmark elements(
      String kind, Work work, Kernel program, Function<Integer, UnaryOperator<Kernel>> withInputs) {
    return elements(kind + " 4M", kind, ROWS, work, program, withInputs);
  }

  private static KernelBenchmark elements(
      String name,
      String kind,
      int rows,
      Work work,
      Kernel program,
      Function<Integer, UnaryOperator<Kernel>> withInputs) {
    return new KernelBenchmark(
        name,
        kind,
        Map.of("n", rows, "columns", COLUMNS),
        rows,
        10.0 * COLUMNS,
        n -> withInputs.apply(n).apply(program),
        work);
  }

  /**
   * σ(x)·y + z. Beside it the same without fusion, in the caches and out of them: what fusion
   * brings.
   */
  private static KernelBenchmark chain(String name, int rows, boolean fused) {
    Kernel program =
        Kernel.outputs(
                in -> List.of(Add.of(Multiply.of(Sigmoid.of(in.get(0)), in.get(1)), in.get(2))),
                Tolerance.REDUCTION)
            .rows();
    return elements(
        name,
        "chain",
        rows,
        Work.streams(3, 1, (long) rows * COLUMNS),
        fused ? program : program.unfused(),
        n -> kernel -> kernel.feed(n, COLUMNS).feed(n, COLUMNS).feed(n, COLUMNS));
  }

  private static Kernel counted(Kernel kernel) {
    return kernel.with(Input.Kind.FEED, random -> random.nextInt(1000), Rng.COUNTER);
  }

  private static KernelBenchmark normal() {
    return new KernelBenchmark(
        "normal 4M",
        "normal",
        Map.of("n", ROWS, "columns", COLUMNS),
        ROWS,
        30.0 * COLUMNS,
        n ->
            counted(
                Kernel.outputs(
                        in -> List.of(RandomNormal.of(in.get(0), Shape.of(n, COLUMNS), STREAM)),
                        Tolerance.EXACT)
                    .rows()),
        Work.streams(0, 1, (long) ROWS * COLUMNS));
  }

  /** μ + e^(½ ln σ²)·ε with ε drawn inside. */
  private static KernelBenchmark sample() {
    return elements(
        "gaussian-sample",
        Work.streams(2, 1, (long) ROWS * COLUMNS),
        Kernel.outputs(
                in -> List.of(GaussianSample.of(in.get(0), in.get(1), in.get(2), STREAM)),
                Tolerance.ELEMENTWISE)
            .rows(),
        n -> kernel -> counted(kernel.feed(n, COLUMNS).feed(n, COLUMNS)));
  }

  private static KernelBenchmark divergence() {
    return elements(
        "gaussian-kl forward+gradient",
        Work.streams(2, 2, (long) ROWS * COLUMNS),
        loss(in -> GaussianKl.of(in.get(0), in.get(1)), 2),
        n -> kernel -> kernel.feed(n, COLUMNS).feed(n, COLUMNS));
  }

  private static KernelBenchmark bernoulli() {
    return elements(
        "bernoulli forward+gradient",
        Work.streams(2, 1, (long) ROWS * COLUMNS),
        loss(in -> BernoulliLogitsSum.of(in.get(0), in.get(1)), 1),
        n ->
            kernel ->
                kernel
                    .feed(n, COLUMNS)
                    .with(
                        Input.Kind.FEED, RandomGenerator::nextDouble, TensorType.f32(n, COLUMNS)));
  }

  private static KernelBenchmark square() {
    return elements(
        "squared-error forward+gradient",
        Work.streams(2, 1, (long) ROWS * COLUMNS),
        loss(in -> SquaredErrorSum.of(in.get(0), in.get(1)), 1),
        n -> kernel -> kernel.feed(n, COLUMNS).feed(n, COLUMNS));
  }

  /** The loss of each row, and the gradient of their sum to the first inputs. */
  private static Kernel loss(Function<List<Input>, Value> perRow, int targets) {
    return Kernel.outputs(
            in -> {
              Value rows = perRow.apply(in);
              Value seed = Fill.of(rows.type(), 1);
              List<Value> outputs = new ArrayList<>(List.of(rows));
              outputs.addAll(Gradients.of(List.of(rows), List.of(seed), in.subList(0, targets)));
              return outputs;
            },
            Tolerance.REDUCTION)
        .terms(COLUMNS)
        .rows();
  }

  /** Ten tensors of a million: reads the gradient, updates parameter and both moments. */
  private static KernelBenchmark adam() {
    long elements = (long) TENSORS * TENSOR_ROWS * 1000;
    return new KernelBenchmark(
        "adam 10M",
        "adam",
        Map.of("tensors", TENSORS, "n", TENSOR_ROWS, "columns", 1000),
        TENSOR_ROWS,
        TENSORS * 20_000.0,
        ElementKernels::adam,
        Work.streams(1, 0, 3, elements));
  }

  private static Kernel adam(int n) {
    Kernel kernel =
        Kernel.of(
            in -> {
              Node step =
                  Node.record(new AdamStep(0.9, 0.999, 1e-8, 0, false), in.toArray(Value[]::new));
              Map<Input, Value> next = new LinkedHashMap<>();
              for (int i = 0; i < TENSORS; i++) {
                next.put(in.get(i), step.output(i));
                next.put(in.get(2 * TENSORS + i), step.output(TENSORS + i));
                next.put(in.get(3 * TENSORS + i), step.output(2 * TENSORS + i));
              }
              return new Graph(List.of(), next);
            },
            Tolerance.REDUCTION);
    for (int i = 0; i < 4 * TENSORS; i++) {
      boolean isGradient = i / TENSORS == 1;
      boolean isSecond = i / TENSORS == 3;
      kernel =
          isGradient
              ? kernel.feed(n, 1000)
              : kernel.with(
                  Input.Kind.STATE,
                  isSecond ? RandomGenerator::nextDouble : RandomGenerator::nextGaussian,
                  TensorType.f32(n, 1000));
    }
    return kernel
        .with(Input.Kind.FEED, _ -> 1e-3, TensorType.f32(3))
        .with(Input.Kind.FEED, _ -> 1, TensorType.f32());
  }
}
