package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private static Command run(String filter, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("bench", "--filter", filter, "--threads", 1, "--peers", "none"));
    arguments.addAll(List.of("--rounds", 1, "--seconds", 0.01, "--warm-up", 0));
    arguments.addAll(List.of(more));
    return Command.run(arguments.toArray());
  }

  @Test
  void aKernelInATable() {
    String table = run("gemm 128x20x400 nn").done();
    List<String> lines = table.lines().filter(line -> !line.startsWith("* ")).toList();
    assertTrue(lines.getFirst().startsWith("BENCHMARK "), table);
    assertTrue(
        lines
            .get(1)
            .matches("gemm 128x20x400 nn +1 .* GFLOP/s .* ([0-9]+ % of [0-9.]+ )?.*e-0[5-9]"),
        table);
    assertEquals(lines.get(1).contains("% of "), lines.getLast().startsWith("OF LIMIT: "), table);
  }

  @Test
  void aStepInJson() {
    Map<String, Object> report = Json.parseMap("bench", run("step mlp-vae", "--json").done());
    Map<?, ?> row = (Map<?, ?>) ((List<?>) report.get("rows")).getFirst();
    assertEquals("step mlp-vae n128", row.get("name"));
    double samples = ((Number) ((Map<?, ?>) row.get("rate")).get("median")).doubleValue();
    assertEquals(128 / samples, ((Number) row.get("seconds")).doubleValue(), 1e-9);
    assertEquals(Map.of(), row.get("peers"));
  }

  @Test
  void aStepOfAnotherBatch() {
    String names = Command.run("bench", "--batch", 3, "--filter", "vae", "--list").done();
    assertEquals("step mlp-vae n3\nstep conv-vae n3\nstep vq-vae n3\nencode conv-vae n1\n", names);
    String table = run("step mlp-vae", "--batch", 3).done();
    assertTrue(table.contains("\nstep mlp-vae n3 "), table);
    String devices =
        Command.run("bench", "--batch", 3, "--device", "cuda", "--filter", "mlp", "--list").done();
    assertEquals("step mlp-vae n3\n", devices);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--peers jax | --peers jax: unknown; there are all, blas, cdist, compile, eager, faiss,"
            + " graphs, libtorch, mkl, none, onednn, openblas, torch",
        "--filter ( | --filter (: Unclosed group",
        "--filter nothing | bench: no benchmark has such a name; see --list",
        "--rounds 0 | --rounds 0: out of range; give 1 or more",
        "--batch 0 | --batch 0: out of range; give 1 or more",
        "compare x --batch 3 | compare with --batch 3: out of range; give none",
        "--cpu-time | --cpu-time with --threads [1, 2]: out of range; give 1",
        "contrast x | bench contrast x: unknown; there is bench compare REV",
        "--kernels --device cuda:0,1 | --kernels with --device cuda:0,1: out of range; give one"
            + " device",
        "compare x --device cuda | compare with --device cuda: out of range; give cpu",
        "--filter mlp --peers none --device nowhere | --device nowhere: unknown device",
        "compare x | compare x: start the culebra of a checkout",
        "--filter gemm | peers: bench/peers/peer.py not found"
      })
  void badInputIsOneLine(String arguments, String message) {
    String line = Command.run((Object[]) ("bench " + arguments).split(" ")).refused();
    assertTrue(line.contains(message), line);
  }
}
