package dev.culebra.cli;

import dev.culebra.data.Datasets;
import dev.culebra.data.Split;
import dev.culebra.eval.Figures;
import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.files.Version;
import dev.culebra.par.Affinity;
import dev.culebra.run.Tiers;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = "Tells what Culebra finds on this machine and what it lacks, with the cure.",
    footer = "  culebra doctor --json")
final class DoctorCommand extends CommonOptions {
  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  DoctorCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Map<String, String> findings = findings();
    if (json) {
      console.out().print(Json.pretty(findings));
    } else {
      console.facts(
          findings.entrySet().stream()
              .map(finding -> List.of(finding.getKey(), finding.getValue()))
              .toList());
    }
    return Main.DONE;
  }

  private static Map<String, String> findings() {
    Map<String, String> findings = new LinkedHashMap<>();
    findings.put("culebra", Version.current());
    findings.put(
        "java",
        System.getProperty("java.vm.version") + ", " + Path.of(System.getProperty("java.home")));
    findings.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    findings.put("processors", processors());
    findings.put("cpu features", Processor.features());
    findings.put("vector api", vectors());
    Tiers tiers = Tiers.of("cpu");
    findings.put("tiers", String.join(", ", tiers.names()) + " (fastest first)");
    tiers.refusals().forEach((tier, reason) -> findings.put("tier " + tier, "refused: " + reason));
    if (!tiers.names().contains("c") && !tiers.refusals().containsKey("c")) {
      findings.put("tier c", "refused: this build has no C kernels yet");
    }
    findings.put("memory", memory());
    for (String name : Datasets.names()) {
      findings.put("data " + name, data(name));
    }
    findings.put("pictures", pictures());
    Tiers cuda = Tiers.of("cuda");
    findings.put("cuda", describe(cuda));
    findings.putAll(cuda.findings());
    return findings;
  }

  private static String describe(Tiers cuda) {
    return cuda.accelerator() == null
        ? "refused: " + cuda.refusals().get("cuda")
        : cuda.accelerator()
            + "; kernels for "
            + cuda.operations().get("cuda").size()
            + " of "
            + Tiers.of("cpu").operations().get("ref").size()
            + " operations";
  }

  private static String processors() {
    int count = Runtime.getRuntime().availableProcessors();
    String refusal = Affinity.find().refusal();
    return count
        + (refusal == null ? ", workers are pinned" : ", workers are not pinned: " + refusal);
  }

  private static String vectors() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return "off; start java with --add-modules jdk.incubator.vector";
    }
    return "on, " + Processor.vectorBits() + " bits";
  }

  private static String memory() {
    long heap = Runtime.getRuntime().maxMemory();
    String machine = "unknown";
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      machine =
          Console.format(
              "%.1f GiB, %.1f free",
              system.getTotalMemorySize() / 0x1p30, system.getFreeMemorySize() / 0x1p30);
    }
    return machine + Console.format("; heap up to %.1f GiB", heap / 0x1p30);
  }

  /** A JDK that was packed for a server may lack what draws. */
  private static String pictures() {
    if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      return "none: this JDK has no module java.desktop; take a whole one";
    }
    String refusal = Figures.textRefusal();
    return refusal == null ? "with text" : "without text: " + refusal;
  }

  private static String data(String name) {
    try {
      Split split = Datasets.open(name);
      return Console.format(
          "%d training and %d test images %s",
          split.train().count(), split.test().count(), split.train().sampleShape());
    } catch (UserError missing) {
      return "not found: " + missing.getMessage();
    }
  }
}
