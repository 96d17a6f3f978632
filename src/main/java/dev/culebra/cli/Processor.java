package dev.culebra.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.VectorShape;

/** What the processor can do, as far as kernels care. */
final class Processor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final List<String> RELEVANT =
      List.of(
          "sse4_2",
          "avx",
          "avx2",
          "fma",
          "f16c",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_bf16",
          "avx512_vnni",
          "amx_bf16",
          "amx_tile",
          "asimd",
          "asimdhp",
          "bf16",
          "sve",
          "sve2");

  private Processor() {}

  /** The instruction sets that matter here, with the model's name. */
  static String features() {
    List<String> lines;
    try {
      lines = Files.readAllLines(CPUINFO);
    } catch (IOException unknown) {
      return "unknown: no " + CPUINFO;
    }
    String name = value(lines, "model name");
    List<String> flags =
        Arrays.asList((value(lines, "flags") + " " + value(lines, "Features")).split(" "));
    List<String> present = RELEVANT.stream().filter(flags::contains).toList();
    return String.join(" ", present) + (name.isEmpty() ? "" : " (" + name + ")");
  }

  /** Only where the module is on: the class is loaded with the first call. */
  static int vectorBits() {
    return VectorShape.preferredShape().vectorBitSize();
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.matches(key + "\\s*:.*"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }
}
