package dev.culebra.cli;

import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.run.DeviceName;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "kernels",
    description = {
      "Lists every operation, the tier that computes it on this machine, and why no faster one"
          + " does.",
      "The example is its largest call in a training step of a model of the zoo."
    },
    footer = {"  culebra kernels --json", "  culebra kernels --device cuda"})
final class KernelsCommand extends CommonOptions {
  /** Types that the table lists of one call: an optimizer's step has hundreds. */
  private static final int MOST_TYPES = 12;

  /**
   * What is known of one operation.
   *
   * @param operation the class that records it, the name that its files share
   * @param example types of the example's inputs; empty if no model of the zoo uses the operation
   * @param tier the tier chosen; without an example the fastest that has some kernel
   * @param refusals why each faster tier does not compute it
   */
  private record Line(
      String operation, String example, String tier, Map<String, String> refusals) {}

  @Option(names = "--device", paramLabel = "DEVICE", description = "Whose kernels [cpu].")
  private String device = "cpu";

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  KernelsCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Tiers tiers = tiers();
    List<Line> lines = lines(tiers);
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("device", device);
      report.put("tiers", tiers.names());
      report.put("refused", tiers.refusals());
      report.put("operations", lines);
      console.out().print(Json.pretty(report));
      return Main.DONE;
    }
    console.table(
        List.of("OPERATION", "TIER", "EXAMPLE", "WHY NO FASTER ONE"),
        lines.stream()
            .map(
                line ->
                    List.of(line.operation(), line.tier(), line.example(), text(line.refusals())))
            .toList());
    console.out().println();
    console.out().println("Tiers on this machine, fastest first: " + names(tiers));
    tiers
        .refusals()
        .forEach((tier, reason) -> console.out().println("Refused: " + tier + ": " + reason));
    return Main.DONE;
  }

  private Tiers tiers() {
    DeviceName name = requireName(device);
    if (name.numbers().size() != 1) {
      throw new UserError("--device " + device + ": one at a time; give for example cuda");
    }
    name.require();
    return Tiers.of(name.kind(), name.numbers().getFirst());
  }

  private static List<Line> lines(Tiers tiers) {
    Map<Class<? extends Op>, Signature> examples = Examples.largestCalls();
    Map<String, Class<? extends Op>> operations = new TreeMap<>();
    tiers
        .operations()
        .values()
        .forEach(all -> all.forEach(op -> operations.put(op.getSimpleName(), op)));
    List<Line> lines = new ArrayList<>();
    operations.forEach(
        (name, op) ->
            lines.add(
                examples.containsKey(op)
                    ? ofExample(tiers, name, examples.get(op))
                    : withoutExample(tiers, name, op)));
    return lines;
  }

  private static Line ofExample(Tiers tiers, String name, Signature example) {
    Map<String, String> refusals = new LinkedHashMap<>();
    for (Map.Entry<String, Choice> choice : tiers.choices(example).entrySet()) {
      switch (choice.getValue()) {
        case Choice.Refusal refusal -> refusals.put(choice.getKey(), refusal.reason());
        case Kernel kernel -> {
          return new Line(name, types(example), choice.getKey() + way(kernel), refusals);
        }
      }
    }
    return new Line(name, types(example), "none", refusals);
  }

  private static String way(Kernel kernel) {
    if (kernel.isView()) {
      return ", no work";
    }
    return kernel.means() == null ? "" : " with " + kernel.means();
  }

  private static Line withoutExample(Tiers tiers, String name, Class<? extends Op> op) {
    Map<String, String> refusals = new LinkedHashMap<>();
    for (var tier : tiers.operations().entrySet()) {
      if (tier.getValue().contains(op)) {
        return new Line(name, "", tier.getKey(), refusals);
      }
      refusals.put(tier.getKey(), "no kernel");
    }
    return new Line(name, "", "none", refusals);
  }

  private static String types(Signature example) {
    int inputs = example.inputs().size();
    String first =
        example.inputs().stream()
            .limit(MOST_TYPES)
            .map(TensorType::toString)
            .collect(Collectors.joining(" "));
    return inputs <= MOST_TYPES ? first : first + " ... (" + inputs + " inputs)";
  }

  private static String text(Map<String, String> refusals) {
    return refusals.entrySet().stream()
        .map(refusal -> refusal.getKey() + ": " + refusal.getValue())
        .collect(Collectors.joining("; "));
  }

  private static String names(Tiers tiers) {
    return String.join(", ", tiers.names());
  }
}
