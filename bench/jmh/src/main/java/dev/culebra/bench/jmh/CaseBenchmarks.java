package dev.culebra.bench.jmh;

import dev.culebra.bench.Kernel;
import dev.culebra.bench.KernelBenchmark;
import dev.culebra.bench.Work;
import dev.culebra.cases.AllCases;
import dev.culebra.harness.Case;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Signature;
import dev.culebra.plan.PlanOptions;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A benchmark from every case of the tests: small and awkward sizes, where overheads show. */
final class CaseBenchmarks {
  private CaseBenchmarks() {}

  static List<KernelBenchmark> all() {
    return AllCases.all().map(CaseBenchmarks::of).toList();
  }

  private static KernelBenchmark of(Case test) {
    List<Kernel.Argument> arguments =
        test.inputs().stream()
            .map(input -> new Kernel.Argument(Input.Kind.FEED, input.type(), input.values()::draw))
            .toList();
    Kernel kernel =
        new Kernel(
            arguments,
            inputs ->
                new Graph(
                    Node.record(test.op(), inputs.toArray(Value[]::new)).outputs().stream()
                        .map(Value.class::cast)
                        .toList(),
                    Map.of()),
            test.tolerance(),
            test.terms(),
            false,
            PlanOptions.FULL);
    return new KernelBenchmark(
        "case " + test, "case", Map.of(), 1, 1, _ -> kernel, moved(test.signature()));
  }

  /** What goes in and out, each byte once. */
  private static Work moved(Signature signature) {
    double bytes =
        Stream.concat(signature.inputs().stream(), signature.outputs().stream())
            .mapToLong(TensorType::bytes)
            .sum();
    return new Work(bytes, Work.Unit.BYTES, 1, 1, 0, null);
  }
}
