package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures benchmarks beside the machine's limits and beside peers, all taking turns. One thread.
 */
public final class Bench {
  private final BenchOptions options;
  private final Path home;
  private final Consumer<String> note;
  private final Machine machine = new Machine();

  /**
   * @param home the checkout; null if there is none
   * @param note told in one line what is left out, and why
   */
  public Bench(BenchOptions options, Path home, Consumer<String> note) {
    this.options = options;
    this.home = home;
    this.note = note;
  }

  /** Peers that can be asked for. */
  public static List<String> peers() {
    return List.copyOf(Peers.TITLES.keySet());
  }

  /**
   * Measures this build against the peers.
   *
   * @param each told every row when it is there
   * @throws UserError if no benchmark is wanted or the peers cannot be started
   */
  public List<Row> run(List<? extends Benchmark> benchmarks, Consumer<Row> each) {
    List<? extends Benchmark> wanted = wanted(benchmarks);
    noteLimit();
    List<Row> rows = new ArrayList<>();
    for (int threads : options.threads()) {
      try (Peers peers = Peers.start(options, threads, home, note);
          OwnSide own = new OwnSide("culebra", options.clock())) {
        Contest contest = new Contest(options.pace(), own, machine, peers.sides());
        rows.addAll(rows(contest, wanted, threads, each));
      }
    }
    return rows;
  }

  /**
   * Measures this checkout against another revision of it, each in a process of its own, built by
   * its own launcher.
   *
   * @throws UserError if there is no checkout or no such revision, or one of both cannot be built
   */
  public List<Row> compare(
      List<? extends Benchmark> benchmarks, String revision, Consumer<Row> each) {
    if (home == null) {
      throw new UserError("compare " + revision + ": start the culebra of a checkout");
    }
    List<? extends Benchmark> wanted = wanted(benchmarks);
    noteLimit();
    try (Revision other = new Revision(home, revision, options.cpuTime(), note);
        PeerProcess process = Revision.serve(home, revision, options.cpuTime())) {
      Side own = PeerSide.of("this checkout", "own", process);
      Contest contest = new Contest(options.pace(), own, machine, List.of(other.side()));
      List<Row> rows = new ArrayList<>();
      for (int threads : options.threads()) {
        rows.addAll(rows(contest, wanted, threads, each));
      }
      return rows;
    }
  }

  private void noteLimit() {
    if (options.isCpu() && Limit.refusal() != null) {
      note.accept("limit of the machine: skipped: " + Limit.refusal());
    }
  }

  private List<? extends Benchmark> wanted(List<? extends Benchmark> benchmarks) {
    List<? extends Benchmark> wanted =
        benchmarks.stream().filter(b -> options.wanted().test(b.name())).toList();
    if (wanted.isEmpty()) {
      throw new UserError("bench: no benchmark has such a name; see --list");
    }
    return wanted;
  }

  private List<Row> rows(
      Contest contest, List<? extends Benchmark> wanted, int threads, Consumer<Row> each) {
    List<Row> rows = new ArrayList<>();
    for (Benchmark benchmark : wanted) {
      try (TemporaryFolder folder = new TemporaryFolder("culebra-bench")) {
        Row row = contest.run(benchmark, benchmark.facts(folder.path()), threads);
        each.accept(row);
        row.skipped().forEach((peer, why) -> note.accept("  " + peer + ": skipped: " + why));
        rows.add(row);
      }
    }
    return rows;
  }

  /** Answers another process's requests for slices until there are no more. */
  public static void serve(BufferedReader requests, PrintStream answers, boolean cpuTime)
      throws IOException {
    Server.run(requests, answers, cpuTime ? Stopwatch.Clock.CPU : Stopwatch.Clock.WALL);
  }
}
