package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkout whose interpreter of Python is a small script with peers of its own. */
class PeersTest {
  private static final String INTERPRETER =
      """
      #!/bin/sh
      [ "$OMP_PROC_BIND" = true ] && [ "$OMP_NUM_THREADS" = 1 ] || exit 3
      while read -r line; do
        case $line in
          *'"offer"'*)
            echo '{"eager":["gemm","conv"],"compile":["gemm"],"openblas":["conv"],"faiss":"no module"}' ;;
          *'"open","side":"compile"'*) echo '{"skipped":"the compiler gave up"}' ;;
          *'"open"'*) echo '{"error":null,"values":[],"ran":"MKL"}' ;;
          *'"slice"'*) [ "$GLIBC_TUNABLES" ] && echo '{"seconds":1e-5}' || echo '{"seconds":2e-5}' ;;
          *) echo '{}' ;;
        esac
      done
      """;

  @TempDir private Path home;

  private final List<String> notes = new ArrayList<>();
  private Path python;

  @BeforeEach
  void interpreter() throws IOException {
    Files.createDirectories(home.resolve("bench/peers"));
    Files.writeString(home.resolve("bench/peers/peer.py"), "");
    python = home.resolve("python");
    Files.writeString(python, INTERPRETER);
    assertTrue(python.toFile().setExecutable(true));
  }

  private Row row(String... peers) {
    BenchOptions options =
        new BenchOptions(
            "gemm 128x20x400 nn"::equals,
            "cpu",
            List.of(1),
            List.of(peers),
            python.toString(),
            2,
            0.01,
            0,
            false);
    return new Bench(options, home, notes::add).run(Benchmarks.kernels(), _ -> {}).getFirst();
  }

  /** What keeps memory is another peer, and here the faster one. */
  @Test
  void theBetterSettingCounts() {
    Row row = row("eager");
    assertEquals(Set.of("torch eager", "torch eager, memory kept"), row.peers().keySet());
    assertEquals("torch eager, memory kept", row.best());
    assertEquals("MKL", row.ran());
    assertEquals(2e-5 / 1e-5, rate(row, row.best()) / rate(row, "torch eager"), 1e-9);
    assertEquals(List.of(), notes);
  }

  private static double rate(Row row, String peer) {
    return row.peers().get(peer).median();
  }

  @Test
  void whatIsMissingOrFailsIsNamed() {
    Row row = row("faiss", "compile");
    assertEquals(null, row.best());
    assertEquals("the compiler gave up", row.skipped().get("torch compile"));
    assertEquals(
        List.of(
            "faiss: skipped: no module",
            "  torch compile: skipped: the compiler gave up",
            "  torch compile, memory kept: skipped: the compiler gave up"),
        notes);
  }

  /** A peer without anything of a kind is no news. */
  @Test
  void whoOffersNothingTakesNoPart() {
    Row row = row("openblas");
    assertTrue(row.peers().isEmpty() && row.skipped().isEmpty() && notes.isEmpty());
  }

  @Test
  void anInterpreterThatDoesNotWorkIsNamed() throws IOException {
    Files.writeString(python, "#!/bin/sh\necho 'no module torch' >&2\nexit 1\n");
    UserError refusal = assertThrows(UserError.class, () -> row("eager"));
    assertEquals(python + ": no module torch; give another --python", refusal.getMessage());
  }
}
