package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkouts whose launcher is a small script, so that nothing needs to be built. */
class RevisionTest {
  /** Answers every request as a call of a microsecond; started with --version it has been built. */
  private static final String LAUNCHER =
      """
      #!/bin/sh
      [ "$1" = --version ] && exit 0
      while read -r line; do
        case $line in
          *'"open"'*) echo '{"error":1e-7,"values":[1,2]}' ;;
          *'"slice"'*) echo '{"seconds":1e-%s}' ;;
          *) echo '{}' ;;
        esac
      done
      """;

  @TempDir private Path home;

  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void twoRevisions() throws IOException {
    git("init", "-q");
    commit(LAUNCHER.formatted("3"));
    commit(LAUNCHER.formatted("6"));
  }

  private void git(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("-c", "user.name=T", "-c", "user.email=t@example.org"));
    all.addAll(List.of(arguments));
    Git done = Git.run(home, all.toArray(String[]::new));
    assertTrue(done.isDone(), done.output());
  }

  private void commit(String launcher) throws IOException {
    Files.writeString(home.resolve("culebra"), launcher);
    assertTrue(home.resolve("culebra").toFile().setExecutable(true));
    git("add", "culebra");
    git("commit", "-q", "-m", "launcher");
  }

  private List<Row> compare(String revision) {
    Predicate<String> wanted = "gemm 128x20x400 nn"::equals;
    BenchOptions options =
        new BenchOptions(wanted, "cpu", List.of(1), List.of(), "python3", 3, 0.01, 0, false);
    return new Bench(options, home, notes::add).compare(Benchmarks.kernels(), revision, _ -> {});
  }

  private void nothingIsLeft() {
    assertEquals(1, Git.run(home, "worktree", "list").output().lines().count());
    for (String note : notes) {
      assertFalse(Files.exists(Path.of(note.replaceFirst(".* in (\\S+) .*", "$1"))), note);
    }
  }

  @Test
  void bothTakeTurnsAndNothingIsLeft() {
    Row row = compare("HEAD~1").getFirst();
    assertEquals(1e-6, row.seconds(), 1e-12);
    assertEquals("HEAD~1", row.best());
    assertEquals(1000, row.ratio().median(), 1e-6);
    assertEquals(0, row.difference());
    assertEquals(1, notes.size());
    assertTrue(notes.getFirst().startsWith("building HEAD~1 ("), notes.toString());
    nothingIsLeft();
  }

  /** What is not committed is what is measured. */
  @Test
  void theCheckoutMayBeDirty() throws IOException {
    Files.writeString(home.resolve("culebra"), LAUNCHER.formatted("5"));
    assertEquals(10, compare("HEAD").getFirst().seconds() * 1e6, 1e-6);
    nothingIsLeft();
  }

  private void refused(String revision, String message) {
    UserError refusal = assertThrows(UserError.class, () -> compare(revision));
    assertTrue(refusal.getMessage().startsWith("compare " + revision + ": "), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    nothingIsLeft();
  }

  @Test
  void whatCannotBeComparedIsNamed() throws IOException {
    refused("nowhere", "no such revision in " + home);
    refused("--all", "no such revision");
    commit("#!/bin/sh\necho 'culebra: building ...'\necho '[ERROR] no javac'\nexit 2\n");
    refused("HEAD", "cannot be built: [ERROR] no javac");
    commit("#!/bin/sh\n[ $1 = --version ] || { echo 'Unknown option: --serve' >&2; exit 2; }\n");
    refused("HEAD", "cannot be measured: Unknown option: --serve");
  }

  @Test
  void outsideOfGitThereIsNothingToCompare(@TempDir Path empty) {
    BenchOptions options =
        new BenchOptions(_ -> true, "cpu", List.of(1), List.of(), "python3", 1, 0.01, 0, false);
    Bench bench = new Bench(options, empty, notes::add);
    UserError refusal =
        assertThrows(UserError.class, () -> bench.compare(Benchmarks.kernels(), "HEAD", _ -> {}));
    assertTrue(refusal.getMessage().endsWith(" is no checkout of git's"), refusal.getMessage());
  }

  /** What an interruption leaves to the hooks is what closing does. */
  @Test
  void undoneOnce() {
    List<String> done = new ArrayList<>();
    Undo undo = new Undo(() -> done.add("undone"));
    undo.close();
    undo.close();
    assertEquals(List.of("undone"), done);
    TemporaryFolder folder = new TemporaryFolder("culebra-test");
    assertTrue(Files.isDirectory(folder.path()));
    folder.close();
    assertFalse(Files.exists(folder.path()));
  }

  @Test
  void aPeerTellsWhatItOffers() {
    PeerSide some = new PeerSide("some", "some", null, Set.of("gemm"));
    assertTrue(some.offers("gemm") && !some.offers("conv"));
    assertTrue(PeerSide.of("one by one", "own", null).offers("conv"));
  }
}
