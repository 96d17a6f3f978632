package dev.culebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The README's table of operations and tiers is what the backends say of themselves, also of those
 * that cannot be used on this machine.
 */
class CoverageTest {
  private static final Path README = Path.of("README.md");
  private static final String BEGIN = "<!-- operations: written by CoverageTest -->\n";
  private static final String END = "<!-- end of operations -->\n";
  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put("ref", "Ref");
    COLUMNS.put("simd", "SIMD");
    COLUMNS.put("c", "C");
    COLUMNS.put("cuda", "CUDA");
  }

  @Test
  void theTableIsFresh() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    assertTrue(begin >= BEGIN.length() && end >= begin, "README.md has no place for the table");
    String table = table();
    if (Boolean.getBoolean("culebra.write")) {
      Files.writeString(README, readme.substring(0, begin) + table + readme.substring(end));
      return;
    }
    assertEquals(
        table,
        readme.substring(begin, end),
        "stale; write it anew with: mvn test -Dtest=CoverageTest -Dculebra.write=true");
  }

  private static String table() {
    Map<String, Set<String>> operations = operations();
    Set<String> all = new TreeSet<>();
    operations.values().forEach(all::addAll);
    StringBuilder table = new StringBuilder();
    table.append(row("operation", List.copyOf(COLUMNS.values())));
    table.append("|---|").append(":-:|".repeat(COLUMNS.size())).append('\n');
    for (String operation : all) {
      List<String> marks =
          COLUMNS.keySet().stream()
              .map(tier -> operations.getOrDefault(tier, Set.of()).contains(operation) ? "✓" : "–")
              .toList();
      table.append(row("`" + operation + "`", marks));
    }
    return table.toString();
  }

  private static String row(String first, List<String> rest) {
    return "| " + first + " | " + String.join(" | ", rest) + " |\n";
  }

  /** Names of the operations of each tier of the jar. */
  private static Map<String, Set<String>> operations() {
    return ServiceLoader.load(Backend.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(backend -> COLUMNS.containsKey(backend.tier()))
        .collect(
            Collectors.toMap(
                Backend::tier,
                backend ->
                    backend.operations().stream()
                        .map(Class<? extends Op>::getSimpleName)
                        .collect(Collectors.toSet())));
  }
}
